/** Reads that are verified beside reads that are not: one server of the same files that looks at no checksum, in one run. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, createReadStream, openSync, readSync } from 'node:fs'
import { Agent, createServer, get, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { openStore } from '../local/s3/store.ts'
import type { ObjectVersion } from '../local/s3/version.ts'
import { openState } from '../local/state.ts'
import { withFolder } from './stand/laptop.ts'

const MiB = 1024 * 1024
const hows = ['plain', 'verified'] as const
const rounds = 15
const shapes = [
  { name: '256 MiB as a stream', bytes: 256 * MiB, reads: 1, length: 256 * MiB },
  { name: '64 KiB of it, anywhere', bytes: 256 * MiB, reads: 500, length: 64 * 1024 },
  { name: '1 MiB of it, anywhere', bytes: 256 * MiB, reads: 100, length: MiB },
  { name: 'objects of 1 KB, whole', bytes: 1_024, reads: 500, length: 1_024 },
]

if (process.send) await serve(process.argv[2] ?? '')
else await withFolder(measure)

/** A process of its own, so that the client does not slow it. */
async function serve(folder: string): Promise<void> {
  const store = openStore(openState(folder))
  store.createBucket('bench')
  for (const bytes of new Set(shapes.map(({ bytes }) => bytes))) {
    await store.put('bench', `k${bytes}`, Buffer.alloc(bytes, 'a row of a file,'))
  }
  const server = createServer(({ url = '', headers }, response) => {
    const [, how, key = ''] = url.split('/')
    const [start = 0, end = 0] = (headers.range ?? '').split('-').map(Number)
    const version = store.head('bench', key)
    const bytes =
      how === 'plain' ? unverified(version, start, end) : store.read(version, start, end, response)
    if (Buffer.isBuffer(bytes)) response.end(bytes)
    else bytes.pipe(response)
  })
  server.keepAliveTimeout = 120_000
  await once(server.listen(0, '127.0.0.1'), 'listening')
  process.send?.((server.address() as AddressInfo).port)

  /** As it was before there were sums. */
  function unverified({ file = '' }: ObjectVersion, start: number, end: number) {
    const path = store.files.path('bench', file)
    const range = { start, end: end - 1, highWaterMark: 256 * 1024 }
    if (end - start > MiB) return createReadStream(path, range)
    const descriptor = openSync(path, 'r')
    const bytes = Buffer.allocUnsafe(end - start)
    readSync(descriptor, bytes, 0, bytes.length, start)
    closeSync(descriptor)
    return bytes
  }
}

async function measure(folder: string): Promise<void> {
  const server = fork(import.meta.filename, [folder])
  const [port] = await once(server, 'message')
  const agent = new Agent({ keepAlive: true })
  const read = async (how: string, key: string, start: number, length: number): Promise<void> => {
    const headers = { range: `${start}-${start + length}` }
    const asked = get(`http://127.0.0.1:${port}/${how}/${key}`, { headers, agent })
    const [response] = (await once(asked, 'response')) as [IncomingMessage]
    await once(response.resume(), 'end')
  }
  for (const { name, bytes, reads, length } of shapes) {
    const took = { plain: [] as number[], verified: [] as number[] }
    for (let round = 0; round < rounds; round++) {
      for (const how of round % 2 === 0 ? hows : hows.toReversed()) {
        const began = performance.now()
        for (let i = 0; i < reads; i++) {
          const start = Math.floor(((i * 0.618) % 1) * (bytes - length))
          await read(how, `k${bytes}`, start, length)
        }
        took[how].push(performance.now() - began)
      }
    }
    const rate = (all: number[]): string =>
      `${Math.round((reads * length) / MiB / (Math.min(...all) / 1000))} MiB/s`
    const ratios = took.plain.map((ms, i) => ms / took.verified[i]!).sort((a, b) => a - b)
    const ratio = ratios[Math.floor(rounds / 2)]!.toFixed(2) // of neighbours: noise is longer than a round
    console.log(`${name}: plain ${rate(took.plain)}, verified ${rate(took.verified)}, ${ratio} ×`)
  }
  agent.destroy()
  server.kill()
}
