/**
 * How a column is called in the engines, given how its file spells it. Glue, Athena and Iceberg hold any lower-case UTF-8
 * of at most 255 bytes, so letters, digits and emoji of every script stay what they are; what else stands there is `_`,
 * for names that need no quotes. https://docs.aws.amazon.com/athena/latest/ug/tables-databases-columns-names.html
 *
 * Three names in order, each for one spelling more surely than the one before:
 *   plain   `unit_price`                 as long as no other spelling in its level wants it
 *   hashed  `unit_price__<12 hex>`       of the spelling in lower case
 *   exact   `unit_price__<12 hex>`       of the very spelling, where two differ in nothing but case
 */
import { createHash } from 'node:crypto'
import { columnNameBytesMax, columnNameCharactersMax } from '../limits.ts'
import { formerName } from '../tablename.ts'

/** Members of a struct are spelt within Hive's names of types, which end at what is no letter, digit or `_`. */
export type Level = 'column' | 'member'

export interface Spellings {
  plain: string
  hashed: string
  exact: string
  /** Whether the plain name is the spelling itself, but for its case. */
  isOwn: boolean
}

/** Letters, marks and digits of any script, what joins them, and emoji. */
const held =
  /^(?:[\p{L}\p{M}\p{N}]|\u200c|\u200d|(?=[\u2190-\u{10ffff}])[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}])$/u

const isHeld: Record<Level, (character: string) => boolean> = {
  column: (character) => held.test(character),
  // Character.isLetterOrDigit, by which Hive cuts its names, looks at 16 bits at a time.
  member: (character) => /^[\p{L}\p{Nd}]$/u.test(character) && character.length === 1,
}

const known: Record<Level, Map<string, Spellings>> = { column: new Map(), member: new Map() }
const knownMax = 20_000

export function spellingsOf(original: string, level: Level = 'column'): Spellings {
  const names = known[level]
  const found = names.get(original)
  if (found) return found
  const plain = plainName(original, level)
  const lower = original.toLowerCase()
  const stem = plain || 'column'
  const fresh = {
    plain,
    hashed: `${stem}__${hashOf(lower)}`,
    exact: `${stem}__${hashOf(`exact ${original}`)}`,
    isOwn: plain !== '' && lower === plain && !hashes.test(plain),
  }
  if (names.size >= knownMax) names.clear()
  names.set(original, fresh)
  return fresh
}

const hashes = /__[0-9a-f]{12}$/

const hashOf = (text: string): string =>
  createHash('sha256').update(JSON.stringify(text)).digest('hex').slice(0, 12)

/** Empty where nothing of it can stand in a name. */
function plainName(original: string, level: Level): string {
  const lower = original.normalize('NFC').toLowerCase().normalize('NFC').toLowerCase()
  const name = Array.from(lower, (one) => (isHeld[level](one) ? one : '_')).join('')
  if (level === 'column') return trimmed(cut(trimmed(name.replace(/_+/g, '_'))))
  return cut(/^_*$/.test(name) ? '' : name)
}

const trimmed = (name: string): string =>
  name.replace(/^(?:_|\u200c|\u200d|\ufe0f)+|(?:_|\u200c|\u200d)+$/gu, '')

/** By whole characters: of most scripts two or three bytes each. */
function cut(name: string): string {
  let bytes = 0
  let kept = ''
  for (const character of name) {
    bytes += Buffer.byteLength(character)
    if (bytes > columnNameBytesMax || kept.length + character.length > columnNameCharactersMax) {
      return kept
    }
    kept += character
  }
  return kept
}

/** Whether a release before, which knew ASCII only, may have given this name to the spelling. */
export function isFormer(name: string, original: string): boolean {
  const former = formerName(original)
  const rest = former === '' ? name.replace(/^column_\d+/, '') : name.slice(former.length)
  return (former === '' ? rest !== name : name.startsWith(former)) && /^(_\d+)*$/.test(rest)
}

/** Whether the name is one of the spelling's: else what a table keeps beside it is a comment of somebody's. */
export function isNameOf(name: string, original: string): boolean {
  const levels: Level[] = ['column', 'member']
  const isOurs = levels.some((level) => {
    const { plain, hashed, exact } = spellingsOf(original, level)
    return name === plain || name === hashed || name === exact
  })
  return isOurs || isFormer(name, original)
}
