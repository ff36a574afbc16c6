/** The REST API's side of the predict function: models, aliases, predictions of rows. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Context } from 'aws-lambda'
import { addVersion, moveAlias } from '../../../aws/models.ts'
import { operationsOf } from '../../../containers/predict/operations.ts'
import { openScorer } from '../../../containers/predict/scorer.ts'
import { requestBytesMax } from '../../../lake/limits.ts'
import { routesOf } from '../../../schemas/routes.ts'
import { modelRoutes } from '../../../schemas/routesmodels.ts'
import { late, openRegistry, type Registry } from './registry.ts'
import { eventOf, type Sent } from './requests.ts'

let registry: Registry
let handler: typeof import('../../../containers/predict/handler.ts').handler

beforeAll(async () => {
  registry = await openRegistry()
  handler = (await import('../../../containers/predict/handler.ts')).handler
  await addVersion(late.draft, late.sample, late.bytes)
  await addVersion(late.draft, late.sample, late.bytes)
  await moveAlias('late', 'live', 1)
})
afterAll(() => registry.close())

/** Each answer is held against the table's schema. */
async function ask(
  method: string,
  path: string,
  { json, ...sent }: Sent & { json?: unknown } = {},
) {
  const body = json === undefined ? sent.body : JSON.stringify(json)
  const headers = { 'content-type': 'application/json', ...sent.headers }
  const answer = await handler(eventOf(method, path, { ...sent, headers, body }), {} as Context)
  const said = answer.body === '' ? undefined : JSON.parse(answer.body)
  const route = modelRoutes.find(
    (one) =>
      one.method === method && new RegExp(`^${one.path.replace(/\{\w+\}/g, '[^/]+')}$`).test(path),
  )
  const schema = route?.replies[answer.statusCode]?.body
  if (schema) expect(schema.safeParse(said).error).toBeUndefined()
  return { status: answer.statusCode, headers: answer.headers ?? {}, body: said }
}

const predictions = '/v1/models/late/predictions'
const rows = late.sample.rows

test('there is an operation for each route of the function, and no other', () => {
  const names = Object.keys(
    operationsOf(
      openScorer({ worker: 'containers/predict/worker.mjs', threads: 1, answerMsMax: 60_000 }),
    ),
  )
  expect(names.sort()).toEqual(modelRoutes.map(({ operationId }) => operationId).sort())
  expect(modelRoutes).toEqual(routesOf('predict'))
})

describe('models', () => {
  test('are listed with where they are live, and what they reached', async () => {
    const { status, body } = await ask('GET', '/v1/models')
    expect(status).toBe(200)
    expect(body.models).toEqual([
      {
        name: 'late',
        description: late.draft.description,
        live: 1,
        versions: [1, 2],
        runtime: 'onnx',
        inputs: 9,
        metrics: late.draft.training?.heldOut,
      },
    ])
  })

  test('one is its package, its versions and aliases, and rows to try; 304 while it is so', async () => {
    const { status, headers, body } = await ask('GET', '/v1/models/late')
    expect(status).toBe(200)
    expect(body).toMatchObject({
      ...late.draft,
      version: 1,
      versions: [1, 2],
      aliases: { live: 1 },
    })
    expect(body.sample).toEqual({ rows, predictions: late.sample.predictions })
    const same = { headers: { 'if-none-match': String(headers.ETag) } }
    expect((await ask('GET', '/v1/models/late', same)).status).toBe(304)
    const other = await ask('GET', '/v1/models/late', { ...same, query: { at: '2' } })
    expect([other.status, other.body.version]).toEqual([200, 2])
  })

  test('an alias moves only from where it is thought to be, and predictions follow at once', async () => {
    const put = (version: number, headers: Record<string, string> = {}) =>
      ask('PUT', '/v1/models/late/aliases/canary', { json: { version }, headers })
    expect(await put(1, { 'if-none-match': '*' })).toMatchObject({
      status: 200,
      headers: { ETag: '"1"' },
      body: { aliases: { live: 1, canary: 1 } },
    })
    expect((await put(2, { 'if-none-match': '*' })).status).toBe(412)
    const versionOf = async () =>
      (await ask('POST', predictions, { json: { rows }, query: { at: 'canary' } })).body.version
    expect(await versionOf()).toBe(1)
    expect((await put(2, { 'if-match': '"1"' })).headers).toMatchObject({ ETag: '"2"' })
    expect(await versionOf()).toBe(2)
    expect(await put(1, { 'if-match': '"1"' })).toMatchObject({
      status: 412,
      body: { type: '/problems/precondition.failed' },
    })
    expect((await put(1)).body.aliases).toEqual({ live: 1, canary: 1 })
  })
})

describe('predictions', () => {
  test('are what the trainer predicted', async () => {
    const { status, body } = await ask('POST', predictions, { json: { rows } })
    expect([status, body.model, body.version]).toEqual([200, 'late', 1])
    expect(body.predictions).toHaveLength(rows.length)
    for (const [i, { late: chance }] of late.sample.predictions.entries())
      expect(body.predictions[i].late).toBeCloseTo(Number(chance), 5)
  })

  test('of rows that do not fit name the row, the column, what was expected and what came', async () => {
    const [first, second, third] = rows
    const { origin: _, ...without } = first!
    const wrong = [without, { ...second!, hour: 'noon' }, { ...third!, gate: 'B7' }]
    const { status, body } = await ask('POST', predictions, { json: { rows: wrong } })
    expect([status, body.type]).toEqual([400, '/problems/prediction.invalid'])
    expect(body.errors).toMatchObject([
      { in: 'body', name: '/rows/2/gate' },
      { name: '/rows/1/hour', detail: 'row 1: expected "hour" as long, got "noon"' },
      { name: '/rows/0/origin', detail: 'row 0: expected "origin" as string, got none' },
    ])
  })
})

describe('a bad request', () => {
  const one = { json: { rows: rows.slice(0, 1) } }
  test.each<[number, string, string, string, Sent & { json?: unknown }]>([
    [404, 'model.unknown', 'POST', '/v1/models/early/predictions', one],
    [404, 'model.unknown', 'POST', predictions, { ...one, query: { at: '9' } }],
    [404, 'model.unknown', 'GET', '/v1/models/late', { query: { at: 'best' } }],
    [404, 'model.unknown', 'PUT', '/v1/models/late/aliases/live', { json: { version: 9 } }],
    [404, 'route.unknown', 'GET', '/v1/models/late/nothing', {}],
    [405, 'method.not-allowed', 'GET', predictions, {}],
    [400, 'request.invalid', 'GET', '/v1/models/Late', {}],
    [400, 'request.invalid', 'POST', predictions, { json: { rows: [] } }],
    [400, 'request.invalid', 'POST', predictions, { json: { rows: [{ hour: [1] }] } }],
    [400, 'request.invalid', 'PUT', '/v1/models/late/aliases/live', { json: { version: 0 } }],
    [400, 'request.not-json', 'POST', predictions, { body: '{' }],
    [400, 'request.not-json', 'POST', predictions, {}],
    [413, 'body.too-large', 'POST', predictions, { body: Buffer.alloc(requestBytesMax + 1) }],
    [415, 'content-type.unsupported', 'POST', predictions, { headers: { 'content-type': 'a/b' } }],
    [401, 'token.missing', 'GET', '/v1/models', { scope: null }],
    [403, 'scope.missing', 'POST', predictions, { ...one, scope: 'lake:read model:write' }],
    [403, 'scope.missing', 'PUT', '/v1/models/late/aliases/live', { scope: 'predict lake:read' }],
  ])('is answered with %i %s: %s %s', async (status, slug, method, path, sent) => {
    const answer = await ask(method, path, sent)
    expect([answer.status, answer.body.type]).toEqual([status, `/problems/${slug}`])
    expect(answer.headers['Content-Type']).toBe('application/problem+json')
  })
})
