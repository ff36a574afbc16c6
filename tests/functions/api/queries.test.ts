import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { type Api, openApi, orders, rowsOf } from './house.ts'

let api: Api
beforeAll(async () => {
  api = await openApi()
  for (const [key, text] of orders) await api.land(key, text)
}, 60_000)
afterAll(() => api?.close())

describe('queries', () => {
  const sql = 'SELECT id, price, name FROM shop_orders WHERE id > ? ORDER BY id'

  test('one that is waited for answers with its first page', async () => {
    const { status, body, headers } = await api.ask('POST', '/v1/queries', {
      headers: { Prefer: 'wait=20' },
      body: { sql, parameters: [2] },
    })
    expect([status, body.state, headers['preference-applied']]).toEqual([
      200,
      'succeeded',
      'wait=20',
    ])
    expect(body.results.rows).toEqual([
      [3, null, 'three'],
      [4, '4.75', 'four'],
    ])
  })

  test('one that is not is looked after, paged, and fetched as CSV', async () => {
    const headers = { 'Idempotency-Key': 'k1' }
    const started = await api.ask('POST', '/v1/queries', {
      headers,
      body: { sql, parameters: [0] },
    })
    expect([200, 202]).toContain(started.status)
    const twice = await api.ask('POST', '/v1/queries', { headers, body: { sql, parameters: [0] } })
    expect(twice.body.id).toBe(started.body.id)
    const other = { headers, body: { sql, parameters: [1] } }
    expect(await api.problem('POST', '/v1/queries', other)).toBe(
      '422 /problems/idempotency.mismatch',
    )
    const place = `/v1/queries/${started.body.id}`
    const ended = await api.ask('GET', place, { query: { wait: '20' } })
    expect(ended.body.state).toBe('succeeded')
    const ids: number[] = []
    let cursor: string | undefined
    do {
      const query = { limit: '2', ...(cursor && { cursor }) }
      const { body } = await api.ask('GET', `${place}/results`, { query })
      ids.push(...body.rows.map(([id]: [number]) => id))
      cursor = body.next ?? undefined
    } while (cursor)
    expect(ids).toEqual([1, 2, 3, 4])
    const csv = await api.ask('GET', `${place}/results`, { headers: { Accept: 'text/csv' } })
    expect(csv.status).toBe(303)
    expect(await (await fetch(csv.headers.location ?? '')).text()).toContain('"4","4.75","four"')
    const parquet = await api.ask('GET', `${place}/results`, { query: { format: 'parquet' } })
    expect(parquet.status).toBe(303)
    const bytes = Buffer.from(await (await fetch(parquet.headers.location ?? '')).arrayBuffer())
    expect((await rowsOf(bytes))[3]).toEqual({ id: 4n, price: 4.75, name: 'four' })
    const again = await api.ask('GET', `${place}/results`, { query: { format: 'parquet' } })
    expect(again.status).toBe(303)
    const list = await api.ask('GET', '/v1/queries')
    expect(list.body.queries.map(({ id }: { id: string }) => id)).toContain(started.body.id)
    expect((await api.ask('DELETE', place)).status).toBe(204)
  })

  test.each([
    'DROP TABLE lake.shop_orders',
    'INSERT INTO shop_orders SELECT 1',
    '/* SELECT */ DELETE FROM shop_orders',
    'SELECT 1; DROP TABLE x',
    "SELECT ';' ; SELECT 2",
    'EXPLAIN ANALYZE INSERT INTO t SELECT 1',
    "UNLOAD (SELECT 1) TO 's3://x/' WITH (format = 'CSV')",
    '-- nothing',
  ])('%s is not run', async (statement) => {
    const asked = { body: { sql: statement } }
    expect(await api.problem('POST', '/v1/queries', asked)).toBe('400 /problems/query.not-a-select')
  })

  test('what it would scan is known before it runs, at most', async () => {
    const estimate = async (sql: string, more = {}) => {
      const { body } = await api.ask('POST', '/v1/queries/estimate', { body: { sql, ...more } })
      return body
    }
    const all = await estimate('SELECT * FROM shop_orders')
    expect(all).toMatchObject({ files: 2, filesTotal: 2, partitions: 2, partitionsTotal: 2 })
    expect(all.tables[0].columns).toEqual(['id', 'price', 'name', 'day'])
    expect(all.usd).toBeCloseTo(0.00005)
    const ran = await api.ask('POST', '/v1/queries', {
      headers: { Prefer: 'wait=20' },
      body: { sql: 'SELECT * FROM shop_orders' },
    })
    expect(ran.body.scannedBytes).toBeGreaterThan(0)
    expect(all.bytes).toBeGreaterThanOrEqual(ran.body.scannedBytes)
    const one = await estimate('SELECT id FROM lake.shop_orders')
    expect(one.bytes).toBe(all.bytes) // a small file is read whole
    expect(one.columnBytes).toBeLessThan(all.columnBytes)
    const day = await estimate('SELECT id FROM shop_orders WHERE day = ?', { parameters: ['2'] })
    expect(day).toMatchObject({ files: 1, filesTotal: 2, partitions: 1, partitionsTotal: 2 })
    expect(day.bytes).toBeLessThan(one.bytes)
    const raw = await estimate("SELECT id FROM shop_orders WHERE day = '1'", { database: 'raw' })
    expect(raw).toMatchObject({ bytes: 45, files: 1, filesTotal: 2 })
    const none = await estimate('SELECT 1')
    expect(none).toMatchObject({ bytes: 0, usd: 0, tables: [] })
    const past = await estimate('SELECT * FROM shop_orders FOR VERSION AS OF 1')
    expect([past.bytes, past.usd]).toEqual([null, null])
  })

  test('half a statement has no estimate, and says where it ends', async () => {
    const estimate = async (sql: string) =>
      api.ask('POST', '/v1/queries/estimate', { body: { sql } })
    const half = await estimate('SELECT id\nFROM shop_orders WHERE ')
    expect(half.body).toMatchObject({
      ...{ bytes: null, columnBytes: null, usd: null, tables: [] },
      unread: { detail: expect.stringContaining('mismatched input'), position: { line: 2 } },
    })
    expect((await estimate("SELECT 'abc")).body).toMatchObject({ bytes: null, unread: {} })
  })

  test('no statement reads more than its estimate', async () => {
    const table = fc.constantFrom('shop_orders', 'lake.shop_orders', 'raw.shop_orders')
    const column = fc.constantFrom('id', 'price', 'name', 'day', '*', 'count(*)')
    const where = fc.constantFrom(
      '',
      " WHERE day = '1'",
      ' WHERE id IS NOT NULL',
      ' WHERE price IS NULL',
    )
    const plain = fc
      .tuple(column, table, where)
      .map(([of, from, only]) => `SELECT ${of} FROM ${from}${only}`)
    const joined = fc
      .tuple(table, table)
      .map(
        ([a, b]) =>
          `SELECT a.id FROM ${a} a JOIN ${b} b ON CAST(a.id AS varchar) = CAST(b.id AS varchar)`,
      )
    const named = fc
      .tuple(plain, fc.integer({ min: 1, max: 3 }), fc.integer({ min: 0, max: 2 }))
      .map(
        ([sql, inner, outer]) =>
          `WITH q AS (SELECT 1 x FROM (${sql})), r AS (SELECT 1 y FROM ${Array(inner).fill('q').join(', ')}) SELECT 1 FROM (VALUES 1) v${', r'.repeat(outer)}`,
      )
    const united = fc
      .tuple(plain, plain)
      .map(([a, b]) => `SELECT 1 FROM (${a}) UNION ALL SELECT 2 FROM (${b})`)
    const within = plain.map((sql) => `SELECT id FROM shop_orders WHERE EXISTS (${sql})`)
    await fc.assert(
      fc.asyncProperty(fc.oneof(plain, joined, named, united, within), async (statement) => {
        const body = { sql: statement }
        const estimate = (await api.ask('POST', '/v1/queries/estimate', { body })).body
        const ran = await api.ask('POST', '/v1/queries', { headers: { Prefer: 'wait=20' }, body })
        expect([statement, ran.body.error?.message]).toEqual([statement, undefined])
        expect(ran.body.scannedBytes).toBeLessThanOrEqual(estimate.bytes)
      }),
      { numRuns: 60 },
    )
  }, 120_000)

  test('a name that is not there is placed, and the nearest is told', async () => {
    const body = { sql: 'SELECT *\nFROM lake.shop_order' }
    const refused = await api.ask('POST', '/v1/queries/estimate', { body })
    expect(refused.body).toMatchObject({
      ...{ status: 400, type: '/problems/query.unknown-table' },
      ...{ position: { line: 2, column: 6 }, hint: 'Did you mean shop_orders?' },
    })
    const asked = { headers: { Prefer: 'wait=20' }, body: { sql: 'SELECT prise FROM shop_orders' } }
    const { error } = (await api.ask('POST', '/v1/queries', asked)).body
    expect(error).toMatchObject({
      position: { line: 1, column: 8 },
      hint: 'Did you mean price?',
    })
    const table = { ...asked, body: { sql: 'SELECT id FROM shop_ordes' } }
    expect((await api.ask('POST', '/v1/queries', table)).body.error).toMatchObject({
      position: { line: 1, column: 16 },
      hint: 'Did you mean shop_orders?',
    })
    const malformed = { ...asked, body: { sql: 'SELECT id\nFROM FROM x' } }
    expect((await api.ask('POST', '/v1/queries', malformed)).body.error.position).toEqual({
      line: 2,
      column: 6,
    })
  })

  test('one that fails says why', async () => {
    const asked = { headers: { Prefer: 'wait=20' }, body: { sql: 'SELECT nope FROM shop_orders' } }
    const { body } = await api.ask('POST', '/v1/queries', asked)
    expect(body.state).toBe('failed')
    expect(body.error.detail).toMatch(/nope/)
    expect(await api.problem('GET', `/v1/queries/${body.id}/results`)).toBe(
      '409 /problems/query.failed',
    )
  })
})
