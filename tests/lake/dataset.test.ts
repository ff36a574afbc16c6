import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { begun, type Dataset, joinDataset, newDataset, replayed } from '../../lake/dataset.ts'
import type { Column, Type } from '../../lake/schema/type.ts'
import type { RawVerdict } from '../../lake/serde/shape.ts'
import { tableName } from '../../lake/tablename.ts'

const empty = newDataset('s_d', 's', 'd', 'lake', ['day'])
const shapeOf = (columns: Column[]): RawVerdict => ({
  shape: { serdes: ['openx'], columns, partitionKeys: ['day'] },
})
const withheld: RawVerdict = { withheld: { code: 'x.y', detail: 'd', remedy: 'r' } }

const columns = fc.uniqueArray(
  fc.record({
    name: fc.constantFrom('a', 'b', 'c'),
    type: fc.constantFrom<Type>('null', 'boolean', 'long', 'double', 'date', 'timestamp', 'string'),
  }),
  { selector: ({ name }) => name },
)
const object = columns.chain((found) =>
  fc.record({
    found: fc.constant(found),
    raw: fc.constantFrom(undefined, shapeOf(found), shapeOf(found), withheld),
  }),
)
const joinAll = (objects: { found: Column[]; raw: RawVerdict | undefined }[]): Dataset =>
  objects.reduce((record, { found, raw }) => joinDataset(record, found, raw), empty)
const unordered = (record: Dataset) => ({
  ...record,
  columns: record.columns.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  raw: record.raw && {
    ...record.raw,
    columns: record.raw.columns.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  },
})

describe('joinDataset', () => {
  test('order and repetition of objects change nothing', () => {
    const cases = fc.array(object, { minLength: 1, maxLength: 5 }).chain((objects) =>
      fc.record({
        objects: fc.constant(objects),
        shuffled: fc.shuffledSubarray([...objects, ...objects], { minLength: objects.length * 2 }),
      }),
    )
    fc.assert(
      fc.property(cases, ({ objects, shuffled }) => {
        expect(unordered(joinAll(shuffled))).toEqual(unordered(joinAll(objects)))
      }),
    )
  })

  test('what adds nothing gives the very same record', () => {
    const record = joinDataset(
      empty,
      [{ name: 'a', type: 'double' }],
      shapeOf([{ name: 'a', type: 'double' }]),
    )
    expect(
      joinDataset(record, [{ name: 'a', type: 'long' }], shapeOf([{ name: 'a', type: 'long' }])),
    ).toBe(record)
  })

  test('one object that no SerDe reads withdraws the raw table for good', () => {
    const fitting = shapeOf([{ name: 'a', type: 'long' }])
    const record = joinDataset(joinDataset(empty, [], fitting), [], withheld)
    expect(record).toMatchObject(withheld)
    expect(record.raw).toBeUndefined()
    expect(joinDataset(record, [], fitting)).toBe(record)
  })
})

test('a replay that is over leaves no record that waits for one', () => {
  const older = joinDataset(empty, [{ name: 'a', type: 'long' }])
  const waiting = begun(older, 1)
  expect(waiting).toMatchObject({ columns: [], interpretation: 1, replaying: true })
  const { replaying: _, ...over } = waiting
  expect(replayed(waiting, 1)).toEqual(over)
  expect(replayed(older, 1)).toEqual(over) // nothing of it is a table any more
  expect(replayed(over, 1)).toBe(over)
  const later = begun(over, 2)
  expect(replayed(later, 1)).toBe(later)
})

test('a location holds only what every engine takes in a path, and is one dataset’s', () => {
  const locationOf = (source: string, dataset: string) =>
    newDataset(tableName(source, dataset), source, dataset, 'lake', []).location
  expect(locationOf('shop', 'eu_orders')).toBe('s3://lake/shop/eu_orders')
  expect(locationOf('shop_eu', 'orders')).toBe('s3://lake/shop_eu/shop_eu__orders')
  expect(locationOf('Ä b', 'ç/%')).toMatch(/^s3:\/\/lake\/a_b\/a_b__c__[0-9a-f]{12}$/)
})
