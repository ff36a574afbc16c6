/**
 * A text that is neither JSON nor markup: a table of cells, or prose. What DuckDB reads as it lies stays so; any other shape
 * is rendered.
 */
import type { Pins } from '../../schemas/interpretation.ts'
import { columnsMax } from '../limits.ts'
import { Quarantined, type Reason } from '../problem.ts'
import { type CsvRender, hole, verdictOf } from '../render/csv.ts'
import { asideMax } from '../render/render.ts'
import { spellingOf } from '../schema/names.ts'
import { cellKind } from './cell.ts'
import { byPlace, columnsOf, givenNames, type Names } from './csvcolumns.ts'
import { CsvScan } from './csvscan.ts'
import type { Finding, TextHead } from './finding.ts'
import { firstLines, typedHead } from './firstlines.ts'
import type { CsvDialect, TextFacts } from './inspection.ts'
import { asset } from './magic.ts'
import { isPinnedCsv } from './pinned.ts'
import { isCode } from './table/code.ts'
import { isUnusual } from './table/delimiters.ts'
import { bestCut, type Candidate, hasReturns, uncut } from './table/dialect.ts'
import { areNamedLines } from './table/named.ts'
import { type Region, regionOf } from './table/region.ts'
import { cutRows, isBlank, isSpaces, type Row } from './table/rows.ts'
import { isNamedTable, isTable } from './table/tabular.ts'
import { doubtsOf, evidenceOf } from './table/words.ts'
import { wrappedCut } from './table/wrapped.ts'

/** Enough for a dialect. */
const sampleBytesMax = 64 * 1024

/** A header of 2,000 long names fills more than that by itself. */
const sampleLinesMin = 10

/** Throws Quarantined where nothing of a table can be read. */
export function inspectCsv(all: TextHead, names: Names, pins: Pins = {}): Finding {
  const head = typedHead(all)
  const bytes = Buffer.from(head.bytes.buffer, head.bytes.byteOffset, head.bytes.length)
  const told = toldDelimiter(bytes)
  const asked = told && pins.delimiter === undefined ? { ...pins, delimiter: told } : pins
  const sample = firstLines(bytes, sampleBytesMax, sampleLinesMin)
  const isLast = head.whole && sample.length === bytes.length
  const found = wrappedCut(sample, isLast, asked) ?? bestCut(sample, isLast, asked)
  const isSaid = isPinnedCsv(pins) || told !== undefined
  const named = isSaid || isTable(found.best) ? undefined : namedOf(found, uncut(sample, isLast))
  const { best, other } = named ?? found
  if (!isSaid && !named && !isTable(best)) {
    return { format: 'other', columns: [], reason: noTable(best), evidence: [] }
  }
  if (best.width > columnsMax) {
    return { format: 'other', columns: [], reason: tooWide(best), evidence: [] }
  }
  const rows = cutRows(bytes, best.cutting, head.whole)
  const region = regionOf(rows, headedWidth(best), {
    known: names.known.map(spellingOf),
    header: pins.header,
    comment: pins.comment,
    skip: pins.skip ?? (told ? 1 : 0),
    isSaid: pins.skip !== undefined,
    delimiter: best.cutting.delimiter,
    isWhole: head.whole,
  })
  return findingOf({ head, bytes, rows, cut: best, region, names, pins, other })
}

/** Of names above rows of which most have fewer cells, some as many and none more. */
function headedWidth({ rows: [head, ...rows], width }: Candidate): number {
  const wide = head?.cells.length ?? 0
  if (width < 2 || wide <= width || !rows.some(({ cells }) => cells.length === wide)) return width
  const isNamed = head!.cells.every((cell) => cell !== null && cellKind(cell) === 'string')
  return isNamed && rows.every(({ cells }) => cells.length <= wide) ? wide : width
}

type Cuts = ReturnType<typeof bestCut>

/** What stands under names where the best cut makes no table: rows by the next best, or lines. */
function namedOf({ best, other }: Cuts, lines: Candidate): Cuts | undefined {
  if (other && isNamedTable(other)) return { best: other, other: best }
  const isColumn = isUnusual(best.cutting.delimiter) && isTable(lines)
  return isColumn || areNamedLines(lines) ? { best: lines, other: best } : undefined
}

/** Excel is told the delimiter in a first line of its own. */
const toldDelimiter = (bytes: Buffer): string | undefined =>
  /^"?sep=(.)"?[\r\n]/u.exec(bytes.toString('utf8', 0, 12))?.[1]

interface Found {
  head: TextHead
  bytes: Buffer
  rows: Row[]
  cut: Candidate
  region: Region
  names: Names
  pins: Pins
  other: Candidate | undefined
}

function findingOf(found: Found): Finding {
  const { head, region, cut, names, pins } = found
  const { width, kinds, again } = region
  const hasNuls = found.bytes.includes(0)
  const rule = { width, columns: width, kinds, ...(again && { again }), ...commentsOf(found) }
  const judged = region.body.map((row) => {
    const isTorn = hasNuls && row.cells.some((cell) => cell?.includes(hole))
    return { row, verdict: verdictOf(isTorn ? { ...row, isTorn } : row, rule) }
  })
  const right = judged.flatMap(({ row, verdict }) => (verdict === 'row' ? [row] : []))
  const aside = judged.flatMap(({ row, verdict }) => (typeof verdict === 'object' ? [row] : []))
  const none = judged.flatMap(({ row, verdict }) => (verdict === 'none' ? [row] : []))
  if (head.whole && aside.length > asideMax(right.length)) refuse(found)
  const texts = withoutEmptyEnds(right, region, head.whole)
  const header = region.names !== undefined
  const own = columnsOf(header ? [region.names!, ...texts] : texts, header, names)
  const given = header ? undefined : givenNames(own, names)
  const lying = asItLies(found, right, own.length)
  const render = lying ? undefined : renderOf(found, own.length)
  const { delimiter, quote, escape: by } = cut.cutting
  const csv: CsvDialect = lying?.csv ?? { delimiter, quote, escape: by, header }
  const doubt = [...doubtsOf(found, aside), ...(given ? [byPlace.doubt] : [])]
  return {
    format: 'csv',
    csv,
    columns: given ?? own,
    ...(lying && { text: lying.text }),
    ...(render && { render }),
    ...(lying &&
      !head.whole && { rescue: { ...renderOf(found, own.length), ...keptReturns(found) } }),
    evidence: [
      ...evidenceOf({ ...found, csv, aside, none: [...none, ...paddingOf(found)] }),
      ...(pins.header === undefined ? [region.header.evidence] : []),
      ...(given ? [byPlace.evidence] : []),
      ...(hasNuls ? ['NULs in cells are kept as they are'] : []),
    ],
    ...(doubt.length > 0 && { doubt }),
  }
}

/** Rows of nothing but delimiters to the end of the text: a spreadsheet's padding. One alone may be a row, and is. */
function paddingOf({ head, rows, region: { body, comments, width } }: Found): Row[] {
  const end = body.at(-1)?.end
  if (!head.whole || width < 2 || end === undefined) return []
  const after = rows.filter((row) => row.byte >= end && !comments.includes(row))
  const isNothing = (row: Row): boolean => row.cells.every((cell) => cell === null) || isSpaces(row)
  const padding = after.filter(({ cells }) => cells.length > 1)
  return after.every(isNothing) && padding.length > 1 ? padding : []
}

/** In the words of the strict grammar, if it has some. */
function refuse({ head, bytes, cut, region }: Found): void {
  const { delimiter, quote, escape: by, wrapped } = cut.cutting
  if (delimiter.length !== 1 || wrapped) return
  const header = region.names !== undefined
  const scan = new CsvScan({ delimiter, quote, escape: by, header }, head.firstByte)
  scan.push(bytes)
  scan.end()
}

/** Rows that end in a delimiter have no more cells for it. */
function withoutEmptyEnds(rows: Row[], { names, width }: Region, isWhole: boolean) {
  const named = (names ?? []).findLastIndex((name) => name !== null && name !== '') + 1
  const filled = rows.reduce((most, { cells }) => {
    let last = cells.length
    while (last > most && cells[last - 1] === null) last--
    return Math.max(most, last)
  }, named)
  const isCut =
    isWhole && rows.length > 0 && filled > 0 && filled === width - 1 && names !== undefined
  const columns = isCut ? filled : Math.max(width, filled)
  return rows.map(({ cells }) => (cells.length > columns ? cells.slice(0, columns) : cells))
}

/** How DuckDB reads the text as it lies; undefined where it would read other rows than are in the region. */
function asItLies(
  { head, bytes, rows, cut, region, pins }: Found,
  right: Row[],
  columns: number,
): { csv: CsvDialect; text: TextFacts } | undefined {
  const { delimiter, quote, escape: by, keepsReturns = false, wrapped = false } = cut.cutting
  const isOdd = delimiter.length > 1 || delimiter > '\x7f' || keepsReturns || wrapped
  const { body, headerRows, comments, foot } = region
  const isTouched = right.length !== body.length || foot.length > 0 || hasComments(comments, body)
  const mayComment = Boolean(pins.comment) && !head.whole
  if (isOdd || isTouched || mayComment || bytes.includes(0)) return undefined
  const header = headerRows.length > 0
  const first = headerRows.at(-1) ?? body[0]
  const skip = first ? first.line - 1 : 0
  // DuckDB looks for the end of a quote in the lines that it skips, too.
  if (quote !== '' && bytes.subarray(0, first?.byte ?? 0).includes(quote)) return undefined
  const isBlankAbove = rows.every(
    (row) => row.line >= (first?.line ?? 1) || (isBlank(row) && row.cells.length < 2),
  )
  const csv: CsvDialect = {
    ...{ delimiter: delimiter || absent(bytes), quote, escape: by, header },
    ...(skip > 0 && (header || !isBlankAbove) ? { skip } : {}),
  }
  const end = head.whole ? bytes.length : (rows.at(-1)?.end ?? 0)
  try {
    const scan = new CsvScan(csv, head.firstByte)
    scan.push(bytes.subarray(0, end))
    const text = scan.end()
    const isSame = text.rows === right.length && text.cellsMax <= columns
    return isSame ? { csv, text } : undefined
  } catch (error) {
    if (error instanceof Quarantined) return undefined
    throw error
  }
}

/** Whether some stand among the rows, or above where lines are not counted. */
const hasComments = (comments: Row[], body: Row[]): boolean =>
  comments.some(({ line }) => line > (body[0]?.line ?? 0))

/** What is not seen yet has a CR in a cell where all that is seen has none, and its lines end by LF. */
const keptReturns = ({ bytes }: Found): { keepsReturns?: true } =>
  bytes.includes(10) && !hasReturns(bytes.toString('latin1')) ? { keepsReturns: true } : {}

/** A delimiter that does not occur, so that it never will by chance. */
const absent = (bytes: Buffer): string =>
  [',', ';', '\t', '|', '\x01', '^', '~'].find((each) => !bytes.includes(each)) ?? '\x1f'

/** By which lines a reader tells comments from rows: as somebody says, or because some were seen. */
function commentsOf({ region, pins: { comment } }: Found): Pick<CsvRender, 'comments'> {
  if (comment !== undefined) return comment === '' ? {} : { comments: comment }
  return region.comments.length > 0 ? { comments: true } : {}
}

function renderOf(found: Found, columns: number): CsvRender {
  const { head, rows, cut, region } = found
  const { body, headerRows, width, kinds, foot, again } = region
  const last = headerRows.at(-1)
  const after = rows.find(({ byte }) => last !== undefined && byte >= last.end)
  const first = body[0] ?? after
  const end = body.at(-1)?.end
  const isOpen = !head.whole || (foot.length === 0 && paddingOf(found).length === 0)
  return {
    ...{ reader: 'csv', as: 'csv', ...cut.cutting },
    from: (first?.byte ?? last?.end ?? 0) + head.firstByte,
    line: first?.line ?? 1,
    ...(!isOpen && end !== undefined ? { to: end + head.firstByte } : {}),
    ...{ width, columns, kinds },
    ...(again && { again }),
    ...commentsOf(found),
  }
}

const tooWide = ({ width }: Candidate): Reason =>
  asset(
    'too-wide',
    `The object is a text of ${width} columns, more than the ${columnsMax} of a table.`,
  )

function noTable(cut: Candidate): Reason {
  if (isCode(cut)) return asset('code', 'The object is source code, or is written as code is.')
  return cut.rowCount === 1 && cut.width === 1
    ? asset('one-value', 'The object holds one line without columns.')
    : asset('text', 'The object is a text without rows and columns.')
}
