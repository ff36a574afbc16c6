/** A door before the laptop's API: shut, the API is down for whoever goes through it. */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface Door {
  url: string
  shut(): void
  open(): Promise<void>
}

export async function openDoor(target: string): Promise<Door> {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    const behind = connect(Number(port), hostname)
    for (const one of [socket, behind]) {
      sockets.add(one)
      one.on('close', () => sockets.delete(one))
      one.on('error', () => one.destroy())
    }
    socket.pipe(behind).pipe(socket)
  })
  const listen = (own: number) => once(server.listen(own, '127.0.0.1'), 'listening')
  await listen(0)
  const own = (server.address() as AddressInfo).port
  return {
    url: `http://127.0.0.1:${own}`,
    shut() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
    async open() {
      await listen(own)
    },
  }
}
