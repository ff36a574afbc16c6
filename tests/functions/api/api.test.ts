import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { quarantineCountedMax } from '../../../lake/limits.ts'
import { type Api, openApi, orders, rowsOf } from './house.ts'

let api: Api
beforeAll(async () => {
  api = await openApi()
  for (const [key, text] of orders) await api.land(key, text)
  await api.land('shop/torn/a.csv', 'a,b\n1,"open\n2,3\n')
  await api.land('bank/rates/a.csv', 'day,rate\n2026-01-01,1\n')
}, 60_000)
afterAll(() => api?.close())

const rows = '/v1/datasets/shop_orders/rows'

test('everybody may read the index, health and the document', async () => {
  for (const path of ['/v1', '/v1/health', '/v1/openapi.json', '/v1/openapi-3.0.json']) {
    expect((await api.ask('GET', path, { scope: null })).status).toBe(200)
  }
})

test('the overview adds up', async () => {
  const { body } = await api.ask('GET', '/v1/overview')
  expect(body).toMatchObject({ datasets: 2, rows: 5, quarantined: 1 })
  expect(body.lastHour).toMatchObject({ objects: 3, rows: 5, quarantined: 1 })
  expect(body.newest.map(({ name }: { name: string }) => name)).toEqual([
    'bank_rates',
    'shop_orders',
  ])
  const sumOf = (minutes: number[]) => minutes.reduce((sum, one) => sum + one, 0)
  expect(sumOf(body.newest[1].minutes)).toBe(2)
  expect(body.activities.at(-1)).toMatchObject({ step: 'committed', table: 'bank_rates' })
})

test('a token says whose it is and what it allows', async () => {
  const { body } = await api.ask('GET', '/v1/me', { scope: 'lake:read land:shop land:bank' })
  expect(body).toEqual({
    subject: 'tester',
    scopes: ['lake:read', 'land:bank', 'land:shop'],
    sources: ['bank', 'shop'],
    expiresAt: '2030-01-01T00:00:00.000Z',
  })
  expect((await api.ask('GET', '/v1/me', { scope: '' })).body.scopes).toEqual([])
  expect(await api.problem('GET', '/v1/me', { scope: null })).toBe('401 /problems/token.missing')
})

test('where browsers sign in is of the stack', async () => {
  expect((await api.ask('GET', '/v1')).body.signIn).toBeNull()
  const place = {
    SIGN_IN_AUTHORIZE_URL: 'https://a.example/authorize',
    SIGN_IN_TOKEN_URL: 'https://a.example/token',
    SIGN_IN_CLIENT_ID: 'page',
  }
  Object.assign(process.env, place)
  expect((await api.ask('GET', '/v1')).body.signIn).toEqual({
    authorizeUrl: 'https://a.example/authorize',
    tokenUrl: 'https://a.example/token',
    clientId: 'page',
  })
  for (const name of Object.keys(place)) delete process.env[name]
})

describe('datasets', () => {
  test('are listed by name, found by column, and paged', async () => {
    const { body } = await api.ask('GET', '/v1/datasets')
    expect(body.datasets.map(({ name }: { name: string }) => name)).toEqual([
      'bank_rates',
      'shop_orders',
    ])
    const found = await api.ask('GET', '/v1/datasets', { query: { q: 'price' } })
    expect(found.body.total).toBe(1)
    const first = await api.ask('GET', '/v1/datasets', { query: { limit: '1' } })
    const second = await api.ask('GET', '/v1/datasets', {
      query: { limit: '1', cursor: first.body.next },
    })
    expect([second.body.datasets[0].name, second.body.next]).toEqual(['shop_orders', null])
  })

  test('one says what it is', async () => {
    const { body } = await api.ask('GET', '/v1/datasets/shop_orders')
    expect(body).toMatchObject({ source: 'shop', dataset: 'orders', state: 'ready', rows: 4 })
    expect(body.partitionKeys).toEqual(['day'])
    expect(body.columns).toContainEqual({ name: 'price', type: 'decimal(18,2)' })
    expect(body.tables).toEqual({ lake: 'lake.shop_orders', raw: 'raw.shop_orders' })
    expect(body.sentence).toMatch(/^orders of shop: 4 rows of 4 columns in 2 files, by day, last/)
  })

  test('rows come with types, conditions and order', async () => {
    const { body, headers } = await api.ask('GET', rows, {
      query: { select: 'id,price', where: ['price:gte:2', 'id:lt:9'], sort: '-id' },
    })
    expect(body.rows).toEqual([
      [4, '4.75'],
      [2, '2.25'],
    ])
    expect(body.columns[1]).toEqual({ name: 'price', type: 'decimal(18,2)', json: 'string' })
    expect(headers.etag).toMatch(/^"\d+-[0-9a-f]{16}-json-arrays"$/)
    const again = await api.ask('GET', rows, {
      query: { select: 'id,price', where: ['price:gte:2', 'id:lt:9'], sort: '-id' },
      headers: { 'If-None-Match': headers.etag ?? '' },
    })
    expect([again.status, again.text]).toEqual([304, ''])
  })

  test('rows come as JSON, lines and CSV', async () => {
    const query = { select: 'id,name', sort: 'id', limit: '2' }
    const lines = await api.ask('GET', rows, { query, headers: { Accept: 'application/x-ndjson' } })
    expect(lines.text).toBe('{"id":1,"name":"one"}\n{"id":2,"name":"two"}\n')
    expect(lines.headers.link).toMatch(/rel="next"/)
    const csv = await api.ask('GET', rows, { query: { ...query, format: 'csv' } })
    expect(csv.text).toBe('id,name\r\n1,one\r\n2,two\r\n')
    const parquet = await api.ask('GET', rows, {
      query,
      headers: { Accept: 'application/vnd.apache.parquet' },
    })
    expect(parquet.headers['content-type']).toBe('application/vnd.apache.parquet')
    expect(parquet.headers.link).toMatch(/rel="next"/)
    expect(await rowsOf(parquet.bytes)).toEqual([
      { id: 1n, name: 'one' },
      { id: 2n, name: 'two' },
    ])
    const refused = await api.ask('GET', rows, { headers: { Accept: 'image/png' } })
    expect([refused.status, refused.body.type]).toEqual([406, '/problems/accept.unsupported'])
    expect(refused.body.detail).toMatch(/json, .*ndjson, text\/csv, .*parquet/)
  })

  test('columns, partitions, files and versions', async () => {
    const columns = (await api.ask('GET', '/v1/datasets/shop_orders/columns')).body
    const price = columns.columns.find(({ name }: { name: string }) => name === 'price')
    expect(price).toMatchObject({ nulls: 1, min: '1.50', max: '4.75' })
    const partitions = (await api.ask('GET', '/v1/datasets/shop_orders/partitions')).body
    expect(partitions.partitions.map((one: { rows: number }) => one.rows)).toEqual([3, 1])
    const files = (await api.ask('GET', '/v1/datasets/shop_orders/files')).body
    expect(files.objects.map(({ state }: { state: string }) => state)).toEqual([
      'committed',
      'committed',
    ])
    expect(files.objects[0].raw).toEqual({ table: 'shop_orders', serde: expect.any(String) })
    expect(files.objects[0].dataFile.rows).toBe(files.objects[0].rows)
    const versions = (await api.ask('GET', '/v1/datasets/shop_orders/versions')).body
    expect(versions.snapshots.length).toBe(2)
  })
})

describe('landing', () => {
  const upload = (text: string, more = {}) => ({
    source: 'shop',
    dataset: 'visits',
    file: 'ü b.csv',
    size: Buffer.byteLength(text),
    sha256: createHash('sha256').update(text).digest('hex'),
    ...more,
  })
  const put = (body: { url: string; headers: Record<string, string> }, text: string) =>
    fetch(body.url, { method: 'PUT', headers: body.headers, body: text })

  test('a file lands by the URL, and becomes a table', async () => {
    const text = 'a,b\n1,2\n'
    const made = await api.ask('POST', '/v1/uploads', {
      body: upload(text, { partitions: { day: '2026-01-01' } }),
      scope: 'land:shop',
    })
    expect([made.status, made.body.key]).toEqual([201, 'shop/visits/day=2026-01-01/ü b.csv'])
    expect((await put(made.body, text)).status).toBe(200)
    await api.settle()
    const { body } = await api.ask('GET', `/v1/objects/${made.body.object}`, {
      query: { wait: '5' },
    })
    expect(body).toMatchObject({ state: 'committed', table: 'shop_visits', rows: 1 })
  })

  test('a sender without a body of its own says the same in the query', async () => {
    const text = 'a,b\n3,4\n'
    const { file, size, sha256 } = upload(text, { file: 'a+b%.csv' })
    const query = { file, size: String(size), sha256, partition: 'day=2026-01-02' }
    const asked = { query, scope: 'land:shop' }
    const made = await api.ask('POST', '/v1/uploads/shop/visits', asked)
    expect([made.status, made.body.key]).toEqual([201, 'shop/visits/day=2026-01-02/a+b%.csv'])
    expect((await put(made.body, text)).status).toBe(200)
    await api.settle()
    expect(await api.problem('POST', '/v1/uploads/bank/visits', asked)).toBe(
      '403 /problems/source.foreign',
    )
    const pins = '{"delimiter":"\\t","nulls":["—"]}'
    const pinned = await api.ask('POST', '/v1/uploads/shop/visits', { query: { ...query, pins } })
    expect(JSON.parse(pinned.body.headers['x-amz-meta-hypatia-pins'])).toEqual(JSON.parse(pins))
    for (const wrong of ['{"delimeter":";"}', '{{', '[1]']) {
      const asks = { query: { ...query, pins: wrong } }
      expect(await api.problem('POST', '/v1/uploads/shop/visits', asks)).toBe(
        '422 /problems/interpretation.refused',
      )
    }
    const other = { ...query, size: '5368709121' }
    expect(await api.problem('POST', '/v1/uploads/shop/visits', { query: other })).toBe(
      '400 /problems/request.invalid',
    )
  })

  test('S3 refuses other bytes, another length, another header', async () => {
    const made = await api.ask('POST', '/v1/uploads', {
      body: upload('a,b\n1,2\n', { file: 'c.csv' }),
    })
    expect((await put(made.body, 'a,b\n1,3\n')).status).toBe(400)
    expect((await put(made.body, 'a,b\n1,2\n3,4\n')).status).toBeGreaterThanOrEqual(400)
    const headers = {
      ...made.body.headers,
      'x-amz-checksum-sha256': createHash('sha256').update('a,b\n1,3\n').digest('base64'),
    }
    expect((await put({ ...made.body, headers }, 'a,b\n1,3\n')).status).toBe(403)
  })

  test('a token lands under its own source only', async () => {
    const asked = { body: upload('x', { source: 'bank' }), scope: 'land:shop' }
    expect(await api.problem('POST', '/v1/uploads', asked)).toBe('403 /problems/source.foreign')
    for (const day of ['2026-13-45', '2026-02-30', '../../x']) {
      const body = upload('x', { partitions: { ingest_date: day } })
      const answer = await api.problem('POST', '/v1/uploads', { body })
      expect([day, answer]).toEqual([day, '400 /problems/upload.invalid-name'])
    }
    for (const [source, dataset, file] of [
      ['..', 'd', 'f'],
      ['s', '_quarantine', 'f'],
      ['s', '_assets', '0123456789abcdef.ndjson'],
      ['s', 'd', '_hidden'],
      ['s', 'd=1', 'f'],
      ['s', 'd', 'a\u0000b'],
    ]) {
      const body = upload('x', { source, dataset, file })
      expect(await api.problem('POST', '/v1/uploads', { body })).toBe(
        '400 /problems/upload.invalid-name',
      )
    }
  })

  test('a cursor moves by If-Match only', async () => {
    const place = '/v1/cursors/shop/poller'
    const scope = 'land:shop'
    expect(await api.problem('GET', place, { scope })).toBe('404 /problems/cursor.unknown')
    const body = { value: { since: 5 } }
    expect(await api.problem('PUT', place, { scope, body })).toBe(
      '428 /problems/precondition.missing',
    )
    const none = { 'If-None-Match': '*' }
    const made = await api.ask('PUT', place, { scope, body, headers: none })
    expect(made.status).toBe(201)
    expect(await api.problem('PUT', place, { scope, body, headers: none })).toBe(
      '412 /problems/precondition.failed',
    )
    const headers = { 'If-Match': made.headers.etag ?? '' }
    const moved = await api.ask('PUT', place, { scope, body: { value: { since: 6 } }, headers })
    expect(moved.status).toBe(200)
    expect(await api.problem('PUT', place, { scope, body, headers })).toBe(
      '412 /problems/precondition.failed',
    )
    const read = await api.ask('GET', place, { scope })
    expect([read.body.value, read.headers.etag]).toEqual([{ since: 6 }, moved.headers.etag])
    expect(await api.problem('GET', place, { scope: 'land:bank' })).toBe(
      '403 /problems/source.foreign',
    )
  })
})

test('activity goes on from where it was read', async () => {
  const first = await api.ask('GET', '/v1/activity')
  const steps = first.body.activities.map(({ step }: { step: string }) => step)
  expect(steps).toContain('committed')
  expect(steps).toContain('quarantined')
  await new Promise((resolve) => setTimeout(resolve, 600))
  const settled = await api.ask('GET', '/v1/activity', { query: { limit: '1000' } })
  const waiting = api.ask('GET', '/v1/activity', {
    query: { after: settled.body.next, wait: '10' },
  })
  await api.land('shop/live/a.csv', 'a\n1\n')
  const { body } = await waiting
  expect(body.activities.every(({ key = '' }) => /live/.test(key))).toBe(true)
  expect(body.activities.length).toBeGreaterThan(0)
})

test('quarantine is listed with its reason, and what is in it lands again', async () => {
  const { body } = await api.ask('GET', '/v1/quarantine')
  expect(body.objects.length).toBe(1)
  const [torn] = body.objects
  expect(torn).toMatchObject({ key: 'shop/torn/a.csv', state: 'quarantined' })
  expect(torn.reason.at.line).toBeGreaterThan(0)
  const content = await api.ask('GET', `/v1/objects/${torn.object}/content`)
  expect(content.status).toBe(303)
  expect(await (await fetch(content.headers.location ?? '')).text()).toBe('a,b\n1,"open\n2,3\n')
  const place = `/v1/quarantine/${torn.object}`
  expect((await api.ask('GET', place)).body.reason).toEqual(torn.reason)
  const retried = await api.ask('POST', `${place}/retry`)
  expect([retried.status, retried.headers.location]).toEqual([202, `/v1/objects/${torn.object}`])
  await api.settle()
  expect((await api.ask('GET', '/v1/quarantine')).body.objects.length).toBe(1) // the same bytes end the same
  await api.land('shop/torn/a.csv', 'a,b\n1,2\n')
  expect((await api.ask('GET', '/v1/quarantine')).body.objects).toEqual([])
  expect(await api.problem('POST', `${place}/retry`)).toBe('409 /problems/quarantine.not-in-it')
})

test('a version that broke over one that came back is listed, and lands again', async () => {
  const key = 'shop/returns/a.csv.gz'
  const packed = gzipSync('a,b\n1,2\n')
  const torn = Buffer.concat([packed.subarray(0, 15), Buffer.alloc(10, 255)])
  const put = async (bytes: Buffer) => {
    await api.laptop.store.put('raw', key, bytes)
    await api.settle()
  }
  await put(packed)
  await put(torn)
  expect((await api.ask('GET', '/v1/datasets/shop_returns/rows')).body.rows).toHaveLength(1)
  const inIt = async () => {
    const { body } = await api.ask('GET', '/v1/quarantine')
    return body.objects.filter((one: { key: string }) => one.key === key)
  }
  const [listed] = await inIt()
  expect(listed).toMatchObject({ key, state: 'quarantined', table: 'shop_returns', bytes: 25 })
  expect(listed.reason.code).toMatch(/^gzip\./)
  const place = `/v1/quarantine/${listed.object}`
  expect((await api.ask('GET', place)).body).toEqual(listed)
  expect((await api.ask('GET', `/v1/objects/${listed.object}`)).body.state).toBe('committed')
  expect((await api.ask('POST', `${place}/retry`)).status).toBe(202)
  await api.settle()
  expect(await inIt()).toMatchObject([{ key }])
  await put(gzipSync('a,b\n1,2\n3,4\n'))
  expect(await inIt()).toEqual([])
  expect(await api.problem('GET', place)).toBe('404 /problems/object.unknown')
})

test('more in quarantine than an overview counts is said to be more', async () => {
  const overview = async () => (await api.ask('GET', '/v1/overview')).body
  expect(await overview()).toMatchObject({ isQuarantineWhole: true })
  const marks = Array.from({ length: quarantineCountedMax }, (_, i) => `quarantine/${i}`)
  await Promise.all(marks.map((key) => api.laptop.store.put('work', key, Buffer.alloc(0))))
  expect(await overview()).toMatchObject({
    quarantined: quarantineCountedMax,
    isQuarantineWhole: false,
  })
})
