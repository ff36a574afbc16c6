/** Where the page is: a signal over `location`. Every state is in the URL, so Back works and any view can be sent. */
import { computed, signal } from '@preact/signals'

/** The names in a pattern: `/datasets/:name` has `name`. */
export type Params<Pattern extends string> = Pattern extends `${string}:${infer Name}/${infer Rest}`
  ? { [Key in Name | keyof Params<Rest>]: string }
  : Pattern extends `${string}:${infer Name}`
    ? { [Key in Name]: string }
    : Record<never, string>

/** What a screen is given: the names in its address. */
export interface ScreenProps<Pattern extends string = string> {
  params: Params<Pattern>
}

const read = (): URL => new URL(location.href)
const url = signal(read())
export const path = computed(() => url.value.pathname)
export const query = computed(() => url.value.searchParams)

addEventListener('popstate', () => {
  url.value = read()
})

/** `replace` leaves no trace in the history: for what changes with every key. */
export function go(href: string, { replace = false } = {}): void {
  const isElsewhere = new URL(href, location.href).pathname !== location.pathname
  history[replace ? 'replaceState' : 'pushState'](null, '', href)
  url.value = read()
  if (isElsewhere) scrollTo(0, 0)
}

/** The present address with other query parameters; empty and absent ones are left out. */
export function withQuery(changes: Record<string, string | string[] | undefined>): string {
  const next = new URLSearchParams(url.value.search)
  for (const [name, value] of Object.entries(changes)) {
    next.delete(name)
    for (const one of [value ?? []].flat()) if (one !== '') next.append(name, one)
  }
  const text = next.toString()
  return url.value.pathname + (text && `?${text}`)
}

/** `/datasets/:name` on `/datasets/faa_airports` is `{ name: 'faa_airports' }`; undefined where it does not fit. */
export function match(pattern: string, pathname: string): Record<string, string> | undefined {
  const parts = pattern.split('/')
  const given = pathname.replace(/(.)\/$/, '$1').split('/')
  if (parts.length !== given.length) return undefined
  const params: Record<string, string> = {}
  for (const [i, part] of parts.entries()) {
    const text = decoded(given[i] ?? '')
    if (part.startsWith(':') && text) params[part.slice(1)] = text
    else if (part !== text) return undefined
  }
  return params
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Links are plain anchors: those within the page are followed here, the others by the browser. */
export function followLinks(): void {
  document.addEventListener('click', (event) => {
    const anchor = (event.target as Element).closest?.('a')
    const isPlain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey)
    if (!anchor || !isPlain || event.altKey || event.defaultPrevented) return
    if (anchor.target || anchor.hasAttribute('download')) return
    if (anchor.origin !== location.origin || /^\/v\d+(\/|$)/.test(anchor.pathname)) return
    if (anchor.hash && anchor.pathname === location.pathname) return
    event.preventDefault()
    if (anchor.href !== location.href) go(anchor.href)
  })
}
