/** The API over HTTP, its handler in this process; before it a gateway that may refuse what comes, or break off. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { openApi } from '../functions/api/house.ts'

/** A status that the gateway answers by itself, or a connection that breaks. */
type Refusal = number | 'broken'

export interface Seen {
  method: string
  path: string
  headers: IncomingMessage['headers']
}

export async function openGate() {
  const api = await openApi()
  const refusals: Refusal[] = []
  const seen: Seen[] = []
  let isOpen = true
  const carrying = (async () => {
    while (isOpen) await api.settle()
  })()
  const server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request
    const { pathname, searchParams } = new URL(url, 'http://gate')
    seen.push({ method, path: pathname, headers })
    const refusal = refusals.shift()
    if (refusal !== undefined) return refuse(refusal, response)
    const query: Record<string, string[]> = {}
    for (const name of searchParams.keys()) query[name] = searchParams.getAll(name)
    const body = (await text(request)) || undefined
    const given = Object.entries(headers).map(([name, value]) => [name, String(value)])
    const answer = await api.ask(method, pathname, {
      query,
      headers: Object.fromEntries(given),
      ...(body !== undefined && { body }),
    })
    response.writeHead(answer.status, answer.headers)
    response.end(answer.text)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    refusals,
    seen,
    async close() {
      isOpen = false
      await carrying
      server.closeAllConnections()
      server.close()
      await api.close()
    },
  }
}

function refuse(refusal: Refusal, response: ServerResponse): void {
  if (refusal === 'broken') {
    response.destroy()
    return
  }
  response.writeHead(refusal, { 'content-type': 'application/json', 'retry-after': '0' })
  response.end(JSON.stringify({ message: 'refused' }))
}
