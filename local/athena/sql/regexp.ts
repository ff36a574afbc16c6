/** Regular expressions that RE2 has not: read by JavaScript, whose syntax is nearly Java's. */

/** What RE2 refuses (looking around, back references, named groups), or cannot tell (a group that did not match). */
export const needsJava = (pattern: string, group = 0): boolean =>
  /\(\?(?:[=!<])|\\[1-9k]/.test(pattern) || (group > 0 && /\)(?:[?*]|\{0)|\|/.test(pattern))

/** Whether a pattern may match where there is nothing: DuckDB leaves out some of those matches. */
export function mayBeEmpty(pattern: string): boolean {
  if (/\\[bB]/.test(pattern)) return true
  try {
    return regexpOf(pattern).test('')
  } catch {
    return false
  } finally {
    known.delete(pattern)
  }
}

/** How many groups a pattern has; nothing where JavaScript cannot tell. */
export function groupsOf(pattern: string): number | undefined {
  try {
    const body = pattern.replace(/^\(\?[a-z]+\)/, '')
    return (new RegExp(`${body}|`, 'u').exec('')?.length ?? 1) - 1
  } catch {
    return undefined
  }
}

const known = new Map<string, RegExp>()

const refused = (pattern: string) =>
  new Error(`NOT_SUPPORTED: The regular expression ${pattern} is not supported on the laptop`)

function compiled(body: string, flags: string, pattern: string): RegExp {
  try {
    return new RegExp(body, `g${flags}u`)
  } catch {
    throw refused(pattern)
  }
}

function regexpOf(pattern: string): RegExp {
  const found = known.get(pattern)
  if (found) return found
  const [, flags = '', body = ''] = /^(?:\(\?([ims]+)\))?([\s\S]*)$/.exec(pattern) ?? []
  if (/\(\?[a-z]+[):]/.test(body.replaceAll('(?:', ''))) throw refused(pattern)
  const regexp = compiled(body, flags, pattern)
  if (known.size > 100) known.clear()
  known.set(pattern, regexp)
  return regexp
}

export const regexpLike = (text: string, pattern: string): boolean =>
  text.search(regexpOf(pattern)) >= 0

export function regexpExtract(text: string, pattern: string, group: number): string | null {
  const [match] = text.matchAll(regexpOf(pattern))
  return match?.[group] ?? null
}

export const regexpExtractAll = (text: string, pattern: string, group: number): (string | null)[] =>
  [...text.matchAll(regexpOf(pattern))].map((match) => match[group] ?? null)

/** The replacement is Java's: `$1`, `${name}`, and `\` before what stands for itself. */
export function regexpReplace(text: string, pattern: string, replacement: string): string {
  return text.replace(regexpOf(pattern), (...found: unknown[]) => {
    const named = found.at(-1)
    const groups = (typeof named === 'object' ? named : {}) as Record<string, string>
    return replacement.replace(
      /\\([\s\S])|\$(\d+)|\$\{(\w+)\}/g,
      (_, plain?: string, place?: string, name?: string) =>
        plain ??
        (place === undefined ? groups[name as string] : (found[Number(place)] as string)) ??
        '',
    )
  })
}

/** The matches of a text: what stands before each, its groups from the first, and what stands behind them all. */
export function regexpMatches(text: string, pattern: string) {
  const matches: { before: string; groups: (string | null)[] }[] = []
  let start = 0
  for (const match of text.matchAll(regexpOf(pattern))) {
    const groups = match.slice(1).map((group) => group ?? null)
    matches.push({ before: text.slice(start, match.index), groups })
    start = match.index + match[0].length
  }
  return { matches, rest: text.slice(start) }
}

/** Where the nth match from a place on starts, in code points from 1; -1 where there is none. */
export function regexpPosition(text: string, pattern: string, from: number, nth: number): number {
  const points = [...text]
  if (from > points.length + 1) return -1
  const offset = points.slice(0, from - 1).join('').length
  const found = [...text.matchAll(regexpOf(pattern))].filter(({ index }) => index >= offset)[
    nth - 1
  ]
  return found ? [...text.slice(0, found.index)].length + 1 : -1
}

export function regexpSplit(text: string, pattern: string): string[] {
  const parts: string[] = []
  let start = 0
  for (const match of text.matchAll(regexpOf(pattern))) {
    parts.push(text.slice(start, match.index))
    start = match.index + match[0].length
  }
  return [...parts, text.slice(start)]
}
