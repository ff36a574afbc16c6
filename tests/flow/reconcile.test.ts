/** What was lost on the way is found by holding S3 against receipts, and receipts against tables; whatever is under way is left alone. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type Reconciliation, reconcile } from '../../aws/reconcilerun.ts'
import { getJson } from '../../aws/s3.ts'
import { metadataLocationOf } from '../../lake/iceberg/gluetable.ts'
import { deliver, environmentOf, type House, openHouse, type Worker } from './house.ts'
import { lakeRows, receiptOf } from './rows.ts'

let house: House
let worker: Worker
beforeAll(async () => {
  house = await openHouse()
  worker = house.worker()
  Object.assign(process.env, environmentOf(house.laptop, house.laptop.endpoint))
})
afterAll(() => house.close())

const put = (key: string, text: string) => house.laptop.store.put('raw', key, Buffer.from(text))
const purge = (queue: string) => house.laptop.queues.purge(queue)

async function settled(): Promise<void> {
  await house.settle()
  expect(await house.deadLetters()).toEqual([])
}

/** One function's turn; what it says to the next is then lost. */
async function only(name: 'catalog' | 'normalise', queue: string): Promise<void> {
  await deliver(house.laptop, worker, name, await house.laptop.queues.receive(queue, { max: 10 }))
}

const now = () => ({ youngMs: Date.now() + 60_000, keysAtOnce: 3 })

async function found(run: Promise<Reconciliation>) {
  const { progress, tables, deadLetters } = await run
  const { unknown, changed, gone, stuck } = progress.counts
  return { unknown, changed, gone, stuck, out: tables.disagreements, dead: deadLetters.taken }
}
const nothing = { unknown: 0, changed: 0, gone: 0, stuck: 0, out: 0, dead: 0 }

test('events that were lost: landed, overwritten, deleted', async () => {
  for (const file of ['a', 'b', 'c']) await put(`s/lost/${file}.csv`, `id,of\n1,${file}\n`)
  await settled()
  await put('s/lost/b.csv', 'id,of\n2,b\n')
  await put('s/lost/new key+%.csv', 'id,of\n3,new\n')
  house.laptop.store.delete('raw', 's/lost/c.csv')
  purge('arrivals')
  expect(await found(reconcile({ ...now(), youngMs: Date.now() - 60_000 }))).toEqual(nothing)
  const lost = { ...nothing, unknown: 1, changed: 1, gone: 1 }
  expect(await found(reconcile({ ...now(), dryRun: true }))).toEqual(lost)
  await settled()
  expect((await lakeRows(house.laptop, 's_lost')).length).toBe(3)

  expect(await found(reconcile(now()))).toEqual(lost)
  await settled()
  expect(await lakeRows(house.laptop, 's_lost')).toEqual([
    { id: '1', of: 'a' },
    { id: '2', of: 'b' },
    { id: '3', of: 'new' },
  ])
  expect(await found(reconcile(now()))).toEqual(nothing)
})

test('messages that were lost: each receipt that waits goes on', async () => {
  await put('s/stuck/gone.csv', 'id,of\n0,gone\n')
  await settled()
  await put('s/stuck/landed.csv', 'id,of\n1,landed\n')
  await only('catalog', 'arrivals')
  purge('normalise')
  await put('s/stuck/staged.csv', 'id,of\n2,staged\n')
  await only('catalog', 'arrivals')
  await only('normalise', 'normalise')
  house.laptop.store.delete('raw', 's/stuck/gone.csv')
  await only('catalog', 'arrivals')
  purge('commit.fifo')
  const states = async () =>
    Promise.all(
      ['gone', 'landed', 'staged'].map(
        async (file) => (await receiptOf(house.laptop, `s/stuck/${file}.csv`)).state,
      ),
    )
  expect(await states()).toEqual(['removing', 'landed', 'staged'])
  expect(await found(reconcile(now()))).toEqual({ ...nothing, stuck: 3 })
  await settled()
  expect(await states()).toEqual(['removed', 'committed', 'committed'])
  expect(await lakeRows(house.laptop, 's_stuck')).toEqual([
    { id: '1', of: 'landed' },
    { id: '2', of: 'staged' },
  ])
  expect(await found(reconcile(now()))).toEqual(nothing)
})

test('what is found and deleted again before anything was written leaves no table, and no dead letter', async () => {
  await put('s/brief/a.csv', 'id\n1\n')
  purge('arrivals')
  expect(await found(reconcile(now()))).toEqual({ ...nothing, unknown: 1 })
  await only('catalog', 'arrivals')
  expect(await receiptOf(house.laptop, 's/brief/a.csv')).toMatchObject({ staged: true })
  house.laptop.store.delete('raw', 's/brief/a.csv')
  purge('normalise')
  await settled()
  expect(await receiptOf(house.laptop, 's/brief/a.csv')).toMatchObject({ state: 'removed' })
  expect(house.laptop.catalog.getTables('lake').map(({ Name }) => Name)).not.toContain('s_brief')
})

test('a commit on a table that Glue lost goes on where the table was', async () => {
  await put('s/heal/a.csv', 'id\n1\n')
  await settled()
  await put('s/heal/b.csv', 'id\n2\n')
  await only('catalog', 'arrivals')
  await only('normalise', 'normalise')
  house.laptop.catalog.deleteTable('lake', 's_heal')
  await settled()
  expect(await lakeRows(house.laptop, 's_heal')).toEqual([{ id: '1' }, { id: '2' }])
})

test('dead letters are taken up, but for those that nobody can read', async () => {
  const { queues } = house.laptop
  await put('s/dead/a.csv', 'id\n1\n')
  const [event] = await queues.receive('arrivals', { max: 1 })
  purge('arrivals')
  queues.send('arrivals-dead-letters', { body: event!.body })
  queues.send('arrivals-dead-letters', { body: '{"kind":"luck","key":"x"}' })
  const { deadLetters } = await reconcile({ ...now(), youngMs: 0 })
  expect(deadLetters).toEqual({ taken: 1, left: [expect.stringContaining('"kind":"luck"')] })
  await house.settle()
  expect(await lakeRows(house.laptop, 's_dead')).toEqual([{ id: '1' }])
  purge('arrivals-dead-letters')
})

test('receipts that were lost come back, and no row twice', async () => {
  const { store } = house.laptop
  const tables = ['s_lost', 's_stuck', 's_dead']
  const rows = () => Promise.all(tables.map((table) => lakeRows(house.laptop, table)))
  const before = await rows()
  for (const { key } of [...store.versions.every('work', Buffer.from('receipts/'))]) {
    store.delete('work', key)
  }
  const { unknown } = await found(reconcile(now()))
  expect(unknown).toBeGreaterThanOrEqual(6)
  await settled()
  expect(await rows()).toEqual(before)
  expect(await found(reconcile(now()))).toEqual(nothing)
})

test('a table that does not hold what its receipts say is mended, object by object', async () => {
  const { catalog, store } = house.laptop
  for (const file of ['a', 'b', 'c']) await put(`s/step/${file}.csv`, `id,of\n1,${file}\n`)
  await settled()
  const older = metadataLocationOf(catalog.getTable('lake', 's_step'))
  await put('s/step/a.csv', 'id,of\n7,a\n8,a\n')
  await put('s/step/d.csv', 'id,of\n9,d\n')
  store.delete('raw', 's/step/b.csv')
  await settled()
  const right = await lakeRows(house.laptop, 's_step')
  const row = catalog.getTable('lake', 's_step')
  const Parameters = { ...row.Parameters, metadata_location: older }
  catalog.updateTable('lake', { ...row, Parameters } as Parameters<typeof catalog.updateTable>[1])
  expect(await lakeRows(house.laptop, 's_step')).not.toEqual(right)

  expect(await found(reconcile(now()))).toEqual({ ...nothing, out: 3 })
  await settled()
  expect(await lakeRows(house.laptop, 's_step')).toEqual(right)
  expect(await receiptOf(house.laptop, 's/step/b.csv')).toMatchObject({ state: 'removed' })
  expect(await found(reconcile(now()))).toEqual(nothing)
})

test('each night maintain reconciles too, and leaves its report', async () => {
  house.laptop.queues.send('maintain', { body: '{"kind":"nightly"}' })
  await settled()
  const { value } = (await getJson<Reconciliation>('work', 'reconcile/last.json'))!
  expect(value.endedMs).toBeGreaterThan(value.startedMs)
  expect(value.progress.counts.keys).toBeGreaterThan(9)
})
