/**
 * Is the first row of a table its header? Each column weighs what its first cell would be among names, and what among
 * the cells below it: its kind, its characters, its length, whether it is one of them, whether it is a usual word of
 * headers. The sum of the logarithms of these odds decides, and its size says how surely.
 */
import { cellKind } from './cell.ts'
import { isNameLike } from './headerwords.ts'
import { newTally } from './tally.ts'

/** The texts of a row; null for an empty cell. */
export type TextRow = (string | null)[]

export interface Header {
  header: boolean
  /** Why, in words for a person. */
  evidence: string
  /** Where the odds are near to even. */
  doubt?: string
}

/** Rows enough to know a column by. */
const rowsMax = 1_000

/** Most files have a header, and two lines are rather a name and a value than two values; neither outweighs a column. */
const prior = 1
const priorOfTwo = 1.6

/** Odds below e² to one are no certainty. */
const doubtBelow = 2

/** `known` are the dataset's names so far: a row of them is its header, and another row of as many cells is none. */
export function findHeader(rows: TextRow[], known: readonly string[] = []): Header {
  const [first = [], ...rest] = rows.slice(0, rowsMax).map(trimmed)
  if (first.every((text) => text === null)) {
    return { header: false, evidence: 'no header: the first row is empty' }
  }
  const knownVote = known.length > 0 ? knownOdds(first, known) : undefined
  if (knownVote && knownVote.odds >= doubtBelow) return decided(prior + knownVote.odds, [knownVote])
  if (rest.length === 0) return aloneIsHeader(first)
  const width = Math.max(first.length, rest[0]!.length)
  const isScale = isStepped(first) && !rest.some(isStepped)
  const votes = Array.from({ length: width }, (_, i) =>
    isScale && isWhole(first[i]) ? { odds: 0.3 } : columnVote(first[i] ?? null, rest, i),
  )
  if (knownVote) votes.unshift(knownVote)
  if (isNumbered(first)) votes.push({ odds: 4, reason: 'its cells are numbered names' })
  const filled = first.filter((text) => text !== null)
  if (isAllNames(first)) {
    const same = (rest.filter(isAllNames).length + 0.1) / (rest.length + 0.6)
    votes.push({
      odds: clipped(Math.log(0.4 / same), 3),
      reason: 'each of its cells is a usual name',
    })
  }
  if (new Set(filled).size < filled.length) votes.push({ odds: -0.5 })
  const before = rest.length === 1 ? priorOfTwo : prior
  return decided(before + votes.reduce((sum, { odds }) => sum + odds, 0), votes)
}

/** What stands around a name or a value is neither's. */
const trimmed = (row: TextRow): TextRow => row.map((text) => text?.trim() ?? null)

const isWhole = (text: string | null | undefined): boolean => /^\d{1,9}$/.test(text ?? '')

/** So many numbers in equal steps are no chance; of those that follow one another more: ranks and marks do. */
const stepsMin = 4
const ranksMin = 7

/** A name or more, then `0,6,12,18`: hours, lengths, classes above what was measured at each. */
function isStepped(row: TextRow): boolean {
  const from = row.findIndex(isWhole)
  const steps = row.slice(Math.max(0, from))
  if (from < 1 || steps.length < stepsMin || !steps.every(isWhole)) return false
  const step = Number(steps[1]) - Number(steps[0])
  if (Math.abs(step) === 1 && steps.length < ranksMin) return false
  return step !== 0 && steps.every((text, i) => Number(text) === Number(steps[0]) + i * step)
}

const isAllNames = (row: TextRow): boolean =>
  row.length > 1 && row.every((text) => text !== null && isNameLike(text))

interface Vote {
  odds: number
  reason?: string
}

function decided(odds: number, votes: Vote[]): Header {
  const header = odds > 0
  const sign = header ? 1 : -1
  const heavy = votes.find(({ odds: one }) => one * sign >= doubtBelow)
  const heaviest =
    heavy ?? votes.reduce((a, b) => (b.odds * sign > a.odds * sign ? b : a), votes[0]!)
  const because = (heaviest.odds * sign > 0 && heaviest.reason) || 'nothing speaks against it'
  const evidence = `${header ? 'the first row is the header' : 'no header'}: ${because}`
  if (Math.abs(odds) >= doubtBelow) return { header, evidence }
  const doubt = header
    ? 'the first row may be a row like the others: little tells it from them'
    : 'the first row may be the header: little tells it from the rows below'
  return { header, evidence, doubt }
}

/** Names of the dataset's own among the cells of a row; as many cells without one of them are a row of it. */
function knownOdds(first: TextRow, known: readonly string[]): Vote {
  const names = new Set(known.map((name) => name.trim().toLowerCase()))
  const texts = first.map((text) => text?.trim().toLowerCase() ?? '')
  const found = texts.filter((text) => text !== '' && names.has(text)).length
  const all = Math.max(1, texts.filter((text) => text !== '').length)
  if (found / all >= 0.5) {
    return { odds: 8, reason: `${found} of its ${all} cells are names that the dataset has` }
  }
  if (found > 0 || first.length !== known.length) return { odds: 0 }
  return { odds: -3, reason: `none of its ${all} cells is a name of the dataset's columns` }
}

/** One row and no other: names without a value among them are a header of a table that is still empty. */
function aloneIsHeader(row: TextRow): Header {
  const isName = (text: string | null): boolean => text === null || cellKind(text) === 'string'
  const isUsual = row.some((text) => text !== null && isNameLike(text))
  const filled = row.filter((text) => text !== null)
  const isDistinct = new Set(filled).size === row.length
  // One that is missing, or stands there twice, is no other's value where names are usual ones.
  const isNear = isUsual && filled.length > 1 && new Set(filled).size >= row.length - 1
  const header = row.every(isName) && (isDistinct || isNear)
  const evidence = header
    ? `the only row is the header: it holds names${isDistinct ? ', all different' : ''}`
    : 'no header: the only row holds values'
  return header && !isUsual
    ? { header, evidence, doubt: 'the only row may be a row of values: none is a usual name' }
    : { header, evidence }
}

/** `V1,V2,V3`, `col_0,col_1`: one name, counted. */
function isNumbered(row: TextRow): boolean {
  const parts = row.map((text) => /^(\D{1,20})(\d{1,4})$/.exec(text ?? ''))
  const [first, second] = parts
  if (!first || !second || first[1] !== second[1]) return false
  const isNext = (part: RegExpExecArray | null, i: number): boolean =>
    part?.[1] === first[1] && Number(part?.[2]) === Number(first[2]) + i
  const counted = parts.filter(isNext)
  return counted.length >= 2 && counted.length >= 0.8 * row.length
}

function columnVote(name: string | null, rows: TextRow[], i: number): Vote {
  const values = rows.flatMap((row) => (row[i] === null || row[i] === undefined ? [] : [row[i]]))
  const empty = (rows.length - values.length + 0.5) / (rows.length + 1)
  if (name === null) return { odds: clipped(Math.log(0.06 / empty), 2) }
  const filled = clipped(Math.log(0.94 / (1 - empty)), 1)
  if (values.length === 0)
    return { odds: filled, reason: `"${excerpt(name)}" stands above nothing` }
  const kinds = values.map(cellKind)
  const kind = cellKind(name)
  const vote = kindVote(name, kind, values, kinds)
  if (kind !== 'string') return vote
  const texts = values.filter((_, at) => kinds[at] === 'string')
  if (texts.length < values.length / 2) return vote
  return textVote(name, values, vote.odds + filled)
}

const clipped = (odds: number, most: number): number => Math.max(-most, Math.min(most, odds))

/** Texts that say that there is no value: no names. */
const isMarker = (text: string): boolean =>
  /^(n\/?a|nan|null|none|-+|\?+|\.+|\\n|#n\/a)$/i.test(text)

function kindVote(name: string, kind: string, values: string[], kinds: string[]): Vote {
  const same = (kinds.filter((one) => one === kind).length + 0.15) / (kinds.length + 0.3)
  if (kind === 'string') {
    if (isMarker(name))
      return { odds: -1, reason: `"${excerpt(name)}" says that a value is missing` }
    return {
      odds: clipped(Math.log(0.97 / same), 4),
      reason: `"${excerpt(name)}" is a name above ${typeOf(values)}`,
    }
  }
  if (isYear(name, values)) return { odds: 0.3 }
  return {
    odds: clipped(Math.log(0.02 / same), 3.5),
    reason: `"${excerpt(name)}" is a value, like those below it`,
  }
}

function typeOf(values: string[]): string {
  const tally = newTally()
  for (const value of values) tally.add(value)
  const type = tally.type()
  return type === 'string' ? 'other values' : `${type} values`
}

/** Years head the columns of many tables of numbers. */
const isYear = (name: string, values: string[]): boolean =>
  /^(19|20)\d\d$/.test(name) && !values.every((value) => /^(19|20)\d\d$/.test(value))

/** Of a text above texts. */
function textVote(name: string, values: string[], before: number): Vote {
  const counts = countsOf(values)
  const word = wordOdds(name, counts)
  const seen = seenOdds(name, counts, values.length)
  const form = featureOdds(name, counts, signOf, headerSigns)
  // One length tells little of the next one's.
  const size =
    (featureOdds(name, counts, sizeOf, headerSizes) * 0.7 * values.length) / (values.length + 2)
  const odds = before + word + seen + form + size
  const heaviest = Math.max(...[word, seen, form, size].map((one) => one * Math.sign(odds)))
  const quoted = `"${excerpt(name)}"`
  const reasons: [number, string, string][] = [
    [seen, `${quoted} is none of the values that repeat below it`, `${quoted} is a value below it`],
    [word, `${quoted} is a usual name`, `${quoted} is no usual name`],
    [
      form,
      `${quoted} has another shape than the values below it`,
      `${quoted} is shaped like the values below it`,
    ],
    [
      size,
      `${quoted} is of another length than the values below it`,
      `${quoted} is as long as the values below it`,
    ],
  ]
  const [, forIt, against] = reasons.find(([one]) => one * Math.sign(odds) === heaviest)!
  return { odds: clipped(odds, 5), reason: odds > 0 ? forIt : against }
}

const excerpt = (text: string): string => text.slice(0, 40)

function wordOdds(name: string, counts: Counts): number {
  let [words, all] = [0, 0]
  for (const [value, count] of counts) {
    if (value === name) continue
    all += count
    if (isNameLike(value)) words += count
  }
  const rate = (words + 0.3) / (all + 1)
  return isNameLike(name)
    ? clipped(Math.log(0.5 / rate), 3)
    : clipped(Math.log(0.5 / (1 - rate)), 1)
}

/** By how often a value of this column comes only once (Good and Turing): that is how often the next one is new. */
function seenOdds(name: string, counts: Counts, all: number): number {
  const singles = [...counts.values()].filter((count) => count === 1).length
  const isNew = (singles + 0.5) / (all + 1)
  const isSeen = (all - singles + 0.5) / (all + 1)
  const onceSeen = 0.02 + 0.3 / (all + 1) // a few rows may hold a word by chance
  return counts.has(name)
    ? clipped(Math.log(onceSeen / isSeen), 4)
    : clipped(Math.log(0.98 / isNew), 3)
}

/** How often each text is there. */
type Counts = ReadonlyMap<string, number>

function countsOf(texts: string[]): Counts {
  const counts = new Map<string, number>()
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1)
  return counts
}

/** One feature of a text: how usual among names, and how usual among these values. */
function featureOdds(
  name: string,
  values: Counts,
  featureOf: (text: string) => string,
  among: Record<string, number>,
): number {
  const counts = new Map<string, number>()
  let all = 0
  for (const [value, count] of values) {
    const feature = featureOf(value)
    counts.set(feature, (counts.get(feature) ?? 0) + count)
    all += count
  }
  const singles = [...counts.values()].filter((count) => count === 1).length
  const isNew = (singles + 0.5) / (all + 1)
  const count = counts.get(featureOf(name))
  if (count !== undefined) {
    const share = (count / all) * (1 - isNew) + isNew * 0.5
    return clipped(Math.log((among[featureOf(name)] ?? 0.02) / share), 2.5)
  }
  if (among[featureOf(name)] === undefined) return 0 // rare in both
  const elsewhere = 1 - [...counts.keys()].reduce((sum, one) => sum + (among[one] ?? 0.02), 0)
  return clipped(Math.log(Math.max(0.05, elsewhere) / isNew), 2.5)
}

/** How often cells of headers are of these signs (see signOf), by some hundred public files. */
const headerSigns: Record<string, number> = {
  a: 0.27,
  A: 0.08,
  Aa: 0.25,
  a_: 0.11,
  A_: 0.03,
  'Aa ': 0.1,
  Aa_: 0.02,
  aA: 0.04,
  a0: 0.03,
  'a ': 0.02,
  'Aa()': 0.02,
}

/** Which characters a text has, and whether it begins with a capital: `Ada Li` is `Aa `, `x@y.org` is `a.@`. */
function signOf(text: string): string {
  const isCapital = /^\P{L}*\p{Lu}/u.test(text)
  const lower = /[\p{Ll}\p{Lo}]/u.test(text) ? 'a' : ''
  const upper = /\p{Lu}/u.test(text) ? 'A' : ''
  const letters = isCapital ? upper + lower : lower + upper
  const others = [...new Set(text.slice(0, 60).match(/[^\p{L}\p{M}\d\s]/gu) ?? [])].sort().join('')
  return `${letters}${/\d/.test(text) ? '0' : ''}${/\s/.test(text) ? ' ' : ''}${others}`
}

const headerSizes: Record<string, number> = {
  1: 0.04,
  2: 0.12,
  4: 0.33,
  8: 0.37,
  16: 0.11,
  32: 0.03,
}

/** The power of two that its length reaches. */
const sizeOf = (text: string): string =>
  String(2 ** Math.min(6, Math.floor(Math.log2(Math.max(1, text.length)))))
