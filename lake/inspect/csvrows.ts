/** The rows of a text wholly in memory, cell by cell, by the scanner's own grammar. */
import { CsvScan } from './csvscan.ts'
import type { CsvDialect } from './inspection.ts'

export interface Cell {
  /** Its bytes as text, escapes still in. */
  raw: string
  quoted: boolean
}

/** Records in their order, the header too; a blank line is a record without cells. Throws Quarantined. */
export function csvRows(bytes: Uint8Array, dialect: CsvDialect): Cell[][] {
  const rows: Cell[][] = []
  let row: Cell[] = []
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const scan = new CsvScan(dialect, 0, {
    cell(start, end, quoted) {
      row.push({ raw: buffer.toString('utf8', start, end), quoted })
    },
    record() {
      rows.push(row)
      row = []
    },
  })
  scan.push(bytes)
  scan.end()
  return rows
}

/** What a cell says; null for an empty one without quotes. */
export function cellText({ raw, quoted }: Cell, { quote, escape }: CsvDialect): string | null {
  if (!quoted) return raw === '' ? null : raw
  if (escape === quote) return raw.replaceAll(quote + quote, quote)
  return raw.replace(/\\(.)/gs, '$1')
}
