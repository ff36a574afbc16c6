/** S3 on the laptop: PUT/s and GET/s of 1 KB over 64 connections, MB/s of one 500 MB object, beside a null server. */
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, createServer, type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { s3Service } from '../local/s3/service.ts'
import { openStore } from '../local/s3/store.ts'
import { openState } from '../local/state.ts'
import { startServer } from '../local/wire/server.ts'
import { keys, sign } from '../tests/local/wire/signer.ts'

const connections = 64
const objects = 10_000
const megabytes = 500
const agent = new Agent({ keepAlive: true, maxSockets: connections })

if (isMainThread) await measure()
else await serve(workerData as string | undefined)

/** The server has a thread of its own, so that the client does not slow it. */
async function serve(home: string | undefined): Promise<void> {
  if (home === undefined) {
    const nothing = createServer((incoming, response) => {
      incoming.resume().on('end', () => response.end())
    })
    await once(nothing.listen(0, '127.0.0.1'), 'listening')
    parentPort?.postMessage(`http://127.0.0.1:${(nothing.address() as AddressInfo).port}`)
    return
  }
  const store = openStore(openState(home))
  store.createBucket('bench')
  const server = await startServer({ port: 0, services: [s3Service(store)], credentials: [keys] })
  parentPort?.postMessage(server.endpoint)
}

async function measure(): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'hypatia-bench-'))
  for (const [name, data] of [
    ['a null server', undefined],
    ['S3', home],
  ] as const) {
    const worker = new Worker(new URL(import.meta.url), { workerData: data })
    const [endpoint] = (await once(worker, 'message')) as [string]
    const small = Buffer.alloc(1024, 'x')
    console.log(
      `${name}: ${await rate((n) => exchange(endpoint, 'PUT', `/bench/k/${n}`, [small]))} PUT/s`,
    )
    console.log(`${name}: ${await rate((n) => exchange(endpoint, 'GET', `/bench/k/${n}`))} GET/s`)
    const large = Array<Buffer>(megabytes).fill(Buffer.alloc(1 << 20, 'large'))
    console.log(
      `${name}: PUT ${await speed(() => exchange(endpoint, 'PUT', '/bench/large', large))} MB/s`,
    )
    console.log(`${name}: GET ${await speed(() => exchange(endpoint, 'GET', '/bench/large'))} MB/s`)
    await worker.terminate()
  }
  agent.destroy()
  rmSync(home, { recursive: true, force: true })
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
