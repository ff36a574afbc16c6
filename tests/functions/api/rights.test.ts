/** What is somebody's is nobody else's: queries, results, jobs; and what a file quotes. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { addVersion, moveAlias } from '../../../aws/models.ts'
import { objectId } from '../../../lake/key.ts'
import { small } from '../../flow/model.ts'
import { type Api, openApi } from './house.ts'

let api: Api
beforeAll(async () => {
  api = await openApi()
  await addVersion(small.draft, small.sample, small.bytes)
  await moveAlias('small', 'live', 1)
  await api.land('shop/things/a.csv', 'id,size,word\n1,3,x\n2,,y\n')
}, 60_000)
afterAll(() => api?.close())

const scope = 'lake:read query:run predict'
const ada = { subject: 'ada', scope }
const bob = { subject: 'bob', scope }
const carol = { subject: 'carol', scope: `${scope} queries:all` }

describe('a query', () => {
  const headers = { Prefer: 'wait=20' }
  const ask = async (who: typeof ada, sql: string, key?: string): Promise<string> => {
    const more: Record<string, string> = key ? { 'Idempotency-Key': key } : {}
    const asked = { ...who, headers: { ...headers, ...more }, body: { sql } }
    const { body } = await api.ask('POST', '/v1/queries', asked)
    expect(body.state).toBe('succeeded')
    return body.id
  }
  const listed = async (who: typeof ada, limit = '50') => {
    const ids: string[] = []
    let cursor: string | undefined
    do {
      const query = { limit, ...(cursor && { cursor }) }
      const { body } = await api.ask('GET', '/v1/queries', { ...who, query })
      ids.push(...body.queries.map(({ id }: { id: string }) => id))
      cursor = body.next ?? undefined
    } while (cursor)
    return ids
  }

  test('is its owner’s: another neither sees, reads nor stops it, who may see all does', async () => {
    const id = await ask(ada, 'SELECT 1 AS one')
    const place = `/v1/queries/${id}`
    for (const who of [ada, carol]) {
      expect((await api.ask('GET', place, who)).body.id).toBe(id)
      expect((await api.ask('GET', `${place}/results`, who)).body.rows).toEqual([[1]])
      const csv = await api.ask('GET', `${place}/results`, { ...who, query: { format: 'csv' } })
      expect(csv.status).toBe(303)
    }
    for (const [method, at] of [
      ['GET', place],
      ['DELETE', place],
      ['GET', `${place}/results`],
    ] as const) {
      expect(await api.problem(method, at, bob)).toBe('404 /problems/query.unknown')
    }
    const csv = { ...bob, query: { format: 'csv' } }
    expect(await api.problem('GET', `${place}/results`, csv)).toBe('404 /problems/query.unknown')
  })

  test('is listed for its owner, the newest first and once, however often the same was asked', async () => {
    const first = await ask(bob, 'SELECT 2 AS two', 'key')
    expect(await ask(bob, 'SELECT 2 AS two', 'key')).toBe(first)
    const second = await ask(bob, 'SELECT 3 AS three')
    expect(await listed(bob)).toEqual([second, first])
    expect(await listed(bob, '1')).toEqual([second, first])
    expect(await listed(ada)).not.toContain(first)
    expect(await listed(carol)).toEqual(expect.arrayContaining([first, second]))
    expect(await listed({ subject: 'nobody', scope })).toEqual([])
  })

  test('goes on from no cursor of another’s', async () => {
    await ask(ada, 'SELECT 4 AS four')
    const { body } = await api.ask('GET', '/v1/queries', { ...ada, query: { limit: '1' } })
    const query = { limit: '1', cursor: body.next }
    expect(await api.problem('GET', '/v1/queries', { ...bob, query })).toBe(
      '400 /problems/cursor.invalid',
    )
  })
})

test('a prediction job is its owner’s; what a rule made is everybody’s', async () => {
  const sql = 'SELECT id, size, word FROM shop_things'
  const made = await api.ask('POST', '/v1/prediction-jobs', {
    ...ada,
    body: { model: 'small', sql },
  })
  const place = made.headers.location ?? ''
  await api.settle()
  const all = { scope: `${scope} model:write` }
  const rule = { ...all, body: { alias: 'live' } }
  expect((await api.ask('PUT', '/v1/models/small/rules/shop_things', rule)).status).toBe(200)
  await api.land('shop/things/b.csv', 'id,size,word\n3,1,z\n')
  const of = async (who: typeof ada): Promise<(string | undefined)[]> => {
    const { body } = await api.ask('GET', '/v1/prediction-jobs', who)
    return body.jobs.map((job: { id: string; arrival: object | null }) =>
      job.arrival ? 'rule' : job.id,
    )
  }
  expect(await of(ada)).toEqual(['rule', made.body.id])
  expect(await of(carol)).toEqual(['rule', made.body.id])
  expect(await of(bob)).toEqual(['rule'])
  expect(await api.problem('GET', place, bob)).toBe('404 /problems/job.unknown')
  expect((await api.ask('GET', place, ada)).body.state).toBe('done')
})

test('what a reason quotes is read by who may read originals', async () => {
  const key = 'shop/torn/a.csv'
  await api.land(key, 'id,name\n1,"a secret\n')
  const read = async (scope: string) => {
    const { body } = await api.ask('GET', `/v1/objects/${objectId(key)}`, { scope })
    expect([body.state, body.reason.code]).toEqual(['quarantined', 'csv.unterminated-quote'])
    return JSON.stringify(body.reason)
  }
  expect(await read('lake:read originals:read')).toContain('secret')
  expect(await read('lake:read')).not.toContain('secret')
})

test('an asset’s page has what it says of itself', async () => {
  const key = 'shop/pictures/cats.png'
  await api.land(key, readFileSync('tests/fixtures/inspect/asset-png-texts/input.png'))
  const { body } = await api.ask('GET', `/v1/objects/${objectId(key)}`, { scope: 'lake:read' })
  expect([body.state, body.reason.code]).toEqual(['asset', 'asset.png'])
  expect(body.metadata).toEqual({
    ...{ width: 40, height: 30, title: 'Two cats', author: 'Жанна' },
    ...{ created: '2024-02-29T10:00:00Z', software: 'Pillow' },
  })
  expect(body.listed).toBe('shop__assets')

  const path = '/v1/datasets/shop__assets'
  const select = { query: { select: 'key,title,width,type' } }
  const { rows } = (await api.ask('GET', `${path}/rows`, select)).body
  expect(rows).toEqual([[key, 'Two cats', 40, 'png']])
  const keep = { body: { keep: '90d' } }
  expect(await api.problem('PUT', `${path}/retention`, keep)).toBe(
    '422 /problems/retention.of-assets',
  )
  const pins = { body: { pins: { asset: true } } }
  expect(await api.problem('POST', `${path}/interpretation`, pins)).toBe(
    '422 /problems/interpretation.refused',
  )
})
