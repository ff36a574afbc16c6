/** A door before the laptop's API: shut, the API is down for whoever goes through it. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Door {
  url: string
  shut(): void
  open(): Promise<void>
}

/** What goes through is asked of the API by the API's own name: it answers to no other. */
export async function openDoor(target: string): Promise<Door> {
  const { hostname, port, host } = new URL(target)
  const pass = (asked: IncomingMessage, answer: ServerResponse): void => {
    const { method, url: path, headers } = asked
    const options = { hostname, port, method, path, headers: { ...headers, host } }
    const behind = request(options, (answered) => {
      answer.writeHead(answered.statusCode ?? 502, answered.headers)
      answered.pipe(answer)
    })
    behind.on('error', () => answer.destroy())
    answer.on('close', () => behind.destroy())
    asked.pipe(behind)
  }
  const server = createServer(pass)
  const listen = (own: number) => once(server.listen(own, '127.0.0.1'), 'listening')
  await listen(0)
  const own = (server.address() as AddressInfo).port
  return {
    url: `http://127.0.0.1:${own}`,
    shut() {
      server.close()
      server.closeAllConnections()
    },
    async open() {
      await listen(own)
    },
  }
}
