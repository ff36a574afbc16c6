/** S3 on the laptop: PUT/s and GET/s of 1 KB over 64 connections, MB/s of one 512 MB object, memory, beside a null server. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { Agent, createServer, type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { s3Service } from '../local/s3/service.ts'
import { openStore } from '../local/s3/store.ts'
import { openState } from '../local/state.ts'
import { startServer } from '../local/wire/server.ts'
import { keys, sign } from '../tests/local/wire/signer.ts'
import { withFolder } from './stand/laptop.ts'

const connections = 64
const objects = 10_000
const megabytes = 512
const largePath = '/bench/large'
const large = Array<Buffer>(megabytes).fill(Buffer.alloc(1 << 20, 'large'))
const agent = new Agent({ keepAlive: true, maxSockets: connections })

const nullServer = 'null'
if (process.send) await serve(process.argv[2] ?? nullServer)
else await withFolder(measure)

/** The server is a process of its own: the client does not slow it, and its memory is its own. */
async function serve(home: string): Promise<void> {
  if (home === nullServer) {
    const nothing = createServer((incoming, response) => {
      const answer = incoming.method === 'GET' && incoming.url === largePath ? large : []
      incoming.resume().on('end', () => Readable.from(answer).pipe(response))
    })
    await once(nothing.listen(0, '127.0.0.1'), 'listening')
    process.send?.(`http://127.0.0.1:${(nothing.address() as AddressInfo).port}`)
    return
  }
  const state = openState(home)
  const store = openStore(state)
  store.createBucket('bench')
  const services = [s3Service(store)]
  const { durable } = state
  const server = await startServer({ port: 0, services, credentials: [keys], durable })
  process.send?.(server.endpoint)
}

async function measure(folder: string): Promise<void> {
  for (const [name, home] of [
    ['a null server', nullServer],
    ['S3', folder],
  ] as const) {
    const server = fork(import.meta.filename, [home])
    const [endpoint] = (await once(server, 'message')) as [string]
    const small = Buffer.alloc(1024, 'x')
    const say = (text: string): void => console.log(`${name}: ${text}, ${memoryOf(server)}`)
    say(`${await rate((n) => exchange(endpoint, 'PUT', `/bench/k/${n}`, [small]))} PUT/s`)
    say(`${await rate((n) => exchange(endpoint, 'GET', `/bench/k/${n}`))} GET/s`)
    say(`PUT ${await speed(() => exchange(endpoint, 'PUT', largePath, large))} MB/s`)
    say(`GET ${await speed(() => exchange(endpoint, 'GET', largePath))} MB/s`)
    server.kill()
    await once(server, 'exit')
  }
  agent.destroy()
}

/** Now and at most so far, where the system tells (Linux). */
function memoryOf({ pid }: ChildProcess): string {
  const text = readFileSync(`/proc/${pid}/status`, 'utf8')
  const megabytesOf = (name: string): number =>
    Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(text)?.[1] ?? Number.NaN) / 1024)
  return `${megabytesOf('VmRSS')} MB of memory (at most ${megabytesOf('VmHWM')})`
}

async function rate(one: (n: number) => Promise<void>): Promise<number> {
  let n = 0
  const start = performance.now()
  const run = async () => {
    while (n < objects) await one(n++)
  }
  await Promise.all(Array.from({ length: connections }, run))
  return Math.round((objects / (performance.now() - start)) * 1_000)
}

async function speed(one: () => Promise<void>): Promise<number> {
  const start = performance.now()
  await one()
  return Math.round((megabytes / (performance.now() - start)) * 1_000)
}

async function exchange(
  endpoint: string,
  method: string,
  path: string,
  body: readonly Buffer[] = [],
): Promise<void> {
  const { headers } = sign(endpoint, { method, path, contentSha256: 'UNSIGNED-PAYLOAD' })
  const length = body.reduce((sum, { length }) => sum + length, 0)
  const sent = request(endpoint, {
    method,
    path,
    headers: { ...headers, 'content-length': length },
    agent,
  })
  const answered = once(sent, 'response')
  for (const chunk of body) if (!sent.write(chunk)) await once(sent, 'drain')
  sent.end()
  const [response] = (await answered) as [IncomingMessage]
  await once(response.resume(), 'end')
  if (response.statusCode !== 200) throw new Error(`${method} ${path}: ${response.statusCode}`)
}
