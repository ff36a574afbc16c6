/** Prediction jobs and rules by the API; the functions that do them run in other processes. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { addVersion, moveAlias } from '../../../aws/models.ts'
import { small } from '../../flow/model.ts'
import { type Api, type Asked, openApi } from './house.ts'

let api: Api
beforeAll(async () => {
  api = await openApi()
  await addVersion(small.draft, small.sample, small.bytes)
  await addVersion(small.draft, small.sample, small.bytes)
  await moveAlias('small', 'live', 1)
  await api.land('shop/things/a.csv', 'id,size,word\n1,3,x\n2,,y\n')
  await api.land('shop/orders/a.csv', 'id,price\n1,3\n')
}, 60_000)
afterAll(() => api?.close())

const path = '/v1/prediction-jobs'
const sql = 'SELECT id, size, word FROM shop_things'
const problemOf = async (method: string, at: string, asked: Asked = {}) => {
  const { status, body } = await api.ask(method, at, asked)
  return `${status} ${body?.type ?? ''}`
}
const create = (body: object, headers: Record<string, string> = {}) =>
  api.ask('POST', path, { body, headers })

describe('a job', () => {
  test('is made, done while it is waited for, and listed', async () => {
    const made = await create({ model: 'small', sql: `${sql};` })
    expect(made.status).toBe(202)
    expect(made.body).toMatchObject({ model: 'small', version: 1, at: null, sql, state: 'queued' })
    const place = made.headers.location ?? ''
    const waiting = api.ask('GET', place, { query: { wait: '20' } })
    await api.settle()
    const { body } = await waiting
    expect(body).toMatchObject({ state: 'done', rows: 2, dataset: { table: 'predictions_small' } })
    const object = await api.ask('GET', `/v1/objects/${body.dataset.object}`)
    expect(object.body).toMatchObject({ state: 'committed', rows: 2, table: 'predictions_small' })
    const rows = await api.ask('GET', '/v1/datasets/predictions_small/rows')
    expect(rows.body.rows.length).toBe(2)
    const list = await api.ask('GET', path)
    expect(list.body.jobs[0]).toEqual(body)
  })

  test('is the same by the same key, whatever the alias does; another request with it is refused', async () => {
    const headers = { 'Idempotency-Key': 'k' }
    const first = await create({ model: 'small', at: 'live', sql }, headers)
    await moveAlias('small', 'live', 2)
    const again = await create({ model: 'small', at: 'live', sql }, headers)
    expect(again.body).toEqual(first.body)
    expect(again.body.version).toBe(1)
    const other = { body: { model: 'small', at: 'live', sql: `${sql} LIMIT 1` }, headers }
    expect(await problemOf('POST', path, other)).toBe('422 /problems/idempotency.mismatch')
    await moveAlias('small', 'live', 1)
    await api.settle()
    const list = await api.ask('GET', path)
    expect(list.body.jobs.length).toBe(2)
  })

  test.each([
    ['404 /problems/model.unknown', { model: 'large', sql }],
    ['404 /problems/model.unknown', { model: 'small', at: '7', sql }],
    ['404 /problems/model.unknown', { model: 'small', at: 'best', sql }],
    ['400 /problems/query.not-a-select', { model: 'small', sql: 'DROP TABLE shop_things' }],
    ['400 /problems/query.not-a-select', { model: 'small', sql: 'SHOW TABLES' }],
    ['400 /problems/query.not-a-select', { model: 'small', sql: 'SELECT 1; SELECT 2' }],
    ['400 /problems/request.invalid', { model: 'small', sql, keep: 'id' }],
  ])('is refused at once with %s: %j', async (problem, body) => {
    expect(await problemOf('POST', path, { body })).toBe(problem)
  })

  test('is none of an id that is none, and nothing without the scope', async () => {
    expect(await problemOf('GET', `${path}/${'0'.repeat(32)}`)).toBe('404 /problems/job.unknown')
    expect(await problemOf('GET', path, { scope: 'query:run' })).toBe('403 /problems/scope.missing')
  })
})

describe('a rule', () => {
  const rules = '/v1/models/small/rules'
  const body = { alias: 'live' }

  test('is put, listed, followed and taken back', async () => {
    const put = await api.ask('PUT', `${rules}/shop_things`, { body })
    expect([put.status, put.body]).toEqual([
      200,
      expect.objectContaining({ table: 'shop_things', alias: 'live' }),
    ])
    expect((await api.ask('GET', rules)).body.rules).toEqual([put.body])
    await api.land('shop/things/b.csv', 'id,size,word\n7,9,z\n')
    const { jobs } = (await api.ask('GET', path, { query: { limit: '1' } })).body
    expect(jobs).toMatchObject([{ state: 'done', rows: 1, arrival: { key: 'shop/things/b.csv' } }])
    for (let i = 0; i < 2; i++)
      expect((await api.ask('DELETE', `${rules}/shop_things`)).status).toBe(204)
    expect((await api.ask('GET', rules)).body.rules).toEqual([])
  })

  test.each([
    ['404 /problems/model.unknown', '/v1/models/large/rules/shop_things'],
    ['404 /problems/dataset.unknown', `${rules}/nowhere`],
    ['422 /problems/rule.refused', `${rules}/predictions_small`],
    ['422 /problems/rule.refused', `${rules}/shop_orders`],
  ])('is refused with %s: %s', async (problem, at) => {
    expect(await problemOf('PUT', at, { body })).toBe(problem)
  })

  test('is refused where its rows would be those of assets', async () => {
    await api.land('shop/pictures/a.gif', 'GIF89a\x01\x00\x01\x00\x00\x00\x00;')
    const { body: problem } = await api.ask('PUT', `${rules}/shop__assets`, { body })
    expect(problem.detail).toBe('Rows of assets are not scored as they arrive.')
  })
})
