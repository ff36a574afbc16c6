/** A page of rows as it is sent: JSON, lines of JSON, CSV, or Parquet, cut where an answer would grow too large. */
import { columnsOf, type Field } from '../iceberg/schema.ts'
import { fieldGlueType } from '../iceberg/spelling.ts'
import { pageBytesMax } from '../limits.ts'
import { parquetOf } from './parquet.ts'
import { needsQuery } from './plan.ts'
import type { Row, Rows } from './read.ts'
import { type Json, type JsonKind, jsonKindOf, jsonOf } from './value.ts'

export type RowFormat = 'json' | 'ndjson' | 'csv' | 'parquet'

export interface RowText {
  /** Empty where it is bytes. */
  text: string
  bytes?: Uint8Array
  next: string | null
}

interface PageParts {
  fields: Field[]
  snapshotId: string | null
  count: number | undefined
  before: number | undefined
}

/** Throws RequestProblem where one row alone is too large. */
export function rowText(
  { rows, next }: Rows,
  { fields, snapshotId, count, before }: PageParts,
  format: RowFormat,
  asObjects: boolean,
): RowText {
  const { values, kinds, taken } = valuesOf(rows, fields)
  const end = taken.length < rows.length ? (taken.at(-1)?.next ?? null) : (next ?? null)
  if (format === 'parquet') {
    const cells = fields.map((_, i) => taken.map((row) => row.cells[i]))
    return { text: '', bytes: parquetOf(fields, cells), next: end }
  }
  const names = fields.map(({ name }) => name)
  const objectOf = (row: Json[]) => Object.fromEntries(names.map((name, i) => [name, row[i]]))
  if (format === 'csv') {
    return { text: [names, ...values].map(rowCsv).join(''), next: end }
  }
  if (format === 'ndjson') {
    return { text: values.map((row) => `${JSON.stringify(objectOf(row))}\n`).join(''), next: end }
  }
  const columns = columnsOf(fields).map(({ name, original }, i) => ({
    name,
    ...(original !== undefined && { original }),
    type: fieldGlueType(fields[i]!.type),
    json: kinds[i],
  }))
  const text = JSON.stringify({
    columns,
    rows: asObjects ? values.map(objectOf) : values,
    next: end,
    before: before ?? null,
    count: count === undefined ? { value: null, kind: 'unknown' } : { value: count, kind: 'exact' },
    snapshot: snapshotId,
  })
  return { text, next: end }
}

/** A column with an integer beyond 2^53 is all strings. */
function valuesOf(rows: Row[], fields: Field[]) {
  const kinds: JsonKind[] = fields.map(jsonKindOf)
  const wide = new Set<number>()
  const written: (Json | bigint)[][] = []
  let characters = 0
  for (const { cells } of rows) {
    const row = fields.map((field, i) => jsonOf(field.type, cells[i]))
    characters += row.reduce<number>((sum, value) => sum + charactersOf(value), 0)
    if (characters > pageBytesMax && written.length === 0) {
      throw needsQuery('a single row of them is larger than an answer may be')
    }
    if (characters > pageBytesMax) break
    for (const [i, value] of row.entries()) if (typeof value === 'bigint') wide.add(i)
    written.push(row)
  }
  for (const i of wide) kinds[i] = 'string'
  const values = written.map((row) =>
    row.map((value, i): Json => {
      if (typeof value === 'bigint') return String(value)
      return wide.has(i) && value !== null ? String(value) : value
    }),
  )
  return { values, kinds, taken: rows.slice(0, written.length) }
}

const charactersOf = (value: Json | bigint): number => {
  if (typeof value === 'string') return Buffer.byteLength(value) + 3
  return typeof value === 'object' && value !== null ? JSON.stringify(value).length + 1 : 20
}

/** A line of CSV, with its end. */
export const rowCsv = (row: (Json | undefined)[]): string => `${row.map(csvCell).join(',')}\r\n`

/** RFC 4180: quoted where it must be; null is empty, an empty text is `""`. */
function csvCell(value: Json | undefined): string {
  if (value === null || value === undefined) return ''
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
