/**
 * How much a decoded text looks like one that people wrote: its letters are of one language, its words of one script
 * and one way of capitals. What a wrong encoding makes of a text is none of that.
 */

interface Language {
  letters: Set<string>
  /** Below 1: seldom seen in data, and believed only where no other explains the letters. */
  prior: number
}

const language = (letters: string, prior = 1): Language => ({ letters: new Set(letters), prior })

const western = [
  language('äöüß'),
  language('àâæçéèêëîïôœùûüÿ'),
  language('áéíñóúü'),
  language('àèéìíòóùú', 0.97),
  language('ãõáâàçéêíóôúü', 0.97),
  language('åäöé', 0.98),
  language('æøåéö', 0.97),
  language('éèëïóöüáê', 0.97),
  language('áðéíóúýþæö', 0.7),
  language('àçèéíïóòúü', 0.95),
]
/** Names from everywhere in one file. */
western.push(
  language(
    western
      .flatMap(({ letters }) => [...letters])
      .join('')
      .replace(/[ðþý]/g, ''),
    0.72,
  ),
)
const central = [
  language('ąćęłńóśźż', 0.97),
  language('áčďéěíňóřšťúůýž', 0.96),
  language('áäčďéíĺľňóôŕšťúýž', 0.95),
  language('áéíóöőúüű', 0.96),
  language('ăâîşţ', 0.9),
  language('čćđšž', 0.94),
]
const turkish = [language('çğıöşü', 0.96), language('çğıöşüâîû', 0.9)]
const baltic = [
  language('ąčęėįšųūž', 0.94),
  language('āčēģīķļņšūž', 0.94),
  language('äöõüšž', 0.92),
]

/** By the names of the WHATWG's standard, which are TextDecoder's. */
const latin: Record<string, Language[]> = {
  'windows-1252': western,
  'iso-8859-15': western.map(({ letters, prior }) => ({ letters, prior: prior * 0.99 })),
  macintosh: western.map(({ letters, prior }) => ({ letters, prior: prior * 0.9 })),
  'windows-1250': central,
  'iso-8859-2': central.map(({ letters, prior }) => ({ letters, prior: prior * 0.99 })),
  'windows-1254': turkish,
  'windows-1257': baltic,
}

/** Letters of Russian and its neighbours by how often they are written. */
const cyrillicCommon = new Set('оеаинтсрвлкмдпуіяы')
const cyrillicUsual = new Set('ьбгзчйхжшюцщэфъёєїґђљњћџј')

const wordPattern = /[\p{L}\p{M}]+/gu
const symbolsUsual = new Set(
  '€£°§«»–—…“”‘’©®½¼¾²³µ×¿¡№·•„‚±ªº™、。「」・ー（），：；！？　《》【】“”~～％％',
)

/** From 0 to 1; undefined where the text holds what no text does. Of the characters beyond ASCII only. */
export function plausibility(text: string, encoding: string): number | undefined {
  if (/[\u0080-\u0084\u0086-\u009f\ufffd\p{Co}\p{Cn}]/u.test(text)) return
  const known = latin[encoding]
  let [sum, count] = [0, 0]
  const scores = new Map<string, [good: number, count: number]>()
  const foreign = text.replace(wordPattern, (word, at: number) => {
    if (/^[\p{ASCII}]*$/u.test(word)) return ''
    const score = scores.get(word) ?? wordScore(word)
    scores.set(word, score)
    const [good, weight] = score
    // A sign between letters is a letter of another encoding.
    const isBroken = [text[at - 1], text[at + word.length]].some(isOddBetween)
    sum += isBroken ? good * 0.5 : good
    count += weight
    return ''
  })
  let before = ''
  for (const sign of foreign) {
    if (sign > '\x7f') {
      const isUsual = symbolsUsual.has(sign) && (before <= '\x7f' || isWide(sign))
      count += isUsual ? 1 : oddSignWeight
      if (isUsual) sum += 0.9
    }
    before = sign
  }
  if (count === 0) return 1
  const base = sum / count
  return known ? base * coverage(text, known) : base
}

/** One sign that nobody writes speaks louder than a letter that somebody might. */
const oddSignWeight = 3

const isWide = (sign: string): boolean => sign >= '\u2000'

const isOddBetween = (sign: string | undefined): boolean =>
  sign !== undefined && sign > '\x7f' && !symbolsUsual.has(sign)

/** The letters beyond ASCII that one language has, the best of these. */
function coverage(text: string, languages: Language[]): number {
  const letters = new Map<string, number>()
  let all = 0
  for (const letter of text.toLowerCase().replace(/i\u0307/g, 'i')) {
    const count = letter > '\x7f' ? letters.get(letter) : undefined
    if (letter <= '\x7f' || (count === undefined && !/\p{L}/u.test(letter))) continue
    letters.set(letter, (count ?? 0) + 1)
    all++
  }
  if (all === 0) return 0.95
  const shares = languages.map(({ letters: own, prior }) => {
    let known = 0
    for (const [letter, count] of letters) if (own.has(letter)) known += count
    return (known / all) ** 2 * prior
  })
  return Math.max(...shares)
}

/** The good characters of a word beyond ASCII, and all of them. */
function wordScore(word: string): [good: number, count: number] {
  const scripts = new Set([...word].map(scriptOf))
  const foreign = [...word].filter((letter) => letter > '\x7f')
  const one = scripts.size === 1 || (scripts.size === 2 && scripts.has('mark'))
  const factor = (one ? 1 : 0.3) * (isCased(word) ? 1 : 0.3) * (isSpelt(word) ? 1 : 0.4)
  const good = foreign.reduce((total, letter) => total + letterScore(letter), 0)
  return [good * factor, foreign.length]
}

/** `Word`, `word`, `WORD` and `McDonald`, not `wOrD`. */
const isCased = (word: string): boolean =>
  word.toUpperCase() === word.toLowerCase() ||
  /^(\p{Lu}\p{M}*)?[^\p{Lu}]*$/u.test(word) ||
  /^[^\p{Ll}]*$/u.test(word) ||
  /^\p{Lu}\p{Ll}+\p{Lu}\p{Ll}+$/u.test(word)

/** Russian words have vowels, Greek ones an accent, Hebrew ends its words with its final letters, Thai marks follow letters. */
function isSpelt(word: string): boolean {
  if (word.length < 3) return true
  if (/^\p{Script=Cyrillic}+$/u.test(word)) return /[аеёиоуыэюяіїє]/i.test(word)
  if (/^\p{Script=Greek}+$/u.test(word))
    return /[άέήίόύώΐΰ]/i.test(word) || word === word.toUpperCase()
  if (/^[\u0590-\u05ff]+$/.test(word)) return !/[\u0591-\u05c7]|[ךםןףץ]./.test(word)
  if (/[\u0e00-\u0e7f]/.test(word))
    return /^[\u0e01-\u0e2e\u0e40-\u0e44]/.test(word) && !/[ะาำ][ะ-ฺ็-๎]|[ัิ-ฺ]{2}/.test(word)
  return true
}

function scriptOf(letter: string): string {
  if (/\p{M}/u.test(letter)) return 'mark'
  if (/\p{Script=Latin}/u.test(letter)) return 'latin'
  if (/\p{Script=Cyrillic}/u.test(letter)) return 'cyrillic'
  if (/\p{Script=Greek}/u.test(letter)) return 'greek'
  if (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー々]/u.test(letter)) return 'east'
  return /\p{Script=Hangul}/u.test(letter) ? 'hangul' : 'other'
}

function letterScore(letter: string): number {
  const lower = letter.toLowerCase()
  if (cyrillicCommon.has(lower)) return 1
  if (cyrillicUsual.has(lower)) return 0.75
  if (/\p{Script=Cyrillic}/u.test(letter)) return 0.2
  if (/[\uff61-\uff9f]/.test(letter)) return 0.3 // half-width kana: what Shift-JIS makes of any high byte
  return 1
}
