/** Every folder of tests/fixtures/inspect is a case: an object, and what is to be found in it. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { failingCount, strictCast } from '../../../lake/inspect/cast.ts'
import { readCsvSql, widestColumns } from '../../../lake/inspect/csvread.ts'
import { inspect } from '../../../lake/inspect/inspect.ts'
import type { Inspection } from '../../../lake/inspect/inspection.ts'
import { readJsonSql } from '../../../lake/inspect/jsonread.ts'
import { readParquetSql } from '../../../lake/inspect/parquetread.ts'
import { scanner } from '../../../lake/inspect/scan.ts'
import { inspectionBytesMax } from '../../../lake/limits.ts'
import { Quarantined } from '../../../lake/problem.ts'
import type { Column } from '../../../lake/schema/type.ts'
import { type Duckdb, openDuckdb } from './duckdb.ts'

const folder = join(import.meta.dirname, '../../fixtures/inspect')
const cases = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)

let duckdb: Duckdb
beforeAll(async () => {
  duckdb = await openDuckdb()
})
afterAll(() => duckdb.close())

/** The inspection, and the rows as normalise would write them. */
async function lookInto(bytes: Buffer): Promise<object> {
  try {
    let bytesRead = 0
    const inspection = await inspect(
      { key: 'source/dataset/input', bytes: bytes.length },
      async (start, end) => {
        bytesRead += end - start
        return bytes.subarray(start, end)
      },
    )
    expect(inspection.bytesRead).toBe(bytesRead)
    expect(bytesRead).toBeLessThanOrEqual(inspectionBytesMax)
    if (inspection.verdict === 'asset') return { inspection }
    return { inspection, rows: await rowsOf(inspection, bytes) }
  } catch (error) {
    if (error instanceof Quarantined) return { quarantined: error.reason }
    throw error
  }
}

async function rowsOf(inspection: Inspection, stored: Buffer): Promise<unknown[][]> {
  const { format } = inspection
  const bytes = inspection.compression === 'gzip' ? gunzipSync(stored) : stored
  const path = duckdb.file(bytes)
  const [columns, readSql] = reading(inspection, bytes, path)
  const counts = columns.map((column) => failingCount(column, format))
  const [failing] = await duckdb.query(`SELECT ${counts.join(', ')} FROM (${readSql})`)
  expect(failing!.map(Number)).toEqual(columns.map(() => 0))
  const casts = columns.map((column) => `${strictCast(column, format)} AS "${column.name}"`)
  const rows = await duckdb.query(`SELECT ${casts.join(', ')} FROM (${readSql})`)
  expect(rows.length).toBe(inspection.text?.rows ?? inspection.parquet?.rows)
  return rows.slice(0, 10)
}

function reading(inspection: Inspection, bytes: Buffer, path: string): [Column[], string] {
  const { columns } = inspection
  if (inspection.format === 'parquet') return [columns, readParquetSql(path, columns)]
  const scan = scanner(inspection)
  for (let i = 0; i < bytes.length; i += 7) scan.push(bytes.subarray(i, i + 7))
  const facts = scan.end()
  if (inspection.whole) expect(facts).toEqual(inspection.text)
  if (!inspection.csv) return [columns, readJsonSql(path, columns, facts)]
  const widest = widestColumns(columns, facts)
  return [widest, readCsvSql(path, inspection.csv, widest, facts)]
}

test.each(cases)('%s', async (name) => {
  const files = readdirSync(join(folder, name))
  const input = files.find((file) => file.startsWith('input'))!
  const found = await lookInto(readFileSync(join(folder, name, input)))
  const expected: unknown = JSON.parse(readFileSync(join(folder, name, 'expected.json'), 'utf8'))
  expect(JSON.parse(JSON.stringify(found))).toEqual(expected)
})

test('there are many cases', () => {
  expect(cases.length).toBeGreaterThanOrEqual(40)
})
