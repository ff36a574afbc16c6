/** A request once it is found and valid, and what it is answered. */
import type { Route } from '../../schemas/route.ts'

export interface Caller {
  /** Of the token: who it was made for. */
  subject: string
  /** Without the resource server's name. */
  scopes: ReadonlySet<string>
  /** Of the token, milliseconds since 1970; unknown where it was kept by an older authorizer. */
  expiresMs: number | undefined
}

/** Parameters are as the route table makes them of the request. */
export interface Call<Query = object, Params = object, Body = unknown> {
  route: Route
  requestId: string
  /** With its query, as the client sent it. */
  url: URL
  params: Params
  query: Query
  /** By lower-case names. */
  headers: Record<string, string | undefined>
  body: Body
  /** Nobody on a route without a scope. */
  caller: Caller
}

export interface Answer {
  status: number
  headers?: Record<string, string>
  /** Written as JSON. */
  body?: unknown
  /** Written as it is, of the content type that the headers name. */
  text?: string
  /** The same in bytes. */
  bytes?: Uint8Array
}

export const json = (body: unknown, headers: Record<string, string> = {}): Answer => ({
  status: 200,
  headers,
  body,
})

/** Whether If-None-Match names this ETag: weak or strong is all the same to it. */
export function isKnown({ headers }: Pick<Call, 'headers'>, etag: string): boolean {
  const given = headers['if-none-match'] ?? ''
  if (given.trim() === '*') return true
  return given.split(',').some((one) => one.trim().replace(/^W\//, '') === etag)
}

export const notModified = (etag: string): Answer => ({ status: 304, headers: { ETag: etag } })

/** To the next page of the same request. */
export function nextLink(
  { url }: Pick<Call, 'url'>,
  cursor: string | null,
): Record<string, string> {
  if (cursor === null) return {}
  const query = new URLSearchParams(url.searchParams)
  query.set('cursor', cursor)
  return { Link: `<${url.pathname}?${query}>; rel="next"` }
}
