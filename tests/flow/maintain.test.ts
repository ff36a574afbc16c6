/** What was deleted does not lie about, and what is needed is never taken: maintenance on the real bundles. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { sqsEvent } from '../../local/lambda/event.ts'
import { type House, openHouse } from './house.ts'
import { lakeRows, receiptOf } from './rows.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.close())

const put = (key: string, text: string) => house.laptop.store.put('raw', key, Buffer.from(text))
const objectsOf = (bucket: string, prefix: string) => house.laptop.store.list(bucket, prefix)
const bytesOf = (bucket: string, prefix: string): number =>
  objectsOf(bucket, prefix).reduce((sum, { size }) => sum + size, 0)

async function settled(message?: object): Promise<void> {
  if (message) house.laptop.queues.send('maintain', { body: JSON.stringify(message) })
  await house.settle()
  expect(await house.deadLetters()).toEqual([])
}

const many = Array.from({ length: 24 }, (_, i) => `s/many/${i}.csv`)

test('land 24, delete 24: once the grace is over nearly nothing is left', async () => {
  for (const key of many) await put(key, `id,v\n${key},${'x'.repeat(100)}\n`)
  await settled()
  expect(await lakeRows(house.laptop, 's_many')).toHaveLength(24)
  await settled({ kind: 'nightly' })
  expect(await lakeRows(house.laptop, 's_many')).toHaveLength(24)
  const full = bytesOf('lake', 's/many/')
  for (const key of many) house.laptop.store.delete('raw', key)
  await settled()
  await settled({ kind: 'table', table: 's_many' })
  expect(bytesOf('lake', 's/many/')).toBeGreaterThan(full) // within the grace nothing goes

  await settled({ kind: 'nightly', hurry: { graceMs: 0, untilMs: Date.now() - 1 } })
  expect(bytesOf('lake', 's/many/')).toBeGreaterThan(full) // nobody knows any more that nothing is at work
  await settled({ kind: 'nightly', hurry: { graceMs: 0, untilMs: Date.now() + 600_000 } })
  expect(await lakeRows(house.laptop, 's_many')).toEqual([])
  expect(objectsOf('lake', 's/many/').map(({ key }) => key.replace(/[0-9a-f-]{20,}/g, ''))).toEqual(
    ['s/many/metadata/.metadata.json', 's/many/metadata/snap.avro'],
  )
  expect(bytesOf('lake', 's/many/')).toBeLessThan(5_000)
  for (const prefix of ['profiles/s_many/', 'sketches/s/many/']) {
    expect(objectsOf('work', prefix)).toEqual([])
  }

  await put(many[0]!, 'id,v\nback,y\n')
  await settled()
  expect(await lakeRows(house.laptop, 's_many')).toEqual([{ id: 'back', v: 'y' }])
}, 240_000)

test('a file that is staged and not yet committed stays, however old', async () => {
  await put('s/staged/a.csv', 'id\n1\n')
  await settled()
  await put('s/staged/b.csv', 'id\n2\n')
  const worker = house.worker()
  const { queues } = house.laptop
  const carry = async (queue: string, name: 'catalog' | 'normalise' | 'maintain') => {
    const messages = await queues.receive(queue, { max: 10 })
    await worker.invoke(name, sqsEvent(messages, queues.queue(queue).arn))
    for (const { receiptHandle } of messages) queues.remove(queue, receiptHandle)
  }
  await carry('arrivals', 'catalog')
  await carry('normalise', 'normalise')
  expect(await receiptOf(house.laptop, 's/staged/b.csv')).toMatchObject({ state: 'staged' })
  const hurry = { graceMs: 0, untilMs: Date.now() + 600_000 }
  const table = { kind: 'table', table: 's_staged', hurry }
  queues.send('maintain', { body: JSON.stringify(table) })
  await carry('maintain', 'maintain')
  worker.kill()
  await settled()
  expect(await lakeRows(house.laptop, 's_staged')).toEqual([{ id: '1' }, { id: '2' }])
}, 240_000)

test('what is older than its dataset keeps it goes with its rows, and only that', async () => {
  await put('s/kept/old.csv', 'id\nold\n')
  await put('s/kept/both.csv', 'id\nbefore\n')
  await put('s/keptaside/old.csv', 'id\nother\n')
  await settled()
  const { database } = house.laptop.state
  const aged = Date.now() - 91 * 86_400_000
  database.prepare("UPDATE s3_versions SET modified_ms = ? WHERE key LIKE 's/kept%'").run(aged)
  await put('s/kept/both.csv', 'id\nnow\n')
  await settled()
  await house.laptop.store.put('work', 'retention/s_kept.json', Buffer.from('{"keep":"90d"}'))
  await settled({ kind: 'nightly' })
  expect(await lakeRows(house.laptop, 's_kept')).toEqual([{ id: 'now' }])
  expect(await lakeRows(house.laptop, 's_keptaside')).toEqual([{ id: 'other' }])
  expect(await receiptOf(house.laptop, 's/kept/old.csv')).toMatchObject({ state: 'removed' })
  const versions = [...house.laptop.store.versions.every('raw', Buffer.from('s/kept/'))]
  expect(versions.filter(({ key }) => key.startsWith('s/kept/'))).toHaveLength(1)
}, 240_000)

test('by a column of dates an object goes when its latest row is past, whenever it arrived', async () => {
  const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10)
  const csv = (...agos: (number | undefined)[]) =>
    `id,Sold At\n${agos.map((ago) => `r${ago ?? 'none'},${ago === undefined ? '' : day(ago)}`).join('\n')}\n`
  await put('s/dated/past.csv', csv(400, 92))
  await put('s/dated/last-day.csv', csv(500, 90))
  await put('s/dated/mixed.csv', csv(400, 1))
  await put('s/dated/undated.csv', csv(300, undefined))
  await put('s/dated/replaced.csv', csv(300, 200))
  await settled()
  await put('s/dated/replaced.csv', csv(2, 200))
  await settled()
  const { store } = house.laptop
  const keep = (column: string) =>
    store.put('work', 'retention/s_dated.json', Buffer.from(`{"keep":"90d","column":"${column}"}`))
  const kept = async () => {
    await settled({ kind: 'table', table: 's_dated' })
    return (await lakeRows(house.laptop, 's_dated')).map(({ id }) => id).sort()
  }
  await keep('id')
  expect(await kept()).toHaveLength(10)
  await keep('sold_at')
  const rest = ['r1', 'r2', 'r200', 'r300', 'r400', 'r500', 'r90', 'rnone']
  expect(await kept()).toEqual(rest)
  expect(await receiptOf(house.laptop, 's/dated/past.csv')).toMatchObject({ state: 'removed' })

  // A time in the column: it gets another id, and what an older file is known by stays known.
  await put('s/dated/times.csv', `id,Sold At\nr95,${day(95)} 10:00:00\n`)
  await put('s/dated/now.csv', `id,Sold At\nr0,${day(0)} 10:00:00\n`)
  await put('s/dated/old.csv', csv(120))
  await settled()
  expect(await kept()).toEqual(['r0', ...rest])
}, 240_000)

test('the record of a job lives as long as its predictions, others for their time', async () => {
  const { store, state } = house.laptop
  const job = (id: string, key: string) =>
    store.put('work', `predictionjobs/${id}.json`, JSON.stringify({ id, key, state: 'done' }))
  await store.put('raw', 'predictions/m/run=1/predictions.ndjson', '{"id":1}\n')
  for (const [id, run] of ['kept 1', 'gone 2', 'young 2'].map((each) => each.split(' '))) {
    await job(id!, `predictions/m/run=${run}/predictions.ndjson`)
  }
  const age = (days: number, pattern: string) =>
    state.database
      .prepare('UPDATE s3_versions SET modified_ms = ? WHERE key LIKE ?')
      .run(Date.now() - days * 86_400_000, `predictionjobs/${pattern}`)
  age(91, 'kept%')
  age(91, 'gone%')
  const maintained = async () => {
    await settled({ kind: 'work' })
    return objectsOf('work', 'predictionjobs/').map(({ key }) => key.slice(15, -5))
  }
  expect(await maintained()).toEqual(['kept', 'young'])
  expect(JSON.parse(String(await store.get('work', 'predictionjobs/kept.json'))).id).toBe('kept')
  store.delete('raw', 'predictions/m/run=1/predictions.ndjson')
  expect(await maintained()).toEqual(['kept', 'young']) // looked at when it is old once more
  age(91, 'kept%')
  expect(await maintained()).toEqual(['young'])
}, 240_000)
