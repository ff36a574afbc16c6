/** Requests to the API on the page's own origin. Throws ApiProblem; an abort stays an AbortError. */
import { signOut, token } from '../app/session.ts'
import { ApiProblem, isAbort, problemOf } from './problem.ts'

export interface Ask {
  signal?: AbortSignal
  headers?: Record<string, string>
}

/** The answer itself: for what is not JSON, and for its headers. */
export async function ask(method: string, url: string, body?: unknown, ask: Ask = {}) {
  const headers = {
    accept: 'application/json',
    ...(token.value && { authorization: `Bearer ${token.value}` }),
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...ask.headers,
  }
  const sent = body === undefined ? {} : { body: JSON.stringify(body) }
  const response = await fetch(url, {
    ...{ method, headers, cache: 'no-store', ...sent },
    ...(ask.signal && { signal: ask.signal }),
  }).catch((error: unknown) => {
    if (isAbort(error)) throw error
    throw new ApiProblem(0, { title: 'No answer', detail: 'The API cannot be reached just now.' })
  })
  if (response.status === 401 && token.value)
    signOut('The token has run out, or is not valid here.')
  if (!response.ok && response.status !== 304) throw await problemOf(response)
  return response
}

const answersMax = 200
const answers = new Map<string, { etag: string; body: unknown }>()

/** What was last answered: to be shown at once, while it is asked anew. */
export const remembered = <T>(url: string): T | undefined => answers.get(url)?.body as T | undefined

/** GET; an answer that has not changed since (304) is the same object, so that nothing is drawn again. */
export async function get<T>(url: string, options: Ask = {}): Promise<T> {
  const known = answers.get(url)
  const headers = { ...options.headers, ...(known?.etag && { 'if-none-match': known.etag }) }
  const response = await ask('GET', url, undefined, { ...options, headers })
  if (response.status === 304 && known) return known.body as T
  const body = (await response.json()) as T
  answers.delete(url)
  answers.set(url, { etag: response.headers.get('etag') ?? '', body })
  const [oldest] = answers.keys()
  if (answers.size > answersMax && oldest) answers.delete(oldest)
  return body
}

/** POST, PUT or DELETE with a JSON body; undefined where the answer has none. */
export async function send<T>(method: string, url: string, body?: unknown, options: Ask = {}) {
  const response = await ask(method, url, body, options)
  return (response.status === 204 ? undefined : await response.json()) as T
}
