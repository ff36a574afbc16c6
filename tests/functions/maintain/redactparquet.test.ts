/** Rows of a Parquet original that go: the others are as they were, or nothing is written. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { redactParquet } from '../../../functions/maintain/redactparquet.ts'
import type { Column } from '../../../lake/schema/type.ts'
import { openEngine } from '../../../layers/duckdb/engine.ts'

const folder = mkdtempSync(join(tmpdir(), 'hypatia-redact-'))
const engine = openEngine({
  child: 'layers/duckdb/nodejs/child.mjs',
  folder,
  memoryBytes: 512 * 1024 * 1024,
  threads: 1,
  timeoutMs: 60_000,
})
afterAll(() => {
  engine.close()
  rmSync(folder, { recursive: true, force: true })
})

const redacted = (name: string, column: Column, value: string) => {
  const bytes = readFileSync(`tests/fixtures/parquet/${name}.parquet`)
  const wanted = { columns: [column.name], values: new Set([value]) }
  return redactParquet(bytes, [column], wanted, { engine, folder })
}

const wide: Column = { name: 'd', type: 'string' }
const digits = '1234567890123456789012345678901234567890.12345'

test('a value of more digits than DuckDB has is found, and its file is not written by it', async () => {
  expect(await redacted('decimal256-1', wide, digits)).toBe('held')
  expect(await redacted('decimal256-1', wide, '5')).toMatchObject({ rows: 0 })
  expect(await redacted('split-int64-1', { name: 'i', type: 'long' }, '-3')).toBe('held')
})

test('a file that DuckDB reads as it is is written without its rows', async () => {
  const found = await redacted('codec-zstd', { name: 's', type: 'string' }, 'value 1')
  expect(found).toMatchObject({ rows: 40, rest: 80 })
})
