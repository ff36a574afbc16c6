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
const callsMax = { catalog: 10, normalise: 13, commit: 10 }

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

async function dieEverywhere(land: (dataset: string) => Promise<void>): Promise<Doomed[]> {
  const waiting = new Map<string, () => Promise<Doomed>>()
  for (const [name, calls] of Object.entries(callsMax) as [FunctionName, number][]) {
    for (let call = 1; call <= calls; call++) {
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

function expectEveryCallWasDeadly(ended: Doomed[]): void {
  for (const name of Object.keys(callsMax)) {
    const own = ended.filter((it) => it.name === name)
    expect(own.filter(({ died }) => died).length).toBeGreaterThan(3)
    expect(own.some(({ died }) => !died)).toBe(true)
  }
}

test('a first object, whoever dies where', async () => {
  const ended = await dieEverywhere(async (dataset) => {
    await house.laptop.store.put('raw', `s/${dataset}/a.csv`, Buffer.from('id,name\n1,x\n2,y\n'))
  })

  expectEveryCallWasDeadly(ended)
  expect(await house.deadLetters()).toEqual([])
  for (const { dataset } of ended) {
    const rows = await lakeRows(house.laptop, `s_${dataset}`)
    expect([dataset, rows]).toEqual([
      dataset,
      [
        { id: '1', name: 'x' },
        { id: '2', name: 'y' },
      ],
    ])
    expect(await receiptOf(house.laptop, `s/${dataset}/a.csv`)).toMatchObject({
      state: 'committed',
      rows: 2,
      raw: { table: `s_${dataset}` },
    })
    expect(house.laptop.catalog.getTable('raw', `s_${dataset}`)).toMatchObject({
      StorageDescriptor: { Columns: [{ Name: 'id' }, { Name: 'name' }] },
    })
  }
}, 60_000)

test('an overwrite that widens a column, whoever dies where', async () => {
  const ended = await dieEverywhere(async (dataset) => {
    await house.laptop.store.put('raw', `s/${dataset}/a.csv`, Buffer.from('id,name\nthree,z\n'))
  })

  expect(await house.deadLetters()).toEqual([])
  for (const { dataset } of ended) {
    const rows = await lakeRows(house.laptop, `s_${dataset}`)
    expect([dataset, rows]).toEqual([dataset, [{ id: 'three', name: 'z' }]])
  }
}, 60_000)

test('a deletion, whoever dies where', async () => {
  const ended = await dieEverywhere(async (dataset) => {
    house.laptop.store.delete('raw', `s/${dataset}/a.csv`)
  })

  expect(await house.deadLetters()).toEqual([])
  for (const { dataset } of ended) {
    expect(await lakeRows(house.laptop, `s_${dataset}`)).toEqual([])
    expect(await receiptOf(house.laptop, `s/${dataset}/a.csv`)).toMatchObject({ state: 'removed' })
  }
}, 60_000)
