/** Deliveries, against a plain model: applied one after another they make of a table by key what the changes make of it. */
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { deliveryOf, type Round } from '../../../containers/collect/deliver/delivery.ts'
import { bytesOf, fileOf } from '../../../containers/collect/deliver/file.ts'

const what: Round['what'] = {
  ...{ dataset: 'shop_orders', changes: 'upsert', key: ['id'], left: 'delete', columns: null },
  ...{ retyped: false, batch: 10 },
}
const round: Round = { after: '1', until: '2', cursor: null, batch: 0, what }
const place = { dataset: 'shop_orders', generation: 'g', sequence: 0 }

interface Change {
  change: 'removed' | 'added'
  row: { id: number | null; v: number }
}
const page = (changes: Change[], next: string | null = null) => ({
  ...{ after: '1', until: '2', next },
  changes: changes.map((one) => ({ ...one, snapshot: '2', object: 'o' })),
})

const change = fc.record({
  change: fc.constantFrom('removed' as const, 'added' as const),
  row: fc.record({ id: fc.integer({ min: 0, max: 4 }), v: fc.integer({ min: 0, max: 3 }) }),
})

test('by key, in batches of any size, the last word on a row holds', () => {
  fc.assert(
    fc.property(
      fc.array(change, { maxLength: 30 }),
      fc.integer({ min: 1, max: 9 }),
      (changes, size) => {
        const wanted = new Map<number, number>()
        for (const { change, row } of changes)
          if (change === 'added') wanted.set(row.id, row.v)
          else wanted.delete(row.id)
        const made = new Map<number, number>()
        for (let at = 0; at < changes.length; at += size) {
          const { items } = deliveryOf('erp', place, round, page(changes.slice(at, at + size)))
          expect(new Set(items.map(({ key }) => key.id)).size).toBe(items.length)
          for (const { op, key, row } of items)
            if (op === 'delete') made.delete(key.id as number)
            else made.set(key.id as number, row?.v as number)
        }
        expect(made).toEqual(wanted)
      },
    ),
  )
})

test('made again it is the same, and of anything else another', () => {
  const changes: Change[] = [{ change: 'added', row: { id: 1, v: 1 } }]
  const made = deliveryOf('erp', place, round, page(changes))
  const again = deliveryOf('erp', place, round, page(changes))
  expect(again).toEqual(made)
  expect(fileOf(again, 'csv')).toBe(fileOf(made, 'csv'))
  expect(bytesOf(again, 'csv')).toEqual(bytesOf(made, 'csv'))
  const others = [
    deliveryOf('crm', place, round, page(changes)),
    deliveryOf('erp', { ...place, generation: 'h' }, round, page(changes)),
    deliveryOf('erp', place, { ...round, batch: 1 }, page(changes)),
    deliveryOf('erp', place, { ...round, until: '3' }, page(changes)),
    deliveryOf('erp', place, { ...round, what: { ...what, batch: 11 } }, page(changes)),
  ]
  expect(new Set([made, ...others].map(({ id }) => id)).size).toBe(6)
})

test('what left is kept, left out or told as the definition says; a row without its key is an error', () => {
  const left: Change[] = [
    { change: 'removed', row: { id: 1, v: 1 } },
    { change: 'added', row: { id: 2, v: 5 } },
  ]
  const items = (more: Partial<Round['what']>) =>
    deliveryOf('erp', place, { ...round, what: { ...what, ...more } }, page(left)).items
  expect(items({}).map(({ op, key }) => [op, key])).toEqual([
    ['delete', { id: 1 }],
    ['upsert', { id: 2 }],
  ])
  expect(items({ left: 'keep' })).toHaveLength(1)
  expect(items({ changes: 'append', key: [], columns: ['v'] })).toMatchObject([
    { op: 'insert', key: {}, row: { v: 5 } },
  ])
  const without = page([{ change: 'added', row: { id: null, v: 1 } }])
  expect(() => deliveryOf('erp', place, round, without)).toThrow(/object o has no "id"/)
})
