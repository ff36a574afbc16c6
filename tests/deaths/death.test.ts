/** A function dies after each of its calls to AWS, one after another: what it left undone is done again, once. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type House, openHouse } from '../flow/house.ts'
import { lakeRows, receiptOf } from '../flow/rows.ts'
import { callsMax, dieEverywhere } from './dying.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.close())

const put = (dataset: string, text: string) =>
  house.laptop.store.put('raw', `s/${dataset}/a.csv`, Buffer.from(text))

test('a first object, whoever dies where', async () => {
  const ended = await dieEverywhere(house, (dataset) => put(dataset, 'id,name\n1,x\n2,y\n'))

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
}, 240_000)

test('a deletion, whoever dies where', async () => {
  const ended = await dieEverywhere(
    house,
    (dataset) => house.laptop.store.delete('raw', `s/${dataset}/a.csv`),
    { catalog: callsMax.catalog, commit: callsMax.commit },
  )

  expect(await house.deadLetters()).toEqual([])
  for (const { dataset } of ended) {
    expect([dataset, await lakeRows(house.laptop, `s_${dataset}`)]).toEqual([dataset, []])
    expect(await receiptOf(house.laptop, `s/${dataset}/a.csv`)).toMatchObject({ state: 'removed' })
  }
}, 240_000)
