/** Who asks, as the authorizer found, and whether they may. */
import type { APIGatewayProxyEvent } from 'aws-lambda'
import { reserved } from '../../lake/key.ts'
import { RequestProblem } from '../../lake/problem.ts'
import { isReservedSource } from '../../lake/tablename.ts'
import { resourceServer, type Scope } from '../../schemas/route.ts'
import type { Caller } from './call.ts'

/** API Gateway has run the authorizer before a route that has a scope; the others have nobody. */
export function callerOf({ requestContext }: Pick<APIGatewayProxyEvent, 'requestContext'>): Caller {
  const {
    principalId = '',
    scope = '',
    expires,
  } = (requestContext.authorizer ?? {}) as Record<string, string>
  const expiresMs = expires ? Number(expires) * 1000 : undefined
  return { subject: principalId, scopes: new Set(scope.split(' ').filter(Boolean)), expiresMs }
}

/** Throws RequestProblem where the route wants a scope that the caller has not. */
export function demand({ subject, scopes }: Caller, scope: Scope | undefined): void {
  if (scope === undefined) return
  if (subject === '') {
    const headers = { 'WWW-Authenticate': 'Bearer' }
    throw new RequestProblem('token.missing', 'Send Authorization: Bearer <token>.', { headers })
  }
  if (scope === 'any') return
  const has =
    scope === 'land' ? [...scopes].some((one) => one.startsWith('land:')) : scopes.has(scope)
  if (has) return
  const wanted = `${resourceServer}/${scope === 'land' ? 'land:<source>' : scope}`
  const headers = { 'WWW-Authenticate': `Bearer error="insufficient_scope", scope="${wanted}"` }
  throw new RequestProblem('scope.missing', `The token lacks ${wanted}.`, { headers })
}

/** Throws RequestProblem unless the token lands under this source; `land:*` under all but ours. */
export function demandSource({ scopes }: Caller, source: string): void {
  if (isReservedSource(source)) throw new RequestProblem('source.reserved', reserved(source).detail)
  if (scopes.has(`land:${source}`) || scopes.has('land:*')) return
  throw new RequestProblem('source.foreign', `The token lacks ${resourceServer}/land:${source}.`)
}
