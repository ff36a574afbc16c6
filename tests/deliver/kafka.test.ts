/** A topic of a real broker: nothing is lost, and what a death makes it send again says so by its id. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import {
  Consumer,
  MessagesStreamModes,
  Producer,
} from '../../containers/collect/node_modules/@platformatic/kafka/dist/index.js'
import { type Broker, lacking, startBroker } from '../collect/kafka/broker.ts'
import { freePort } from '../day/machine.ts'
import { openSender, type Sender } from './sender.ts'

const { skip } = test
const where = lacking() ? skip : test
let broker: Broker
let sender: Sender
let consumer: Consumer

interface Heard {
  key: string
  value: string | null
  id: string
  partition: number
}
const heard: Heard[] = []

beforeAll(async () => {
  if (lacking()) return
  broker = await startBroker([await freePort(), await freePort()])
  const client = { clientId: 'test', bootstrapBrokers: [broker.address], retries: 10 }
  const producer = new Producer(client)
  const topics = ['orders.out', 'stock.out']
  for (const topic of topics)
    await producer.metadata({ topics: [topic], autocreateTopics: true, forceUpdate: true })
  await producer.close(true)
  consumer = new Consumer({ ...client, groupId: 'test' })
  const stream = await consumer.consume({
    topics,
    mode: MessagesStreamModes.EARLIEST,
    maxWaitTime: 200,
  })
  stream.on('data', ({ key, value, headers, partition }) => {
    const [[, id] = []] = [...headers].filter(([name]) => String(name) === 'hypatia-delivery')
    heard.push({ key: String(key), value: value ? String(value) : null, id: String(id), partition })
  })
  sender = await openSender()
}, 240_000)
afterAll(async () => {
  await sender?.close()
  await consumer?.close(true)
  await broker?.close()
})

const definition = (topic: string, more: object) => ({
  kind: 'kafka',
  parameters: { brokers: [broker.address], topic },
  ...more,
})
/** What came to a topic until then, each id once. */
async function until(count: number, isWanted: (one: Heard) => boolean): Promise<Heard[]> {
  for (let tries = 0; ; tries++) {
    const found = [...new Map(heard.filter(isWanted).map((one) => [one.id, one])).values()]
    if (found.length >= count || tries > 200) return found
    await new Promise((done) => setTimeout(done, 200))
  }
}

where('every row is a message; what is sent again after a death has its id again', async () => {
  await sender.define('bus', definition('orders.out', { dataset: 'shop_orders', batch: 7 }))
  sender.begin()
  const ids = Array.from({ length: 120 }, (_, i) => i)
  await sender.landIds('orders', 'a.csv', ids.slice(0, 60))
  await sender.kill()
  sender.begin()
  await sender.landIds('orders', 'b.csv', ids.slice(60))
  await new Promise((done) => setTimeout(done, 700))
  await sender.kill()
  sender.begin()
  await sender.isSent('bus')
  const isOrder = ({ value }: Heard) => value !== null && 'id' in JSON.parse(value)
  const found = await until(120, isOrder)
  expect(found.map(({ value }) => JSON.parse(value ?? '').id).toSorted((a, b) => a - b)).toEqual(
    ids,
  )
  for (const one of heard.filter(isOrder))
    expect(found.find(({ id }) => id === one.id)?.value).toBe(one.value)
})

where(
  'by a key messages of one row are in one partition in their order, and a tombstone ends it',
  async () => {
    const upsert = { changes: 'upsert', key: ['sku'], dataset: 'shop_stock' }
    await sender.land('stock', 'a.csv', 'sku,n\nx,1\ny,2\n')
    await sender.define('stock', definition('stock.out', upsert))
    await sender.isSent('stock')
    await sender.land('stock', 'a.csv', 'sku,n\nx,3\n')
    await sender.isSent('stock')
    const found = await until(4, ({ key }) => key.startsWith('{'))
    const of = (sku: string) => found.filter(({ key }) => key === JSON.stringify({ sku }))
    const values = (sku: string) => of(sku).map(({ value }) => value && JSON.parse(value).n)
    expect([values('x'), values('y')]).toEqual([
      [1, 3],
      [2, null],
    ])
    expect(new Set(of('x').map(({ partition }) => partition)).size).toBe(1)
  },
)

where('a topic that is not there is told', async () => {
  await sender.define('none', definition('no.such', { dataset: 'shop_orders' }))
  await sender.fails('none', /./)
})
