/** Rows of a spreadsheet as lines of JSON: what is a number, a date or a text in the sheet is one in the row. */
import { findHeader, type TextRow } from '../inspect/csvheader.ts'
import { labels } from './labels.ts'

/** Cells by their columns from 0, each as JSON; undefined: empty. */
export type SheetRow = (string | undefined)[]

/** Where in a sheet its table is. */
export interface SheetLayout {
  /** Rows before the header, or before the first row, that hold something. */
  skip: number
  /** Columns before the first one that holds something. */
  offset: number
  header: boolean
  names: string[]
}

/** Rows enough to know a layout by. */
export const layoutRows = 200

/** Rows before a table: more are no preamble. */
const skipMax = 20

const isFilled = (cell: string | undefined): cell is string => cell !== undefined && cell !== '""'
export const isBlankRow = (row: SheetRow): boolean => !row.some(isFilled)

/** Of the first rows that are not blank. */
export function layoutOf(rows: SheetRow[]): { layout: SheetLayout; evidence: string[] } {
  const offset = Math.min(...rows.map((row) => row.findIndex(isFilled)))
  const width = Math.max(0, ...rows.map((row) => row.length - offset))
  const counts = rows.map((row) => row.filter(isFilled).length)
  const first = counts.findIndex((count) => count >= Math.min(2, width))
  const skip = first > 0 && first <= skipMax ? first : 0
  const texts = rows.slice(skip).map((row) => textsOf(row, offset, width))
  const { header, evidence } = findHeader(texts)
  const names = namesOf(header ? texts[0]! : [], width)
  const skipped = rows
    .slice(0, skip)
    .map((row) => textsOf(row, 0, row.length).filter(Boolean).join(' '))
  const said = skip > 0 ? [`above the table: ${skipped.join(' / ').slice(0, 300)}`] : []
  return { layout: { skip, offset, header, names }, evidence: [evidence, ...said] }
}

const textsOf = (row: SheetRow, offset: number, width: number): TextRow =>
  Array.from({ length: width }, (_, i) => textOf(row[offset + i]))

function textOf(cell: string | undefined): string | null {
  if (!isFilled(cell)) return null
  return cell.startsWith('"') ? String(JSON.parse(cell)) : cell
}

function namesOf(texts: TextRow, width: number): string[] {
  const labelOf = labels()
  return Array.from({ length: width }, (_, i) =>
    labelOf(texts[i]?.trim() ? texts[i]! : `column_${i + 1}`),
  )
}

/** Each row names all columns, so that one without a value is there. */
export async function* sheetLines(
  rows: AsyncIterable<SheetRow[]>,
  known?: SheetLayout,
): AsyncIterable<string> {
  let layout = known
  let due = known ? dueOf(known) : 0
  let seen: SheetRow[] = []
  for await (const some of rows) {
    let filled = some.filter((row) => !isBlankRow(row))
    if (!layout) {
      seen = seen.concat(filled)
      if (seen.length < layoutRows) continue
      filled = seen
      layout = layoutOf(seen).layout
      due = dueOf(layout)
    }
    const left = filled.slice(due)
    due -= filled.length - left.length
    yield* linesOf(left, layout)
  }
  if (!layout && seen.length > 0) {
    const found = layoutOf(seen).layout
    yield* linesOf(seen.slice(dueOf(found)), found)
  }
}

/** One row may be there a million times. */
const pieceCharacters = 1 << 16

/** Rows that are none of the table. */
const dueOf = ({ skip, header }: SheetLayout): number => skip + (header ? 1 : 0)

function* linesOf(rows: SheetRow[], { offset, names }: SheetLayout): Iterable<string> {
  const labels = names.map((name) => JSON.stringify(name))
  let lines = ''
  for (const row of rows) {
    const members = labels.map((label, i) => `${label}:${row[offset + i] ?? 'null'}`)
    for (let i = 0; i < row.length; i++) {
      const place = i - offset
      if (row[i] === undefined || (place >= 0 && place < labels.length)) continue
      members.push(`"${place < 0 ? `left_${-place}` : `column_${place + 1}`}":${row[i]}`)
    }
    lines += `{${members.join(',')}}\n`
    if (lines.length < pieceCharacters) continue
    yield lines
    lines = ''
  }
  yield lines
}
