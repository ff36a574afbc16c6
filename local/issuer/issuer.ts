/**
 * Who makes tokens on a laptop, as a Cognito user pool does on AWS: its keys under `/.well-known/jwks.json`, tokens for
 * client credentials under `/oauth2/token`. https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
 */
import { randomUUID, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { SignJWT } from 'jose'
import { resourceServer, scopes as routeScopes } from '../../schemas/route.ts'
import { readAll, received } from '../wire/payload.ts'
import { algorithm, type IssuerKeys } from './keys.ts'

export interface Issuer {
  /** Of the one client that it makes tokens for. */
  clientId: string
  /** Answers, or says by false that the path is not its own. */
  answer(request: IncomingMessage, response: ServerResponse): Promise<boolean>
  token(issuer: string, options?: { scopes?: string[]; seconds?: number }): Promise<string>
}

/** No bucket may be called so: the paths do not meet S3's. */
const issuerPath = '/.issuer'

/** The issuer's name in its tokens, and where it is. */
export const issuerAt = (endpoint: string): string => `${endpoint}${issuerPath}`

const tokenSeconds = 3_600
const everything = [...routeScopes, 'land:*'].map((scope) => `${resourceServer}/${scope}`)
const isScope = (scope: string): boolean =>
  everything.includes(scope) || scope.startsWith(`${resourceServer}/land:`)

export function openIssuer(keys: IssuerKeys): Issuer {
  const token: Issuer['token'] = async (issuer, options = {}) => {
    const { scopes = everything, seconds = tokenSeconds } = options
    const claims = {
      client_id: keys.clientId,
      token_use: 'access',
      scope: scopes.join(' '),
      jti: randomUUID(),
    }
    const nowSeconds = Math.floor(Date.now() / 1000)
    return new SignJWT(claims)
      .setProtectedHeader({ alg: algorithm, kid: keys.kid })
      .setIssuer(issuer)
      .setSubject(keys.clientId)
      .setIssuedAt(nowSeconds)
      .setExpirationTime(nowSeconds + seconds)
      .sign(keys.privateKey)
  }
  return {
    clientId: keys.clientId,
    token,
    async answer(request, response) {
      const { pathname } = new URL(request.url ?? '/', 'http://laptop')
      if (!pathname.startsWith(`${issuerPath}/`)) return false
      const issuer = issuerAt(`http://127.0.0.1:${request.socket.localPort}`)
      const path = pathname.slice(issuerPath.length)
      if (path === '/.well-known/jwks.json') send(response, 200, { keys: [keys.publicJwk] })
      else if (path === '/.well-known/openid-configuration') send(response, 200, discovery(issuer))
      else if (path === '/oauth2/token' && request.method === 'POST') {
        const form = new URLSearchParams(String(await readAll(received(request))))
        const refused = refusal(form, request.headers.authorization, keys)
        if (refused) send(response, refused === 'invalid_client' ? 401 : 400, { error: refused })
        else {
          const scopes = scopesOf(form)
          const access_token = await token(issuer, scopes.length > 0 ? { scopes } : {})
          send(response, 200, { access_token, token_type: 'Bearer', expires_in: tokenSeconds })
        }
      } else send(response, 404, { error: 'not_found' })
      return true
    },
  }
}

const scopesOf = (form: URLSearchParams): string[] =>
  (form.get('scope') ?? '').split(' ').filter(Boolean)

/** In OAuth's words; undefined where there is nothing to refuse. */
function refusal(
  form: URLSearchParams,
  authorization: string | undefined,
  { clientId, clientSecret }: IssuerKeys,
): string | undefined {
  if (form.get('grant_type') !== 'client_credentials') return 'unsupported_grant_type'
  const [, basic = ''] = /^Basic (.+)$/i.exec(authorization ?? '') ?? []
  const given = basic
    ? Buffer.from(basic, 'base64').toString()
    : `${form.get('client_id')}:${form.get('client_secret')}`
  if (!isSame(given, `${clientId}:${clientSecret}`)) return 'invalid_client'
  return scopesOf(form).every(isScope) ? undefined : 'invalid_scope'
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}

const discovery = (issuer: string) => ({
  issuer,
  jwks_uri: `${issuer}/.well-known/jwks.json`,
  token_endpoint: `${issuer}/oauth2/token`,
  grant_types_supported: ['client_credentials'],
  id_token_signing_alg_values_supported: [algorithm],
})

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(JSON.stringify(body))
}
