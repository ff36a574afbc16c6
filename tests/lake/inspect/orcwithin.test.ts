/** ORC files within a codec or an archive, of which the tail is seen or is not. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { archiveOf } from '../render/archive.ts'
import { orcOf, tableOf } from '../render/orcof.ts'
import { type Duckdb, openDuckdb } from './duckdb.ts'
import { inspectBytes, memberRows, plainBytes, readingOf, sourceOf } from './lookinto.ts'
import { tarOf } from './tarof.ts'

let duckdb: Duckdb
beforeAll(async () => {
  duckdb = await openDuckdb()
})
afterAll(() => duckdb.close())

async function rowsOf(bytes: Buffer): Promise<unknown[][]> {
  const inspection = await inspectBytes(bytes)
  expect(inspection).toMatchObject({ verdict: 'table' })
  const source = await sourceOf(duckdb, inspection, await plainBytes(inspection, bytes))
  return source.members ? memberRows(duckdb, source) : duckdb.query(readingOf(source).sql)
}

const short = readFileSync(join(import.meta.dirname, '../../fixtures/orc/zlib.orc'))

/** Of doubles that no codec makes shorter: its tail is behind what an inspection sees. */
const rows = 200_000
function longFrom(first: number): Buffer {
  const bytes = Buffer.alloc(8 * rows)
  for (let i = 0; i < rows; i++) bytes.writeDoubleLE(Math.sin(first + i), 8 * i)
  return orcOf({ types: tableOf([6]), rows, streams: [{ kind: 1, column: 1, bytes }] })
}
const long = longFrom(0)

test('within a codec', async () => {
  expect(await rowsOf(gzipSync(short))).toEqual(await rowsOf(short))
  const found = await rowsOf(gzipSync(long))
  expect(found).toHaveLength(rows)
  expect(Number(found.at(-1)![0])).toBe(Math.sin(rows - 1))
})

test.each([
  ['zip', archiveOf],
  ['tar', tarOf],
  ['tar.gz', (files: Record<string, Buffer>) => gzipSync(tarOf(files))],
])('several in a %s', async (_, pack) => {
  expect(await rowsOf(pack({ 'a.orc': short, 'b.orc': short }))).toHaveLength(3_000)
  const found = await rowsOf(pack({ 'a.orc': long, 'b.orc': longFrom(rows) }))
  expect(found.map(Number).reduce((sum, value) => sum + value, 0)).toBeCloseTo(
    Array.from({ length: 2 * rows }, (_, i) => Math.sin(i)).reduce((a, b) => a + b, 0),
  )
})

test('a text that begins as they do, and is longer than what is seen, is a text', async () => {
  const lines = Array.from({ length: 120_000 }, (_, i) => `${i},${(i * 7_919) % 1e6}`)
  const text = `ORC,weight\n${lines.join('\n')}\n`
  expect(await inspectBytes(gzipSync(text))).toMatchObject({ format: 'csv', verdict: 'table' })
  expect(await rowsOf(tarOf({ 'a.csv': text, 'b.csv': text }))).toHaveLength(240_000)
})
