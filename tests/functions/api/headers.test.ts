/** Headers of any script, from the file to SQL and the API: each a column of its own, under its own name. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { runQuery } from '../../../aws/athena.ts'
import { tableName } from '../../../lake/tablename.ts'
import { sorted } from '../../flow/rows.ts'
import { type Api, openApi, rowsOf } from './house.ts'

let api: Api
beforeAll(async () => {
  api = await openApi()
})
afterAll(() => api.close())

const landAll = async (files: Record<string, string>) => {
  for (const [key, text] of Object.entries(files)) {
    await api.laptop.store.put('raw', key, Buffer.from(text))
  }
  await api.settle()
  expect(await api.deadLetters()).toEqual([])
}

/** Athena's rows, sorted. */
async function sql(statement: string): Promise<(string | null)[][]> {
  const { rows } = await runQuery({ statement, workgroup: 'hypatia', database: 'lake' })
  return sorted(rows)
}

/** Each row's values by the spellings of their columns, as the API tells it. */
async function bySpelling(name: string): Promise<Record<string, unknown>[]> {
  const { body } = await api.ask('GET', `/v1/datasets/${name}/rows`)
  const spellings = body.columns.map(
    (column: { name: string; original?: string }) => column.original ?? column.name,
  )
  const rows = body.rows.map((row: unknown[]) => row.map((value, i) => [spellings[i], value]))
  return sorted(
    rows.map((pairs: [string, unknown][]) =>
      Object.fromEntries(pairs.filter(([, value]) => value !== null).toSorted()),
    ),
  )
}

/** Two files each, and what they say together. */
const pairs: [what: string, a: string, b: string, rows: Record<string, unknown>[]][] = [
  [
    'cyrillic',
    'Город,Имя\nОмск,Анна\n',
    'Имя,Город\nИван,Тула\n',
    [
      { Город: 'Омск', Имя: 'Анна' },
      { Город: 'Тула', Имя: 'Иван' },
    ],
  ],
  [
    'german',
    'Straße,Nr\nRing,1\n',
    'Strasse,Straße,Nr\nWeg,Allee,2\n',
    [
      { Nr: 1, Straße: 'Ring' },
      { Nr: 2, Strasse: 'Weg', Straße: 'Allee' },
    ],
  ],
  [
    'signs',
    'x,a b,a-b\n1,10,20\n',
    'x,a-b\n2,99\n',
    [
      { 'a b': 10, 'a-b': 20, x: 1 },
      { 'a-b': 99, x: 2 },
    ],
  ],
  [
    'composed',
    'x,\u00e9\n1,2\n',
    'x,e\u0301\n3,4\n',
    [
      { '\u00e9': 2, x: 1 },
      { 'e\u0301': 4, x: 3 },
    ],
  ],
  [
    'cases',
    'x,Id,id\n1,2,3\n',
    'Id,x\n5,4\n',
    [
      { Id: 2, id: 3, x: 1 },
      { Id: 5, x: 4 },
    ],
  ],
  [
    'json',
    '{"имя":"Анна","возраст":33,"где":{"город":"Омск","дом-1":1}}\n',
    '{"возраст":44,"где":{"дом-1":2,"дом 1":3}}\n',
    [
      { возраст: 33, где: expect.anything(), имя: 'Анна' },
      { возраст: 44, где: expect.anything() },
    ],
  ],
]

describe.each(pairs)('%s', (what, a, b, rows) => {
  test.each([
    ['as they come', [a, b]],
    ['the other way round', [b, a]],
  ])('no two headers share a column, %s', async (_order, [first = '', second = '']) => {
    const source = `${what}${first === a ? '1' : '2'}`
    const ending = what === 'json' ? 'ndjson' : 'csv'
    await landAll({ [`${source}/t/1.${ending}`]: first })
    await landAll({ [`${source}/t/2.${ending}`]: second })
    const expected = rows.toSorted((x, y) => (JSON.stringify(x) < JSON.stringify(y) ? -1 : 1))
    expect(await bySpelling(`${source}_t`)).toEqual(
      what === 'json' ? expect.arrayContaining(rows) : sorted(expected),
    )
  })

  test('and the names are the same in both orders', async () => {
    const names = async (source: string) => {
      const { body } = await api.ask('GET', `/v1/datasets/${source}_t/columns`)
      const columns: { name: string; original?: string }[] = body.columns
      return columns.map(({ name, original }) => [name, original]).toSorted()
    }
    expect(await names(`${what}1`)).toEqual(await names(`${what}2`))
  })
})

describe('a Hebrew header', () => {
  const people = tableName('house', 'people')
  beforeAll(async () => {
    // Of two at once either may be seen first, and its columns stand first then.
    await landAll({ 'house/people/1.csv': 'שם,Größe (cm),🚀\nדנה,170,1\nאורי,182,2\n' })
    await landAll({ 'house/people/2.csv': '🚀,שם\n3,נועה\n' })
  })

  test('is a column in SQL, in the lake’s table and in the raw one', async () => {
    expect(await sql(`SELECT "שם", "größe_cm" FROM lake.${people} WHERE "🚀" < 3`)).toEqual([
      ['אורי', '182'],
      ['דנה', '170'],
    ])
    expect(await sql(`SELECT p."שם" FROM lake.${people} p GROUP BY p."שם"`)).toHaveLength(3)
    await landAll({ 'house/rawpeople/1.csv': 'שם,Größe\nדנה,170\n' })
    expect(await sql('SELECT "שם", "GRÖSSE" FROM raw.house_rawpeople').catch(String)).toMatch(
      /cannot be resolved/,
    )
    expect(await sql('SELECT "שם", "GRÖßE" FROM raw.house_rawpeople')).toEqual([['דנה', '170']])
  })

  test('wants its quotes, as in Trino', async () => {
    await expect(sql(`SELECT שם FROM lake.${people}`)).rejects.toThrow("mismatched input 'ש'")
  })

  test('is shown, found, selected and filtered by either name', async () => {
    const { body: dataset } = await api.ask('GET', `/v1/datasets/${people}`)
    expect(dataset.columns).toEqual([
      { name: 'שם', type: 'string' },
      { name: 'größe_cm', original: 'Größe (cm)', type: 'bigint' },
      { name: '🚀', type: 'bigint' },
    ])
    const where = ['Größe (cm):gte:180', 'שם:like:א*']
    const query = { select: 'שם,Größe (cm)', where }
    const { body, status } = await api.ask('GET', `/v1/datasets/${people}/rows`, { query })
    expect([status, body.rows]).toEqual([200, [['אורי', 182]]])
    for (const q of ['שם', 'größe (cm)']) {
      const { body: list } = await api.ask('GET', '/v1/datasets', { query: { q } })
      expect(list.datasets.map(({ name }: { name: string }) => name)).toContain(people)
    }
  })

  test('is the header of a CSV, and the column of a Parquet file', async () => {
    const path = `/v1/datasets/${people}/rows`
    const csv = await api.ask('GET', path, { query: { select: 'שם', format: 'csv' } })
    expect(csv.bytes.toString().split('\r\n')[0]).toBe('שם')
    const parquet = await api.ask('GET', path, { query: { select: 'שם,🚀', format: 'parquet' } })
    const [row] = await rowsOf(parquet.bytes)
    expect(Object.keys(row!)).toEqual(['שם', '🚀'])
  })
})
