/** Files of deleted positions as another writer put them: what they say is taken, or the file is aside. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { withoutDeleted } from '../../../functions/normalise/deleted.ts'
import type { Inspection } from '../../../lake/inspect/inspection.ts'
import { readSql, rowsOf, type Source } from '../../../lake/normalise.ts'
import { literal } from '../../../lake/schema/spelling.ts'
import { type Engine, openEngine } from '../../../layers/duckdb/engine.ts'
import { type Laptop, startLaptop } from '../../../local/laptop.ts'

const folder = mkdtempSync(join(tmpdir(), 'hypatia-deleted-'))
const path = join(folder, 'object')
let laptop: Laptop
let engine: Engine

beforeAll(async () => {
  laptop = await startLaptop({ home: join(folder, 'home'), port: 0, fresh: true })
  laptop.store.createBucket('raw')
  const { endpoint, region, credentials } = laptop
  Object.assign(process.env, {
    ...{ AWS_ENDPOINT_URL: endpoint, AWS_REGION: region, RAW_BUCKET: 'raw' },
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  })
  engine = openEngine({
    child: join(import.meta.dirname, '../../../layers/duckdb/nodejs/child.mjs'),
    folder,
    ...{ memoryBytes: 500 * 1024 ** 2, threads: 1, timeoutMs: 60_000 },
  })
  await write(path, 'SELECT range AS id FROM range(3)')
})
afterAll(async () => {
  engine.close()
  await laptop.close()
  rmSync(folder, { recursive: true })
})

async function write(to: string, select: string): Promise<void> {
  const duckdb = await (await DuckDBInstance.create(':memory:')).connect()
  await duckdb.run(`COPY (${select}) TO ${literal(to)} (FORMAT parquet)`)
}

/** Ids of the rows that are left, by files of `(file_path, pos)`. */
async function leftBy(...files: string[]): Promise<number[]> {
  const keys = files.map((_, i) => `s/d/data/${i}-deletes.parquet`)
  for (const [i, values] of files.entries()) {
    const deletes = join(folder, 'made')
    const typed = 'SELECT file_path::VARCHAR AS file_path, pos::BIGINT AS pos'
    await write(deletes, `${typed} FROM (VALUES ${values}) t(file_path, pos)`)
    await laptop.store.put('raw', keys[i]!, readFileSync(deletes))
  }
  const columns = [{ name: 'id', type: 'bigint' }]
  const parquet = { rows: 3, codecs: [], positions: { uri: 'a', keys } }
  const inspection = { format: 'parquet', columns, parquet } as unknown as Inspection
  const source: Source = { path, key: 's/d/data/a.parquet', inspection, partitions: [] }
  const left = await withoutDeleted(source, folder, { engine, attempts: 1 })
  const rows = await engine.run(readSql(left, inspection.columns))
  expect(rowsOf(left)).toBe(rows.length)
  return rows.map(({ id }) => Number(id)).sort()
}

test('rows of the file are gone, by all that say so, and none for what is said of another', async () => {
  expect(await leftBy("('a', 0), ('b', 1)", "('a', 0), ('a', 2)")).toEqual([1])
  expect(await leftBy("('b', 1), ('b', NULL), ('b', -1)")).toEqual([0, 1, 2])
})

/** Ids of the rows that are left, by files of values in these columns. */
async function leftByValues(
  columns: string[],
  selects: string[],
  positions?: string,
): Promise<number[]> {
  const put = async (key: string, select: string): Promise<string> => {
    await write(join(folder, 'made'), select)
    await laptop.store.put('raw', key, readFileSync(join(folder, 'made')))
    return key
  }
  const keys: string[] = []
  for (const [i, select] of selects.entries()) {
    keys.push(await put(`s/d/data/${i}-values.parquet`, select))
  }
  const named = positions && [await put('s/d/data/p-deletes.parquet', positions)]
  const parquet = {
    ...{ rows: 3, codecs: [], values: [{ columns, keys }] },
    ...(named && { positions: { uri: 'a', keys: named } }),
  }
  const own = [{ name: 'id', type: 'bigint' }]
  const inspection = { format: 'parquet', columns: own, parquet } as unknown as Inspection
  const source: Source = { path, key: 's/d/data/a.parquet', inspection, partitions: [] }
  const left = await withoutDeleted(source, folder, { engine, attempts: 1 })
  const rows = await engine.run(readSql(left, inspection.columns))
  expect(rowsOf(left)).toBe(rows.length)
  return rows.map(({ id }) => Number(id)).sort()
}

test('rows are gone whose values a file says, by all files and by positions beside', async () => {
  expect(await leftByValues(['id'], ['SELECT 1::INT AS id', 'SELECT 7::BIGINT AS id'])).toEqual([
    0, 2,
  ])
  const position = "SELECT 'a' AS file_path, 0::BIGINT AS pos"
  expect(await leftByValues(['id'], ['SELECT 1::BIGINT AS id'], position)).toEqual([2])
  expect(await leftByValues(['id'], ['SELECT NULL::BIGINT AS id'])).toEqual([0, 1, 2])
})

test('of a column that the file is older than every value is NULL, and nulls are equal', async () => {
  const [some, none] = ["SELECT 1::BIGINT AS id, 'x' AS t", 'SELECT 1::BIGINT AS id, NULL AS t']
  expect(await leftByValues(['id', 't'], [some])).toEqual([0, 1, 2])
  expect(await leftByValues(['id', 't'], [none])).toEqual([0, 2])
})

test.each([
  ['nowhere', "('a', NULL)"],
  ['nowhere, beside another', "('a', 1), ('a', NULL)"],
  ['before its first', "('a', -1)"],
  ['behind its last', "('a', 3)"],
  ['of no file', "('a', 1), (NULL, 2)"],
])('a file of which a row is said to be deleted %s is aside', async (_where, values) => {
  await expect(leftBy(values)).rejects.toMatchObject({ reason: { code: 'table.deletes' } })
})
