/** Stands before the laptop and counts what goes through: calls and bytes by operation and by what they are about. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Count {
  calls: number
  /** Of bodies, as they went over the wire. */
  bytesSent: number
  bytesReceived: number
}

export interface Counter {
  endpoint: string
  /** What was counted since the last time, by operation: `S3 GetObject raw`, `Glue GetTable raw`. */
  take(): Map<string, Count>
  close(): void
}

export async function openCounter(endpoint: string): Promise<Counter> {
  const { hostname, port } = new URL(endpoint)
  let counts = new Map<string, Count>()
  const server = createServer(async (incoming, outgoing) => {
    const { method, url, headers } = incoming
    const body = await bytesOf(incoming)
    const onward = request({ hostname, port, method, path: url, headers })
    onward.end(body)
    const [answer] = (await once(onward, 'response')) as [IncomingMessage]
    const answered = await bytesOf(answer)
    const name = operationOf(incoming, body)
    const count = counts.get(name) ?? { calls: 0, bytesSent: 0, bytesReceived: 0 }
    count.calls++
    count.bytesSent += body.length
    count.bytesReceived += answered.length
    counts.set(name, count)
    outgoing.writeHead(answer.statusCode ?? 500, answer.headers).end(answered)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    take() {
      const taken = counts
      counts = new Map()
      return taken
    },
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

async function bytesOf(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

function operationOf({ method = '', url = '', headers }: IncomingMessage, body: Buffer): string {
  const target = headers['x-amz-target']
  if (typeof target === 'string') {
    const [service = '', operation = ''] = target.split('.')
    const { DatabaseName, QueueUrl } = JSON.parse(body.toString()) as Record<string, string>
    const about = DatabaseName ?? QueueUrl?.split('/').at(-1) ?? ''
    return `${service.replace(/^Amazon|^AWS/, '')} ${operation} ${about}`
  }
  const { pathname } = new URL(url, 'http://localhost')
  const [, bucket = '', ...path] = pathname.split('/')
  const verb = headers['x-amz-copy-source'] ? 'Copy' : verbs[method]
  return `S3 ${verb ?? method}Object ${[bucket, ...folderOf(bucket, path)].join('/')}`
}

const verbs: Record<string, string> = { GET: 'Get', PUT: 'Put', HEAD: 'Head', DELETE: 'Delete' }

/** Work: `receipts`, `datasets` …; lake: `metadata` or `data`; of raw nothing but what is set aside. */
function folderOf(bucket: string, path: string[]): string[] {
  if (bucket === 'work') return path.slice(0, 1)
  if (bucket === 'lake') return path.filter((name) => name === 'metadata' || name === 'data')
  return path.filter((name) => name === '_quarantine')
}
