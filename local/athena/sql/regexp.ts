/** Regular expressions that RE2 has not: read by JavaScript, whose syntax is nearly Java's. */

/** What RE2 refuses (looking around, back references, named groups), or cannot tell (a group that did not match). */
export const needsJava = (pattern: string, group = 0): boolean =>
  /\(\?(?:[=!<])|\\[1-9k]/.test(pattern) || (group > 0 && /\)(?:[?*]|\{0)|\|/.test(pattern))

const known = new Map<string, RegExp>()

function regexpOf(pattern: string): RegExp {
  const found = known.get(pattern)
  if (found) return found
  const [, flags = '', body = ''] = /^(?:\(\?([ims]+)\))?([\s\S]*)$/.exec(pattern) ?? []
  if (/\(\?[a-z]+[):]/.test(body.replaceAll('(?:', ''))) throw new Error(`flags within ${pattern}`)
  const regexp = new RegExp(body, `g${flags}u`)
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

export function regexpSplit(text: string, pattern: string): string[] {
  const parts: string[] = []
  let start = 0
  for (const match of text.matchAll(regexpOf(pattern))) {
    parts.push(text.slice(start, match.index))
    start = match.index + match[0].length
  }
  return [...parts, text.slice(start)]
}
