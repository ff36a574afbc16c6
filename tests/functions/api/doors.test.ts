import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type Api, openApi, orders } from './house.ts'

let api: Api
beforeAll(async () => {
  api = await openApi()
  for (const [key, text] of orders) await api.land(key, text)
}, 60_000)
afterAll(() => api?.close())

const rows = '/v1/datasets/shop_orders/rows'

describe('whoever asks', () => {
  test.each([
    ['GET', '/v1/datasets', { scope: null }, '401 /problems/token.missing'],
    ['GET', '/v1/datasets', { scope: 'query:run' }, '403 /problems/scope.missing'],
    ['POST', '/v1/uploads', { scope: 'lake:read', body: {} }, '403 /problems/scope.missing'],
    ['GET', '/v1/nothing', {}, '404 /problems/route.unknown'],
    ['PATCH', '/v1/datasets', {}, '405 /problems/method.not-allowed'],
    ['GET', '/v1/datasets/nope', {}, '404 /problems/dataset.unknown'],
    ['GET', rows, { query: { where: 'nope:eq:1' } }, '400 /problems/filter.unknown-column'],
    ['GET', rows, { query: { where: 'id:eq:x' } }, '400 /problems/filter.invalid-value'],
    ['GET', rows, { query: { where: 'id' } }, '400 /problems/request.invalid'],
    ['GET', rows, { query: { limit: '0' } }, '400 /problems/request.invalid'],
    ['GET', rows, { query: { nope: '1' } }, '400 /problems/request.invalid'],
    ['GET', rows, { query: { cursor: 'abc' } }, '400 /problems/cursor.invalid'],
    ['POST', '/v1/queries', { body: '{' }, '400 /problems/request.not-json'],
    ['POST', '/v1/queries', { body: { sql: 1 } }, '400 /problems/request.invalid'],
    ['POST', '/v1/queries', { body: `"${'x'.repeat(1 << 20)}"` }, '413 /problems/body.too-large'],
    [
      'POST',
      '/v1/queries',
      { body: {}, headers: { 'Content-Type': 'text/plain' } },
      '415 /problems/content-type.unsupported',
    ],
    ['GET', '/v1/queries/00000000-0000-0000-0000-000000000000', {}, '404 /problems/query.unknown'],
  ])('%s %s %#', async (method, path, asked, expected) => {
    expect(await api.problem(method, path, asked)).toBe(expected)
  })
})
