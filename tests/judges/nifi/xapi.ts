/** X's recent search as its documents describe it: newest first, pages by `next_token`, bounds that exclude themselves. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface XApi {
  url: string
  /** What was posted so far. */
  ids: string[]
  /** Posts so many more. */
  post(count: number): void
  /** How it answered, by status. */
  answers: Record<number, number>
  /** So many of the next requests are refused: 429 and 503 in turn. */
  refuse(count: number): void
  close(): void
}

const pageSize = 20
const first = 1_860_000_000_000_000_000n // ids are beyond what a double can hold

export async function startXApi(bearer: string): Promise<XApi> {
  const ids: string[] = []
  const answers: Record<number, number> = {}
  let refusals = 0
  const server = createServer((request, response) => {
    const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://x')
    const say = (status: number, body: object): void => {
      answers[status] = (answers[status] ?? 0) + 1
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(JSON.stringify(body))
    }
    if (request.headers.authorization !== `Bearer ${bearer}`)
      return say(401, { title: 'Unauthorized' })
    if (pathname !== '/2/tweets/search/recent' || !query.get('query')) return say(400, {})
    if (refusals > 0) return say(refusals-- % 2 ? 429 : 503, { title: 'Later' })
    say(200, pageOf(ids, query))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ids,
    answers,
    post(count) {
      for (let i = 0; i < count; i++) ids.push(String(first + BigInt(ids.length) * 4_194_304_001n))
    },
    refuse(count) {
      refusals = count
    },
    close: () => void server.close(),
  }
}

function pageOf(ids: string[], query: URLSearchParams) {
  const [since, until] = ['since_id', 'until_id'].map((name) => query.get(name))
  const found = ids
    .filter((id) => !since || BigInt(id) > BigInt(since))
    .filter((id) => !until || BigInt(id) < BigInt(until))
    .reverse()
  const from = Number(query.get('next_token') ?? 0)
  const page = found.slice(from, from + pageSize)
  const next = from + pageSize
  if (page.length === 0) return { meta: { result_count: 0 } }
  return {
    data: page.map((id) => ({
      id,
      text: `tweet {id} "é世" 𝄞 \n of ${id}`,
      created_at: '2026-11-24T10:00:00.000Z',
      public_metrics: { like_count: Number(BigInt(id) % 7n) },
      ...(BigInt(id) % 3n === 0n ? { lang: 'en' } : {}),
    })),
    meta: {
      newest_id: page[0],
      oldest_id: page.at(-1),
      result_count: page.length,
      ...(next < found.length ? { next_token: String(next) } : {}),
    },
  }
}
