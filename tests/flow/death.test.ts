/** A function dies after each of its calls to AWS, one after another: what it left undone is done again, once. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { FunctionName } from './bundles.ts'
import { type DeathGate, openDeathGate } from './deathgate.ts'
import { type House, openHouse, type Worker } from './house.ts'
import { lakeRows, receiptOf } from './rows.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.close())

/** More than any function makes for one object: the last ones end alive. */
const callsMax = { catalog: 12, normalise: 14, commit: 12 }

interface Doomed {
  name: FunctionName
  dataset: string
  gate: DeathGate
  worker: Worker
  died: boolean
}

/** One dataset for each death; its function's first delivery goes to the worker that dies. */
async function doomed(name: FunctionName, deadlyCall: number): Promise<Doomed> {
  const it: Doomed = { name, dataset: `${name}${deadlyCall}`, died: false } as Doomed
  it.gate = await openDeathGate(house.laptop.endpoint, deadlyCall, () => {
    it.died = true
    it.worker.kill()
  })
  it.worker = house.worker(it.gate.endpoint)
  return it
}

async function dieEverywhere(
  land: (dataset: string) => unknown,
  names: FunctionName[] = ['catalog', 'normalise', 'commit'],
): Promise<Doomed[]> {
  const waiting = new Map<string, () => Promise<Doomed>>()
  for (const name of names) {
    for (let call = 1; call <= callsMax[name]; call++) {
      waiting.set(`${name} ${name}${call}`, () => doomed(name, call))
      await land(`${name}${call}`)
    }
  }
  const ended: Doomed[] = []
  await house.settle({
    async instead(name, body) {
      const dataset = /"key":"s\/(\w+)\//.exec(body)?.[1] ?? ''
      const doom = waiting.get(`${name} ${dataset}`)
      waiting.delete(`${name} ${dataset}`)
      const it = await doom?.()
      if (it) ended.push(it)
      return it?.worker
    },
  })
  expect([...waiting.keys()]).toEqual([])
  for (const { gate } of ended) gate.close()
  return ended
}

const put = (dataset: string, text: string) =>
  house.laptop.store.put('raw', `s/${dataset}/a.csv`, Buffer.from(text))

test('a first object, whoever dies where', async () => {
  const ended = await dieEverywhere((dataset) => put(dataset, 'id,name\n1,x\n2,y\n'))

  for (const name of Object.keys(callsMax)) {
    const own = ended.filter((it) => it.name === name)
    const ends = [own.some(({ died }) => died), own.some(({ died }) => !died)]
    expect([name, ends]).toEqual([name, [true, true]])
  }
  expect(await house.deadLetters()).toEqual([])
  const rows = [
    { id: '1', name: 'x' },
    { id: '2', name: 'y' },
  ]
  for (const { dataset } of ended) {
    const table = `s_${dataset}`
    expect([dataset, await lakeRows(house.laptop, table)]).toEqual([dataset, rows])
    expect(await receiptOf(house.laptop, `s/${dataset}/a.csv`)).toMatchObject({
      state: 'committed',
      rows: 2,
      raw: { table },
    })
    expect(house.laptop.catalog.getTable('raw', table)).toMatchObject({
      StorageDescriptor: { Columns: [{ Name: 'id' }, { Name: 'name' }] },
    })
  }
}, 90_000)

test('a deletion, whoever dies where', async () => {
  const ended = await dieEverywhere(
    (dataset) => house.laptop.store.delete('raw', `s/${dataset}/a.csv`),
    ['catalog', 'commit'],
  )

  expect(await house.deadLetters()).toEqual([])
  for (const { dataset } of ended) {
    expect([dataset, await lakeRows(house.laptop, `s_${dataset}`)]).toEqual([dataset, []])
    expect(await receiptOf(house.laptop, `s/${dataset}/a.csv`)).toMatchObject({ state: 'removed' })
  }
}, 90_000)
