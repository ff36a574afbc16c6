import { describe, expect, test } from '@jest/globals'
import { type Schema, suggest, tablesNamed } from '../../../dashboard/screens/sql/completion.ts'

const schema: Schema = {
  tables: new Map([
    [
      'faa_flights',
      [
        { name: 'origin', type: 'varchar' },
        { name: 'Delay min', type: 'bigint' },
      ],
    ],
    ['faa_airports', [{ name: 'iata', type: 'varchar' }]],
  ]),
}
/** `|` is where the cursor stands. */
const at = (marked: string) => {
  const found = suggest(marked.replace('|', ''), marked.indexOf('|'), schema)
  return found?.options.map(({ label }) => label)
}

describe('what may come next', () => {
  test('after from and join: tables', () => {
    expect(at('select * from |')).toEqual(['faa_flights', 'faa_airports'])
    expect(at('select * from faa_flights f join fa|')).toEqual(['faa_flights', 'faa_airports'])
    expect(at('select * from lake.|')).toEqual(['faa_flights', 'faa_airports'])
  })

  test('after a table or its alias and a point: its columns alone', () => {
    expect(at('select f.| from faa_flights as f')).toEqual(['origin', 'Delay min'])
    expect(at('select faa_airports.i| from faa_airports')).toEqual(['iata'])
    expect(at('select x.| from faa_airports')).toEqual([])
  })

  test('in the middle: first the columns of tables that are read, then the rest', () => {
    const labels = at('select o| from faa_flights where 1 = 1')!
    expect(labels.slice(0, 2)).toEqual(['origin', 'Delay min'])
    expect(labels).toContain('approx_percentile')
    expect(labels).toContain('order')
    expect(labels).not.toContain('iata')
  })

  test('in text and comments: nothing', () => {
    expect(at("select * from faa_flights where origin = 'A|")).toBeUndefined()
    expect(at('select 1 -- fro|')).toBeUndefined()
    expect(at("select 'it''s' o|")).toBeDefined()
  })

  test('a name that is no plain one is written in quotes', () => {
    const found = suggest('select d from faa_flights', 8, schema)
    expect(found?.options[1]).toMatchObject({ label: 'Delay min', apply: '"Delay min"' })
  })

  test('a column is found by either of its names, in any script, and written as SQL calls it', () => {
    const people = [
      { name: 'שם', type: 'varchar' },
      { name: 'column_2', original: 'город', type: 'varchar' },
      { name: 'price', original: 'Price', type: 'double' },
    ]
    const known: Schema = { tables: new Map([['people', people]]) }
    const found = suggest('select "ש from people', 9, known)
    expect(found?.from).toBe(7)
    expect(found?.options.slice(0, 3)).toMatchObject([
      { label: 'שם', apply: '"שם"' },
      { label: 'город · column_2', apply: 'column_2' },
      { label: 'price' },
    ])
  })

  test('names are those of tables, not the keywords behind them', () => {
    expect([...tablesNamed('select * from a where x join lake.b bb on 1 = 1')]).toEqual([
      ['a', 'a'],
      ['b', 'b'],
      ['bb', 'b'],
    ])
  })
})
