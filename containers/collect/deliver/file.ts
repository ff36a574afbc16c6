/** A delivery as a file: the same name and the same bytes whenever it is made. */
import { rowCsv } from '../../../lake/rows/text.ts'
import type { Json } from '../kind.ts'
import type { Delivery, Item, Row } from './delivery.ts'

export type Format = 'ndjson' | 'csv'

const digits = 10

/** In the order of names deliveries are in their order. */
export const fileOf = ({ destination, generation, sequence }: Delivery, format: Format): string =>
  `${destination}-${generation}-${String(sequence).padStart(digits, '0')}.${format}`

export const typeOf: Record<Format, string> = {
  ndjson: 'application/x-ndjson',
  csv: 'text/csv; charset=utf-8',
}

/** Rows; with a key the column `_change` says of each whether it is there or gone. */
export function bytesOf({ items }: Delivery, format: Format): Buffer {
  const rows = items.map(rowOf)
  if (format === 'ndjson')
    return Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const lines = [names, ...rows.map((row) => names.map((name) => row[name] ?? null))]
  return Buffer.from(lines.map(rowCsv).join(''))
}

const rowOf = ({ op, key, row = key }: Item): Row | { [name: string]: Json } =>
  op === 'insert' ? row : { _change: op, ...row }
