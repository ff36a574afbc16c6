/** The canonical request of Signature Version 4. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
import { hash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { AwsFault } from './service.ts'

export type Query = readonly (readonly [name: string, value: string])[]

export interface Target {
  /** As it was sent, still encoded. */
  path: string
  query: Query
}

export const sha256 = (data: string | Uint8Array): string => hash('sha256', data)

/** Percent-encodes all but RFC 3986's unreserved characters. */
export function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

/** Throws `InvalidURI` when the text is no percent-encoded UTF-8. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new AwsFault('InvalidURI', "Couldn't parse the specified URI.")
  }
}

/** Splits a request's target and decodes its query. */
export function targetOf(url: string): Target {
  const mark = url.indexOf('?')
  if (mark < 0) return { path: url, query: [] }
  const query = url
    .slice(mark + 1)
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=')
      const name = equals < 0 ? pair : pair.slice(0, equals)
      const value = equals < 0 ? '' : pair.slice(equals + 1)
      return [decode(name.replaceAll('+', ' ')), decode(value.replaceAll('+', ' '))] as const
    })
  return { path: url.slice(0, mark), query }
}

/** S3 signs each segment encoded once and nothing normalised; others sign the normalised path encoded again. */
function canonicalPath(path: string, service: string): string {
  if (service === 's3') return path.split('/').map(decode).map(encode).join('/')
  const segments: string[] = []
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop()
    else if (segment !== '' && segment !== '.') segments.push(encode(segment))
  }
  const end = segments.length > 0 && path.endsWith('/') ? '/' : ''
  return `/${segments.join('/')}${end}`
}

function canonicalQuery(query: Query): string {
  const byCode = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
  return query
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort((a, b) => byCode(a[0], b[0]) || byCode(a[1], b[1]))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
}

function canonicalHeader(request: IncomingMessage, name: string): string {
  const values = request.headersDistinct[name] ?? []
  // Node reads header bytes as Latin-1; what was signed are the bytes.
  const text = Buffer.from(values.map((value) => value.trim()).join(','), 'latin1').toString()
  return `${name}:${text.replace(/ +/g, ' ')}\n`
}

/** The text whose hash is signed. */
export function canonicalRequest(
  request: IncomingMessage,
  target: Target,
  signed: { service: string; headers: readonly string[]; payloadHash: string },
): string {
  return [
    request.method ?? '',
    canonicalPath(target.path, signed.service),
    canonicalQuery(target.query),
    signed.headers.map((name) => canonicalHeader(request, name)).join(''),
    signed.headers.join(';'),
    signed.payloadHash,
  ].join('\n')
}
