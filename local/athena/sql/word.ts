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
