/** Rows of a spreadsheet as lines of JSON: what is a number, a date or a text in the sheet is one in the row. */
import { findHeader, type TextRow } from '../inspect/csvheader.ts'
import { groupedHeader } from '../inspect/table/grouped.ts'
import { joinedNames } from '../inspect/table/names.ts'
import type { Row } from '../inspect/table/rows.ts'
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
const layoutRows = 200

/** Rows before a table: more are no preamble. */
const skipMax = 20

const isFilled = (cell: string | undefined): cell is string => cell !== undefined && cell !== '""'
const isBlankRow = (row: SheetRow): boolean => !row.some(isFilled)

interface LayoutFound {
  layout: SheetLayout
  /** What the columns are called where the first row is the header. */
  named: string[]
  evidence: string[]
}

/** Of the first rows that are not blank. */
export function layoutOf(rows: SheetRow[]): LayoutFound {
  const offset = Math.min(...rows.map((row) => row.findIndex(isFilled)))
  const width = Math.max(0, ...rows.map((row) => row.length - offset))
  const counts = rows.map((row) => row.filter(isFilled).length)
  const first = counts.findIndex((count) => count >= Math.min(2, width))
  const skip = first > 0 && first <= skipMax ? first : 0
  const texts = rows.slice(skip).map((row) => textsOf(row, offset, width))
  const grouped = groupedHeader(texts.map(rowOf), 0, width, [])
  const { header, evidence } = grouped ?? findHeader(texts)
  const named = namesOf(grouped ? joinedNames(texts.slice(0, 2)) : (texts[0] ?? []), width)
  const names = header ? named : namesOf([], width)
  const skipped = rows
    .slice(0, skip)
    .map((row) => textsOf(row, 0, row.length).filter(Boolean).join(' '))
  const joined = grouped ? ['the header has 2 rows, whose names are joined'] : []
  const said = skip > 0 ? [`above the table: ${skipped.join(' / ').slice(0, 300)}`] : []
  const layout = { skip: grouped ? skip + 1 : skip, offset, header, names }
  return { layout, named, evidence: [...joined, evidence, ...said] }
}

const rowOf = (cells: TextRow): Row => ({ cells, byte: 0, end: 0, line: 0 })

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

/** The first rows that are not blank, as many as a layout is known by. */
export async function headRows(rows: AsyncIterable<SheetRow[]>): Promise<SheetRow[]> {
  const head: SheetRow[] = []
  for await (const some of rows) {
    addHead(head, some)
    if (head.length === layoutRows) break
  }
  return head
}

/** Of each sheet of a document, whose rows come sheet after sheet. */
export async function* headsOf(
  sheets: AsyncIterable<[string, SheetRow[]]>,
): AsyncIterable<{ name: string; rows: SheetRow[] }> {
  let head: { name: string; rows: SheetRow[] } | undefined
  for await (const [name, rows] of sheets) {
    if (head && head.name !== name) yield head
    if (head?.name !== name) head = { name, rows: [] }
    addHead(head.rows, rows)
  }
  if (head) yield head
}

function addHead(head: SheetRow[], rows: SheetRow[]): void {
  for (const row of rows) {
    if (head.length === layoutRows) return
    if (!isBlankRow(row)) head.push(row)
  }
}

/** Of a sheet's rows, as they come. Each line names all columns, so that one without a value is there. */
export function liner(layout: SheetLayout): (rows: SheetRow[]) => Iterable<string> {
  let due = layout.skip + (layout.header ? 1 : 0) // rows that are none of the table
  return (rows) => {
    const filled = rows.filter((row) => !isBlankRow(row))
    const left = filled.slice(due)
    due -= filled.length - left.length
    return linesOf(left, layout)
  }
}

/** One row may be there a million times. */
const pieceCharacters = 1 << 16

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
