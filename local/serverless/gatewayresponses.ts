/**
 * What API Gateway says by itself (infra/api.yml: GatewayResponse), in the place of serverless-offline's own words: it
 * has no hook for them, so each of its HTTP answers is looked at as it is written.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { gunzipSync, inflateSync } from 'node:zlib'
import { type ProblemSlug, problems } from '../../schemas/problems.ts'

const channel = 'http.server.request.start'
const bySlug: Record<number, [slug: ProblemSlug, detail: string]> = {
  401: ['token.missing', 'Send Authorization: Bearer <token>.'],
  403: ['token.invalid', 'Ask the issuer for another.'], // the authorizer's reason is lost on the way
  404: ['route.unknown', 'There is nothing at this path with this method.'],
  413: ['body.too-large', 'The gateway takes 10 MB.'],
  502: ['internal', 'It is logged.'],
}

/** Answers of this port only; what is returned ends it. */
export function sayAsGateway(port: number): () => void {
  const onRequest = (message: unknown): void => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse }
    if (request.socket.localPort === port) reword(request, response)
  }
  subscribe(channel, onRequest)
  return () => unsubscribe(channel, onRequest)
}

/** The functions' own problems are `application/problem+json`; other JSON is looked at once it is whole. */
function reword(request: IncomingMessage, response: ServerResponse): void {
  const end = response.end.bind(response) as (...args: unknown[]) => ServerResponse
  const writeHead = response.writeHead.bind(response) as (...args: unknown[]) => ServerResponse
  const write = response.write.bind(response) as (...args: unknown[]) => boolean
  let status = 0
  const parts: Buffer[] = []
  response.writeHead = ((code: number, ...rest: unknown[]) => {
    const type = String(response.getHeader('content-type') ?? '')
    if (!bySlug[code] || !/^application\/json\b/.test(type)) return writeHead(code, ...rest)
    status = code
    return response
  }) as ServerResponse['writeHead']
  response.write = ((...args: unknown[]) => {
    if (status === 0) return write(...args)
    parts.push(Buffer.from(args[0] as Uint8Array))
    return true
  }) as ServerResponse['write']
  response.end = ((...args: unknown[]) => {
    const own = bySlug[status]
    if (!own) return end(...args)
    if (typeof args[0] === 'string' || args[0] instanceof Uint8Array)
      parts.push(Buffer.from(args[0] as string))
    const body = Buffer.concat(parts)
    if (!isOfFunction(plain(body, response.getHeader('content-encoding')))) {
      const [slug, detail] = own
      if (slug === 'token.missing' && isBearer(request)) return say('internal', authorizerFailed)
      return say(slug === 'token.invalid' && isExpired(request) ? 'token.expired' : slug, detail)
    }
    writeHead(status)
    return end(body)
  }) as ServerResponse['end']

  const say = (slug: ProblemSlug, detail: string): ServerResponse => {
    const body = JSON.stringify(problemOf(slug, detail))
    response.removeHeader('content-encoding')
    response.setHeader('content-type', 'application/problem+json')
    response.setHeader('content-length', Buffer.byteLength(body))
    if (problems[slug][0] === 401) response.setHeader('www-authenticate', 'Bearer')
    writeHead(problems[slug][0])
    return end(body)
  }
}

/** serverless-offline answers 401 where the authorizer failed or was too slow, API Gateway 500. */
const isBearer = ({ headers }: IncomingMessage): boolean =>
  /^bearer +[\w-]+\.[\w-]+\.[\w-]+$/i.test(headers.authorization ?? '')
const authorizerFailed = 'The authorizer did not answer; it is logged.'

/** Whose signature does not matter: it opens nothing either way. */
function isExpired({ headers }: IncomingMessage): boolean {
  const [, payload = ''] = (headers.authorization ?? '').split('.')
  try {
    return JSON.parse(String(Buffer.from(payload, 'base64url'))).exp < Date.now() / 1000
  } catch {
    return false
  }
}

/** A long answer comes compressed, where the client takes it. */
function plain(body: Buffer, encoding: unknown): string {
  if (encoding === 'gzip') return String(gunzipSync(body))
  return String(encoding === 'deflate' ? inflateSync(body) : body)
}

/** An error of the Open Inference Protocol: serverless-offline's own have a `statusCode` or a `message` beside it. */
function isOfFunction(text: string): boolean {
  try {
    const { error, statusCode, message } = JSON.parse(text)
    return typeof error === 'string' && statusCode === undefined && message === undefined
  } catch {
    return false // nothing at all: a function's errors have a body
  }
}

function problemOf(slug: ProblemSlug, detail: string) {
  const [status, title] = problems[slug]
  return { type: `/problems/${slug}`, title, status, detail, requestId: 'laptop' }
}
