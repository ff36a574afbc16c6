/** Who is here: a bearer token, kept for this tab only and taken out of the address at once. */
import { computed, signal } from '@preact/signals'

const kept = 'hypatia.token'
export const token = signal<string | undefined>(sessionStorage.getItem(kept) ?? undefined)
/** Why the last token is not there any more, in words. */
export const signedOut = signal<string | undefined>(undefined)

interface Claims {
  sub?: string
  scope?: string
  exp?: number
}

export const claims = computed((): Claims => {
  const [, payload = ''] = (token.value ?? '').split('.')
  try {
    return JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/'))) as Claims
  } catch {
    return {}
  }
})

/** `lake:read`, `query:run`, `land:you`, …: without the resource server's name before them. */
export const scopes = computed(() =>
  (claims.value.scope ?? '').split(' ').map((scope) => scope.replace(/^hypatia\//, '')),
)

export function signIn(given: string): void {
  signedOut.value = undefined
  token.value = given
  sessionStorage.setItem(kept, given)
}

export function signOut(why?: string): void {
  signedOut.value = why
  token.value = undefined
  sessionStorage.removeItem(kept)
}

/** From the link that `npm start` prints: `#token=…`. */
export function takeToken(): void {
  const given = new URLSearchParams(location.hash.slice(1)).get('token')
  if (!given) return
  signIn(given)
  history.replaceState(null, '', location.pathname + location.search)
}
