/** Definitions of destinations, and how far each is, as the API takes and shows them. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type Api, openApi } from './house.ts'

let api: Api
beforeAll(async () => {
  api = await openApi()
}, 60_000)
afterAll(() => api?.close())

const scope = 'lake:read destination:write deliver'
const parameters = { url: 'https://erp.example.com/hooks/orders' }
const body = { kind: 'http', dataset: 'shop_orders', parameters, secrets: { signing: 'erp-key' } }
const first = { 'If-None-Match': '*' }
const erp = '/v1/destinations/erp'
const put = (path: string, body: unknown, headers: Record<string, string> = first) =>
  api.ask('PUT', path, { scope, headers, body })

test('is said, read, changed as it was read, paused and taken back', async () => {
  const made = await put(erp, body)
  expect(made.status).toBe(201)
  expect(made.body).toMatchObject({
    ...{ name: 'erp', file: null, paused: false, state: null, place: null, lag: null },
    definition: { changes: 'append', from: 'start', expired: 'stop', every: '30 sec', batch: 500 },
  })
  expect((await put(erp, body)).body.type).toBe('/problems/precondition.failed')
  const next = await put(erp, { ...body, batch: 10 }, { 'If-Match': made.headers.etag! })
  expect([next.status, next.body.definition.batch]).toEqual([200, 10])
  expect((await api.ask('POST', `${erp}/pause`, { scope })).body.paused).toBe(true)
  expect((await api.ask('POST', `${erp}/resume`, { scope })).body.paused).toBe(false)
  expect((await api.ask('DELETE', erp, { scope })).status).toBe(204)
  expect(await api.problem('GET', erp, { scope })).toBe('404 /problems/destination.unknown')
})

test('whoever sends keeps its place, and the lag is told', async () => {
  await put(erp, body)
  await api.land('shop/orders/a.csv', 'id\n1\n')
  const changes = '/v1/datasets/shop_orders/changes'
  const until = (await api.ask('GET', changes)).body.until
  const place = `${erp}/place`
  const value = {
    ...{ holder: 'a', generation: 'g', dataset: 'shop_orders', acknowledged: until },
    ...{ sequence: 1, changes: 1, round: null },
  }
  expect(await api.problem('GET', place, { scope })).toBe('404 /problems/destination.unknown')
  const made = await put(place, { value })
  expect(made.status).toBe(201)
  expect((await put(place, { value })).status).toBe(412)
  const bad = { value: { ...value, sequence: -1 } }
  expect((await put(place, bad, { 'If-Match': made.headers.etag! })).status).toBe(400)
  const state = { state: 'failing', says: 'It answers 500.' }
  expect((await api.ask('PUT', `${erp}/state`, { scope, body: state })).status).toBe(204)
  const shown = (await api.ask('GET', erp, { scope })).body
  expect(shown).toMatchObject({ state, place: { value }, lag: { snapshots: 0, since: null } })
  await api.land('shop/orders/b.csv', 'id\n2\n')
  const late = await api.ask('GET', erp, { scope, headers: { 'Cache-Control': 'no-cache' } })
  expect(late.body.lag).toMatchObject({ snapshots: 1, since: expect.stringMatching(/^20/) })
  expect((await api.ask('DELETE', place, { scope })).status).toBe(204)
  expect((await api.ask('GET', erp, { scope })).body.place).toBeNull()
  await api.ask('DELETE', erp, { scope })
})

test('who may', async () => {
  await put(erp, body)
  const read = { scope: 'lake:read' }
  expect((await api.ask('GET', '/v1/destinations', read)).body.destinations).toHaveLength(1)
  const denied = '403 /problems/scope.missing'
  expect(await api.problem('GET', '/v1/destinations', { scope: 'land:shop' })).toBe(denied)
  expect(await api.problem('PUT', erp, { ...read, body, headers: first })).toBe(denied)
  const state = { scope: 'destination:write', body: { state: 'running' } }
  expect(await api.problem('PUT', `${erp}/state`, state)).toBe(denied)
  expect(await api.problem('DELETE', `${erp}/place`, { scope: 'deliver' })).toBe(denied)
  await api.ask('DELETE', erp, { scope })
})

test.each([
  ['a secret in clear', { ...body, secrets: { signing: 'sk_live/6tH=' } }, '/secrets/signing'],
  ['an unknown kind', { ...body, kind: 'htp' }, '/kind'],
  ['an upsert without a key', { ...body, changes: 'upsert' }, '/key'],
  ['a key of what is only appended', { ...body, key: ['id'] }, '/key'],
  ['a folder for a dataset', { ...body, dataset: 'shop/orders' }, '/dataset'],
])('%s is refused at its place', async (_, said, name) => {
  const { status, body } = await put('/v1/destinations/bad', said)
  expect([status, body.type]).toEqual([400, '/problems/request.invalid'])
  expect(body.errors.map((one: { name: string }) => one.name)).toContain(name)
})
