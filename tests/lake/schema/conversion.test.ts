import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { becomesText, convertedSql } from '../../../lake/schema/conversion.ts'
import type { Column, Type } from '../../../lake/schema/type.ts'
import { type Duckdb, openDuckdb } from '../inspect/duckdb.ts'

let duckdb: Duckdb
beforeAll(async () => {
  duckdb = await openDuckdb()
})
afterAll(() => duckdb.close())

const struct = (...columns: Column[]): Type => ({ struct: columns })
const a: Column = { name: 'a', type: 'long' }
const spelt: Column = { name: 'b_1f', original: 'b c', type: 'string' }
const inner = struct(a, spelt)
const outer = (type: Type): Type => struct({ name: 's', type }, { name: 'n', type: 'long' })
const one = `{a: 1, b_1f: 'it''s "so", {x}'}`
const json = String.raw`{"a":1,"b c":"it's \"so\", {x}"}`
const late: Column = { name: 'late', type: 'date' }

test.each<[string, string, Type, Type, unknown]>([
  ['itself', one, inner, 'string', json],
  ['a list', `[${one}, NULL]`, { list: inner }, 'string', `[${json},null]`],
  ['within a list', `[${one}, NULL]`, { list: inner }, { list: 'string' }, [json, null]],
  ['within a struct', `{s: ${one}, n: 2}`, outer(inner), outer('string'), { s: json, n: 2 }],
  [
    'a list within a struct within a list',
    `[{s: [${one}], n: NULL}]`,
    { list: outer({ list: inner }) },
    { list: outer({ list: 'string' }) },
    [{ s: [json], n: null }],
  ],
  [
    'of a map',
    `MAP {'k': ${one}}`,
    { map: ['string', inner] },
    { map: ['string', 'string'] },
    [{ key: 'k', value: json }],
  ],
  [
    'with a new member',
    `{s: ${one}, n: 2}`,
    outer(inner),
    struct({ name: 's', type: 'string' }, { name: 'n', type: 'double' }, late),
    { s: json, n: 2, late: null },
  ],
  [
    'none',
    'NULL::STRUCT(s STRUCT(a BIGINT, b_1f VARCHAR), n BIGINT)',
    outer(inner),
    outer('string'),
    null,
  ],
  [
    'of none',
    `{s: NULL::STRUCT(a BIGINT, b_1f VARCHAR), n: 2}`,
    outer(inner),
    outer('string'),
    { s: null, n: 2 },
  ],
])('%s that becomes text is JSON, as its file spells it', async (_, value, from, to, said) => {
  expect(becomesText(from, to)).toBe(true)
  const [[read]] = (await duckdb.query(
    `SELECT to_json(${convertedSql('v', from, to)})::VARCHAR FROM (SELECT ${value} AS v)`,
  )) as [[string | null]]
  const found = read === null ? null : JSON.parse(read)
  const isMap = typeof to === 'object' && 'map' in to
  expect(isMap ? Object.entries(found).map(([key, one]) => ({ key, value: one })) : found).toEqual(
    said,
  )
})

test('a member without a name has the table’s', async () => {
  const nameless = struct({ name: 'x_1f', original: '', type: 'long' }, spelt)
  const sql = convertedSql('v', nameless, 'string')
  expect(await duckdb.query(`SELECT ${sql} FROM (SELECT {x_1f: 1, b_1f: 'x'} AS v)`)).toEqual([
    ['{"x_1f":1,"b c":"x"}'],
  ])
})

test('members that differ in case only keep the table’s names, and what stays is cast', async () => {
  const twins = struct({ name: 'id', type: 'long' }, { name: 'id_x', original: 'Id', type: 'long' })
  const sql = convertedSql('v', twins, 'string')
  expect(await duckdb.query(`SELECT ${sql} FROM (SELECT {id: 1, id_x: 2} AS v)`)).toEqual([
    ['{"id":1,"id_x":2}'],
  ])
  expect(becomesText(outer('long'), outer('double'))).toBe(false)
  expect(convertedSql('v', { list: 'long' }, { list: 'double' })).toBe('CAST(v AS DOUBLE[])')
})
