import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { openLab } from './lab.ts'

let lab: Awaited<ReturnType<typeof openLab>>
beforeAll(async () => {
  lab = await openLab()
})
afterAll(() => lab.close())

let files = 0
async function parquet(select: string, options = ''): Promise<Buffer> {
  const path = join(lab.home, `${files++}.parquet`)
  await lab.connection.run(`COPY (${select}) TO '${path}' (FORMAT parquet${options})`)
  return readFileSync(path)
}

let tables = 0
async function rows(
  columns: Record<string, string>,
  select: string,
  options?: string,
): Promise<unknown[][]> {
  const name = `t${tables++}`
  await lab.table(name, {
    serde: 'parquet',
    columns,
    files: { 'f.parquet': await parquet(select, options) },
  })
  return lab.run(await lab.plan(name))
}

const two = `SELECT CAST(1 AS INT) id, 'a' s, CAST(1.23 AS DECIMAL(10,2)) AS dec, DATE '2024-02-29' d, TIMESTAMP '2024-02-29 01:02:03.456789' ts`
const types = { id: 'int', s: 'string', dec: 'decimal(10,2)', d: 'date', ts: 'timestamp' }
const good = [[1, 'a', '1.23', '2024-02-29', '2024-02-29 01:02:03.457']]

describe('as Trino 476 reads Parquet', () => {
  test.each(['snappy', 'gzip', 'zstd', 'uncompressed'])('%s', async (codec) => {
    expect(await rows(types, two, `, COMPRESSION ${codec}`)).toEqual(good)
  })
  test.each(['brotli', 'lz4_raw'])('%s is refused', async (codec) => {
    await expect(rows(types, two, `, COMPRESSION ${codec}`)).rejects.toMatchObject({
      code: 'HIVE_CURSOR_ERROR',
    })
  })
  test('nanoseconds and instants round to milliseconds', async () => {
    const times = `SELECT TIMESTAMP_NS '2024-02-29 01:02:03.456789123' a, TIMESTAMPTZ '2024-02-29 02:02:03.4565+01' b, TIMESTAMP '1969-12-31 23:59:59.9996' c, TIMESTAMP '1969-12-31 23:59:59.9994' d`
    const columns = { a: 'timestamp', b: 'timestamp', c: 'timestamp', d: 'timestamp' }
    expect(await rows(columns, times)).toEqual([
      [
        '2024-02-29 01:02:03.457',
        '2024-02-29 01:02:03.457',
        '1970-01-01 00:00:00',
        '1969-12-31 23:59:59.999',
      ],
    ])
  })
  test('int as bigint and as text, float as double', async () => {
    const columns = { id: 'bigint', t: 'string', f: 'double' }
    const select = 'SELECT CAST(1 AS INT) id, CAST(2 AS INT) t, CAST(1.5 AS FLOAT) f'
    expect(await rows(columns, select)).toEqual([['1', '2', 1.5]])
  })
  test('columns by name: missing, reordered, in upper case', async () => {
    expect(
      await rows({ s: 'string', nope: 'int', id: 'int' }, 'SELECT 7 AS "ID", $$x$$ AS "S"'),
    ).toEqual([['x', null, 7]])
  })
  test('an int64 beyond int fails', async () => {
    await expect(rows({ id: 'int' }, 'SELECT 3000000000 AS id')).rejects.toThrow('out of range')
  })
  test.each([
    ['text as int', { s: 'int' }, "SELECT 'x' s"],
    ['double as decimal', { x: 'decimal(10,2)' }, 'SELECT CAST(1.5 AS DOUBLE) x'],
    ['unsigned 64 bits', { x: 'bigint' }, 'SELECT CAST(1 AS UBIGINT) x'],
    ['time', { x: 'string' }, "SELECT TIME '01:02:03' x"],
  ])('%s is refused', async (_what, columns, select) => {
    await expect(rows(columns as Record<string, string>, select)).rejects.toMatchObject({
      code: 'HIVE_BAD_DATA',
    })
  })
  test('nested columns by the names of their fields', async () => {
    const select = `SELECT {'A': CAST(1 AS INT), 'b': [TIMESTAMP '2024-01-01 00:00:00.0005', NULL]} o, MAP {'k': {'x': 1.5}} m, NULL::INT[] l`
    const columns = {
      o: 'struct<b:array<timestamp>,a:bigint,gone:string>',
      m: 'map<string,struct<x:decimal(5,1)>>',
      l: 'array<int>',
    }
    expect(await rows(columns, select)).toEqual([
      [
        { b: ['2024-01-01 00:00:00.001', null], a: '1', gone: null },
        [{ key: 'k', value: { x: '1.5' } }],
        null,
      ],
    ])
  })
})

test('no Parquet, no bytes, no objects', async () => {
  await lab.table('bad', {
    serde: 'parquet',
    columns: { id: 'int' },
    files: { 'f.parquet': 'id\n1\n' },
  })
  await expect(lab.plan('bad')).rejects.toMatchObject({
    code: 'HIVE_BAD_DATA',
    message: expect.stringContaining('s3://lab/raw/bad/f.parquet is not a valid Parquet File'),
  })
  await lab.table('empty', { serde: 'parquet', columns: { id: 'int' }, files: { 'f.parquet': '' } })
  expect(await lab.run(await lab.plan('empty', { withPath: true }))).toEqual([])
})

test('partitions and files of different schemas in one table', async () => {
  await lab.table('mixed', {
    serde: 'parquet',
    columns: { v: 'bigint', w: 'string' },
    partitionKeys: { day: 'date' },
    files: {
      'day=2024-01-01/a': await parquet('SELECT CAST(1 AS INT) v'),
      'day=2024-01-02/b': await parquet("SELECT 'x' w, 2 v"),
      'day=2024-01-02/c': await parquet("SELECT 'y' w, 3 v"),
    },
  })
  lab.partition('mixed', ['2024-01-01'], 'day=2024-01-01/')
  lab.partition('mixed', ['2024-01-02'], 'day=2024-01-02/')
  const all = await lab.run(await lab.plan('mixed', { withPath: true }))
  expect(all.sort()).toEqual([
    ['1', null, '2024-01-01', 's3://lab/raw/mixed/day=2024-01-01/a'],
    ['2', 'x', '2024-01-02', 's3://lab/raw/mixed/day=2024-01-02/b'],
    ['3', 'y', '2024-01-02', 's3://lab/raw/mixed/day=2024-01-02/c'],
  ])
  expect(await lab.run(await lab.plan('mixed'), 'sum(v)')).toEqual([['6']])
})
