import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { mergeColumns, mergeTypes } from '../../../lake/schema/merge.ts'
import type { Column, Type } from '../../../lake/schema/type.ts'
import { anyColumns, anyType, unordered, unorderedColumns } from './types.ts'

const runs = { numRuns: 2_000 }

describe('mergeTypes is a join', () => {
  test('in any order', () => {
    fc.assert(
      fc.property(anyType(), anyType(), (a, b) => {
        expect(unordered(mergeTypes(a, b))).toEqual(unordered(mergeTypes(b, a)))
      }),
      runs,
    )
  })

  test('in any grouping', () => {
    fc.assert(
      fc.property(anyType(), anyType(), anyType(), (a, b, c) => {
        const left = mergeTypes(mergeTypes(a, b), c)
        expect(unordered(left)).toEqual(unordered(mergeTypes(a, mergeTypes(b, c))))
      }),
      runs,
    )
  })

  test('however often', () => {
    fc.assert(
      fc.property(anyType(), anyType(), (a, b) => {
        const merged = mergeTypes(a, b)
        expect(unordered(mergeTypes(merged, a))).toEqual(unordered(merged))
        expect(unordered(mergeTypes(a, a))).toEqual(unordered(a))
      }),
      runs,
    )
  })

  test('null is under, string over everything', () => {
    fc.assert(
      fc.property(anyType(), (type) => {
        expect(mergeTypes('null', type)).toEqual(type)
        expect(mergeTypes('string', type)).toBe('string')
      }),
    )
  })
})

describe('mergeColumns is a join of sets', () => {
  const merged = (a: Column[], b: Column[]): Column[] => unorderedColumns(mergeColumns(a, b))

  test('in any order and grouping, however often', () => {
    fc.assert(
      fc.property(anyColumns(), anyColumns(), anyColumns(), (a, b, c) => {
        expect(merged(a, b)).toEqual(merged(b, a))
        expect(merged(mergeColumns(a, b), c)).toEqual(merged(a, mergeColumns(b, c)))
        expect(merged(mergeColumns(a, b), b)).toEqual(merged(a, b))
      }),
      runs,
    )
  })

  test('who came first stays first', () => {
    const column = (name: string): Column => ({ name, type: 'long' })
    const names = mergeColumns([column('b'), column('a')], [column('z'), column('a'), column('c')])
    expect(names.map(({ name }) => name)).toEqual(['b', 'a', 'z', 'c'])
  })
})

const joins: [Type, Type, Type][] = [
  ['boolean', 'long', 'string'],
  ['long', 'double', 'double'],
  ['long', 'decimal(5,2)', 'decimal(21,2)'],
  ['decimal(10,0)', 'decimal(5,4)', 'decimal(14,4)'],
  ['decimal(38,0)', 'decimal(5,4)', 'double'],
  ['decimal(5,2)', 'double', 'double'],
  ['date', 'timestamp', 'timestamp'],
  ['date', 'timestamptz', 'string'],
  ['timestamp', 'timestamptz', 'string'],
  ['binary', 'long', 'string'],
  [{ list: 'long' }, { list: 'double' }, { list: 'double' }],
  [{ list: 'long' }, 'long', 'string'],
  [
    { struct: [{ name: 'a', type: 'null' }] },
    { struct: [{ name: 'b', type: 'long' }] },
    {
      struct: [
        { name: 'a', type: 'null' },
        { name: 'b', type: 'long' },
      ],
    },
  ],
  [{ map: ['string', 'long'] }, { map: ['string', 'double'] }, { map: ['string', 'double'] }],
]

test.each(joins)('%j and %j are %j', (a, b, joined) => {
  expect(mergeTypes(a, b)).toEqual(joined)
})
