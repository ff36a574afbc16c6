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
    ['GET', '/v1/datasets/SHOP_ORDERS', {}, '400 /problems/request.invalid'],
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
    ['GET', `/v1/queries/x`, {}, '400 /problems/request.invalid'],
    ['GET', rows, { query: { format: 'xml' } }, '400 /problems/request.invalid'],
    ['GET', rows, { query: { select: 'id,nope' } }, '400 /problems/filter.unknown-column'],
    ['GET', rows, { query: { sort: '-nope' } }, '400 /problems/filter.unknown-column'],
    ['GET', rows, { query: { limit: ['1', '2'] } }, '400 /problems/request.invalid'],
    ['GET', '/v1/objects/0123456789abcdef', {}, '404 /problems/object.unknown'],
    ['GET', '/v1/objects/0123456789abcdef/content', {}, '404 /problems/object.unknown'],
    ['GET', '/v1/objects/..%2F..', {}, '400 /problems/request.invalid'],
    ['GET', '/v1/quarantine/0123456789abcdef', {}, '404 /problems/object.unknown'],
    ['GET', '/v1/activity', { query: { after: 'YQ' } }, '400 /problems/cursor.invalid'],
    [
      'GET',
      '/v1/objects/0123456789abcdef/content',
      { scope: 'lake:read query:run land:*' },
      '403 /problems/scope.missing',
    ],
    ['GET', '/v1/quarantine', { scope: 'lake:read land:*' }, '403 /problems/scope.missing'],
    [
      'GET',
      '/v1/quarantine/0123456789abcdef',
      { scope: 'lake:read quarantine:write' },
      '403 /problems/scope.missing',
    ],
    ['GET', '/v1/cursors/bank/poller', { scope: 'land:shop' }, '403 /problems/source.foreign'],
  ])('%s %s %#', async (method, path, asked, expected) => {
    expect(await api.problem(method, path, asked)).toBe(expected)
  })
})

describe('landing', () => {
  const good = { source: 'shop', dataset: 'd', file: 'f', sha256: 'a'.repeat(64), size: 1 }
  test.each([
    [{ ...good, source: 'bank' }, '403 /problems/source.foreign'],
    [{ ...good, source: 'shop/../bank' }, '400 /problems/request.invalid'],
    [{ ...good, size: '1' }, '400 /problems/request.invalid'],
    [{ ...good, size: -1 }, '400 /problems/request.invalid'],
    [{ ...good, size: 6_000_000_000 }, '400 /problems/request.invalid'],
    [{ ...good, sha256: 'a'.repeat(63) }, '400 /problems/request.invalid'],
    [
      { ...good, contentType: 'text/csv\r\nx-amz-acl: public-read' },
      '400 /problems/request.invalid',
    ],
    [{ ...good, bucket: 'work' }, '400 /problems/request.invalid'],
    [{ ...good, partitions: { 'Day=': '1' } }, '400 /problems/request.invalid'],
    [{ ...good, file: 'x'.repeat(1100) }, '400 /problems/request.invalid'],
    [[good], '400 /problems/request.invalid'],
    [null, '400 /problems/request.invalid'],
  ])('%j: %s', async (body, expected) => {
    const asked = { body: JSON.stringify(body), scope: 'land:shop' }
    expect(await api.problem('POST', '/v1/uploads', asked)).toBe(expected)
  })
})

describe('an estimate', () => {
  test.each([
    [{ sql: 'DROP TABLE shop_orders' }, '400 /problems/query.not-a-select'],
    [{ sql: 'SELECT 1; DELETE FROM shop_orders' }, '400 /problems/query.not-a-select'],
    [{ sql: 'EXPLAIN ANALYZE SELECT 1' }, '400 /problems/query.not-a-select'],
    [{ sql: 'SELECT * FROM nowhere.x' }, '400 /problems/query.unknown-table'],
    [{ sql: 'SELECT 1', maxAge: 5 }, '400 /problems/request.invalid'],
    [{ sql: 'SELECT 1', database: 'ops' }, '400 /problems/request.invalid'],
  ])('%j: %s', async (body, expected) => {
    expect(await api.problem('POST', '/v1/queries/estimate', { body })).toBe(expected)
  })
})
