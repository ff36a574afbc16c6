/** Words and figures as a few of Trino's functions write them. */

const sounds: Record<string, string> = {
  ...{ B: '1', F: '1', P: '1', V: '1' },
  ...{ C: '2', G: '2', J: '2', K: '2', Q: '2', S: '2', X: '2', Z: '2' },
  ...{ D: '3', T: '3', L: '4', M: '5', N: '5', R: '6' },
}

/** https://www.archives.gov/research/census/soundex; Error for a letter that is none of A to Z. */
export function soundex(text: string): string {
  const letters = text.toUpperCase().replace(/[^\p{L}]/gu, '')
  if (/[^A-Z]/.test(letters)) {
    const [letter] = /[^A-Z]/u.exec(letters) ?? []
    throw new Error(`INVALID_FUNCTION_ARGUMENT: The character is not mapped: ${letter}`)
  }
  const [first = ''] = letters
  let code = first
  let last = sounds[first]
  for (const letter of letters.slice(1)) {
    const sound = sounds[letter]
    if (sound && sound !== last) code += sound
    // H and W stand between two of one sound as nothing would.
    if (letter !== 'H' && letter !== 'W') last = sound
  }
  return letters === '' ? '' : code.slice(0, 4).padEnd(4, '0')
}

const units = ['', 'K', 'M', 'B', 'T', 'Q']

/** Three significant digits and a unit: `1.23M`. */
export function formatNumber(value: number): string {
  let size = 0
  let rest = value
  for (; Math.abs(rest) >= 1000 && size < units.length - 1; size += 1) rest /= 1000
  const places = rest < 10 ? 2 : rest < 100 ? 1 : 0
  const text = (Math.sign(rest) * Math.round(Math.abs(rest) * 10 ** places + 1e-9)) / 10 ** places
  return `${Object.is(text, -0) ? '-0' : text}${units[size]}`
}

/** Bytes as a text; those that are none by a replacement. */
export function utf8(bytes: Uint8Array, replacement: string): string {
  const text = Buffer.from(bytes).toString('utf8')
  return replacement === '\ufffd' ? text : text.replaceAll('\ufffd', replacement)
}

/** As Java's decoder reads it: padding may be left out, and nothing else stands between. */
export function base64(text: string): Uint8Array {
  const bare = text.replace(/={1,2}$/, '')
  const [wrong] = /[^A-Za-z0-9+/]/.exec(bare) ?? []
  const padding = text.length - bare.length
  const isWhole = bare.length % 4 !== 1 && (padding === 0 || (bare.length + padding) % 4 === 0)
  if (wrong === undefined && isWhole) return Buffer.from(bare, 'base64')
  const why =
    wrong === undefined || wrong === '='
      ? 'Input byte array has wrong 4-byte ending unit'
      : `Illegal base64 character ${wrong.charCodeAt(0).toString(16)}`
  throw new Error(`INVALID_FUNCTION_ARGUMENT: ${why}`)
}

/** Insertions, deletions and replacements of code points between two texts. */
export function levenshtein(a: string[], b: string[]): number {
  let before = Array.from({ length: b.length + 1 }, (_, place) => place)
  for (const [row, sign] of a.entries()) {
    const now = [row + 1]
    for (const [column, other] of b.entries()) {
      const replaced = (before[column] as number) + (sign === other ? 0 : 1)
      now.push(Math.min(replaced, (before[column + 1] as number) + 1, (now[column] as number) + 1))
    }
    before = now
  }
  return before[b.length] as number
}
