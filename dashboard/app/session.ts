/** Who is here: a bearer token, kept for this tab only and taken out of the address at once. */
import { computed, effect, signal } from '@preact/signals'

const kept = 'hypatia.token'
export const token = signal<string | undefined>(sessionStorage.getItem(kept) ?? undefined)
/** Why the last token is not there any more, in words. */
export const signedOut = signal<string | undefined>(undefined)

interface Claims {
  sub?: string
  scope?: string
  exp?: number
  /** Of a person. */
  username?: string
}

export const claims = computed((): Claims => {
  const [, payload = ''] = (token.value ?? '').split('.')
  try {
    return JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/'))) as Claims
  } catch {
    return {}
  }
})

/** What the API says that a person may: their token names what was asked for, their groups decide. */
const granted = signal<string[] | undefined>(undefined)

effect(() => {
  const asking = token.value
  granted.value = undefined
  if (!asking || !claims.value.username) return
  fetch('/v1/me', { headers: { authorization: `Bearer ${asking}` } })
    .then((answer) => (answer.ok ? answer.json() : undefined))
    .then((me: { scopes: string[] } | undefined) => {
      if (token.peek() === asking) granted.value = me?.scopes
    })
    .catch(() => undefined) // what is not allowed is refused where it is asked for
})

/** `lake:read`, `query:run`, `land:you`, …: without the resource server's name before them. */
export const scopes = computed(
  () =>
    granted.value ??
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
