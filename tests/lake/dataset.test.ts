import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { type Dataset, joinDataset, newDataset, tableNames } from '../../lake/dataset.ts'
import type { Column, Type } from '../../lake/schema/type.ts'
import type { RawVerdict } from '../../lake/serde/shape.ts'

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

describe('names', () => {
  test('two datasets that want one name get two tables and two locations', () => {
    const [first] = tableNames('a_b', 'c')
    const [same, other] = tableNames('a', 'b_c')
    expect(same).toBe(first)
    expect(other).toMatch(/^a_b_c_[0-9a-f]{4}$/)
    const one = newDataset(first!, 'a_b', 'c', 'lake', [])
    const two = newDataset(other!, 'a', 'b_c', 'lake', [])
    expect(one.location).toBe('s3://lake/a_b/c')
    expect(two.location).toBe(`s3://lake/a/b_c${other!.slice('a_b_c'.length)}`)
  })

  test('a location holds only what every engine takes in a path', () => {
    const { location } = newDataset(tableNames('Ä b', 'ç/%')[0]!, 'Ä b', 'ç%', 'lake', [])
    expect(location).toBe('s3://lake/a_b/c')
  })
})
