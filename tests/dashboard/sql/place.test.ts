import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Schema } from '../../../dashboard/screens/sql/completion.ts'
import { complaintOf, nearest, rangeAt } from '../../../dashboard/screens/sql/place.ts'

const schema: Schema = {
  tables: new Map([
    [
      'faa_flights',
      [
        { name: 'origin', type: 'varchar' },
        { name: 'destination', type: 'varchar' },
      ],
    ],
  ]),
}
const marked = (sql: string, { range }: ReturnType<typeof complaintOf>) =>
  range && sql.slice(range.from, range.to)

describe('a complaint', () => {
  test('of a column points at it and says which was meant', () => {
    const sql = 'select\n  orgin\nfrom faa_flights'
    const found = complaintOf(
      "COLUMN_NOT_FOUND: line 2:3: Column 'orgin' cannot be resolved",
      sql,
      schema,
    )
    expect(marked(sql, found)).toBe('orgin')
    expect(found).toMatchObject({
      message: "Column 'orgin' cannot be resolved",
      advice: 'Did you mean origin?',
      replacement: 'origin',
    })
  })

  test('of alias.column points at the column, so that the advice fits in its place', () => {
    const sql = 'select f.orgin from faa_flights f'
    const found = complaintOf(
      "COLUMN_NOT_FOUND: line 1:8: Column 'f.orgin' cannot be resolved",
      sql,
      schema,
    )
    expect(marked(sql, found)).toBe('orgin')
  })

  test('of a column that is like none names those there are', () => {
    const found = complaintOf(
      "COLUMN_NOT_FOUND: line 1:8: Column 'zzz' cannot be resolved",
      'select zzz from faa_flights',
      schema,
    )
    expect(found.advice).toBe('The columns are origin, destination')
    expect(found.replacement).toBeUndefined()
  })

  test('of a table offers the nearest', () => {
    const sql = 'select * from faa_flight'
    const detail =
      "TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.lake.faa_flight' does not exist"
    const found = complaintOf(detail, sql, schema)
    expect(found.replacement).toBe('faa_flights')
    expect(marked(sql, found)).toBe('faa_flight')
  })

  test('of a function that is misspelt offers the right one', () => {
    const sql = 'select averge(1)'
    const detail = "FUNCTION_NOT_FOUND: line 1:8: Function 'averge' not registered"
    expect(complaintOf(detail, 'select coalsce(1)', schema).replacement).toBeUndefined()
    const near = complaintOf(detail.replace('averge', 'coalsce'), 'select coalsce(1)', schema)
    expect(near.replacement).toBe('coalesce')
    expect(marked(sql, complaintOf(detail, sql, schema))).toBe('averge')
  })

  test('without a place is said as it is', () => {
    const found = complaintOf('The query is cancelled.', 'select 1', schema)
    expect(found).toEqual({ message: 'The query is cancelled.' })
  })
})

test('a place is always within the statement, whatever it is', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 40 }),
      (sql, l, c) => {
        const { from, to } = rangeAt(sql, l, c)
        expect(from).toBeGreaterThanOrEqual(0)
        expect(to).toBeGreaterThanOrEqual(from)
        expect(to).toBeLessThanOrEqual(sql.length)
      },
    ),
  )
})

test('near is what a hand mistypes', () => {
  expect(nearest('dsetination', ['origin', 'destination'])).toBe('destination')
  expect(nearest('dest', ['origin', 'destination'])).toBe('destination')
  expect(nearest('xyz', ['origin', 'destination'])).toBeUndefined()
})
