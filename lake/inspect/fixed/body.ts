/** Where in a text of fixed places the rows are, and whether they are rows: no prose, code or settings. */
import { type Cells, cutByBlanks, keepsTo, type Places, type Span } from '../../render/fixedline.ts'
import { findHeader } from '../csvheader.ts'
import { isNameLike } from '../headerwords.ts'
import { isDigits, isMarker, kindsOf } from '../table/kinds.ts'
import type { Row } from '../table/rows.ts'
import { columnsByBlanks, hasGaps, takenIn, takenWithout } from './places.ts'

export interface Line {
  text: string
  /** From 1. */
  line: number
  places: Places
}

export interface Body {
  columns: Span[]
  /** Of the lines that are not blank. */
  first: number
  end: number
  rows: Cells[]
}

/** Titles above, notes below: more are no part of a printout. */
const aboveMax = 6
const belowMax = 3
const droppedShareMax = 0.4
const rowsMin = 3
/** Lines within that do not keep to the places: they are aside one by one. */
const badMax = 3
const badShareMax = 0.02

/** The most columns, with as little as can be left out above and below. */
export function bodyOf(lines: Line[], isWhole: boolean): Body | undefined {
  const places = lines.map((line) => line.places)
  const leftOut = Math.min(aboveMax + belowMax + badMax, droppedShareMax * lines.length)
  const taken = takenIn(places)
  if (!hasGaps(taken, leftOut)) return undefined
  let best: Body | undefined
  let bestScore = 0
  for (let below = 0; below <= (isWhole ? belowMax : 0); below++) {
    for (let first = 0; first <= aboveMax; first++) {
      const end = lines.length - below
      if (end - first < rowsMin || first + below > droppedShareMax * lines.length) continue
      const beside = [...places.slice(0, first), ...places.slice(end)]
      const body = bodyIn(lines, first, end, takenWithout(taken, beside))
      const score = body ? body.columns.length - 0.1 * (first + below) : 0
      if (body && score > bestScore) {
        best = body
        bestScore = score
      }
    }
  }
  return best
}

function bodyIn(lines: Line[], first: number, end: number, taken: Uint32Array): Body | undefined {
  const own = lines.slice(first, end)
  const places = own.map((line) => line.places)
  const bad = Math.min(badMax, Math.floor(badShareMax * own.length))
  const columns =
    columnsByBlanks(places, 0, taken) ?? (bad > 0 ? columnsByBlanks(places, bad, taken) : undefined)
  if (!columns) return undefined
  const rows = places.flatMap((line) => {
    const cells = cutByBlanks(line, columns)
    return cells && (bad === 0 || keepsTo(line, columns)) ? [cells] : []
  })
  if (rows.length < own.length - bad) return undefined
  const isAlone = columns.some((_, i) => {
    const filled = rows.filter((row) => row[i] !== null)
    return filled.length < 2 && filled[0] !== rows[0]
  })
  return isAlone ? undefined : { columns, first, end, rows }
}

const share = <T>(all: readonly T[], test: (one: T) => boolean): number =>
  all.filter(test).length / Math.max(1, all.length)

const isCode = (text: string): boolean =>
  /[{};\\]\s*$|^\s*(\/\/|\/\*|\*|#|--|<|>|\$ |\.\.)|=>|\(\)|^\s*[\w.-]+\s*[:=]|^\s*[-•*]\s/.test(
    text,
  )
const isSentence = (text: string): boolean => /[\p{Ll}"')][.!?…,:;]["')]?$/u.test(text.trim())
const wordsOf = (text: string): number => text.trim().split(/\s+/).length

const wordsMeanMax = 6
const filledMin = 0.5

/** Names, and what they are measured in, may be marked as comments are. */
const headMax = 2

export function isRows({ rows, columns }: Body, lines: Line[]): boolean {
  const isMarkedHead = (text: string, i: number): boolean => i < headMax && /^\s*#/.test(text)
  const texts = lines.flatMap(({ text }, i) => (isMarkedHead(text, i) ? [] : [text]))
  if (share(texts, isCode) > 0.1 || share(texts, isSentence) > 0.2) return false
  const cells = rows.flat().filter((cell) => cell !== null)
  if (cells.length < filledMin * rows.length * columns.length) return false
  if (cells.reduce((sum, cell) => sum + wordsOf(cell), 0) > wordsMeanMax * cells.length)
    return false
  const kinds = columns.map((_, i) => kindOf(rows.slice(1).map((row) => row[i] ?? null)))
  const numbers = kinds.filter((kind) => kind === 'digits').length
  const isNumbered = columns.length === 2 && kinds[0] === 'digits' && kinds[1] === 'words'
  const [first] = rows[0]!
  const isList = isNumbered && (!first || isDigits(first))
  if (numbers > 0 && !isList) return true
  return isNamed(rows, columns.length)
}

function kindOf(cells: (string | null)[]): 'digits' | 'words' {
  const filled = cells.filter((cell) => cell !== null && !isMarker(cell)) as string[]
  return filled.length > 0 && share(filled, isDigits) >= 0.9 ? 'digits' : 'words'
}

/** Of words alone: all are there, under names. */
function isNamed(rows: Cells[], width: number): boolean {
  const [head, ...body] = rows
  const filled = share(body.flat(), (cell) => cell !== null)
  if (!head || head.includes(null) || filled < 0.8) return false
  const names = head.filter((cell) => cell !== null && isNameLike(cell)).length
  const { header, doubt } = findHeader(rows)
  return header && (names === width || (doubt === undefined && (width > 2 || filled >= 0.95)))
}

/** The names in a line above that does not keep to the places: one for each column. */
export function namesAbove(text: string, columns: Span[], places: Places): Cells | undefined {
  const wide = text.trim().split(/\s{2,}/)
  if (wide.length === columns.length) return wide
  const words = text.trim().split(/\s+/)
  if (words.length === columns.length) return words
  return cutByBlanks(places, columns)
}

/** Rows as the measures of text tables take them. */
export const asRows = (rows: Cells[]): Row[] =>
  rows.map((cells, i) => ({ cells, byte: i, end: i + 1, line: i + 1 }))

export const kindsIn = (rows: Cells[], width: number) => kindsOf(asRows(rows), width)
