/** Rows that came and went between two snapshots, as the API tells them. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type Api, openApi } from './house.ts'

let api: Api
beforeAll(async () => {
  api = await openApi()
}, 60_000)
afterAll(() => api?.close())

const path = '/v1/datasets/shop_orders/changes'
const changes = async (query: Record<string, string> = {}) =>
  (await api.ask('GET', path, { query, headers: { 'Cache-Control': 'no-cache' } })).body
const brief = (page: { changes: { change: string; row: Record<string, unknown> }[] }) =>
  page.changes.map(({ change, row }) => [change, row.id, row.price])

test('all rows, then what a second landing, an overwrite and a removal changed', async () => {
  const big = '9007199254740993'
  await api.land('shop/orders/a.csv', `id,price\n1,1.50\n2,2.25\n${big},3.00\n`)
  const all = await changes()
  expect(all).toMatchObject({ after: null, next: null })
  expect(brief(all)).toEqual([
    ['added', 1, '1.50'],
    ['added', 2, '2.25'],
    ['added', big, '3.00'],
  ])
  const first = all.until
  await api.land('shop/orders/b.csv', 'id,price\n4,4.00\n')
  await api.land('shop/orders/a.csv', 'id,price\n1,1.50\n2,2.50\n')
  const since = await changes({ after: first })
  expect(brief(since)).toEqual([
    ['added', 4, '4.00'],
    ['removed', 2, '2.25'],
    ['removed', big, '3.00'],
    ['added', 2, '2.50'],
  ])
  const { objects } = (await api.ask('GET', '/v1/datasets/shop_orders/files')).body
  const named = new Set(objects.map(({ object }: { object: string }) => object))
  expect(since.changes.every(({ object }: { object: string }) => named.has(object))).toBe(true)
  const pages: unknown[] = []
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await changes({ limit: '1', ...(cursor ? { cursor } : { after: first }) })
    pages.push(...page.changes)
    cursor = page.next
  }
  expect(pages).toEqual(since.changes)
  expect(await changes({ after: since.until })).toMatchObject({ changes: [], next: null })
})

test('what it cannot tell is refused by name', async () => {
  const ask = (query: Record<string, string>) => api.problem('GET', path, { query })
  expect(await ask({ after: '99999999999999999999' })).toBe('410 /problems/snapshot.expired')
  expect(await ask({ until: '1' })).toBe('410 /problems/snapshot.expired')
  expect(await ask({ cursor: 'abc' })).toBe('400 /problems/cursor.invalid')
  expect(await ask({ after: 'yesterday' })).toBe('400 /problems/request.invalid')
  const other = '/v1/datasets/shop_nothing/changes'
  expect(await api.problem('GET', other)).toBe('404 /problems/dataset.unknown')
})
