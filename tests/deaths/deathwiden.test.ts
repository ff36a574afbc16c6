/** A function dies after each of its calls while a column of several files is widened: every row is there, once. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type House, openHouse } from '../flow/house.ts'
import { lakeRows } from '../flow/rows.ts'
import { dieEverywhere } from './dying.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.close())

const calls = { normalise: 8, commit: 20 }

const put = (dataset: string, file: string, text: string) =>
  house.laptop.store.put('raw', `s/${dataset}/${file}.csv`, Buffer.from(text))

test('whoever dies where', async () => {
  for (const [name, most] of Object.entries(calls)) {
    for (let call = 1; call <= most; call++) {
      await put(`${name}${call}`, 'a', 'id,v\n1,1.50\n')
      await put(`${name}${call}`, 'b', 'id,v\n2,2\n')
    }
  }
  await house.settle()

  const ended = await dieEverywhere(house, (dataset) => put(dataset, 'b', 'id,v\n3,z\n'), calls)

  expect(await house.deadLetters()).toEqual([])
  for (const { dataset } of ended) {
    const rows = await lakeRows(house.laptop, `s_${dataset}`)
    expect([dataset, rows]).toEqual([
      dataset,
      [
        { id: '1', v: '1.50' },
        { id: '3', v: 'z' },
      ],
    ])
  }
}, 240_000)
