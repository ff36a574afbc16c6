/** DuckDB databases: values as they were, whichever types DuckDB has for them, and files that are broken. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { plainSource } from '../../../functions/normalise/source.ts'
import { inspect } from '../../../lake/inspect/inspect.ts'
import { pinnedBy } from '../../../lake/inspect/pinned.ts'
import { literal } from '../../../lake/schema/spelling.ts'
import { type Engine, openEngine } from '../../../layers/duckdb/engine.ts'
import type { Pins } from '../../../schemas/interpretation.ts'

let folder: string
let engine: Engine
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hypatia-duckdb-'))
  engine = openEngine({
    child: join(import.meta.dirname, '../../../layers/duckdb/nodejs/child.mjs'),
    folder,
    ...{ memoryBytes: 500 * 1024 ** 2, threads: 1, timeoutMs: 60_000 },
  })
})
afterAll(() => {
  engine.close()
  rmSync(folder, { recursive: true })
})

async function databaseOf(...statements: string[]): Promise<Buffer> {
  const path = join(mkdtempSync(join(folder, 'made-')), 'a.duckdb')
  const instance = await DuckDBInstance.create(path)
  const connection = await instance.connect()
  for (const sql of ["SET TimeZone = 'UTC'", ...statements]) await connection.run(sql)
  connection.closeSync()
  instance.closeSync()
  return readFileSync(path)
}

async function found(bytes: Buffer, pins: Pins = {}) {
  const own = mkdtempSync(join(folder, 'object-'))
  const path = join(own, 'object')
  writeFileSync(path, bytes)
  const read = async (start: number, end: number) => bytes.subarray(start, end)
  const [key, pinned] = ['a/b/c.duckdb', pinnedBy([['a person', pins]])]
  const inspection = await inspect({ key, bytes: bytes.length }, read, [], pinned)
  expect(inspection).toMatchObject({ format: 'duckdb', verdict: 'table' })
  const source = await plainSource({ path, key, inspection, partitions: [] }, own, engine)
  const rows = await engine.run(`SELECT * FROM read_parquet(${literal(source.path)})`)
  return { ...source.inspection, rows }
}

const values: [name: string, value: string, read: unknown][] = [
  ['id', '9007199254740993::BIGINT', '9007199254740993'],
  ['huge', '170141183460469231731687303715884105727::HUGEINT', `${2n ** 127n - 1n}`],
  ['unsigned', '18446744073709551615::UBIGINT', '18446744073709551615'],
  ['price', '1.10::DECIMAL(38,2)', '1.10'],
  ['took', 'INTERVAL 3 DAY', '3 days'],
  ['zoned', "'12:00:00+02'::TIMETZ", '12:00:00+02'],
  ['bits', "'0101'::BIT", '0101'],
  ['mood', "'x'::ENUM('x', 'y')", 'x'],
  ['at', "'2020-01-01 00:00:00.123456789'::TIMESTAMP_NS", '2020-01-01 00:00:00.123456789'],
  ['day', "DATE '2020-02-29'", '2020-02-29'],
  ['never', "DATE 'infinity'", 'infinity'],
  ['nevers', "[TIMESTAMP 'infinity']", '["infinity"]'],
  ['json', `'{"a":1.10}'::JSON`, '{"a":1.10}'],
  ['either', 'union_value(k := 1)', '{"k":1}'],
  ['place', "'POINT(1 2)'::GEOMETRY", 'POINT (1 2)'],
  ['of huge', "{'h': 123456789012345678901::HUGEINT}", '{"h":123456789012345678901}'],
  ['of plain', "{'a': 1, 'b': ['x']}", { a: 1, b: ['x'] }],
  ['say "hi"', "'Zoë'", 'Zoë'],
  ['none', 'NULL::INTEGER', null],
]

test('each value as it was, by a type of its own or as text', async () => {
  const columns = values.map(([name, value]) => `${value} AS "${name.replaceAll('"', '""')}"`)
  const { rows, format } = await found(await databaseOf(`CREATE TABLE t AS SELECT ${columns}`))
  expect(format).toBe('parquet')
  expect(rows).toEqual([Object.fromEntries(values.map(([name, , read]) => [name, read]))])
})

const shop = [
  'CREATE TABLE shops (name VARCHAR)',
  "INSERT INTO shops VALUES ('Omsk')",
  'CREATE SCHEMA "of us"',
  'CREATE TABLE "of us"."my ""orders""" AS SELECT range AS id FROM range(5000)',
  'CREATE TABLE gone AS SELECT range AS id FROM range(9000)',
  'DELETE FROM gone WHERE id > 0',
  'CREATE VIEW seen AS SELECT * FROM shops',
  'CREATE TABLE nothing (id INTEGER, day TIMESTAMP)',
]

test('the table with most rows, or the one that is pinned; others are named, views are none', async () => {
  const bytes = await databaseOf(...shop)
  const { rows, evidence, doubt } = await found(bytes)
  expect(rows).toHaveLength(5_000)
  expect(evidence).toEqual([
    expect.stringMatching(/^DuckDB database of storage version 64, written by DuckDB v1\./),
    'the rows are those of the table "of us.my "orders""',
  ])
  expect(doubt).toEqual([
    'the table with most rows is read; the others are not: "gone" (1 rows), "shops" (1 rows), "nothing" (0 rows)',
  ])
  const pinned = await found(bytes, { table: 'shops' })
  expect(pinned).toMatchObject({ rows: [{ name: 'Omsk' }] })
  expect(pinned.doubt).toBeUndefined()
  const empty = await found(bytes, { table: 'nothing' })
  expect(empty).toMatchObject({ rows: [], columns: [{ name: 'id' }, { name: 'day' }] })
  await expect(found(bytes, { table: 'seen' })).rejects.toMatchObject({
    reason: { code: 'table.unknown', detail: expect.stringContaining('"of us.my "orders""') },
  })
})

/** As DuckDB sums up a block: words of 64 bits, each by itself. */
const wordSum = (word: bigint): bigint => BigInt.asUintN(64, word * 0xbf58476d1ce4e5b9n)

function ofVersion(bytes: Buffer, version: number): Buffer {
  const other = Buffer.from(bytes)
  other.writeUInt32LE(version, 12)
  const [was, is] = [bytes.readBigUInt64LE(8), other.readBigUInt64LE(8)]
  other.writeBigUInt64LE(bytes.readBigUInt64LE(0) ^ wordSum(was) ^ wordSum(is), 0)
  return other
}

test('what is not read is told: another release, broken bytes, no table, half a file', async () => {
  const bytes = await databaseOf(...shop)
  expect(ofVersion(bytes, 64)).toEqual(bytes)
  await expect(found(ofVersion(bytes, 99))).rejects.toMatchObject({
    reason: { code: 'duckdb.version', detail: expect.stringContaining('storage version 99') },
  })
  const broken = Buffer.from(bytes)
  broken[13_000]! ^= 1
  await expect(found(broken)).rejects.toMatchObject({ reason: { code: 'duckdb.corrupt' } })
  await expect(found(await databaseOf('CREATE VIEW v AS SELECT 1'))).rejects.toMatchObject({
    reason: { code: 'duckdb.without-tables' },
  })
  await expect(found(bytes.subarray(0, 9_000))).rejects.toMatchObject({
    reason: { code: 'duckdb.truncated' },
  })
  const half = bytes.subarray(0, 12_288 + 262_144)
  await expect(found(half)).rejects.toMatchObject({
    reason: { code: expect.stringMatching(/^duckdb\./) },
  })
  expect((await found(bytes)).rows).toHaveLength(5_000)
})

test('labels of an ENUM that read as types are none', async () => {
  const label = 'UP TO DATE'
  const sql = `CREATE TABLE t AS SELECT '${label}'::ENUM('${label}', 'y') AS e`
  expect((await found(await databaseOf(sql))).rows).toEqual([{ e: label }])
})
