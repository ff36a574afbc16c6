/** One operation of the API: what it takes and what it answers are typed by its name. */
import { HypatiaProblem, problemOf } from './problem.ts'
import { patiently } from './retry.ts'
import { routes } from './routes.ts'
import type { operations } from './schema.d.ts'
import type { TokenSource } from './token.ts'

export type OperationId = keyof operations & keyof typeof routes

type ParametersOf<Id extends OperationId> = Omit<operations[Id]['parameters'], 'cookie'>
type BodyOf<Id extends OperationId> = operations[Id] extends {
  requestBody: { content: { 'application/json': infer Body } }
}
  ? { body: Body }
  : { body?: undefined }

export type Asked<Id extends OperationId> = ParametersOf<Id> & BodyOf<Id> & { signal?: AbortSignal }

type Arguments<Id extends OperationId> =
  Record<never, never> extends Asked<Id> ? [asked?: Asked<Id>] : [asked: Asked<Id>]

type JsonOf<Reply> = Reply extends { content: { 'application/json': infer Body } }
  ? Body
  : undefined
type Good = 200 | 201 | 202 | 204

/** What an operation answers as JSON; undefined where it answers nothing. */
export type Answer<Id extends OperationId> = {
  [Status in keyof operations[Id]['responses'] & Good]: JsonOf<operations[Id]['responses'][Status]>
}[keyof operations[Id]['responses'] & Good]

export interface Answered<Id extends OperationId> {
  status: number
  headers: Headers
  body: Answer<Id>
}

export interface Options {
  /** Of the API, without /v1; empty for the page's own origin. */
  url: string
  /** Absent: only what everybody may. */
  token?: TokenSource
}

export interface Api {
  /** JSON; a GET whose answer is known by its ETag is answered by the same body again. Throws HypatiaProblem. */
  call<Id extends OperationId>(id: Id, ...args: Arguments<Id>): Promise<Answered<Id>>
  /** The answer as it comes, for other formats than JSON. Throws HypatiaProblem. */
  response<Id extends OperationId>(id: Id, ...args: Arguments<Id>): Promise<Response>
  /** For the next second the API answers from nothing that it remembers: what has just landed is seen. */
  seeAnew(): void
}

interface Request {
  path?: Record<string, string>
  query?: Record<string, unknown>
  header?: Record<string, string>
  body?: unknown
  signal?: AbortSignal
}

const seeAnewMs = 1_000 // the API remembers for half as long

export function api({ url, token }: Options): Api {
  const known = new Known()
  let anewUntil = 0

  async function ask(id: OperationId, request: Request, etag?: string): Promise<Response> {
    const [method, path] = routes[id].split(' ') as [string, string]
    const address = `${url}${filled(path, request.path)}${queryOf(request.query)}`
    const cache = Date.now() < anewUntil ? 'no-cache' : undefined
    const send = (bearer: string | undefined): Promise<Response> =>
      patiently(() => fetch(address, initOf(method, request, { bearer, etag, cache })), {
        isRepeatable: isRepeatable(method, request),
        signal: request.signal,
      })
    const bearer = typeof token === 'function' ? await token() : token
    const first = await send(bearer)
    const mayRenew = first.status === 401 && typeof token === 'function'
    const renewed = mayRenew ? await token(bearer) : bearer
    const response = renewed === bearer ? first : await send(renewed)
    if (response.ok || response.status === 304) return response
    throw await problemOf(response)
  }

  return {
    seeAnew() {
      anewUntil = Date.now() + seeAnewMs
    },
    response: (id, ...[asked]) => ask(id, asked ?? {}),
    async call(id, ...[asked]) {
      const request: Request = asked ?? {}
      const isRead = routes[id].startsWith('GET') && !request.header?.['if-none-match']
      const key = JSON.stringify([id, request.path, request.query, request.header])
      const before = isRead ? known.get(key) : undefined
      const { status, headers, ...response } = await opened(ask(id, request, before?.etag))
      const etag = headers.get('etag')
      const body = status === 304 && before ? before.body : response.body
      if (isRead && etag && status === 200) known.set(key, { etag, body })
      return { status: before && status === 304 ? 200 : status, headers, body: body as never }
    },
  }
}

async function opened(asked: Promise<Response>) {
  const response = await asked
  const { status, headers } = response
  const text = await response.text()
  if (text && !/^application\/json\b/.test(headers.get('content-type') ?? '')) {
    throw new HypatiaProblem(status, { title: 'The answer is not JSON.', detail: response.url })
  }
  return { status, headers, body: text ? (JSON.parse(text) as unknown) : undefined }
}

const answersKept = 200

interface KnownAnswer {
  etag: string
  body: unknown
}

/** Answers by request, the least recently used dropped first. */
class Known {
  readonly #answers = new Map<string, KnownAnswer>()

  get(key: string): KnownAnswer | undefined {
    const answer = this.#answers.get(key)
    if (answer) this.set(key, answer)
    return answer
  }

  set(key: string, answer: KnownAnswer): void {
    this.#answers.delete(key)
    this.#answers.set(key, answer)
    const [oldest] = this.#answers.keys()
    if (this.#answers.size > answersKept && oldest !== undefined) this.#answers.delete(oldest)
  }
}

const isRepeatable = (method: string, { header }: Request): boolean =>
  method === 'GET' || method === 'DELETE' || header?.['idempotency-key'] !== undefined

function initOf(
  method: string,
  { header, body, signal }: Request,
  { bearer, etag, cache }: { bearer?: string; etag?: string; cache?: string },
): RequestInit {
  const headers = new Headers(header)
  if (bearer) headers.set('authorization', `Bearer ${bearer}`)
  if (etag) headers.set('if-none-match', etag)
  if (cache) headers.set('cache-control', cache)
  if (body !== undefined) headers.set('content-type', 'application/json')
  return {
    method,
    headers,
    body: JSON.stringify(body),
    signal,
  }
}

const filled = (path: string, values: Record<string, string> = {}): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''))

/** Conditions are several, lists are one by commas: as the OpenAPI document says it (`explode`). */
function queryOf(query: Record<string, unknown> = {}): string {
  const pairs = Object.entries(query).flatMap(([name, value]): [string, string][] => {
    if (value === undefined) return []
    if (!Array.isArray(value)) return [[name, String(value)]]
    return name === 'where' ? value.map((each) => [name, String(each)]) : [[name, value.join(',')]]
  })
  return pairs.length > 0 ? `?${new URLSearchParams(pairs)}` : ''
}
