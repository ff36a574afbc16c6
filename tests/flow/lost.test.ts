/** A table that is gone while a widening, a merge or a staged file of it waits: every row is there again, once. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { createTable, getTable } from '../../aws/glue.ts'
import { reconcile } from '../../aws/reconcilerun.ts'
import type { CommitMessage } from '../../schemas/messages.ts'
import { deliver, environmentOf, type House, openHouse, type Worker } from './house.ts'
import { lakeRows, receiptOf } from './rows.ts'

let house: House
let stager: Worker
beforeAll(async () => {
  house = await openHouse()
  stager = house.worker()
  Object.assign(process.env, environmentOf(house.laptop, house.laptop.endpoint))
})
afterAll(() => house.close())

const put = (dataset: string, file: string, v: string) =>
  house.laptop.store.put('raw', `s/${dataset}/${file}.csv`, Buffer.from(`id,v\n${file},${v}\n`))

/** As far as the queue of commits; what waits there. */
async function asked(): Promise<CommitMessage['kind'][]> {
  const { queues } = house.laptop
  for (const name of ['arrivals', 'normalise'] as const) {
    const messages = await queues.receive(name, { max: 10 })
    await deliver(house.laptop, stager, name === 'arrivals' ? 'catalog' : name, messages)
  }
  const waiting = await queues.receive('commit.fifo', { max: 10 })
  for (const { receiptHandle } of waiting) queues.changeVisibility('commit.fifo', receiptHandle, 0)
  return waiting.map(({ body }) => (JSON.parse(body) as CommitMessage).kind)
}

const dropped = (dataset: string) => house.laptop.catalog.deleteTable('lake', `s_${dataset}`)

/** What a person does who takes the folder for rubbish. */
function deleted(dataset: string): void {
  dropped(dataset)
  const { store } = house.laptop
  for (const { key } of store.list('lake', `s/${dataset}/`)) store.delete('lake', key)
}

async function settled(): Promise<void> {
  await house.settle()
  expect(await house.deadLetters()).toEqual([])
}

const rowsOf = async (dataset: string) => {
  const rows = (await lakeRows(house.laptop, `s_${dataset}`)) as { id: string; v: string }[]
  return rows.map(({ id, v }) => `${id}=${v}`).sort()
}

async function begun(dataset: string): Promise<void> {
  await put(dataset, 'a', '1')
  await put(dataset, 'b', '2')
  await settled()
  await put(dataset, 'c', 'text')
  expect(await asked()).toEqual(['widen'])
}

test('a widening of a table that was dropped finds it again in its files', async () => {
  await begun('dropped')
  dropped('dropped')
  await settled()
  expect(await rowsOf('dropped')).toEqual(['a=1', 'b=2', 'c=text'])
})

test('a widening of a table that was made anew meanwhile goes on with that one', async () => {
  await begun('anew')
  const row = (await getTable('lake', 's_anew'))!
  dropped('anew')
  const { Name = '', TableType, Parameters, StorageDescriptor } = row
  await createTable('lake', { Name, TableType, Parameters, StorageDescriptor } as never)
  await settled()
  expect(await rowsOf('anew')).toEqual(['a=1', 'b=2', 'c=text'])
})

test('where its files are gone too it is made anew, and a reconciliation brings what it held', async () => {
  await begun('deleted')
  deleted('deleted')
  await settled()
  expect(await rowsOf('deleted')).toEqual(['c=text'])
  await reconcile({ youngMs: Date.now() })
  await settled()
  expect(await rowsOf('deleted')).toEqual(['a=1', 'b=2', 'c=text'])
})

test('what was staged for a table of which nothing is left is written again', async () => {
  await put('staged', 'a', '1')
  await settled()
  await put('staged', 'b', '2')
  expect(await asked()).toEqual(['object'])
  deleted('staged')
  await settled()
  expect(await receiptOf(house.laptop, 's/staged/b.csv')).toMatchObject({ state: 'committed' })
  await reconcile({ youngMs: Date.now() })
  await settled()
  expect(await rowsOf('staged')).toEqual(['a=1', 'b=2'])
})

test('a merge of a table of which nothing is left ends', async () => {
  await put('merged', 'a', '1')
  await settled()
  deleted('merged')
  const { queues } = house.laptop
  for (const kind of ['compact', 'settle', 'sketch']) {
    const body = JSON.stringify({ kind, table: 's_merged' })
    queues.send('commit.fifo', { body, groupId: 's_merged', deduplicationId: kind })
  }
  await settled()
  expect(await getTable('lake', 's_merged')).toBeUndefined()
  await reconcile({ youngMs: Date.now() })
  await settled()
  expect(await rowsOf('merged')).toEqual(['a=1'])
})
