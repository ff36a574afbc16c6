import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { type Hypatia, hypatia, records } from '../../clients/typescript/hypatia.ts'
import { openGate } from './gate.ts'

let gate: Awaited<ReturnType<typeof openGate>>
let client: Hypatia
const tokens: (string | undefined)[] = []
beforeAll(async () => {
  gate = await openGate()
  client = hypatia({
    url: gate.url,
    token(refused) {
      tokens.push(refused)
      return `token-${tokens.length}`
    },
  })
}, 60_000)
afterAll(() => gate?.close())
beforeEach(() => {
  gate.refusals.length = 0
  gate.seen.length = 0
  tokens.length = 0
})

const place = { source: 'shop', dataset: 'orders' }

test('a path, bytes and a Blob land, and an overwrite is followed to its own end', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hypatia-client-'))
  writeFileSync(join(folder, 'a.csv'), 'id,name\n1,one\n')
  const ofPath = await client.land(join(folder, 'a.csv'), place)
  rmSync(folder, { recursive: true })
  expect(ofPath).toMatchObject({ key: 'shop/orders/a.csv', state: 'committed', rows: 1 })

  const bytes = new TextEncoder().encode('id,name\n2,two\n3,three\n')
  const ofBytes = await client.land(bytes, { ...place, file: 'b.csv', partitions: {} })
  expect(ofBytes).toMatchObject({ key: 'shop/orders/b.csv', rows: 2 })

  const again = await client.land(new Blob(['id,name\n9,nine\n']), { ...place, file: 'b.csv' })
  expect([again.state, again.rows, again.version === ofBytes.version]).toEqual([
    'committed',
    1,
    false,
  ])
  const found: unknown[] = []
  for await (const row of client.rows('shop_orders', { sort: ['id'], limit: 1 })) found.push(row)
  expect(found).toEqual([
    { id: 1, name: 'one' },
    { id: 9, name: 'nine' },
  ])
  const told: unknown[] = []
  for await (const { change, row } of client.changes('shop_orders', { limit: 1, key: ['id'] }))
    told.push([change, row.id])
  expect(told).toEqual([
    ['added', 1],
    ['added', 9],
  ])
  await expect(client.land(bytes, place)).rejects.toThrow('give `file`')
}, 60_000)

test('a query gives its pages, a failed one its reason', async () => {
  const found: unknown[] = []
  for await (const page of client.query('SELECT id FROM lake.shop_orders WHERE id < ?', {
    parameters: [5],
  })) {
    found.push(...records(page))
  }
  expect(found).toEqual([{ id: 1 }])
  await expect(client.query('SELECT nothing FROM lake.shop_orders').next()).rejects.toMatchObject({
    name: 'HypatiaProblem',
    type: expect.stringMatching(/^\/problems\/query\./),
    detail: expect.stringContaining('nothing'),
  })
}, 60_000)

describe('before a gateway that refuses', () => {
  test('what is refused for now, or breaks off, is asked again', async () => {
    gate.refusals.push(429, 503, 'broken', 429)
    const { body } = await client.call('getOverview')
    expect([body.datasets, gate.seen.length]).toEqual([1, 5])
  })

  test('but five times at most', async () => {
    gate.refusals.push(503, 503, 503, 503, 503, 503)
    await expect(client.call('getOverview')).rejects.toMatchObject({ status: 503 })
    expect(gate.refusals).toEqual([503])
  })

  test('what may have been done is not asked again when the connection breaks', async () => {
    gate.refusals.push('broken')
    const path = { object: '0123456789abcdef' }
    await expect(client.call('retryQuarantined', { path })).rejects.toThrow('fetch failed')
    expect(gate.seen.length).toBe(1)
  })

  test('a refused token is replaced once', async () => {
    gate.refusals.push(401)
    await client.call('getOverview')
    expect(tokens).toEqual([undefined, 'token-1'])
    expect(gate.seen.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer token-1',
      'Bearer token-2',
    ])
    gate.refusals.push(401, 401)
    await expect(client.call('getOverview')).rejects.toMatchObject({ status: 401 })
  })
})

test('an answer that has not changed is the same object, by its ETag', async () => {
  const asked = { path: { name: 'shop_orders' } }
  const first = await client.call('listVersions', asked)
  const second = await client.call('listVersions', asked)
  expect(second.body).toBe(first.body)
  expect(gate.seen[1]?.headers['if-none-match']).toBe(first.headers.get('etag'))
})

test('a wait ends with its signal, and says so', async () => {
  const abort = new AbortController()
  const waiting = client.follow('0123456789abcdef', { signal: abort.signal })
  setTimeout(() => abort.abort(new Error('enough')), 100)
  await expect(waiting).rejects.toThrow('enough')
  await expect(client.follow('0123456789abcdef', { waitSeconds: 0 })).rejects.toThrow(
    'not yet known',
  )
})

test('other formats come as they are', async () => {
  const response = await client.response('listRows', {
    path: { name: 'shop_orders' },
    query: { format: 'csv', sort: ['id'], where: ['id:gt:0', 'id:lt:5'] },
  })
  expect(await response.text()).toBe('id,name\r\n1,one\r\n')
})
