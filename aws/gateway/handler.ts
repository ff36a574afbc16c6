/** A function behind API Gateway: routes of the table in, their operations' answers or problems out. */
import type { Logger } from '@aws-lambda-powertools/logger'
import middy, { type MiddyfiedHandler } from '@middy/core'
import httpHeaderNormalizer from '@middy/http-header-normalizer'
import httpSecurityHeaders from '@middy/http-security-headers'
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda'
import { problemBodyOf, RequestProblem } from '../../lake/problem.ts'
import { fingerprint } from '../../lake/rows/cursor.ts'
import { problems } from '../../schemas/problems.ts'
import type { Route } from '../../schemas/route.ts'
import { type Answer, type Call, isKnown, notModified } from './call.ts'
import { callerOf, demand } from './caller.ts'
import { callOf, routerOf } from './router.ts'
import { unavailableOf } from './unavailable.ts'

/** Each takes the call as the route table validates it: there is no check beside that one. */
export type Operations = Record<string, ((call: Call) => Promise<Answer>) | undefined>

/** `operations` are by the operation ids of the routes. */
export function gatewayHandler(
  routes: Route[],
  operations: Operations,
  logger: Logger,
): MiddyfiedHandler<APIGatewayProxyEvent, APIGatewayProxyResult> {
  const match = routerOf(routes)

  async function answer(event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
    const found = match(event.httpMethod, event.path)
    const caller = callerOf(event)
    demand(caller, found.route.scope)
    const call = callOf(found, event, caller)
    const operation = operations[found.route.operationId]
    if (!operation) throw new Error(`no operation ${found.route.operationId}`)
    const done = written(await operation(call))
    const etag = String(done.headers?.ETag ?? `"${fingerprint(done.body)}"`)
    if (done.statusCode !== 200 || !found.route.replies[304]) return done
    if (isKnown(call, etag)) return written(notModified(etag))
    return { ...done, headers: { ...done.headers, ETag: etag } }
  }

  return middy<APIGatewayProxyEvent, APIGatewayProxyResult>()
    .use(httpHeaderNormalizer())
    .use(httpSecurityHeaders())
    .use({
      onError: (request) => {
        const { error, event } = request
        const { requestId } = event.requestContext
        const known = error instanceof RequestProblem ? error : unavailableOf(error)
        if (!known) logger.error('internal', { error: error as Error, requestId })
        request.response = problem(known, requestId)
      },
    })
    .handler(answer)
}

/** Private, and asked again each time: an ETag makes that cheap. */
const always = { 'Cache-Control': 'private, no-cache', Vary: 'Accept, Authorization' }

function written({ status, headers, body, text, bytes }: Answer): APIGatewayProxyResult {
  const type: Record<string, string> =
    body === undefined ? {} : { 'Content-Type': 'application/json' }
  return {
    statusCode: status,
    headers: { ...always, ...type, ...headers },
    ...(bytes
      ? { body: Buffer.from(bytes).toString('base64'), isBase64Encoded: true }
      : { body: text ?? (body === undefined ? '' : JSON.stringify(body)) }),
  }
}

/** Whatever is thrown, the client sees a problem and never a stack. */
function problem(known: RequestProblem | undefined, requestId: string): APIGatewayProxyResult {
  const said = known ?? new RequestProblem('internal', `It is logged as ${requestId}.`)
  return {
    statusCode: problems[said.slug][0],
    headers: {
      'Content-Type': 'application/problem+json',
      'Cache-Control': 'no-store',
      ...said.headers,
    },
    body: JSON.stringify(problemBodyOf(said, requestId)),
  }
}
