/** Signing in at the API's issuer: authorization code with PKCE, so that the page needs no secret (RFC 7636). */
import { go } from './route.ts'
import { signIn, signOut } from './session.ts'

/** What `GET /v1` says of it. */
export interface Issuer {
  authorizeUrl: string
  tokenUrl: string
  clientId: string
}

/** What the page keeps in its tab while it is away. */
interface Begun {
  verifier: string
  state: string
  tokenUrl: string
  clientId: string
  /** Where it was. */
  to: string
}

const kept = 'hypatia.oauth'
const pageUrl = (): string => `${location.origin}/`

/** Leaves the page; it comes back with a code. */
export async function leave({ authorizeUrl, tokenUrl, clientId }: Issuer): Promise<void> {
  const [verifier, state] = [random(), random()]
  const to = location.pathname + location.search
  const begun: Begun = { verifier, state, tokenUrl, clientId, to }
  sessionStorage.setItem(kept, JSON.stringify(begun))
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: pageUrl(),
    state,
    code_challenge: await challengeOf(verifier),
    code_challenge_method: 'S256',
  })
  location.assign(`${authorizeUrl}?${query}`)
}

/** Where the page comes back with a code: takes the token that it stands for, and goes where it was. */
export async function comeBack(): Promise<void> {
  const query = new URLSearchParams(location.search)
  const text = sessionStorage.getItem(kept)
  const code = query.get('code')
  if (!text || !(code || query.has('error'))) return
  sessionStorage.removeItem(kept)
  const begun = JSON.parse(text) as Begun
  go(begun.to, { replace: true })
  try {
    if (query.get('state') !== begun.state) throw new Error('it was begun elsewhere')
    if (!code) throw new Error(query.get('error_description') ?? query.get('error') ?? '')
    signIn(await tokenFor(code, begun))
  } catch (error) {
    signOut(`Signing in did not come to an end: ${(error as Error).message}.`)
  }
}

async function tokenFor(code: string, { verifier, tokenUrl, clientId }: Begun): Promise<string> {
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    client_id: clientId,
    redirect_uri: pageUrl(),
    code,
    code_verifier: verifier,
  })
  const response = await fetch(tokenUrl, { method: 'POST', body })
  const answer = (await response.json()) as { access_token?: string; error?: string }
  if (!answer.access_token)
    throw new Error(answer.error ?? `the issuer answered ${response.status}`)
  return answer.access_token
}

const random = (): string => base64url(crypto.getRandomValues(new Uint8Array(32)))

async function challengeOf(verifier: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))
  return base64url(new Uint8Array(hash))
}

const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
