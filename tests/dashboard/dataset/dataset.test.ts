/** A dataset's view in its three spellings, its distributions, and its history in words. */
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { histogramOf } from '../../../dashboard/screens/dataset/histogram.ts'
import { changesOf, operationText } from '../../../dashboard/screens/dataset/history.ts'
import { conditionText, rowsUrl, viewOf, viewSql } from '../../../dashboard/screens/dataset/view.ts'

const columns = [
  { name: 'id', type: 'bigint' },
  { name: 'day', type: 'date' },
  { name: 'who"s', type: 'string' },
]
const view = (text: string) => viewOf(new URLSearchParams(text))

describe('a view', () => {
  const asked = view(
    'select=id,day&where=who"s:not.in:O\'Neil,b&where=day:gte:2026-01-01&sort=-day',
  )

  test('is asked of the API as the URL has it', () => {
    expect(decodeURIComponent(rowsUrl('a_b', asked).replaceAll('+', ' '))).toBe(
      '/v1/datasets/a_b/rows?limit=100&select=id,day&where=who"s:not.in:O\'Neil,b&where=day:gte:2026-01-01&sort=-day',
    )
  })

  test('is SQL whose names and values are quoted by their types', () => {
    expect(viewSql('lake.a_b', columns, asked)).toBe(
      `SELECT "id", "day"
FROM lake.a_b
WHERE NOT ("who""s" IN ('O''Neil', 'b'))
  AND "day" >= DATE '2026-01-01'
ORDER BY "day" DESC
LIMIT 100`,
    )
    const pattern = view('where=who"s:ilike:50%_a*&where=id:is:null&where=id:between:1,9')
    expect(viewSql('t', columns, pattern)).toContain(
      `lower("who""s") LIKE lower('50\\%\\_a%') ESCAPE '\\'
  AND "id" IS NULL
  AND "id" BETWEEN 1 AND 9`,
    )
  })

  test('is conditions in words', () => {
    expect(
      ['id:gt:5', 'who:not.eq:x', 'who:in:a,b', 'who:is:null', 'who:not.like:a*'].map(
        conditionText,
      ),
    ).toEqual([
      'id above 5',
      'who is not x',
      'who one of a, b',
      'who is null',
      'who is not like a*',
    ])
  })
})

describe('a histogram', () => {
  const ends = (min: number, max: number, quantiles: number[]) => ({
    ...{ type: 'double', min: String(min), max: String(max) },
    quantiles: quantiles.map(String),
  })

  test('shares all values among its bins', () => {
    const sorted = fc.array(fc.integer({ min: -1e6, max: 1e6 }), { minLength: 3, maxLength: 21 })
    fc.assert(
      fc.property(sorted, (values) => {
        const [min = 0, ...rest] = values.toSorted((a, b) => a - b)
        const max = rest.pop() ?? min
        const shares = histogramOf(ends(min, max, rest), 24)
        if (max === min) return expect(shares).toBeUndefined()
        const sum = (shares ?? []).reduce((all, share) => all + share, 0)
        expect(sum).toBeCloseTo(1, 6)
      }),
    )
  })

  test('is even where quantiles are, and high where many values are the same', () => {
    expect(histogramOf(ends(0, 4, [1, 2, 3]), 4)).toEqual([0.25, 0.25, 0.25, 0.25])
    expect(histogramOf(ends(0, 4, [0, 0, 0]), 4)?.[0]).toBeGreaterThan(0.75)
  })

  test('knows days and times, and not texts', () => {
    const days = { min: '2026-01-01', max: '2026-01-05', quantiles: ['2026-01-03'] }
    expect(histogramOf({ type: 'date', ...days }, 2)).toEqual([0.5, 0.5])
    expect(histogramOf({ type: 'timestamp(6)', ...days }, 2)).toEqual([0.5, 0.5])
    expect(histogramOf({ type: 'string', ...days }, 2)).toBeUndefined()
    expect(histogramOf({ type: 'double' }, 2)).toBeUndefined()
  })
})

test('a history is said in sentences', () => {
  const none = { added: [], removed: [], changed: [] }
  expect(changesOf({ id: 0, columns, ...none })).toBe('It began with 3 columns.')
  const changed = [{ name: 'price', from: 'bigint', to: 'double' }]
  expect(changesOf({ id: 2, columns, ...none, added: ['a', 'b'], changed })).toBe(
    'Columns “a”, “b” came. Column “price” was bigint; it is double now.',
  )
  const snapshot = { snapshot: '1', at: '', rows: 9 }
  expect(
    [
      { operation: 'append', added: 1_461, removed: 0 },
      { operation: 'overwrite', added: 5, removed: 4 },
      { operation: 'replace', added: 9, removed: 9 },
      { operation: 'delete', added: 0, removed: 1 },
    ].map((one) => operationText({ ...snapshot, ...one })),
  ).toEqual([
    'Added 1,461 rows.',
    'Replaced 4 rows by 5.',
    'Compacted small files; no row changed.',
    'Removed 1 row.',
  ])
})
