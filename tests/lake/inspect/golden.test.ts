/** Every folder of tests/fixtures/inspect is a case: an object, and what is to be found in it. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { failingCount, strictCast } from '../../../lake/inspect/cast.ts'
import type { Inspection } from '../../../lake/inspect/inspection.ts'
import { readSql, rowsOf as rowsIn } from '../../../lake/normalise.ts'
import { Quarantined } from '../../../lake/problem.ts'
import type { Column } from '../../../lake/schema/type.ts'
import { type Duckdb, openDuckdb } from './duckdb.ts'
import { cases, fixtures, inputOf } from './fixtures.ts'
import { inspectBytes, memberRows, plainBytes, readingOf, sourceOf } from './lookinto.ts'

let duckdb: Duckdb
beforeAll(async () => {
  duckdb = await openDuckdb()
})
afterAll(() => duckdb.close())

/** The inspection, and the first rows as normalise would write them. */
async function lookInto(bytes: Buffer): Promise<object> {
  try {
    const inspection = await inspectBytes(bytes)
    if (inspection.verdict === 'asset') return { inspection }
    return { inspection, rows: await rowsOf(inspection, await plainBytes(inspection, bytes)) }
  } catch (error) {
    if (error instanceof Quarantined) return { quarantined: error.reason }
    throw error
  }
}

async function rowsOf(inspection: Inspection, bytes: Uint8Array): Promise<unknown[][]> {
  const source = await sourceOf(duckdb, inspection, bytes)
  if (!inspection.render) expect(source.facts).toEqual(inspection.text)
  if (source.members) return (await memberRows(duckdb, source)).slice(0, 20)
  const { format } = source.inspection
  const { columns, sql } = readingOf(source)
  const counts = columns.map((column) => failingCount(column, format))
  const [failing] = await duckdb.query(`SELECT ${counts.join(', ')} FROM (${sql})`)
  // Of Parquet's nanoseconds the footer does not tell whether microseconds hold them: then they are text.
  const isCut = (column: Column, i: number): boolean =>
    column.reading?.form?.kind === 'nanoseconds' && Number(failing![i]) > 0
  expect(failing!.map(Number)).toEqual(
    columns.map((column, i) => (isCut(column, i) ? expect.anything() : 0)),
  )
  const fitting = columns.map((column, i) =>
    isCut(column, i) ? { ...column, type: 'string' as const } : column,
  )
  const casts = fitting.map((column) => `${strictCast(column, format)} AS "${column.name}"`)
  const rows = await duckdb.query(`SELECT ${casts.join(', ')} FROM (${readSql(source, fitting)})`)
  expect(rows.length).toBe(rowsIn(source))
  return rows.slice(0, 10)
}

test.each(cases)('%s', async (name) => {
  const found = await lookInto(inputOf(name))
  const expected: unknown = JSON.parse(readFileSync(join(fixtures, name, 'expected.json'), 'utf8'))
  expect(JSON.parse(JSON.stringify(found))).toEqual(expected)
})

test('there are many cases, each of two files', () => {
  expect(cases.length).toBeGreaterThanOrEqual(40)
  for (const name of cases) expect(readdirSync(join(fixtures, name))).toHaveLength(2)
})
