/** Bearer tokens: one that is given, or one that is fetched when it is needed and again before it expires. */
import { problemOf } from './problem.ts'
import { patiently } from './retry.ts'

/** A token, or what gives one; it is told the token that the API has refused, so that it brings another. */
export type TokenSource = string | ((refused?: string) => string | Promise<string>)

export interface ClientCredentials {
  tokenUrl: string
  clientId: string
  clientSecret: string
  /** All that the client may, where absent. */
  scopes?: string[]
}

const earlyMs = 60_000

/** OAuth's client credentials, as Cognito and the laptop take them; one request for all who wait. */
export function clientCredentials(
  client: ClientCredentials,
): (refused?: string) => Promise<string> {
  let known: Promise<{ token: string; until: number }> | undefined
  return async (refused) => {
    const current = await known?.catch(() => undefined)
    const isGood = current && current.token !== refused && Date.now() < current.until
    if (!isGood) known = fetchToken(client)
    return (await known!).token
  }
}

async function fetchToken({ tokenUrl, clientId, clientSecret, scopes }: ClientCredentials) {
  const body = new URLSearchParams({ grant_type: 'client_credentials' })
  if (scopes) body.set('scope', scopes.join(' '))
  const headers = { authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` }
  const response = await patiently(() => fetch(tokenUrl, { method: 'POST', headers, body }))
  if (!response.ok) throw await problemOf(response)
  const grant = (await response.json()) as { access_token: string; expires_in: number }
  return { token: grant.access_token, until: Date.now() + grant.expires_in * 1000 - earlyMs }
}
