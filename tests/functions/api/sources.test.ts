/** Definitions of sources, as the API takes and shows them. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type Api, openApi } from './house.ts'

let api: Api
beforeAll(async () => {
  api = await openApi()
}, 60_000)
afterAll(() => api?.close())

const scope = 'lake:read source:write land:*'
const parameters = { url: 'https://shop.example.com/orders' }
const body = { kind: 'rest', dataset: 'orders', parameters, secrets: { bearer: 'shop-token' } }
const first = { 'If-None-Match': '*' }
const shop = '/v1/sources/shop'
const put = (path: string, body: unknown, headers: Record<string, string>) =>
  api.ask('PUT', path, { scope, headers, body })

test('is said, read, changed as it was read, paused and taken back', async () => {
  const made = await put(shop, body, first)
  expect(made.status).toBe(201)
  const whole = { ...body, every: '5 min', paused: false, transform: [], original: 'keep' }
  const paging = { by: 'none' }
  const all = { query: {}, headers: {}, paging, keyHeader: 'X-Api-Key', requestsPerDay: 10_000 }
  const definition = { ...whole, parameters: { ...parameters, ...all } }
  const rest = { file: null, paused: false, state: null, cursor: null }
  expect(made.body).toEqual({ name: 'shop', definition, ...rest })
  expect((await api.ask('GET', shop, { scope })).body).toEqual(made.body)
  expect((await put(shop, body, first)).body.type).toBe('/problems/precondition.failed')
  const changed = { ...body, every: '1 hour' }
  const next = await put(shop, changed, { 'If-Match': made.headers.etag! })
  expect([next.status, next.body.definition.every]).toEqual([200, '1 hour'])
  const late = await put(shop, body, { 'If-Match': made.headers.etag! })
  expect(late.body.type).toBe('/problems/precondition.failed')
  expect((await api.ask('POST', `${shop}/pause`, { scope })).body.paused).toBe(true)
  expect((await api.ask('POST', `${shop}/resume`, { scope })).body.paused).toBe(false)
  expect((await api.ask('DELETE', shop, { scope })).status).toBe(204)
  expect(await api.problem('GET', shop, { scope })).toBe('404 /problems/source.unknown')
  expect(await api.problem('POST', `${shop}/pause`, { scope })).toBe('404 /problems/source.unknown')
})

test('whoever runs it says how it is, and how far', async () => {
  await put(shop, body, first)
  const state = { state: 'failing', says: 'it answers 401' }
  const land = 'land:shop'
  expect((await api.ask('PUT', `${shop}/state`, { scope: land, body: state })).status).toBe(204)
  const cursor = { body: { value: { page: 3 } }, headers: first, scope: land }
  await api.ask('PUT', '/v1/cursors/shop/orders', cursor)
  const shown = (await api.ask('GET', '/v1/sources', { scope: land })).body.sources
  expect(shown).toHaveLength(1)
  expect(shown[0]).toMatchObject({ name: 'shop', state, cursor: { value: { page: 3 } } })
  const known = { 'If-None-Match': (await api.ask('GET', shop, { scope })).headers.etag! }
  await api.ask('PUT', `${shop}/state`, { scope: land, body: { state: 'running' } })
  const now = await api.ask('GET', shop, { scope, headers: known })
  expect([now.status, now.body.state.state]).toEqual([200, 'running'])
  expect(now.headers.etag).not.toBe(known['If-None-Match']) // a cache would give the old state for it
  const changed = await put(shop, body, { 'If-Match': known['If-None-Match'] }) // the definition is the same
  expect(changed.status).toBe(200)
  await api.ask('DELETE', shop, { scope })
})

test('who may see and change it', async () => {
  await put(shop, body, first)
  const other = { scope: 'land:crm' }
  expect((await api.ask('GET', '/v1/sources', other)).body).toEqual({ sources: [] })
  expect(await api.problem('GET', shop, other)).toBe('404 /problems/source.unknown')
  const write = { scope: 'lake:read land:*', body, headers: first }
  expect(await api.problem('PUT', '/v1/sources/crm', write)).toBe('403 /problems/scope.missing')
  const state = { scope: 'land:crm', body: { state: 'running' } }
  expect(await api.problem('PUT', `${shop}/state`, state)).toBe('403 /problems/source.foreign')
  await api.ask('DELETE', shop, { scope })
})

test.each([
  ['a secret in clear', { ...body, secrets: { bearer: 'sk_live/6tH=' } }, '/secrets/bearer'],
  ['an unknown kind', { ...body, kind: 'rst' }, '/kind'],
  ['an unknown parameter', { ...body, parameters: { ...parameters, ulr: 1 } }, '/parameters'],
  ['a step of transformation', { ...body, transform: [{ step: 'hash' }] }, '/transform'],
])('%s is refused at its place', async (_, said, name) => {
  const { status, body } = await put('/v1/sources/bad', said, first)
  expect([status, body.type]).toEqual([400, '/problems/request.invalid'])
  expect(body.errors.map((one: { name: string }) => one.name)).toContain(name)
})

test('ours are nobody’s, and what a file says is changed there', async () => {
  const ours = await put('/v1/sources/predictions', body, first)
  expect(ours.body.type).toBe('/problems/source.reserved')
  const record = JSON.stringify({ definition: { ...body, paused: false }, file: 'sources/a.yml' })
  await api.laptop.store.put('work', 'sources/a.json', record)
  const etag = (await api.ask('GET', '/v1/sources/a', { scope })).headers.etag!
  const changed = await put('/v1/sources/a', body, { 'If-Match': etag })
  expect(changed.body).toMatchObject({ type: '/problems/definition.in-a-file' })
  expect(changed.body.detail).toMatch(/^sources\/a\.yml says it/)
  const gone = await api.problem('DELETE', '/v1/sources/a', { scope })
  expect(gone).toBe('409 /problems/definition.in-a-file')
  expect((await api.ask('POST', '/v1/sources/a/pause', { scope })).body.paused).toBe(true)
})
