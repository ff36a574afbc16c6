/** One request to S3 and its answer. */

import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { encode } from '../wire/canonical.ts'
import { readAll } from '../wire/payload.ts'
import type { WireRequest } from '../wire/service.ts'
import { formatXml, parseXml, type Xml } from '../wire/xml.ts'
import { checkBody, expectationOf, openDigest } from './checksum.ts'
import { invalidArgument } from './fault.ts'
import type { Origin } from './notifications.ts'
import type { Store } from './store.ts'

export interface Exchange {
  wire: WireRequest
  request: IncomingMessage
  response: ServerResponse
  store: Store
  /** Empty for an operation of the service. */
  bucket: string
  /** Empty for an operation of a bucket. */
  key: string
  query: ReadonlyMap<string, string>
  origin: Origin
}

export const namespace = 'http://s3.amazonaws.com/doc/2006-03-01/'

/** The header's text; undefined when it is not sent. */
export function header({ request }: Pick<Exchange, 'request'>, name: string): string | undefined {
  const value = request.headers[name]
  return Array.isArray(value) ? value[0] : value
}

export function answerXml(exchange: Exchange, root: string, value: Xml): void {
  exchange.response.setHeader('content-type', 'application/xml')
  exchange.response.end(formatXml(root, value, namespace))
}

export function answerEmpty({ response }: Exchange, status = 200): void {
  response.statusCode = status
  response.end()
}

/** The root's members of an XML body whose digests hold. */
export async function xmlBody(exchange: Exchange, root: string): Promise<Record<string, unknown>> {
  const expected = expectationOf(exchange.request.headers)
  const payload = exchange.wire.payload()
  const body = await readAll(payload)
  const digest = expected.algorithm && openDigest(expected.algorithm)
  digest?.update(body)
  const found = {
    md5: createHash('md5').update(body).digest('hex'),
    checksum: digest?.digest().toString('base64'),
  }
  checkBody(expected, found, payload.trailers)
  return parseXml(body.toString(), root)
}

/** A number of the query between 0 and `max`; larger ones count as `max`. */
export function numberOf(exchange: Exchange, name: string, max: number): number {
  const text = exchange.query.get(name)
  if (text === undefined || text === '') return max
  if (/^\d+$/.test(text) && Number(text) <= 2_147_483_647) return Math.min(Number(text), max)
  throw invalidArgument(`Provided ${name} not an integer or within integer range`, name, text)
}

/** How keys are spelled in a list: as they are, or percent-encoded but for slashes. */
export function spelling(exchange: Exchange): (text: string) => string {
  const type = exchange.query.get('encoding-type')
  if (type === undefined) return (text) => text
  if (type !== 'url') {
    throw invalidArgument('Invalid Encoding Method specified in Request', 'encoding-type', type)
  }
  return (text) => encode(text).replaceAll('%2F', '/')
}

/** What XML holds once, twice or not at all, as a list. */
export function listOf(value: unknown): Record<string, unknown>[] {
  if (value === undefined || value === '') return []
  return (Array.isArray(value) ? value : [value]) as Record<string, unknown>[]
}

/** The text of an element that may be absent. */
export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined

export const quoted = (etag: string) => `"${etag}"`
export const iso = (ms: number) => new Date(ms).toISOString()
export const owner = { ID: '0'.repeat(64), DisplayName: 'laptop' }
