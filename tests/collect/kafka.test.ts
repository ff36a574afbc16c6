/** A topic of three partitions of a real broker. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { openKafka } from '../../containers/collect/kinds/kafka.ts'
import { Producer } from '../../containers/collect/node_modules/@platformatic/kafka/dist/index.js'
import { sourceDefinition } from '../../schemas/sources.ts'
import { freePort } from '../day/machine.ts'
import { type Collector, openCollector, stands } from './collector.ts'
import { type Broker, lacking, startBroker } from './kafka/broker.ts'

const { skip } = test
const where = lacking() ? skip : test
let broker: Broker
let collector: Collector
let producer: Producer

beforeAll(async () => {
  if (lacking()) return
  broker = await startBroker([await freePort(), await freePort()])
  producer = new Producer({ clientId: 'test', bootstrapBrokers: [broker.address], retries: 10 })
  collector = await openCollector()
}, 240_000)
afterAll(async () => {
  await collector?.close()
  await producer?.close(true)
  await broker?.close()
})

interface Sent {
  value?: Buffer
  key?: Buffer
  headers?: Map<Buffer, Buffer>
  timestamp?: bigint
}

const send = (messages: Sent[], topic = 'orders.placed') =>
  producer.send({
    autocreateTopics: true,
    messages: messages.map((message, i) => ({ topic, partition: i % 3, ...message })),
  })

where('every message of a topic is a row, once', async () => {
  await send([0, 1, 2].map((id) => ({ value: Buffer.from(JSON.stringify({ id: -1 - id })) })))
  await collector.define('shop', {
    kind: 'kafka',
    dataset: 'orders',
    parameters: {
      brokers: [broker.address],
      topic: 'orders.placed',
      gather: { items: 25, seconds: 0.3 },
    },
  })
  const sent = await stands(collector, {
    send: async (ids) => {
      await send(ids.map((id) => ({ value: Buffer.from(JSON.stringify({ id })) })))
    },
    ids: 'SELECT value.id FROM lake.shop_orders WHERE value.id >= 0',
  })

  const latin = Buffer.from([0xe4, 0xf6])
  await send([
    { value: Buffer.from('no json') },
    { value: latin },
    { key: Buffer.from('gone') }, // a tombstone
    { value: Buffer.from('{"id": 99999,\n "n": 12345678901234567890}'), key: latin },
    { value: Buffer.from('{"id":99998}'), timestamp: 1_790_000_000_000_000_000n }, // no time in milliseconds
  ])
  const reasons = await collector.values('SELECT reason FROM lake.shop_orders_refused', 2)
  expect(reasons.toSorted()).toEqual([
    expect.stringMatching('not JSON'),
    expect.stringMatching('not UTF-8'),
  ])
  await collector.values('SELECT value.id FROM lake.shop_orders', sent.length + 6)
  const keys = 'SELECT key FROM lake.shop_orders WHERE key IS NOT NULL ORDER BY key'
  expect(await collector.values(keys, 2)).toEqual(['base64:5PY=', 'gone'])
  const twice =
    'SELECT count(*) FROM lake.shop_orders GROUP BY topic, "partition", "offset" HAVING count(*) > 1'
  expect(await collector.values(twice, 0)).toEqual([])
})

where('where a source begins is known before anything has come, and is of its topic', async () => {
  const { signal } = new AbortController()
  const open = (topic: string, place?: Awaited<ReturnType<typeof openKafka>>['begins']) => {
    const gather = { items: 3, seconds: 5 }
    const parameters = { brokers: [broker.address], topic, from: 'latest', gather }
    const definition = sourceDefinition.parse({ kind: 'kafka', dataset: 'n', parameters })
    if (definition.kind !== 'kafka') throw new Error('it is kafka')
    const known = { name: 'late', dataset: 'n', everyMs: 0, secrets: {}, place }
    return openKafka({ ...known, parameters: definition.parameters })
  }
  const idsOf = async (peer: Awaited<ReturnType<typeof open>>) => {
    for (;;) {
      const batch = await peer.next(signal)
      const text = await batch?.parts[0]?.content.text()
      if (text) return [...text.matchAll(/"id":(\d+)/g)].map(([, id]) => Number(id)).sort()
    }
  }
  const ids = (...numbers: number[]) =>
    numbers.map((id) => ({ value: Buffer.from(JSON.stringify({ id })) }))
  await send(ids(1, 2, 3), 'late.one')
  const first = await open('late.one')
  await first.close() // nothing has come
  await send(ids(4, 5, 6), 'late.one')
  const second = await open('late.one', first.begins)
  expect(await idsOf(second)).toEqual([4, 5, 6])
  await second.close()
  await send(ids(7, 8, 9), 'late.two')
  const other = await open('late.two', { ...(first.begins as object), offsets: { 0: '9', 1: '9' } })
  await send(ids(10, 11, 12), 'late.two')
  expect(await idsOf(other)).toEqual([10, 11, 12])
  await other.close()
})
