/** A text that is neither JSON nor markup: rows of cells, or prose. */
import type { Pins } from '../../schemas/interpretation.ts'
import type { Reason } from '../problem.ts'
import { mergeTypes } from '../schema/merge.ts'
import { namedColumns, spellingOf } from '../schema/names.ts'
import type { Column } from '../schema/type.ts'
import { cellKind } from './cell.ts'
import { findHeader } from './csvheader.ts'
import { type Cell, cellText, csvRows } from './csvrows.ts'
import { CsvScan } from './csvscan.ts'
import { type Candidate, sniffCut } from './csvsniff.ts'
import type { Finding, TextHead } from './finding.ts'
import type { CsvDialect } from './inspection.ts'
import { asset } from './magic.ts'
import { isPinnedCsv } from './pinned.ts'
import { newTally } from './tally.ts'

/** Enough for a dialect; types are found in all that was read. */
const sampleBytesMax = 64 * 1024

/** A header of 2,000 long names fills more than that by itself. */
const sampleLinesMin = 10

/** Lines before a header (a title, a date of export, blank ones): more are no preamble. */
const skipMax = 20

/** Rows of one width that make a table of a text with delimiters; the others may be ragged. */
const regularMin = 0.6

/** Throws Quarantined where a table is broken for good. */
export function inspectCsv(
  { bytes, whole, firstByte }: TextHead,
  names: Names,
  pins: Pins = {},
): Finding {
  const sample = sampleOf(bytes)
  const cut = sniffCut(sample, !whole || sample.length < bytes.length, pins)
  const isTable =
    isPinnedCsv(pins) ||
    (cut.width > 1 ? isRegular(cut) && !isEmpty(cut) && !isProse(cut) : isColumn(cut))
  if (!isTable) return { format: 'other', columns: [], reason: noTable(cut), evidence: [] }
  const read = csvRows(bytes, { ...cut, header: false }, !whole)
  const skip = pins.skip ?? linesBefore(read.rows, cut)
  const records = read.rows.slice(skip).filter((row) => row.length > 0)
  const texts = records.map((row) => row.map((cell) => cellText(cell, { ...cut, header: false })))
  const guess = findHeader(texts, names.known.map(spellingOf))
  const { header = guess.header } = pins
  const { delimiter, quote, escape: escapeByte } = cut
  const csv: CsvDialect = {
    ...{ delimiter, quote, escape: escapeByte, header },
    ...(skip > 0 && (header || read.rows[skip - 1]?.length !== 0) ? { skip } : {}),
  }
  const scan = new CsvScan(csv, firstByte)
  const own = columnsOf(texts, header, names.reserved)
  const given = header ? undefined : givenNames(own, names)
  const doubt = [
    ...(pins.header === undefined && guess.doubt ? [guess.doubt] : []),
    ...(given ? [byPlace.doubt] : []),
  ]
  scan.push(whole || read.fault ? bytes : bytes.subarray(0, read.bytes))
  return {
    format: 'csv',
    csv,
    columns: given ?? own,
    text: scan.end(),
    evidence: [
      ...dialectEvidence(cut, csv),
      ...(pins.header === undefined ? [guess.evidence] : []),
      ...(given ? [byPlace.evidence] : []),
    ],
    ...(doubt.length > 0 && { doubt }),
  }
}

const noTable = (cut: Candidate): Reason =>
  cut.rowCount === 1 && cut.width === 1
    ? asset('one-value', 'The object holds one line without columns.')
    : asset('text', 'The object is a text without rows and columns.')

/** Whole lines: those of the first 64 KB, and as many as it takes where they are long. */
function sampleOf(bytes: Uint8Array): Uint8Array {
  if (bytes.length <= sampleBytesMax) return bytes
  const head = bytes.subarray(0, sampleBytesMax)
  const end = Math.max(head.lastIndexOf(10), head.lastIndexOf(13), endOfLine(bytes, sampleLinesMin))
  return bytes.subarray(0, end + 1)
}

/** Where the nth line ends, or the last byte. */
function endOfLine(bytes: Uint8Array, n: number): number {
  let at = -1
  for (let line = 0; line < n; line++) {
    at = bytes.indexOf(10, at + 1)
    if (at < 0) return bytes.length - 1
  }
  return at
}

/** Rows of one width, or ragged ones of values under a first row that is wide enough for them. */
function isRegular(cut: Candidate): boolean {
  if (cut.ofWidth / cut.rowCount >= regularMin) return true
  const header = cut.rows[0]!.length
  const isUnder = share(cut.rows, (row) => row.length <= header) >= regularMin
  return header > 1 && isUnder && share(cellsOf(cut), isTyped) >= 0.3
}

const cellsOf = (cut: Candidate): string[] =>
  cut.rows.slice(0, 200).flatMap((row) => row.map((cell) => cell.raw.trim()))

const isSentence = (text: string): boolean => /[\p{Ll}"')][.!?…]["')]?$/u.test(text)
const wordCount = (text: string): number => text.split(/\s+/).filter(Boolean).length
const isTyped = (text: string): boolean => text !== '' && cellKind(text) !== 'string'
const share = <T>(all: T[], test: (one: T) => boolean): number =>
  all.filter(test).length / Math.max(1, all.length)

const isEmpty = (cut: Candidate): boolean =>
  cut.rows.every((row) => row.every((cell) => cell.raw.trim() === ''))

/** Sentences with a comma each are no table of two columns. */
function isProse(cut: Candidate): boolean {
  if (cut.delimiter !== ',' && cut.delimiter !== ';') return false
  const cells = cellsOf(cut)
  if (cells.some(isTyped)) return false
  const lastCells = cut.rows.slice(0, 200).map((row) => row.at(-1)!.raw.trim())
  const meanWords = cells.reduce((sum, cell) => sum + wordCount(cell), 0) / cells.length
  return share(lastCells, isSentence) >= 0.5 && meanWords >= 2
}

/** One column: lines that are values, or short words; not sentences, code or settings. */
function isColumn(cut: Candidate): boolean {
  const cells = cellsOf(cut)
  if (cells.length < 2) return false
  if (share(cells.slice(1), isTyped) >= 0.8) return true
  const isWord = (text: string): boolean =>
    text.length <= 80 && wordCount(text) <= 4 && !/[{}<>=;\\]|^[#/*-]|[:,]$/.test(text)
  const indented = cut.rows.some((row) => /^\s+\S/.test(row[0]!.raw))
  return cells.every(isWord) && !indented && share(cells, isSentence) < 0.2
}

/** Physical lines before the first row of the table. */
function linesBefore(rows: Cell[][], cut: Candidate): number {
  const least = cut.width > 1 ? 2 : 1
  const first = rows.findIndex((row) => row.length >= least)
  const isPlain = (row: Cell[]): boolean =>
    row.every((cell) => !cell.quoted && (cut.quote === '' || !cell.raw.includes(cut.quote)))
  return first <= skipMax && rows.slice(0, Math.max(0, first)).every(isPlain)
    ? Math.max(0, first)
    : 0
}

/** What names there are before the object is looked at. */
export interface Names {
  /** Of partition keys: no column takes one. */
  reserved: readonly string[]
  /** Columns of the dataset's objects so far. */
  known: readonly Column[]
}

/** Of rows of one table, the first of them its header or not. */
export function columnsOf(
  rows: (string | null)[][],
  header: boolean,
  reserved: readonly string[],
): Column[] {
  const names = header ? rows[0]! : []
  const data = header ? rows.slice(1) : rows
  const width = rows.reduce((most, row) => Math.max(most, row.length), 0)
  const tallies = Array.from({ length: width }, newTally)
  for (const row of data) {
    for (let i = 0; i < row.length; i++) tallies[i]!.add(row[i]!)
  }
  const fields = tallies.map((tally, i) => ({
    original: names[i]?.trim() ? names[i] : `column_${i + 1}`,
    type: tally.type(),
  }))
  return namedColumns(fields, reserved).map((column, i) => {
    const reading = tallies[i]!.reading()
    return reading ? { ...column, reading } : column
  })
}

const byPlace = {
  evidence: "its columns are called as the dataset's, by their places",
  doubt:
    'the file has no header: that its columns are in the order of the others is taken on trust',
}

/** A file without a header whose columns are as many as the dataset's, and of their kinds, has those. */
function givenNames(columns: Column[], { reserved, known }: Names): Column[] | undefined {
  if (known.length !== columns.length) return undefined
  const isAlike = columns.every(({ type }, i) => {
    const wider = mergeTypes(known[i]!.type, type)
    return wider !== 'string' || known[i]!.type === 'string'
  })
  const fields = columns.map(({ type }, i) => ({ original: spellingOf(known[i]!), type }))
  return isAlike ? namedColumns(fields, reserved) : undefined
}

const delimiterNames: Record<string, string> = { '\t': 'tab', '\x01': '\\x01' }

function dialectEvidence(cut: Candidate, csv: CsvDialect): string[] {
  const name = delimiterNames[csv.delimiter] ?? csv.delimiter
  const rows =
    cut.width === 1
      ? `one column: no delimiter divides the ${cut.rowCount} lines seen`
      : `delimiter '${name}': ${cut.width} cells in ${cut.ofWidth} of ${cut.rowCount} rows`
  const quotes = quoteEvidence(cut, csv)
  const skip = csv.skip ? [`${csv.skip} lines before the table are skipped`] : []
  return [rows, ...quotes, ...skip]
}

function quoteEvidence(cut: Candidate, csv: CsvDialect): string[] {
  if (csv.quote === '') return ['no quoting: a quote is followed by text where a cell should end']
  const quoted = cut.rows.flat().filter((cell) => cell.quoted).length
  if (quoted === 0) return []
  const how = csv.escape === csv.quote ? 'doubled inside' : `escaped by ${csv.escape}`
  return [`quote ${csv.quote}: ${quoted} cells, ${how}`]
}
