/** Verifies a JWT: signature by the issuer's published keys, issuer, times, and what it is for. */
import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose'
import { environment } from '../../aws/environment.ts'
import { resourceServer } from '../../schemas/route.ts'

export interface Holder {
  subject: string
  /** By which client the token was asked for; its usage plan counts. */
  client?: string
  /** Without the resource server's name; those of others are left out. */
  scopes: string[]
  /** Seconds since 1970. */
  expires: number
}

let keys: ReturnType<typeof createRemoteJWKSet> | undefined

/** Undefined for a token that is not to be trusted; throws where the keys cannot be had. */
export async function verified(token: string): Promise<Holder | undefined> {
  keys ??= createRemoteJWKSet(new URL(environment.jwksUrl()))
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer: environment.issuer(),
      algorithms: ['RS256', 'ES256'],
      requiredClaims: ['exp', 'scope'],
      clockTolerance: clockSecondsMax,
    })
    return holderOf(payload)
  } catch (error) {
    const isOutside = error instanceof errors.JWKSTimeout || !(error instanceof errors.JOSEError)
    if (isOutside) throw error
    return undefined
  }
}

const clockSecondsMax = 5

/** Cognito signs tokens of identity with the same keys: they open nothing. */
function holderOf({ sub, client_id, token_use, scope, exp }: JWTPayload): Holder | undefined {
  if (token_use !== 'access' || typeof scope !== 'string') return undefined
  const prefix = `${resourceServer}/`
  const ours = scope.split(' ').filter((one) => one.startsWith(prefix))
  const subject = sub ?? (typeof client_id === 'string' ? client_id : undefined)
  const scopes = ours.map((one) => one.slice(prefix.length))
  const client = typeof client_id === 'string' ? { client: client_id } : {}
  return subject && exp ? { subject, ...client, scopes, expires: exp } : undefined
}
