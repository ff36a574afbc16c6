/** A deployment without its layer: what is wrong with the house is never held against an object. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type House, openHouse } from './house.ts'
import { receiptOf } from './rows.ts'

let house: House
beforeAll(async () => {
  house = await openHouse({ environment: { DUCKDB_CHILD: '/opt/nodejs/none.mjs' } })
})
afterAll(() => house.close())

test('where DuckDB never starts a good file waits in the dead letters, and is not set aside', async () => {
  await house.laptop.store.put('raw', 'shop/orders/a.csv', Buffer.from('id,v\n1,x\n'))
  await house.settle()
  const [letter, ...others] = await house.deadLetters()
  expect(others).toEqual([])
  expect(JSON.parse(letter ?? '{}')).toMatchObject({ kind: 'normalise', key: 'shop/orders/a.csv' })
  expect(await receiptOf(house.laptop, 'shop/orders/a.csv')).toMatchObject({ state: 'landed' })
  expect(house.laptop.store.find('raw', 'shop/orders/a.csv')).toBeDefined()
}, 240_000)
