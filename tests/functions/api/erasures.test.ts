/** Erasures by the API: who may, what is asked, and that the same request is the same erasure. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { s3 } from '../../../aws/clients/s3.ts'
import { objectId } from '../../../lake/key.ts'
import { erasureKey } from '../../../lake/maintain/erasure.ts'
import { type Api, openApi } from './house.ts'

let api: Api
beforeAll(async () => {
  api = await openApi()
  await api.land('crm/people/a.csv', 'id,email\n1,zoe@x.example\n2,max@x.example\n')
}, 60_000)
afterAll(() => api?.close())

const value = { columns: ['email'], values: ['zoe@x.example'] }
const file = `/v1/datasets/crm_people/files/${objectId('crm/people/a.csv')}`

test('ask for a scope of their own', async () => {
  const scope = 'lake:read query:run quarantine:write model:write land:*'
  for (const [method, path] of [
    ['POST', '/v1/erasures'],
    ['DELETE', file],
    ['GET', `/v1/erasures/${'0'.repeat(32)}`],
  ] as const) {
    expect(await api.problem(method, path, { scope, body: value, query: { erase: '' } })).toBe(
      '403 /problems/scope.missing',
    )
  }
})

test('a value is taken without being shown again, and the same key is the same erasure', async () => {
  const headers = { 'idempotency-key': 'k1' }
  const {
    status,
    body,
    headers: answered,
  } = await api.ask('POST', '/v1/erasures', {
    body: value,
    headers,
  })
  expect(status).toBe(202)
  expect(answered.location).toBe(`/v1/erasures/${body.id}`)
  expect(body).toMatchObject({ kind: 'value', state: 'working', columns: ['email'], by: 'tester' })
  expect(JSON.stringify(body)).not.toContain('zoe')
  const again = await api.ask('POST', '/v1/erasures', { body: value, headers })
  expect(again.body).toEqual(body)
  const other = { body: { ...value, values: ['other@x.example'] }, headers }
  expect(await api.problem('POST', '/v1/erasures', other)).toBe(
    '422 /problems/idempotency.mismatch',
  )
  expect((await api.ask('GET', `/v1/erasures/${body.id}`)).body).toEqual(body)
})

test('what is to go is told by the clock of S3, also by a function that has not asked it before', async () => {
  const { now } = Date
  s3().config.systemClockOffset = 0
  const slow = jest.spyOn(Date, 'now').mockImplementation(() => now() - 600_000)
  try {
    const { body } = await api.ask('POST', '/v1/erasures', { body: value })
    expect(Date.parse(body.createdAt)).toBeGreaterThan(now() - 60_000)
  } finally {
    slow.mockRestore()
    s3().config.systemClockOffset = 0
  }
})

test('a value so short that it stands in everything is refused', async () => {
  const body = { columns: ['id'], values: ['1'] }
  expect(await api.problem('POST', '/v1/erasures', { body })).toBe('400 /problems/request.invalid')
})

test('an object must be of the dataset, and its erasure must be meant', async () => {
  expect(await api.problem('DELETE', file)).toBe('400 /problems/request.invalid')
  const elsewhere = file.replace('crm_people', 'crm_other')
  expect(await api.problem('DELETE', elsewhere, { query: { erase: 'true' } })).toBe(
    '404 /problems/object.unknown',
  )
  const first = await api.ask('DELETE', file, { query: { erase: '' } })
  expect(first).toMatchObject({ status: 202, body: { kind: 'object' } })
  const second = await api.ask('DELETE', file, { query: { erase: 'true' } })
  expect(second.body).toEqual(first.body)
})

test('a retention is said, read and taken back, by who may erase', async () => {
  const path = '/v1/datasets/crm_people/retention'
  expect(await api.problem('GET', path)).toBe('404 /problems/retention.unknown')
  const body = { keep: '90d' }
  expect(await api.problem('PUT', path, { body, scope: 'lake:read model:write' })).toBe(
    '403 /problems/scope.missing',
  )
  for (const keep of ['0d', '90', '1y', '-1d']) {
    expect(await api.problem('PUT', path, { body: { keep } })).toBe('400 /problems/request.invalid')
  }
  expect((await api.ask('PUT', path, { body })).body).toEqual(body)
  expect((await api.ask('GET', path)).body).toEqual(body)
  expect((await api.ask('DELETE', path)).status).toBe(204)
  expect(await api.problem('GET', path)).toBe('404 /problems/retention.unknown')
  const none = '/v1/datasets/no_such/retention'
  expect(await api.problem('PUT', none, { body })).toBe('404 /problems/dataset.unknown')
})

test('the row of an asset goes with its asset, which goes by the name of its dataset', async () => {
  const png = readFileSync('tests/fixtures/inspect/asset-png-texts/input.png')
  await api.land('crm/pictures/logo.png', png)
  const asset = objectId('crm/pictures/logo.png')
  const row = objectId(`crm/_assets/${asset}.ndjson`)
  const query = { erase: '' }
  const rowOf = `/v1/datasets/crm__assets/files/${row}`
  const refused = await api.ask('DELETE', rowOf, { query })
  const remedy = `/v1/datasets/crm_pictures/files/${asset}`
  expect(refused).toMatchObject({ status: 422, body: { type: '/problems/erasure.of-assets' } })
  expect(refused.body.detail).toContain(`DELETE ${remedy}?erase`)
  const accepted = await api.ask('DELETE', remedy, { query })
  expect(accepted).toMatchObject({ status: 202, body: { kind: 'object', object: asset } })
})

test('an erasure that cannot end is answered at once, with what is still to go', async () => {
  const { body } = await api.ask('POST', '/v1/erasures', { body: value })
  const at = erasureKey(body.id)
  const [record] = [JSON.parse((await api.laptop.store.get('work', at)).toString())]
  const remaining = [{ key: 'lake.crm_people', why: 'nobody here can read it' }]
  const blocked = { ...record, state: 'blocked', remaining }
  await api.laptop.store.put('work', at, JSON.stringify(blocked))
  const answer = await api.ask('GET', `/v1/erasures/${body.id}`, { query: { wait: '20' } })
  expect(answer.body).toMatchObject({ state: 'blocked', left: remaining })
})

test('retention is said by age or by a column of dates; what a file says is changed in the file', async () => {
  await api.land('crm/visits/a.csv', 'id,Came At\n1,2026-01-02\n')
  const path = '/v1/datasets/crm_visits/retention'
  const put = (body: object) => api.problem('PUT', path, { body })
  expect(await put({ keep: '90' })).toBe('400 /problems/request.invalid')
  expect(await put({ keep: '90d', column: 'gone' })).toBe('400 /problems/filter.unknown-column')
  expect(await put({ keep: '90d', column: 'id' })).toBe('422 /problems/retention.no-dates')
  expect(await api.problem('GET', path)).toBe('404 /problems/retention.unknown')
  const said = { keep: '90d', column: 'Came At' }
  expect(await api.ask('PUT', path, { body: said })).toMatchObject({ status: 200, body: said })
  expect((await api.ask('GET', path)).body).toEqual(said)
  expect((await api.ask('DELETE', path)).status).toBe(204)

  const defined = { keep: '30d', definition: 'definitions/datasets/crm_visits.yml' }
  await api.laptop.store.put('work', 'retention/crm_visits.json', JSON.stringify(defined))
  expect((await api.ask('GET', path)).body).toEqual(defined)
  expect(await put(said)).toBe('409 /problems/definition.in-a-file')
  expect(await api.problem('DELETE', path)).toBe('409 /problems/definition.in-a-file')
})
