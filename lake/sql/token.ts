/** The text of a statement in tokens, without its comments. */

export interface Token {
  /** As it stands; a quoted part whole. An open quote or comment runs to the end. */
  text: string
  /** Where it begins in the statement. */
  at: number
}

/** Comments, quoted parts whole, words, numbers, and single characters. */
const tokens =
  /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^']|'')*(?:'|$)|"(?:[^"]|"")*(?:"|$)|`[^`]*(?:`|$)|[A-Za-z_]\w*|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\S/g

export function tokensOf(sql: string): Token[] {
  const found: Token[] = []
  for (const { 0: text, index } of sql.matchAll(tokens)) {
    if (!text.startsWith('--') && !text.startsWith('/*')) found.push({ text, at: index })
  }
  return found
}

/** The name that a token is: as Athena has it, in lower case; undefined where it is none. */
export function nameOf(token: Token | undefined): string | undefined {
  if (token === undefined) return undefined
  const { text } = token
  if (/^[A-Za-z_]/.test(text)) return text.toLowerCase()
  const isQuoted = text.length > 1 && /^(["`]).*\1$/s.test(text)
  return isQuoted ? text.slice(1, -1).replaceAll('""', '"').toLowerCase() : undefined
}
