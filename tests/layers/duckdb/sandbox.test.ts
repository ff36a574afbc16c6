/** DuckDB in its child: what it may not do, and what its death does. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { DuckdbDied, DuckdbRefused, openEngine } from '../../../layers/duckdb/engine.ts'

const folder = mkdtempSync(join(tmpdir(), 'hypatia-engine-'))
const engine = openEngine({
  child: 'layers/duckdb/nodejs/child.mjs',
  folder,
  memoryBytes: 512 * 1024 * 1024,
  threads: 2,
  timeoutMs: 3_000,
})
afterAll(() => {
  engine.close()
  rmSync(folder, { recursive: true, force: true })
})

test('the last statement’s rows, 64 bits as text', async () => {
  const rows = await engine.run(
    'CREATE TEMP TABLE t AS SELECT 1 AS a',
    'SELECT a, 7::BIGINT AS b FROM t',
  )
  expect(rows).toEqual([{ a: 1, b: '7' }])
})

test.each([
  "SELECT * FROM read_text('/etc/hostname')",
  "COPY (SELECT 1) TO '/tmp/outside.parquet'",
  `SELECT * FROM read_text('${folder}/../outside')`,
  "ATTACH '/tmp/outside.db'",
  'INSTALL httpfs',
  'SET threads = 1',
  'SET enable_external_access = true',
])('refused: %s', async (sql) => {
  await expect(engine.run(sql)).rejects.toThrow(DuckdbRefused)
})

test('its own folder it may use', async () => {
  const file = join(folder, 'rows.parquet')
  await engine.run(`COPY (SELECT 1 AS a) TO '${file}'`)
  expect(await engine.run(`SELECT a FROM '${file}'`)).toEqual([{ a: 1 }])
})

test('what takes too long is ended, and the next statement finds a new child', async () => {
  const endless =
    'SELECT count(*) FROM range(1000000000) a, range(1000000000) b WHERE a.range + b.range = 7'
  await expect(engine.run(endless)).rejects.toThrow(DuckdbDied)
  expect(await engine.run('SELECT 3 AS a')).toEqual([{ a: 3 }])
})

test('a child that does not start says why', async () => {
  const none = openEngine({
    child: join(folder, 'none.mjs'),
    folder,
    memoryBytes: 1e8,
    threads: 1,
    timeoutMs: 3_000,
  })
  await expect(none.run('SELECT 1')).rejects.toThrow(/ended with 1.*Cannot find module/s)
})
