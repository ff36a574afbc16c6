/**
 * The one door before every HTTP server of the laptop, whoever opens it: 127.0.0.1 keeps other machines away, but not
 * the pages that this machine's browser shows. https://fetch.spec.whatwg.org/#origin-header, https://www.w3.org/TR/fetch-metadata/
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { type IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

const listening = 'tracing:net.server.listen:asyncStart'
const asking = new Set(['request', 'checkContinue', 'checkExpectation', 'upgrade', 'connect'])

/** `origins` are those of pages that may ask. What is returned takes the door away from servers to come. */
export function openGate(origins: ReadonlySet<string>): () => void {
  const onListen = (message: unknown): void => {
    const { server } = message as { server: unknown }
    if (server instanceof Server) guard(server, origins)
  }
  subscribe(listening, onListen)
  return () => unsubscribe(listening, onListen)
}

/** Our own pages: the API's port under each name of this machine. */
export const originsAt = (port: number | string): string[] =>
  ['127.0.0.1', 'localhost', '[::1]'].map((host) => `http://${host}:${port}`)

function guard(server: Server, origins: ReadonlySet<string>): void {
  const emit = server.emit.bind(server) as (event: string, ...args: unknown[]) => boolean
  server.emit = ((event: string, ...args: unknown[]) => {
    const [request, answer] = args as [IncomingMessage, ServerResponse | Duplex]
    const refused = asking.has(event) && refusalOf(request, origins)
    if (!refused) return emit(event, ...args)
    refuse(request, answer, refused)
    return true
  }) as Server['emit']
}

/** As the API's problems are, though no route has them. */
const refusals = {
  'host.foreign': [421, 'It answers to 127.0.0.1 and localhost, with its own port'],
  'origin.foreign': [403, 'A page of another origin may not ask'],
} as const
type Refusal = keyof typeof refusals

/** Undefined where nothing speaks against it: whoever is no browser says neither origin nor site. */
export function refusalOf(
  { headers, method, socket }: Pick<IncomingMessage, 'headers' | 'method' | 'socket'>,
  origins: ReadonlySet<string>,
): Refusal | undefined {
  if (!isOurs(headers.host ?? '', socket.localPort)) return 'host.foreign'
  const { origin, 'sec-fetch-site': site } = headers
  if (origin !== undefined) return origins.has(origin) ? undefined : 'origin.foreign'
  if (site === undefined || site === 'same-origin' || site === 'none') return undefined
  return isVisit(method, headers) ? undefined : 'origin.foreign'
}

/** A link that somebody follows: the page that holds it sees nothing of what is answered. */
const isVisit = (method = '', headers: IncomingMessage['headers']): boolean =>
  (method === 'GET' || method === 'HEAD') &&
  headers['sec-fetch-mode'] === 'navigate' &&
  !/^(i?frame|embed|object)$/.test(String(headers['sec-fetch-dest']))

/** What another's DNS calls this machine is not its name; names under `localhost` (S3's buckets) are no DNS's to give. */
function isOurs(host: string, port: number | undefined): boolean {
  const [, name = '', given] = /^(\[::1\]|[a-z0-9._-]+):(\d+)$/i.exec(host) ?? []
  return Number(given) === port && /^(\[::1\]|127\.0\.0\.1|([a-z0-9._-]+\.)?localhost)$/i.test(name)
}

function refuse(request: IncomingMessage, answer: ServerResponse | Duplex, slug: Refusal): void {
  const [status, title] = refusals[slug]
  if (!(answer instanceof ServerResponse)) return void answer.destroy()
  const type = 'application/problem+json'
  answer.writeHead(status, { 'content-type': type, connection: 'close' })
  const body = JSON.stringify({ type: `/problems/${slug}`, title, status })
  answer.end(body, () => request.destroy()) // what it would still send is not read
}
