/** A topic of three partitions of a real broker. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { Producer } from '../../containers/collect/node_modules/@platformatic/kafka/dist/index.js'
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

const topic = 'orders.placed'

interface Sent {
  value?: Buffer
  key?: Buffer
  headers?: Map<Buffer, Buffer>
}

const send = (messages: Sent[]) =>
  producer.send({
    autocreateTopics: true,
    messages: messages.map((message, i) => ({ topic, partition: i % 3, ...message })),
  })

where('every message of a topic is a row, once', async () => {
  await send([0, 1, 2].map((id) => ({ value: Buffer.from(JSON.stringify({ id: -1 - id })) })))
  await collector.define('shop', {
    kind: 'kafka',
    dataset: 'orders',
    parameters: { brokers: [broker.address], topic, gather: { items: 25, seconds: 0.3 } },
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
  ])
  const reasons = await collector.values('SELECT reason FROM lake.shop_orders_refused', 2)
  expect(reasons.toSorted()).toEqual([
    expect.stringMatching('not JSON'),
    expect.stringMatching('not UTF-8'),
  ])
  await collector.values('SELECT value.id FROM lake.shop_orders', sent.length + 5)
  const keys = 'SELECT key FROM lake.shop_orders WHERE key IS NOT NULL ORDER BY key'
  expect(await collector.values(keys, 2)).toEqual(['base64:5PY=', 'gone'])
  const twice =
    'SELECT count(*) FROM lake.shop_orders GROUP BY topic, "partition", "offset" HAVING count(*) > 1'
  expect(await collector.values(twice, 0)).toEqual([])
})
