/** Stands before the laptop and kills a worker once its n-th call has taken effect, so that it never sees the answer. */
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface DeathGate {
  endpoint: string
  /** Calls that came through, the deadly one included. */
  calls: string[]
  close(): void
}

export async function openDeathGate(
  endpoint: string,
  deadlyCall: number,
  kill: () => void,
): Promise<DeathGate> {
  const { hostname, port } = new URL(endpoint)
  const calls: string[] = []
  const server = createServer((incoming, outgoing) => {
    const { method, url, headers } = incoming
    calls.push(`${headers['x-amz-target'] ?? `${method} ${url?.replace(/\?.*/, '')}`}`)
    const isDeadly = calls.length === deadlyCall
    const onward = request({ hostname, port, method, path: url, headers }, (answer) => {
      if (isDeadly) {
        answer.resume().on('end', () => {
          kill()
          outgoing.destroy()
        })
        return
      }
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers)
      answer.pipe(outgoing)
    })
    onward.on('error', () => outgoing.destroy())
    incoming.on('error', () => onward.destroy())
    incoming.pipe(onward)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port: own } = server.address() as AddressInfo
  return {
    endpoint: `http://127.0.0.1:${own}`,
    calls,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
