/** A dataset's view in its three spellings, its distributions, and its history in words. */
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { profileOf } from '../../../dashboard/screens/dataset/histogram.ts'
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

  test('knows a column by the name that its files give it, too', () => {
    const spelt = [{ name: 'column_1', original: 'שם', type: 'string' }]
    expect(viewSql('t', spelt, view('select=שם&where=שם:eq:דנה&sort=-שם'))).toBe(
      `SELECT "column_1"
FROM t
WHERE "column_1" = 'דנה'
ORDER BY "column_1" DESC
LIMIT 100`,
    )
    expect(conditionText('column_1:eq:דנה', spelt)).toBe('\u2068שם\u2069 is דנה')
  })

  test('is conditions in words', () => {
    const asked = ['id:gt:5', 'who:not.eq:x', 'who:in:a,b', 'who:is:null', 'who:not.like:a*']
    expect(asked.map((where) => conditionText(where))).toEqual([
      'id above 5',
      'who is not x',
      'who one of a, b',
      'who is null',
      'who is not like a*',
    ])
  })
})

describe('what the rows of a filtered page look like', () => {
  const column = (type: string) => ({ name: 'x', type, json: 'number' as const })

  test('is counted, every value of them', () => {
    const values = fc.array(fc.option(fc.integer({ min: -50, max: 50 })), { maxLength: 100 })
    fc.assert(
      fc.property(values, (all) => {
        const present = all.filter((value) => value !== null)
        const { nulls, distinct, min, histogram, topRows } = profileOf(column('bigint'), all)
        expect([nulls, distinct]).toEqual([all.length - present.length, new Set(present).size])
        if (present.length > 0) expect(min).toBe(String(Math.min(...present)))
        const bars = (histogram?.rows ?? []).reduce((sum, rows) => sum + rows, 0)
        expect(bars).toBe(present.length)
        for (const { value, rows } of topRows ?? []) {
          expect(present.filter((one) => String(one) === value)).toHaveLength(rows)
        }
      }),
    )
  })

  test('knows days and times, and not texts', () => {
    const days = ['2026-01-01', '2026-01-05', null, '2026-01-05']
    expect(profileOf(column('date'), days)).toMatchObject({
      ...{ nulls: 1, distinct: 2, min: '2026-01-01', max: '2026-01-05' },
      top: ['2026-01-05', '2026-01-01'],
    })
    expect(profileOf(column('timestamp(6)'), days).histogram?.rows).toHaveLength(24)
    expect(profileOf(column('string'), days).histogram).toBeUndefined()
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
