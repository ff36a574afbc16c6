/** The rows of a text wholly in memory, cell by cell, by the scanner's own grammar. */
import { Quarantined } from '../problem.ts'
import { unescaped } from '../render/cutter.ts'
import { CsvScan } from './csvscan.ts'
import type { CsvDialect } from './inspection.ts'

export interface Cell {
  /** Its bytes as text, escapes still in. */
  raw: string
  quoted: boolean
}

export interface CsvRows {
  /** Records in their order, the header too; a blank line is a record without cells. */
  rows: Cell[][]
  /** Bytes up to the end of the last of them. */
  bytes: number
  /** Why the reading ended early. */
  fault?: Quarantined
}

/** `isHead`: the text goes on, and a record without an end is none. Throws nothing. */
export function csvRows(bytes: Uint8Array, dialect: CsvDialect, isHead = false): CsvRows {
  const read: CsvRows = { rows: [], bytes: 0 }
  let row: Cell[] = []
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const scan = new CsvScan(dialect, 0, {
    cell(start, end, quoted) {
      row.push({ raw: buffer.toString('utf8', start, end), quoted })
    },
    record(_cells, end) {
      read.rows.push(row)
      read.bytes = end
      row = []
    },
  })
  try {
    scan.push(bytes)
    if (!isHead) scan.end()
  } catch (error) {
    if (!(error instanceof Quarantined)) throw error
    read.fault = error
  }
  if (bytes[read.bytes - 1] === 13 && bytes[read.bytes] === 10) read.bytes++
  return read
}

/** What a cell says; null for an empty one without quotes. */
export function cellText({ raw, quoted }: Cell, dialect: CsvDialect): string | null {
  if (!quoted) return raw === '' ? null : raw
  return unescaped(raw, dialect)
}
