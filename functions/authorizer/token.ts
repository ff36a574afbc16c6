/** Verifies a JWT: signature by the issuer's published keys, issuer, client, times, and what it is for. */
import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose'
import { environment } from '../../aws/environment.ts'
import { rightsOf } from '../../schemas/rights.ts'
import { resourceServer } from '../../schemas/route.ts'

export interface Holder {
  subject: string
  /** By which client the token was asked for; its usage plan counts. */
  client: string
  /** Without the resource server's name; those of others are left out. */
  scopes: string[]
  /** Seconds since 1970. */
  expires: number
}

/** Why a token opens nothing: the slug of a problem. */
export type Untrusted = 'token.expired' | 'token.invalid'

let keys: ReturnType<typeof createRemoteJWKSet> | undefined

/** Throws where the keys cannot be had. */
export async function verified(token: string): Promise<Holder | Untrusted> {
  keys ??= createRemoteJWKSet(new URL(environment.jwksUrl()))
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer: environment.issuer(),
      algorithms: ['RS256', 'ES256'],
      requiredClaims: ['exp', 'iat', 'sub', 'scope', 'client_id'],
      clockTolerance: clockSecondsMax,
    })
    return holderOf(payload)
  } catch (error) {
    const isOutside = error instanceof errors.JWKSTimeout || !(error instanceof errors.JOSEError)
    if (isOutside) throw error
    return error instanceof errors.JWTExpired ? 'token.expired' : 'token.invalid'
  }
}

const clockSecondsMax = 5

/** Cognito signs tokens of identity with the same keys: they open nothing. */
function holderOf(claims: JWTPayload): Holder | Untrusted {
  const { sub, client_id, token_use, scope, exp, iat, aud } = claims
  const nowSeconds = Date.now() / 1000
  const isOurs =
    token_use === 'access' &&
    typeof client_id === 'string' &&
    isOfClient(client_id) &&
    // Cognito names an audience only where one was asked for.
    (aud === undefined || [aud].flat().includes(resourceServer))
  if (!isOurs || typeof sub !== 'string' || sub === '' || typeof scope !== 'string')
    return 'token.invalid'
  if (!exp || !iat || iat > nowSeconds + clockSecondsMax) return 'token.invalid'
  return { subject: sub, client: client_id, scopes: scopesOf(scope, claims), expires: exp }
}

/** On AWS the gateway knows the clients, each by its key of a usage plan, and refuses others. */
function isOfClient(client: string): boolean {
  const clients = environment.clients()
  return clients.length === 0 || clients.includes(client)
}

/** A machine is its client, and has what that has; a person has a name. */
function scopesOf(scope: string, claims: JWTPayload): string[] {
  const prefix = `${resourceServer}/`
  const ours = scope.split(' ').filter((one) => one.startsWith(prefix))
  const asked = ours.map((one) => one.slice(prefix.length))
  const { username, 'cognito:groups': memberships } = claims
  if (username === undefined) return asked
  return rightsOf(asked, Array.isArray(memberships) ? memberships.map(String) : [])
}
