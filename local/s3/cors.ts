/** What a browser of another origin may do. https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { targetOf } from '../wire/canonical.ts'
import { AwsFault } from '../wire/service.ts'
import { malformed } from '../wire/xml.ts'
import { addressOf } from './address.ts'
import type { CorsRule } from './bucket.ts'
import {
  answerEmpty,
  answerXml,
  type Exchange,
  header,
  listOf,
  textOf,
  xmlBody,
} from './exchange.ts'
import { invalidArgument } from './fault.ts'
import type { Store } from './store.ts'

const methods = new Set(['GET', 'PUT', 'HEAD', 'POST', 'DELETE'])
const rulesMax = 100

export function getBucketCors(exchange: Exchange): void {
  const { cors = [] } = exchange.store.buckets.get(exchange.bucket)
  if (cors.length === 0) {
    const members = { BucketName: exchange.bucket }
    const message = 'The CORS configuration does not exist'
    throw new AwsFault('NoSuchCORSConfiguration', message, 404, members)
  }
  answerXml(exchange, 'CORSConfiguration', {
    CORSRule: cors.map((rule) => ({
      ID: rule.id,
      AllowedOrigin: rule.origins,
      AllowedMethod: rule.methods,
      AllowedHeader: rule.headers,
      ExposeHeader: rule.exposed,
      MaxAgeSeconds: rule.maxAgeSeconds,
    })),
  })
}

export async function putBucketCors(exchange: Exchange): Promise<void> {
  const { store, bucket } = exchange
  store.buckets.get(bucket)
  const { CORSRule } = await xmlBody(exchange, 'CORSConfiguration')
  const cors = listOf(CORSRule).map(ruleOf)
  if (cors.length === 0 || cors.length > rulesMax) throw malformed()
  store.buckets.change(bucket, { cors })
  answerEmpty(exchange)
}

export function deleteBucketCors(exchange: Exchange): void {
  exchange.store.buckets.change(exchange.bucket, { cors: [] })
  answerEmpty(exchange, 204)
}

const textsOf = (value: unknown): string[] => listOf(value).map(String)

function ruleOf(given: Record<string, unknown>): CorsRule {
  const rule: CorsRule = {
    origins: textsOf(given.AllowedOrigin),
    methods: textsOf(given.AllowedMethod),
    headers: textsOf(given.AllowedHeader),
    exposed: textsOf(given.ExposeHeader),
    ...(textOf(given.ID) && { id: String(given.ID) }),
    ...(given.MaxAgeSeconds !== undefined && { maxAgeSeconds: Number(given.MaxAgeSeconds) }),
  }
  if (rule.origins.length === 0 || rule.methods.length === 0) throw malformed()
  const unknown = rule.methods.find((method) => !methods.has(method))
  if (unknown !== undefined) {
    const message = `Found unsupported HTTP method in CORS config. Unsupported method is ${unknown}`
    throw new AwsFault('InvalidRequest', message)
  }
  const twice = [...rule.origins, ...rule.headers].find((text) => text.split('*').length > 2)
  if (twice === undefined) return rule
  throw invalidArgument(`"${twice}" can not have more than one wildcard.`, 'CORSRule', twice)
}

/** As `open` of the endpoint: tells a browser what it may do, and answers its preflight, which is never signed. */
export const corsOf =
  (store: Store) =>
  async (request: IncomingMessage, response: ServerResponse): Promise<boolean> => {
    const origin = header({ request }, 'origin')
    const isPreflight = request.method === 'OPTIONS'
    if (origin === undefined && !isPreflight) return false
    const { bucket, key } = addressOf(request, targetOf(request.url ?? '/'))
    if (bucket === '' || (!isPreflight && !store.buckets.has(bucket))) return false
    const { cors = [] } = store.buckets.get(bucket)
    const rule = cors.find((one) => origin !== undefined && allows(one, origin, request))
    if (rule && origin !== undefined) tell(rule, origin, request, response)
    if (!isPreflight) return false
    if (!rule) throw refused(request, cors.length > 0, key === '' ? 'BUCKET' : 'OBJECT')
    response.end()
    return true
  }

const asked = (request: IncomingMessage): string[] =>
  (header({ request }, 'access-control-request-headers') ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter(Boolean)

function allows(rule: CorsRule, origin: string, request: IncomingMessage): boolean {
  const method = header({ request }, 'access-control-request-method') ?? request.method ?? ''
  const isIn = (patterns: readonly string[], text: string) =>
    patterns.some((pattern) => matches(pattern, text))
  const headers = rule.headers.map((name) => name.toLowerCase())
  return (
    isIn(rule.origins, origin) &&
    rule.methods.includes(method) &&
    asked(request).every((name) => isIn(headers, name))
  )
}

/** `*` once is any text. */
function matches(pattern: string, text: string): boolean {
  const [start = '', end] = pattern.split('*')
  if (end === undefined) return pattern === text
  return text.length >= start.length + end.length && text.startsWith(start) && text.endsWith(end)
}

function tell(
  rule: CorsRule,
  origin: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const isAnybody = rule.origins.includes('*')
  const headers: Record<string, string> = {
    'access-control-allow-origin': isAnybody ? '*' : origin,
    'access-control-allow-methods': rule.methods.join(', '),
    vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
    ...(!isAnybody && { 'access-control-allow-credentials': 'true' }),
    ...(asked(request).length > 0 && { 'access-control-allow-headers': asked(request).join(', ') }),
    ...(rule.exposed.length > 0 && { 'access-control-expose-headers': rule.exposed.join(', ') }),
    ...(rule.maxAgeSeconds !== undefined && {
      'access-control-max-age': String(rule.maxAgeSeconds),
    }),
  }
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
}

function refused(request: IncomingMessage, isConfigured: boolean, type: string): AwsFault {
  const method = header({ request }, 'access-control-request-method')
  if (header({ request }, 'origin') === undefined) {
    return new AwsFault('BadRequest', 'Insufficient information. Origin request header needed.')
  }
  if (method === undefined || !methods.has(method)) {
    const message = `Invalid Access-Control-Request-Method: ${method ?? 'null'}`
    return new AwsFault('BadRequest', message)
  }
  const message = isConfigured
    ? 'CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource’s CORS spec.'
    : 'CORSResponse: CORS is not enabled for this bucket.'
  return new AwsFault('AccessForbidden', message, 403, { Method: method, ResourceType: type })
}
