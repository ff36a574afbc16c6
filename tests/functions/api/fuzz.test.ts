/** The contract fuzzer: requests made from the route table, good, bad and hostile, each held against the table. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { addVersion } from '../../../aws/models.ts'
import { objectId } from '../../../lake/key.ts'
import { problems } from '../../../schemas/problems.ts'
import { type Route, scopes } from '../../../schemas/route.ts'
import { routes } from '../../../schemas/routes.ts'
import { small } from '../../flow/model.ts'
import { type Api, type Asked, openApi } from './house.ts'

let api: Api
beforeAll(async () => {
  api = await openApi()
  await addVersion(small.draft, small.sample, small.bytes)
  await api.land('shop/orders/day=1/a.csv', 'id,price,name\n1,1.50,one\n2,2.25,two\n3,,three\n')
  await api.land('shop/torn/a.csv', 'a,b\n1,"open\n2,3\n')
  const headers = { 'If-None-Match': '*' }
  await api.ask('PUT', '/v1/sources/shop', { scope, headers, body: good.putSource })
  await api.ask('PUT', '/v1/destinations/erp', { scope, headers, body: good.putDestination })
}, 60_000)
afterAll(() => api?.close())

const hostile = fc.constantFrom(
  ...[
    '',
    ' ',
    '0',
    '-1',
    '1e9',
    '99999999999',
    'null',
    '__proto__',
    'constructor',
    '%',
    '%00',
    '..',
  ],
  ...['../../etc', '\u0000', '💥', '\ud800', "' OR 1=1 --", 'a'.repeat(5000), '[]', '{}', '*', ','],
)
/** Values that fit a parameter of this name. */
const fitting: Record<string, string[]> = {
  name: ['shop_orders'],
  object: [objectId('shop/orders/day=1/a.csv'), objectId('shop/torn/a.csv')],
  id: ['00000000-0000-4000-8000-000000000000', '0'.repeat(32)],
  source: ['shop'],
  destination: ['erp'],
  model: ['small', 'large'],
  table: ['shop_orders'],
  select: ['id', 'price,name', 'nope'],
  where: [
    'id:gte:2',
    'name:like:t*',
    'day:in:1,2',
    'id:eq:x',
    'price:is:null',
    'zzz:eq:1',
    'id:lt:3',
  ],
  sort: ['id', '-price,name', 'zzz'],
  limit: ['1', '2', '50'],
  shape: ['arrays', 'objects'],
  format: ['json', 'csv', 'ndjson', 'parquet'],
  cursor: ['eyJzIjoiMSJ9', 'YQ'],
  after: ['YQ'],
  q: ['shop', 'price'],
  accept: ['application/json', 'text/csv', 'application/vnd.apache.parquet', '*/*', 'image/png'],
  'content-type': ['application/json'],
  'if-match': ['"abc"'],
  'if-none-match': ['*'],
}
const scope = [...scopes, 'land:*'].join(' ')
const text = fc.oneof(hostile, fc.string())
const suited = (name: string) =>
  fc.oneof({ arbitrary: fc.constantFrom(...(fitting[name] ?? ['x'])), weight: 6 }, text)
const value = (name: string) => {
  if (name === 'wait') return fc.constantFrom('0', '0', '', '-1', 'x', '26')
  return fc.oneof({ arbitrary: suited(name), weight: 6 }, fc.array(suited(name), { maxLength: 3 }))
}

const url = 'https://erp.example.com/orders'
const http = { parameters: { url }, secrets: {} }
const good: Record<string, object> = {
  putSource: { ...http, kind: 'rest', dataset: 'orders' },
  putSourceState: { state: 'running' },
  putDestination: { ...http, kind: 'http', dataset: 'shop_orders', secrets: { signing: 'key' } },
  putDestinationState: { state: 'running' },
  putDestinationPlace: {
    value: {
      ...{ holder: 'a', generation: 'g', dataset: 'shop_orders', acknowledged: null },
      ...{ sequence: 0, changes: 0, round: null },
    },
  },
  putRetention: { days: 30 },
  startQuery: { sql: 'SELECT 1' },
  estimateQuery: { sql: 'SELECT * FROM shop_orders' },
  createUpload: { source: 's', dataset: 'd', file: 'f.csv', sha256: 'a'.repeat(64), size: 1 },
  putCursor: { value: { since: 1 } },
  createPredictionJob: { model: 'small', sql: 'SELECT 1 AS size' },
  putScoringRule: { alias: 'live' },
}

/** A good body with one part changed, or anything. */
const bodyOf = ({ operationId }: Route) => {
  const base = good[operationId] ?? {}
  const changed = fc
    .tuple(fc.constantFrom(...Object.keys(base), 'other'), fc.oneof(text, fc.jsonValue()))
    .map(([name, part]) => ({ ...base, [name]: part }))
  return fc.oneof(fc.constant(base), changed, fc.jsonValue(), text)
}

const dictionary = (names: string[], odds: number) =>
  fc
    .tuple(...names.map((name) => fc.option(value(name), { freq: odds }).map((v) => [name, v])))
    .map((entries) => Object.fromEntries(entries.filter(([, v]) => v !== null)) as Asked['query'])

const request = fc.constantFrom(...routes).chain((route) => {
  const params = Object.keys(route.params?.shape ?? {})
  const headers = Object.keys(route.headers?.shape ?? {}).filter((name) => name !== 'prefer')
  const isOne = (v: unknown): v is string => typeof v === 'string'
  return fc.record({
    route: fc.constant(route),
    params: fc
      .tuple(...params.map(suited))
      .map((values) => new Map(params.map((n, i) => [n, values[i] ?? '']))),
    query: fc.oneof(
      dictionary(Object.keys(route.query?.shape ?? {}), 1),
      dictionary([...Object.keys(route.query?.shape ?? {}), 'other'], 3),
    ),
    headers: dictionary([...headers, 'accept', 'content-type'], 1).map((found) =>
      Object.fromEntries(Object.entries(found ?? {}).filter(([, v]) => isOne(v))),
    ),
    body: route.body ? bodyOf(route) : fc.constant(undefined),
  })
})

const common = [400, 401, 403, 404, 405, 406, 429]

function broken(route: Route, answer: Awaited<ReturnType<Api['ask']>>): string | undefined {
  const { status, headers, body, text: raw } = answer
  if (status >= 500) return 'an input made a 5xx'
  if (status >= 400) {
    const [, slug = ''] = /^\/problems\/(.+)$/.exec(body?.type) ?? []
    if (headers['content-type'] !== 'application/problem+json') return 'no problem+json'
    if (!(slug in problems) || body.status !== status) return 'an unknown type, or another status'
    const isKnown = [...common, ...(route.problems ?? [])].includes(status)
    return isKnown ? undefined : 'a status that the document has not'
  }
  const reply = route.replies[status]
  if (!reply) return 'a status that the table has not'
  if (!reply.body) return raw === '' ? undefined : 'a body where none should be'
  if (headers['content-type'] !== 'application/json') return undefined
  const checked = reply.body.safeParse(body)
  return checked.success ? undefined : checked.error.message
}

test('whatever is asked, the answer is one that the route table has', async () => {
  const seen = new Map<string, number>()
  await fc.assert(
    fc.asyncProperty(request, async ({ route, params, query, headers, body }) => {
      const path = route.path.replace(/\{(\w+)\}/g, (_, name) =>
        encodeURIComponent((params.get(name) ?? '').toWellFormed()),
      )
      const asked = { scope, query: query ?? {}, headers: headers as Record<string, string>, body }
      const answer = await api.ask(route.method, path, asked)
      const kind = `${route.operationId} ${answer.status}`
      seen.set(kind, (seen.get(kind) ?? 0) + 1)
      const fault = broken(route, answer)
      if (fault)
        throw new Error(
          `${fault}: ${route.method} ${path} → ${answer.status} ${answer.text.slice(0, 300)}`,
        )
    }),
    { numRuns: 2_500 },
  )
  // It did reach every operation, and not only its refusals.
  for (const { operationId } of routes) {
    expect([...seen.keys()].some((kind) => kind.startsWith(`${operationId} `))).toBe(true)
  }
  const succeeded = [...seen].filter(([kind]) => / [23]\d\d$/.test(kind))
  expect(succeeded.length).toBeGreaterThan(routes.length / 2)
  expect(seen.get('listRows 200')).toBeGreaterThan(5)
}, 180_000)
