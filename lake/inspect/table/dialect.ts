/**
 * The dialect of a text of cells: of all the ways to cut it, the one that gives rows of one width whose cells look like
 * values. The measure follows CleverCSV (van den Burg et al., 2019): how regular the rows are, times how many
 * cells are clean.
 */
import type { Pins } from '../../../schemas/interpretation.ts'
import type { Cutting } from '../../render/cutter.ts'
import { cellKind } from '../cell.ts'
import { isMarked } from './comments.ts'
import { delimitersOf, isUnusual, weightOf } from './delimiters.ts'
import { cutRows, filledOf, isFilled, isHeadRow, type Row } from './rows.ts'

export interface Candidate {
  cutting: Cutting
  rows: Row[]
  /** The most frequent number of cells in a row, and the rows that have it; blank lines are no rows. */
  width: number
  ofWidth: number
  rowCount: number
  score: number
}

/** Of two that are as good within this the first is taken. */
const tie = 1e-9

/** The best way to cut a sample and the next best by another delimiter. Throws nothing. */
export function bestCut(
  sample: Buffer,
  isLast: boolean,
  pins: Pins = {},
): { best: Candidate; other?: Candidate } {
  const text = sample.toString('utf8')
  const delimiters = pins.delimiter === undefined ? delimitersOf(text) : [pins.delimiter]
  const quotes = pinnedQuotings(pins) ?? quotings(text, delimiters)
  // Where lines end by LF a CR alone may be in a cell: rows of one width tell.
  const ends =
    hasReturns(text) && text.includes('\n') ? [{}, { keepsReturns: true as const }] : [{}]
  const made = new Map<string, Candidate[]>()
  const cutBy = (delimiter: string): Candidate[] => {
    const found = made.get(delimiter)
    if (found) return found
    const cuts = quotes.flatMap((quoting) =>
      ends.map((end) => candidate(sample, { delimiter, ...quoting, ...end }, isLast, pins.comment)),
    )
    const own = cuts.filter((each) => !each.cutting.keepsReturns || isWhole(each, cuts))
    made.set(delimiter, own)
    return own
  }
  const usual = delimiters.filter((each) => !isUnusual(each)).flatMap(cutBy)
  const isPinned = pins.quote !== undefined || pins.escape !== undefined
  const even = new Set(usual.filter(isEven).map(({ cutting }) => cutting.delimiter))
  // No unusual one is better than an even one: they need not be cut by then.
  const ended = even.size > 0 ? usual : delimiters.flatMap(cutBy)
  const isWorse = ({ cutting, ofWidth, rowCount }: Candidate): boolean =>
    !even.has(cutting.delimiter) && (isUnusual(cutting.delimiter) || ofWidth < rowCount)
  const dividing = even.size > 0 ? ended.filter((each) => !isWorse(each)) : ended
  const sound = isPinned ? dividing : dividing.filter((each) => isSound(each, dividing))
  const [best, ...others] = sound.toSorted((a, b) =>
    Math.abs(a.score - b.score) < tie ? 0 : b.score - a.score,
  )
  const other = others.find(({ cutting }) => cutting.delimiter !== best!.cutting.delimiter)
  if (best!.width > 1 || pins.delimiter !== undefined)
    return { best: best!, ...(other && { other }) }
  return { best: candidate(sample, { ...best!.cutting, delimiter: '' }, isLast, pins.comment) }
}

/** Each line is one cell. */
export const uncut = (sample: Buffer, isLast: boolean): Candidate =>
  candidate(sample, { ...doubled, delimiter: '' }, isLast)

/** Some that are no part of a CRLF. */
export const hasReturns = (text: string): boolean => /\r(?!\n|$)/.test(text)

/** One of the two says enough: an escape alone is of double quotes, quotes alone are doubled. */
function pinnedQuotings({ quote, escape: by }: Pins): Omit<Cutting, 'delimiter'>[] | undefined {
  if (quote === undefined && by === undefined) return undefined
  const own = quote ?? '"'
  return [{ quote: own, escape: own === '' ? '' : (by ?? own) }]
}

const doubled = { quote: '"', escape: '"' }

/** The ways of quoting worth trying; the usual one is right for a text without any quotes. */
function quotings(text: string, delimiters: string[]): Omit<Cutting, 'delimiter'>[] {
  const edges = ['[\\r\\n]', ...delimiters.map((each) => each.replace(/\W/g, '\\$&'))].join('|')
  const singles = new RegExp(`(^|${edges}) ?'[^'\\r\\n]*'(${edges}|$)`).test(text)
  return [
    doubled,
    ...(text.includes('\\"') ? [{ quote: '"', escape: '\\' }] : []),
    ...(singles ? [{ quote: "'", escape: "'" }] : []),
    ...(singles && text.includes("\\'") ? [{ quote: "'", escape: '\\' }] : []),
    ...(text.includes('"') ? [{ quote: '', escape: '' }] : []),
  ]
}

/** A usual delimiter, as often in every row: what divides them beside it stands in values, as in `aa:bb:cc`. */
const isEven = ({ cutting, rows, width, ofWidth, rowCount }: Candidate): boolean =>
  !isUnusual(cutting.delimiter) &&
  cutting.quote === doubled.quote &&
  cutting.escape === doubled.escape &&
  width > 1 &&
  rowCount > 3 &&
  ofWidth === rowCount &&
  rows.every((row) => !row.suspicion && !row.isStray && filledOf(row) > 1)

const suspects = (rows: Row[]): number => rows.filter(({ suspicion }) => suspicion).length
const strays = (rows: Row[]): number => rows.filter(({ isStray }) => isStray).length

type Count = readonly [width: number, rows: number]

const mostOf = (counts: ReadonlyMap<number, number>): Count =>
  [...counts].reduce<Count>((a, b) => (b[1] > a[1] ? b : a), [1, 0])

/** Of rows: fewer may be lines of a list. */
const widerShareMin = 0.3

/**
 * Lines above a table, and below it, may be more than its rows: the widest rows, three cells or more, that stand together
 * and hold more cells than all lines of the most frequent width.
 */
function widerBelow(rows: Row[], counts: ReadonlyMap<number, number>): Count | undefined {
  const [usual, often] = mostOf(counts)
  const width = Math.max(0, ...counts.keys())
  const own = counts.get(width) ?? 0
  if (width < 3 || width <= usual || own < 3 || own < widerShareMin * rows.length) return undefined
  if (own * (1 - 1 / width) <= often * (1 - 1 / usual)) return undefined
  const isWide = ({ cells }: Row): boolean => cells.length === width
  const first = rows.findIndex(isWide)
  const isNumber = (cell: string | null): boolean => cell !== null && cellKind(cell) !== 'string'
  // Rows that others with more cells follow, and no names: a table that grew.
  if (usual > 1 && rows[first]!.cells.some(isNumber)) return undefined
  return rows.findLastIndex(isWide) - first + 1 === own ? [width, own] : undefined
}

/** Lines of `##`, or of a `#` and a blank, that have no delimiter tell nothing of one. */
function withoutRemarks(rows: Row[], { delimiter }: Cutting): Row[] {
  if (delimiter.startsWith('#')) return rows
  const isRemark = ({ cells, quoted }: Row): boolean =>
    cells.length === 1 && !quoted?.[0] && /^#[#\s]/.test(cells[0]!)
  const others = rows.filter((row) => !isRemark(row))
  return others.length > 0 ? others : rows
}

function candidate(sample: Buffer, cutting: Cutting, isLast: boolean, comment = ''): Candidate {
  const filled = cutRows(sample, cutting, isLast, false).filter(
    (row) => isFilled(row) && !isMarked(row, comment),
  )
  const rows = withoutRemarks(filled, cutting)
  const counts = new Map<number, number>()
  for (const { cells } of rows) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1)
  const last = rows.at(-1)
  const most = widerBelow(rows, counts) ?? mostOf(counts)
  // A header below titles, and no rows.
  const isHead = counts.size === 2 && most[0] === 1 && last !== undefined && isHeadRow(last)
  const [width, ofWidth] =
    isHead && counts.get(last.cells.length) === 1 ? [last.cells.length, 1] : most
  const regular = ofWidth / Math.max(1, rows.length)
  const breadth = width > 1 ? (width - 1) / width : 0.01
  const right = 1 - (suspects(rows) + 0.2 * strays(rows)) / Math.max(1, rows.length)
  const consumed = (rows.at(-1)?.end ?? 0) / Math.max(1, sample.length)
  const score =
    regular *
    breadth *
    cleanness(rows) *
    right *
    Math.min(1, consumed) *
    weightOf(cutting.delimiter)
  return { cutting, rows, width, ofWidth, rowCount: rows.length, score }
}

/**
 * A text without quoting explains quotes only where quoting fails, and quotes never kept a delimiter or a line end
 * in a cell; a backslash escapes only where doubling fails.
 */
function isSound({ cutting, width, ofWidth, rowCount }: Candidate, all: Candidate[]): boolean {
  const { delimiter, quote, escape: by, keepsReturns } = cutting
  if (quote !== '' && by !== '\\') return true
  const usual = all.find(
    ({ cutting: other }) =>
      other.delimiter === delimiter &&
      other.escape === (quote === "'" ? "'" : '"') &&
      other.keepsReturns === keepsReturns,
  )
  if (!usual) return true
  if (quote !== '')
    return (
      usual.ofWidth < usual.rowCount ||
      usual.width !== width ||
      suspects(usual.rows) + strays(usual.rows) > 0
    )
  if (!isAgainstQuotes(usual)) return false
  const isNeeded = ({ cells, quoted }: Row): boolean =>
    quoted !== undefined &&
    cells.some((cell, i) => quoted[i] && (cell!.includes(delimiter) || /[\r\n]/.test(cell!)))
  return ofWidth === rowCount && !usual.rows.some(isNeeded)
}

/** A CR is in a cell where all rows are of one width then, and not all of them otherwise. */
const isWhole = ({ cutting, width, ofWidth, rowCount }: Candidate, all: Candidate[]): boolean =>
  ofWidth === rowCount &&
  all.some(
    (other) =>
      !other.cutting.keepsReturns &&
      other.cutting.delimiter === cutting.delimiter &&
      other.cutting.escape === cutting.escape &&
      other.width === width &&
      other.ofWidth < other.rowCount,
  )

/** Quotes are closed in the middle of cells; one that is never closed may be a mistake. */
function isAgainstQuotes({ rows, rowCount }: Candidate): boolean {
  const closed = rows.filter(({ suspicion }) => suspicion === 'text-after-quote').length
  const open = suspects(rows) - closed
  return closed + open >= 0.1 * rowCount && (closed > 0 || open >= 3)
}

const cellsMax = 4_000

function cleanness(rows: Row[]): number {
  let [sum, count] = [0, 0]
  for (const { cells, quoted } of rows) {
    for (const [i, cell] of cells.entries()) {
      sum += quoted?.[i] ? 1 : cleannessOf(cell)
      if (++count === cellsMax) return sum / count
    }
  }
  return count === 0 ? 0 : sum / count
}

const looseNumber = /^[-+]?[$€£]?\d[\d .,']*\s?[%€$]?$/
const plainText = /^[\p{L}\p{N}][\p{L}\p{N}\p{M} _.:/@()'&+#-]*$/u

function cleannessOf(cell: string | null): number {
  if (cell === null) return 0.7
  const text = cell.trim()
  if (text === '') return 0.7
  if (cellKind(text) !== 'string') return 1
  if (looseNumber.test(text)) return 0.9
  return plainText.test(text) ? 0.8 : 0.3
}
