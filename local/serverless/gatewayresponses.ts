/**
 * What API Gateway says by itself (infra/api.yml: GatewayResponse), in the place of serverless-offline's own words: it
 * has no hook for them, so each of its HTTP answers is looked at as it is written.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type ProblemSlug, problems } from '../../schemas/problems.ts'

const channel = 'http.server.request.start'
const bySlug: Record<number, [slug: ProblemSlug, detail: string]> = {
  401: ['token.invalid', 'Send Authorization: Bearer <token>.'],
  403: ['scope.missing', 'The gateway refused it.'],
  404: ['route.unknown', 'There is nothing at this path with this method.'],
  413: ['body.too-large', 'The gateway takes 10 MB.'],
  502: ['internal', 'It is logged.'],
}

/** Answers of this port only; what is returned ends it. */
export function sayAsGateway(port: number): () => void {
  const onRequest = (message: unknown): void => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse }
    if (request.socket.localPort === port) reword(response)
  }
  subscribe(channel, onRequest)
  return () => unsubscribe(channel, onRequest)
}

/** The functions' own problems are `application/problem+json`: whatever else is an error is the gateway's. */
function reword(response: ServerResponse): void {
  const end = response.end.bind(response) as (...args: unknown[]) => ServerResponse
  const writeHead = response.writeHead.bind(response) as (...args: unknown[]) => ServerResponse
  let body: string | undefined
  response.writeHead = ((status: number, ...rest: unknown[]) => {
    const own = bySlug[status]
    const type = String(response.getHeader('content-type') ?? '')
    if (!own || !/^application\/json\b/.test(type)) return writeHead(status, ...rest)
    body = JSON.stringify(problemOf(...own))
    response.setHeader('content-type', 'application/problem+json')
    response.setHeader('content-length', Buffer.byteLength(body))
    if (problems[own[0]][0] === 401) response.setHeader('www-authenticate', 'Bearer')
    return writeHead(problems[own[0]][0], ...rest)
  }) as ServerResponse['writeHead']
  const write = response.write.bind(response) as (...args: unknown[]) => boolean
  response.write = ((...args: unknown[]) =>
    body === undefined ? write(...args) : true) as ServerResponse['write']
  response.end = ((...args: unknown[]) =>
    body === undefined ? end(...args) : end(body)) as ServerResponse['end']
}

function problemOf(slug: ProblemSlug, detail: string) {
  const [status, title] = problems[slug]
  return { type: `/problems/${slug}`, title, status, detail, requestId: 'laptop' }
}
