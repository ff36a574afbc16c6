/** Digits that no double has meet a column of doubles, in any order: the column is text then, and says them all. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type Duckdb, openDuckdb } from '../lake/inspect/duckdb.ts'
import { type House, openHouse } from './house.ts'
import { lakeRows } from './rows.ts'

let house: House
let duckdb: Duckdb
const bytes = new Map<string, Buffer>()
const long = '9007199254740995'
const money = '12345678901234567.25'
const sql = {
  long: `SELECT ${long}::BIGINT AS x`,
  money: `SELECT ${money}::DECIMAL(20, 2) AS x`,
  nested: `SELECT {'a': ${long}::BIGINT} AS x`,
  small: 'SELECT 12::BIGINT AS x',
  double: 'SELECT 0.5::DOUBLE AS x',
  member: "SELECT {'a': 0.5::DOUBLE} AS x",
  longs: `SELECT [${long}::BIGINT, 1] AS x`,
  doubles: 'SELECT [0.5::DOUBLE] AS x',
  map: `SELECT MAP {'k': ${long}::BIGINT} AS x`,
  mapped: "SELECT MAP {'k': 0.5::DOUBLE} AS x",
}
beforeAll(async () => {
  ;[house, duckdb] = await Promise.all([openHouse(), openDuckdb()])
  for (const [name, query] of Object.entries(sql)) {
    const path = duckdb.file('', `${name}.parquet`)
    await duckdb.query(`COPY (${query}) TO '${path}' (FORMAT parquet)`)
    bytes.set(`${name}.parquet`, readFileSync(path))
  }
  bytes.set('long.csv', Buffer.from(`x\n${long}\n`))
  bytes.set('double.csv', Buffer.from('x\n0.5\n'))
  bytes.set('double.ndjson', Buffer.from('{"x":0.5}\n'))
  bytes.set('longs.ndjson', Buffer.from(`{"x":[${long}]}\n`))
  bytes.set('doubles.ndjson', Buffer.from('{"x":[0.5]}\n'))
  bytes.set('small.ndjson', Buffer.from('{"x":[1,2]}\n'))
  bytes.set('exponent.ndjson', Buffer.from('{"x":5e-1}\n'))
}, 60_000)
afterAll(async () => {
  duckdb.close()
  await house.close()
})

const pairs: [string, string, string[]][] = [
  ['long.parquet', 'double.parquet', [long, '0.5']],
  ['long.parquet', 'exponent.ndjson', [long, '0.5']],
  ['long.csv', 'double.parquet', [long, '0.5']],
  ['money.parquet', 'double.parquet', [money, '0.5']],
  ['nested.parquet', 'member.parquet', [`{"a":${long}}`, '{"a":0.5}']],
  ['longs.parquet', 'doubles.parquet', [`[${long},1]`, '[0.5]']],
  ['map.parquet', 'mapped.parquet', [`{"k":${long}}`, '{"k":0.5}']],
  ['longs.ndjson', 'doubles.ndjson', [`[${long}]`, '[0.5]']],
  ['small.ndjson', 'doubles.ndjson', ['[1.0, 2.0]', '[0.5]']],
  ['small.parquet', 'double.parquet', ['12.0', '0.5']],
]

test('whichever comes first', async () => {
  const tables = pairs.flatMap(([first, second, expected], i) => [
    { table: `d${i}a`, files: [first, second], expected },
    { table: `d${i}b`, files: [second, first], expected },
  ])
  for (const place of [0, 1]) {
    for (const { table, files } of tables) {
      const name = files[place]!
      await house.laptop.store.put('raw', `digits/${table}/${place}.${name}`, bytes.get(name)!)
    }
    await house.settle()
  }
  expect(await house.deadLetters()).toEqual([])
  const hold = async () => {
    for (const { table, files, expected } of tables) {
      const rows = await lakeRows(house.laptop, `digits_${table}`, 'CAST(x AS VARCHAR) AS x')
      const said = rows.map(({ x }) => x).sort()
      expect({ files, said }).toEqual({ files, said: [...expected].sort() })
    }
  }
  await hold()
  // Read anew, by a join of types that has seen doubles too.
  const hint = Buffer.from('{"nulls":["NA"]}')
  for (const { table } of tables) {
    await house.laptop.store.put('raw', `digits/${table}/_hypatia.json`, hint)
  }
  await house.settle()
  await hold()
}, 120_000)
