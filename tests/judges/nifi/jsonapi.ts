/** A JSON API that pages in four ways, wants a secret, and now and then says that it is asked too much. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface JsonApi {
  url: string
  /** Of each request: the path's last name, and when it came. */
  asked: { way: string; at: number; status: number }[]
  add(count: number): void
  count(): number
  /** So many of the next requests are refused, each for so many seconds. */
  refuse(times: number, seconds: number): void
  close(): void
}

const pageSize = 20

export async function startJsonApi(secret: string): Promise<JsonApi> {
  let rows = 0
  let refusals = { times: 0, seconds: 0 }
  const asked: JsonApi['asked'] = []
  const server = createServer((request, response) => {
    const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://x')
    const way = pathname.slice(1)
    const say = (status: number, body: object, headers = {}): void => {
      asked.push({ way, at: Date.now(), status })
      response.writeHead(status, {
        'content-type': 'application/json',
        etag: '"of-theirs"',
        ...headers,
      })
      response.end(JSON.stringify(body))
    }
    if (request.headers.authorization !== `Bearer ${secret}`) return say(401, {})
    if (query.get('q') !== `a b&c \${filename}`) return say(400, {})
    if (refusals.times-- > 0) return say(429, {}, { 'retry-after': String(refusals.seconds) })
    const from = startOf(way, query)
    const items = Array.from({ length: Math.min(pageSize, Math.max(0, rows - from)) }, (_, i) => ({
      id: from + i + 1,
      at: timeOf(from + i + 1),
      text: `é "${from + i + 1}" \${x}`,
    }))
    const next = from + pageSize < rows ? { next: `page/${from + pageSize}?` } : {}
    say(200, { meta: way === 'tokens' ? next : {}, data: { items } })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    add(count) {
      rows += count
    },
    count: () => rows,
    refuse(times, seconds) {
      refusals = { times, seconds }
    },
    close: () => void server.close(),
  }
}

const timeOf = (id: number): string => new Date(1_790_000_000_000 + id * 1000).toISOString()

function startOf(way: string, query: URLSearchParams): number {
  const said = (name: string): string | null => query.get(name)
  switch (way) {
    case 'pages':
      return (Number(said('page')) - 1) * pageSize
    case 'offsets':
      return Number(said('offset'))
    case 'tokens':
      return Number(/^page\/(\d+)\?$/.exec(said('cursor') ?? 'page/0?')?.[1])
    default:
      return said('since') ? (Date.parse(said('since') ?? '') - 1_790_000_000_000) / 1000 : 0
  }
}
