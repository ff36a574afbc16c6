/** Where a dropped file would go: files of one kind go together, and under no other source than the token's. */
import { describe, expect, test } from '@jest/globals'
import { datasetOf, mayLand, nameProblem, sourceOf } from '../../../dashboard/landing/names.ts'

test.each([
  ['sales-2026-01.csv', 'sales'],
  ['Sales 2026-01 (2).csv.gz', 'sales'],
  ['orders_20260131.ndjson', 'orders'],
  ['orders.part3.parquet', 'orders'],
  ['report_v2.tsv', 'report'],
  ['Überblick März.csv', 'uberblick-marz'],
  ['2026-01-31.csv', '2026-01-31'],
  ['route66.csv', 'route66'],
  ['.csv', 'files'],
  ['данные.json', 'files'],
])('%s is of the dataset %s', (file, dataset) => {
  expect(datasetOf(file)).toBe(dataset)
  expect(nameProblem(dataset)).toBeUndefined()
})

describe('the source', () => {
  test('is the last one while the token allows it', () => {
    expect(sourceOf(['lake:read', 'land:*'], 'shop')).toBe('shop')
    expect(sourceOf(['land:bank', 'land:shop'], 'shop')).toBe('shop')
    expect(sourceOf(['land:bank'], 'shop')).toBe('bank')
    expect(sourceOf(['land:*'], null)).toBe('you')
  })

  test('is nobody’s without a scope', () => {
    expect([mayLand(['lake:read']), mayLand(['land:shop'])]).toEqual([false, true])
  })
})

test('a name that would be no folder of its own is refused with words', () => {
  for (const name of ['', 'a/b', 'a\\b', '_a', '.a', 'day=1', '---'])
    expect([name, nameProblem(name)]).toEqual([name, expect.stringContaining('letter or digit')])
})
