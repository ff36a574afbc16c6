/** A webhook: what was sent again is the same delivery, signed, and no row is missing or there under two of them. */
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { Delivery } from '../../containers/collect/deliver/delivery.ts'
import { openSender, type Sender, stands } from './sender.ts'

interface Heard {
  headers: IncomingMessage['headers']
  body: string
  at: number
}
type Said = Omit<Delivery, 'id' | 'items'> & { delivery: string; changes: Delivery['items'] }

const secret = 'whsec_a'
const heard: Heard[] = []
/** Of the next answers; then 200. */
const answers: { status: number; headers?: Record<string, string>; body?: string }[] = []
const server = createServer(async (asked, answer) => {
  heard.push({ headers: asked.headers, body: await text(asked), at: Date.now() })
  const { status, headers, body } = answers.shift() ?? { status: 200 }
  answer.writeHead(status, headers).end(body)
})
let port = 0
let sender: Sender
beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  port = (server.address() as AddressInfo).port
  sender = await openSender({ HOOK: secret, TOKEN: 't0ken' })
}, 240_000)
afterAll(async () => {
  await sender?.close()
  server.close()
})

const definition = (more: object = {}) => ({
  kind: 'http',
  parameters: { url: `http://127.0.0.1:${port}/hook`, headers: { 'X-Shop': 'a' } },
  secrets: { signing: 'hook', bearer: 'token' },
  ...more,
})

/** Deliveries to one destination, each once: those of one id are the same bytes. */
function deliveries(destination: string): Said[] {
  const bodies = new Map<string, string>()
  for (const { body } of heard) {
    const said: Said = JSON.parse(body)
    if (said.destination !== destination) continue
    expect(bodies.get(said.delivery) ?? body).toBe(body)
    bodies.set(said.delivery, body)
  }
  return [...bodies.values()].map((body) => JSON.parse(body))
}

test('killed, without its API and without its peer it sends each row in one delivery', async () => {
  await sender.define('erp', definition({ dataset: 'shop_orders', batch: 7 }))
  const has = async () =>
    deliveries('erp').flatMap(({ changes }) => changes.map(({ row }) => Number(row?.id)))
  const away = async () =>
    void (await new Promise((done) => server.close(done).closeAllConnections()))
  const back = async () => void (await once(server.listen(port, '127.0.0.1'), 'listening'))
  await stands(sender, 'erp', 'orders', { has, away, back })
  const all = deliveries('erp')
  expect(all.map(({ sequence }) => sequence)).toEqual(all.map((_, i) => i + 1))
  expect(all.every(({ changes }) => changes.length <= 7)).toBe(true)
  const { headers, body } = heard.at(-1)!
  const t = headers['x-hypatia-timestamp']
  const v1 = createHmac('sha256', secret).update(`${t}.${body}`).digest('hex')
  expect(headers).toMatchObject({
    'x-hypatia-signature': `t=${t},v1=${v1}`,
    'x-hypatia-delivery': all.at(-1)?.delivery,
    'x-shop': 'a',
    authorization: 'Bearer t0ken',
    'content-type': 'application/json',
  })
  const shown = await sender.shown('erp')
  expect(shown.place?.value).toMatchObject({ sequence: all.length, changes: 300 })
  expect(sender.log()).not.toContain(secret)
})

test('an answer that is none is told, waits as it says, and is followed by the same delivery', async () => {
  answers.push({ status: 429, headers: { 'Retry-After': '2' }, body: 'slowly' })
  answers.push({ status: 302, headers: { Location: 'http://127.0.0.1:1/' } })
  const before = heard.length
  await sender.define('crm', definition({ dataset: 'shop_orders', batch: 10_000 }))
  await sender.fails('crm', /It answers 429 to delivery [0-9a-f]{32}: slowly\./)
  await sender.isSent('crm')
  const [first, second, third] = heard.slice(before)
  expect(second!.at - first!.at).toBeGreaterThanOrEqual(1_900)
  expect([second!.body, third!.body]).toEqual([first!.body, first!.body])
})

test('by a key it says what each row has become', async () => {
  const upsert = { dataset: 'shop_stock', changes: 'upsert', key: ['sku'], columns: ['n'] }
  await sender.land('stock', 'a.csv', 'sku,n,note\nx,1,-\ny,2,-\nz,3,-\n')
  await sender.define('pim', definition(upsert))
  await sender.isSent('pim')
  await sender.land('stock', 'a.csv', 'sku,n,note\nx,1,-\ny,5,-\n')
  await sender.isSent('pim')
  const brief = deliveries('pim').map(({ changes }) =>
    changes.map(({ op, key, row }) => [op, key.sku, row?.n]),
  )
  expect(brief).toEqual([
    [
      ['upsert', 'x', 1],
      ['upsert', 'y', 2],
      ['upsert', 'z', 3],
    ],
    [
      ['delete', 'z', undefined],
      ['upsert', 'y', 5],
    ],
  ])
})

test('what is expired is said, and sent whole where that is wanted; from now on begins with nothing', async () => {
  await sender.define('late', definition({ dataset: 'shop_stock', from: 'now' }))
  const { place } = await sender.isSent('late')
  expect([place?.value.sequence, deliveries('late')]).toEqual([0, []])
  await sender.end()
  const path = { destination: 'late' }
  const known = await sender.client.call('getDestinationPlace', { path })
  const value = { ...known.body.value, acknowledged: '1' } as never
  const header = { 'if-match': known.headers.get('etag') ?? '' }
  await sender.client.call('putDestinationPlace', { path, header, body: { value } })
  sender.begin()
  await sender.fails('late', /so far behind that nobody knows what came after snapshot 1\b/)
  const { headers } = await sender.client.call('getDestination', { path })
  const full = { ...definition({ dataset: 'shop_stock', expired: 'full' }) } as never
  const ifMatch = { 'if-match': headers.get('etag') ?? '' }
  await sender.client.call('putDestination', { path, header: ifMatch, body: full })
  await sender.isSent('late')
  const [whole] = deliveries('late')
  expect([whole?.after, whole?.changes.length]).toEqual([null, 2])
})

test('from now on, of a dataset that has no rows yet, is all that comes', async () => {
  await sender.define('first', definition({ dataset: 'shop_later', from: 'now' }))
  await sender.runs('first')
  const path = { destination: 'first' }
  while (!(await sender.client.call('getDestinationPlace', { path })).body.value.isFromNothing)
    await sleep(200)
  await sender.land('later', 'a.csv', 'id\n1\n2\n')
  await sender.isSent('first')
  const sent = deliveries('first').flatMap(({ changes }) => changes.map(({ row }) => row?.id))
  expect(sent).toEqual([1, 2])
})

test('a column that the dataset does not have is told, and not sent as null', async () => {
  await sender.define('wrong', definition({ dataset: 'shop_stock', columns: ['sku', 'N'] }))
  await sender.fails('wrong', /^shop_stock has no column "N"\. It has sku, n, note\.$/)
  expect(deliveries('wrong')).toEqual([])
})

test('what was sent in part and is gone is not sent a second time without a word', async () => {
  await sender.define('half', definition({ dataset: 'shop_stock' }))
  await sender.isSent('half')
  await sender.end()
  const path = { destination: 'half' }
  const { body, headers } = await sender.client.call('getDestinationPlace', { path })
  const what = {
    ...{ dataset: 'shop_stock', changes: 'append', key: [], left: 'delete', columns: null },
    ...{ retyped: false, batch: 1 },
  }
  const round = { after: null, until: '1', cursor: null, batch: 1, what }
  const value = { ...body.value, acknowledged: null, round } as never
  const header = { 'if-match': headers.get('etag') ?? '' }
  await sender.client.call('putDestinationPlace', { path, header, body: { value } })
  sender.begin()
  await sender.fails('half', /Snapshot 1 is gone, of which 1 deliveries are sent/)
  expect(deliveries('half')).toHaveLength(1)
})
