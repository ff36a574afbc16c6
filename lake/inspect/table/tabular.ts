/** Whether a text that can be cut into cells is a table: rows of one width, or a column of values; no prose, code or settings. */
import { cellKind } from '../cell.ts'
import { isNameLike } from '../headerwords.ts'
import { isOneRecord } from '../textwords.ts'
import { isCode } from './code.ts'
import { withoutComments } from './comments.ts'
import { isUnusual } from './delimiters.ts'
import type { Candidate } from './dialect.ts'
import { isDigits } from './kinds.ts'
import { areNamedRows } from './named.ts'
import { filledOf, isHeadRow, isQuotedRow, type Row } from './rows.ts'

/** Rows of one width that make a table of a text with delimiters; the others may be ragged. */
const regularMin = 0.6
const regularUnusualMin = 0.9

export const isTable = (cut: Candidate): boolean => isLikeTable(cut) && !isCode(cut)

function isLikeTable(cut: Candidate): boolean {
  if (cut.width < 2 || isOneColumn(cut)) return isColumn(cut)
  if (cut.rows.every((row) => filledOf(row) === 0) || arePairs(cut)) return false
  if (isUnusual(cut.cutting.delimiter)) return isUnusualTable(cut)
  return isRegular(cut) && !isProse(cut)
}

/** Whatever divides it: of lines that all end by it, or are indented by it, one cell is filled. */
const isOneColumn = ({ rows }: Candidate): boolean =>
  rows.length > 1 && share(rows, (row) => filledOf(row) < 2) >= 0.8

/** Rows of one width, or ragged ones of values under a first row that is wide enough for them. */
function isRegular(cut: Candidate): boolean {
  // A last row whose quote stays open is torn, and tells nothing of the others.
  const torn = cut.rowCount > 1 && cut.rows.at(-1)?.suspicion === 'unterminated' ? 1 : 0
  if (cut.ofWidth / (cut.rowCount - torn) >= regularMin) return true
  const longest = runOf(cut)
  if (longest >= 4 && longest >= 0.4 * cut.rowCount) return true
  const header = cut.rows[0]!.cells.length
  const isUnder = share(cut.rows, ({ cells }) => cells.length <= header) >= regularMin
  const isOfValues = isHeadRow(cut.rows[0]!) || share(textsOf(cut), isTyped) >= 0.3
  if (header > 1 && isUnder && isOfValues) return true
  return isRegularWithin(cut)
}

/** Of lines most of which stand above, below or in comments: rows of values, or a header and nothing below it. */
function isRegularWithin(cut: Candidate): boolean {
  const { rows: all, width, cutting } = cut
  const { rows } = coreOf(cut)
  if (share(rows, ({ cells }) => cells.length === width) < regularUnusualMin) return false
  if (rows.length > 1) {
    const texts = textsOf({ ...cut, rows: rows.slice(1) })
    return share(rows, isQuotedRow) >= regularUnusualMin || share(texts, isValue) >= 0.3
  }
  const [row] = rows
  if (!row || new Set(row.cells).size < 2) return false
  const isAlone = withoutComments(all, width, cutting.delimiter).rows.length === 1
  return row === all.at(-1) && (isAlone || isHeadRow(row))
}

/** The longest run of rows of the width. */
function runOf({ rows, width }: Candidate): number {
  let [longest, run] = [0, 0]
  for (const { cells } of rows) {
    run = cells.length === width ? run + 1 : 0
    longest = Math.max(longest, run)
  }
  return longest
}

/** Names and their values, of which some are no numbers: one record, a line a column. */
function arePairs({ rows, width, cutting }: Candidate): boolean {
  if (width !== 2 || !cutting.delimiter.startsWith(':')) return false
  const lines = rows.map(({ cells }) => cells.map((cell) => cell ?? '').join(cutting.delimiter))
  const values = rows.map(({ cells }) => cells[1] ?? '')
  return isOneRecord(lines) && share(values.slice(values.length > 3 ? 1 : 0), isValue) < 0.8
}

/** Signs that are in numbers, times and words as well. */
const isDividing = /^[: ]$/

export const isNamedTable = (cut: Candidate): boolean =>
  isDividing.test(cut.cutting.delimiter) && areNamedRows(cut)

/** Of signs that stand in prose and in values: in every row, and not in values of one kind that hold them. */
function isUnusualTable(cut: Candidate): boolean {
  if (isNamedTable(cut)) return true
  const { width, cutting } = cut
  const { rows, isMost, all: plain } = coreOf(cut)
  const regular = share(rows, ({ cells }) => cells.length === width)
  if (!isMost || rows.length < 2 || regular < regularMin) return false
  if (regular >= regularUnusualMin && share(rows, isQuotedRow) >= regularUnusualMin) return true
  const lines = rows.map(({ cells }) => cells.map((cell) => cell ?? '').join(cutting.delimiter))
  if (share(lines, (line) => cellKind(line) !== 'string' || isDigits(line)) >= 0.5) return false
  if (share(lines, isOneText) >= 0.5) return false
  const columns = Array.from({ length: width }, (_, i) =>
    rows.slice(1).map(({ cells }) => cells[i] ?? ''),
  )
  if (share(lines, (line) => isSentence(line)) > 0.2 || columns.some(isSign)) return false
  const isValues = (texts: string[]): boolean =>
    share(texts, (text) => isTyped(text) || isDigits(text)) >= 0.8
  const isMixed = cutting.delimiter.trim() === ':' && rows.length < plain
  if (columns.some(isValues)) return width > 2 || (cutting.delimiter !== ':' && !isMixed)
  return width > 2 && rows.length >= 3 && regular >= regularUnusualMin
}

/** An address, a path, the name of a network card: whatever divides it. */
const isOneText = (line: string): boolean =>
  /^([a-z][a-z\d+.-]{1,20}:)?\/\/?[^\s:/]+[/?#][^\s:]*$/i.test(line) ||
  /^[\da-f]{2}(:[\da-f]{2}){5}$/i.test(line)

/** From the first row of the width to the last: what stands above, below and in comments is not divided. */
function coreOf({ rows: all, width, cutting }: Candidate) {
  const { rows } = withoutComments(all, width, cutting.delimiter)
  const isOfWidth = ({ cells }: Row): boolean => cells.length === width
  const core = rows.slice(rows.findIndex(isOfWidth), rows.findLastIndex(isOfWidth) + 1)
  const isMore = share(core, ({ cells }) => cells.length > width) > 0.1
  return { rows: core, all: rows.length, isMost: 2 * core.length >= rows.length && !isMore }
}

/** `name = value`, spaced. */
const isSign = (texts: string[]): boolean => texts.every((text) => /^[=:<>+|-]+$/.test(text))

const textsOf = (cut: Candidate): string[] =>
  cut.rows.slice(0, 200).flatMap(({ cells }) => cells.map((cell) => cell?.trim() ?? ''))

const isSentence = (text: string): boolean => /[\p{Ll}"')][.!?…]["')]?$/u.test(text)
const wordCount = (text: string): number => text.split(/\s+/).filter(Boolean).length
const isTyped = (text: string): boolean => text !== '' && cellKind(text) !== 'string'
const isValue = (text: string): boolean => isTyped(text) || isDigits(text)
const share = <T>(all: T[], test: (one: T) => boolean): number =>
  all.filter(test).length / Math.max(1, all.length)

/** Sentences with a comma each are no table of two columns. */
function isProse(cut: Candidate): boolean {
  const { delimiter } = cut.cutting
  if (!/^[,;] ?$/.test(delimiter)) return false
  const cells = textsOf(cut)
  if (cells.some(isTyped) || isNamedEach(cut)) return false
  const lastCells = cut.rows.slice(0, 200).map(({ cells: own }) => own.at(-1)?.trim() ?? '')
  const meanWords = cells.reduce((sum, cell) => sum + wordCount(cell), 0) / cells.length
  return share(lastCells, isSentence) >= 0.5 && meanWords >= 2
}

/** Rows of one width below a usual name for each column may be sentences, as `question,answer` has them. */
const isNamedEach = ({ rows, width, ofWidth, rowCount }: Candidate): boolean =>
  rowCount > 2 &&
  ofWidth === rowCount &&
  rows[0]!.cells.length === width &&
  rows[0]!.cells.every((cell) => cell !== null && cell.trim() === cell && isNameLike(cell))

/** One column: lines that are values, or short words; not sentences, code or settings. */
function isColumn(cut: Candidate): boolean {
  const cells = cut.width < 2 ? textsOf(cut) : textsOf(cut).filter((text) => text !== '')
  if (cells.length < 2 || isOneRecord(cells)) return false
  if (share(cells.slice(1), isTyped) >= 0.8) return true
  const isWord = (text: string): boolean =>
    text.length <= 80 && wordCount(text) <= 4 && !/[{}<>=;\\]|^[#/*-]|[:,]$/.test(text)
  const isIndented = ({ cells: [first] }: Row): boolean => /^\s+\S/.test(first ?? '')
  return (
    cells.every((text) => isWord(text) || isOneText(text)) &&
    !cut.rows.some(isIndented) &&
    share(cells, isSentence) < 0.2
  )
}
