/** Rows whose file somebody deleted: the answer names it, and the way to have it back. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { planOf } from '../../flow/rows.ts'
import { type Api, openApi } from './house.ts'

let api: Api
beforeAll(async () => {
  api = await openApi()
}, 60_000)
afterAll(() => api?.close())

test('a data file that is gone is named, with the remedy', async () => {
  await api.laptop.store.put('raw', 'shop/gone/a.csv', Buffer.from('id,city\n1,a\n'))
  await api.settle()
  const { files } = await planOf(api.laptop, 'shop_gone')
  const uri = files[0]!.path
  api.laptop.store.delete('lake', uri.replace('s3://lake/', ''))
  const { status, body } = await api.ask('GET', '/v1/datasets/shop_gone/rows')
  expect([status, body.type]).toEqual([503, '/problems/table.file-gone'])
  expect(body.detail).toContain(uri)
  expect(body.detail).toContain('hypatia reconcile')
})
