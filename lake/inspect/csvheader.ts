/** Is the first row of a table its header? Column by column, what speaks for it and what against. */
import type { Type } from '../schema/type.ts'
import { newTally } from './tally.ts'

/** The texts of a row; null for an empty cell. */
export type TextRow = (string | null)[]

/** Rows enough to know a column by. */
const rowsMax = 1_000

const words = new Set(
  `id ids name names date time datetime timestamp day month year week hour city country state region zip postcode
  address street phone email mail url code type kind status title description text comment note notes value amount
  price cost quantity qty count total sum number no nr key group category class label tag tags lat lon lng latitude
  longitude x y z first last firstname lastname surname gender sex age birthday user username account customer
  client order product item sku unit units currency source target from to start end begin created updated color
  colour size weight height width length version index rank score rate percent flag active level message
  lang language company department role team station sensor device species model brand author`
    .split(/\s+/)
    .filter(Boolean),
)

/** `evidence` says why, in words for a person. */
export function findHeader(rows: TextRow[]): { header: boolean; evidence: string } {
  const [first = [], ...rest] = rows.slice(0, rowsMax)
  if (rest.length === 0) return aloneIsHeader(first)
  let score = 0
  const reasons: string[] = []
  for (let i = 0; i < Math.max(first.length, rest[0]!.length); i++) {
    const vote = columnVote(first[i] ?? null, columnOf(rest, i))
    score += vote.score
    if (vote.reason) reasons.push(vote.reason)
  }
  const filled = first.filter((text) => text !== null)
  if (new Set(filled).size < filled.length) score -= 0.5
  const header = score >= 0 && filled.length > 0
  return { header, evidence: evidenceOf(header, reasons) }
}

const columnOf = (rows: TextRow[], i: number): string[] =>
  rows.flatMap((row) => (row[i] === null || row[i] === undefined ? [] : [row[i]]))

function evidenceOf(header: boolean, reasons: string[]): string {
  const because = reasons[0] ?? 'nothing speaks against it'
  if (header) return `the first row is the header: ${because}`
  return `no header: ${reasons.find((reason) => reason.includes('like')) ?? because}`
}

/** One row and no other: names without a value among them are a header of a table that is still empty. */
function aloneIsHeader(row: TextRow): { header: boolean; evidence: string } {
  const isName = (text: string | null): boolean => text !== null && typeOf([text]) === 'string'
  const header = row.every(isName) && new Set(row).size === row.length
  const evidence = header
    ? 'the only row is the header: it holds names, all different'
    : 'no header: the only row holds values'
  return { header, evidence }
}

function typeOf(texts: string[]): Type {
  const tally = newTally()
  for (const text of texts) tally.add(text)
  return tally.type()
}

interface Vote {
  score: number
  reason?: string
}

function columnVote(name: string | null, values: string[]): Vote {
  if (name === null) return { score: -0.25 }
  const [nameType, type] = [typeOf([name]), typeOf(values)]
  if (type !== 'string' && type !== 'null') {
    if (nameType === 'string')
      return { score: 2, reason: `"${excerpt(name)}" is a name above ${type} values` }
    return {
      score: isYear(name, values) ? 0 : -2,
      reason: `"${excerpt(name)}" is like the values below it`,
    }
  }
  if (nameType !== 'string')
    return { score: -1, reason: `"${excerpt(name)}" is a value, like a row's` }
  return type === 'null' ? { score: 0 } : textVote(name, values)
}

function textVote(name: string, values: string[]): Vote {
  if (values.includes(name))
    return { score: -1.5, reason: `"${excerpt(name)}" is like a value below it` }
  const shapes = new Set(values.map(shapeOf))
  const [shape] = shapes
  if (shapes.size === 1 && shape !== shapeOf(name)) {
    return { score: 1, reason: `"${excerpt(name)}" has another shape than the values below it` }
  }
  if (isNameLike(name)) return { score: 1, reason: `"${excerpt(name)}" is a usual name` }
  const isCode = shapes.size === 1 && /[0@]/.test(shape!)
  return isCode
    ? { score: -1, reason: `"${excerpt(name)}" is shaped like the values below it` }
    : { score: 0 }
}

const excerpt = (text: string): string => text.slice(0, 40)

/** Years head the columns of many tables of numbers. */
const isYear = (name: string, values: string[]): boolean =>
  /^(19|20)\d\d$/.test(name) && !values.every((value) => /^(19|20)\d\d$/.test(value))

const isNameLike = (name: string): boolean =>
  /^[A-Za-z]+([_-][A-Za-z0-9]+)+$|^[a-z]+([A-Z][a-z0-9]*)+$/.test(name) ||
  name
    .toLowerCase()
    .split(/[^a-z]+/)
    .some((word) => words.has(word))

/** `Ab-12` and `Xy-7` have one shape: runs of capitals, small letters, digits, and what stands between them. */
const shapeOf = (text: string): string =>
  text
    .slice(0, 60)
    .replace(/\p{Lu}+/gu, 'A')
    .replace(/[\p{Ll}\p{Lo}]+/gu, 'a')
    .replace(/\d+/g, '0')
