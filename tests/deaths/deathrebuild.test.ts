/**
 * A committer dies after each of its calls, and right then Glue loses the table: made anew from the buckets it holds what
 * receipts say, and when the message has come again every row, once.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { rebuildTable } from '../../aws/rebuild.ts'
import { deliver, environmentOf, type House, openHouse, type Worker } from '../flow/house.ts'
import { lakeRows, receiptOf } from '../flow/rows.ts'
import { openDeathGate } from './deathgate.ts'

let house: House
let stager: Worker
beforeAll(async () => {
  house = await openHouse()
  stager = house.worker()
  Object.assign(process.env, environmentOf(house.laptop, house.laptop.endpoint))
})
afterAll(() => house.close())

const callsMax = 26 // more than it makes: the last one ends alive

const put = (dataset: string, file: string, text: string) =>
  house.laptop.store.put('raw', `s/${dataset}/${file}.csv`, Buffer.from(text))

/** As far as the queue of commits, and no further. */
async function stage(): Promise<void> {
  for (const [name, queue] of [
    ['catalog', 'arrivals'],
    ['normalise', 'normalise'],
  ] as const) {
    const messages = await house.laptop.queues.receive(queue, { max: 10 })
    await deliver(house.laptop, stager, name, messages)
  }
}

/** The rows of each object whose receipt says that they are in the table. */
async function acknowledged(dataset: string): Promise<string[]> {
  const files = await Promise.all(
    ['a', 'b', 'c'].map(async (file) => {
      const { state } = await receiptOf(house.laptop, `s/${dataset}/${file}.csv`)
      return state === 'committed' ? file : ''
    }),
  )
  return files.filter(Boolean)
}

test('whoever dies where', async () => {
  const datasets = Array.from({ length: callsMax }, (_, i) => `d${i + 1}`)
  for (const dataset of datasets) {
    await put(dataset, 'a', 'id,of\n1,a\n')
    await put(dataset, 'b', 'id,of\n2,b\n')
  }
  await house.settle()

  const died: boolean[] = []
  for (const [i, dataset] of datasets.entries()) {
    await put(dataset, 'b', 'id,of\n3,b\n')
    await put(dataset, 'c', 'id,of\n4,c\n')
    house.laptop.store.delete('raw', `s/${dataset}/a.csv`)
    await stage()
    const batch = await house.laptop.queues.receive('commit.fifo', { max: 10 })
    let isDead = false
    const gate = await openDeathGate(house.laptop.endpoint, i + 1, () => {
      isDead = true
      worker.kill()
    })
    const worker = house.worker(gate.endpoint)
    await deliver(house.laptop, worker, 'commit', batch)
    worker.kill()
    gate.close()
    died.push(isDead)

    const table = `s_${dataset}`
    house.laptop.catalog.deleteTable('lake', table)
    expect(await rebuildTable(table)).toMatchObject({ lake: 'made' })
    const rows = (await lakeRows(house.laptop, table, 'id, "of"')) as { id: string; of: string }[]
    const of = new Set(rows.map((row) => row.of))
    const said = await acknowledged(dataset)
    expect([dataset, said.filter((file) => !of.has(file))]).toEqual([dataset, []])
    const isRemoved = (await receiptOf(house.laptop, `s/${dataset}/a.csv`)).state === 'removed'
    expect([dataset, isRemoved && of.has('a')]).toEqual([dataset, false])
    await house.settle()
  }

  expect([died[0], died.at(-1)]).toEqual([true, false])
  expect(await house.deadLetters()).toEqual([])
  for (const dataset of datasets) {
    expect([dataset, await lakeRows(house.laptop, `s_${dataset}`)]).toEqual([
      dataset,
      [
        { id: '3', of: 'b' },
        { id: '4', of: 'c' },
      ],
    ])
  }
}, 240_000)
