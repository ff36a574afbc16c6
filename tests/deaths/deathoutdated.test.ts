/**
 * A column widens in the very batch that brings a file of its old type: that file is taken back, to be normalised
 * again. The committer dies after each of its calls: every row is there, once.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { deliver, type House, openHouse, type Worker } from '../flow/house.ts'
import { lakeRows } from '../flow/rows.ts'
import { openDeathGate } from './deathgate.ts'

let house: House
let stager: Worker
beforeAll(async () => {
  house = await openHouse()
  stager = house.worker()
})
afterAll(() => house.close())

const callsMax = 27 // one more than it makes: the last one ends alive

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

test('whoever dies where', async () => {
  const datasets = Array.from({ length: callsMax }, (_, i) => `d${i + 1}`)
  for (const dataset of datasets) await put(dataset, 'a', 'id,v\n1,1.50\n')
  await house.settle()

  const died: boolean[] = []
  for (const [i, dataset] of datasets.entries()) {
    await put(dataset, 'b', 'id,v\n2,2\n')
    await stage()
    await put(dataset, 'c', 'id,v\n3,z\n')
    await stage()
    const batch = await house.laptop.queues.receive('commit.fifo', { max: 10 })
    const kinds = batch.map(({ body }) => JSON.parse(body).kind)
    expect([dataset, kinds]).toEqual([dataset, ['object', 'widen']])

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
    await house.settle()
  }

  expect([died[0], died.at(-1)]).toEqual([true, false])
  expect(await house.deadLetters()).toEqual([])
  for (const dataset of datasets) {
    expect([dataset, await lakeRows(house.laptop, `s_${dataset}`)]).toEqual([
      dataset,
      [
        { id: '1', v: '1.50' },
        { id: '2', v: '2' },
        { id: '3', v: 'z' },
      ],
    ])
  }
}, 240_000)
