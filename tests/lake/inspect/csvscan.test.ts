import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { readCsvSql } from '../../../lake/inspect/csvread.ts'
import { cellText, csvRows } from '../../../lake/inspect/csvrows.ts'
import type { CsvDialect, TextFacts } from '../../../lake/inspect/inspection.ts'
import { scanner } from '../../../lake/inspect/scan.ts'
import { Quarantined } from '../../../lake/problem.ts'
import { type Duckdb, openDuckdb } from './duckdb.ts'

let duckdb: Duckdb
beforeAll(async () => {
  duckdb = await openDuckdb()
})
afterAll(() => duckdb.close())

const dialects: CsvDialect[] = [
  { delimiter: ',', quote: '"', escape: '"', header: true },
  { delimiter: ';', quote: "'", escape: "'", header: false },
  { delimiter: '\t', quote: '"', escape: '\\', header: false },
  { delimiter: '|', quote: '', escape: '', header: true },
]

function scanned(bytes: Uint8Array, csv: CsvDialect, chunkBytes: number): TextFacts | Quarantined {
  const scan = scanner({ format: 'csv', csv })
  try {
    for (let i = 0; i < bytes.length; i += chunkBytes) scan.push(bytes.subarray(i, i + chunkBytes))
    return scan.end()
  } catch (error) {
    if (error instanceof Quarantined) return error
    throw error
  }
}

const textOf = (dialect: CsvDialect) =>
  fc
    .array(
      fc.constantFrom(
        'a',
        'b1',
        ' ',
        '"',
        "'",
        '\\',
        '\n',
        '\n',
        '\r\n',
        '\r',
        'é',
        '\\N',
        dialect.delimiter,
        dialect.delimiter,
      ),
      { maxLength: 30 },
    )
    .map((parts) => parts.join(''))

describe('the scanner reads what DuckDB reads, or refuses it', () => {
  test.each(dialects)('%j', async (dialect) => {
    await fc.assert(
      fc.asyncProperty(textOf(dialect), async (text) => {
        const bytes = Buffer.from(`x${text}`)
        const facts = scanned(bytes, dialect, 64)
        if (facts instanceof Quarantined) return
        const { rows } = csvRows(bytes, dialect)
        const width = Math.max(...rows.map((row) => row.length), 1)
        const columns = Array.from({ length: width }, (_, i) => ({
          name: `c${i + 1}`,
          type: 'string' as const,
        }))
        const path = duckdb.file(bytes)
        const read = await duckdb.query(readCsvSql(path, dialect, columns, facts))
        const data = dialect.header ? rows.slice(1) : rows
        const ours = data.filter((row) => row.length > 0 || width === 1)
        expect(read).toEqual(
          ours.map((row) => columns.map((_, i) => (row[i] ? cellText(row[i], dialect) : null))),
        )
        expect(facts.rows).toBe(read.length)
      }),
      { numRuns: 400 },
    )
  })
})
