import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { namedColumns, uniqueNames } from '../../../lake/schema/names.ts'

test('names are unique, safe and free of reserved ones, whatever the file calls its columns', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 6 })), (originals) => {
      const names = uniqueNames(originals, ['a', 'column_1', 'day'])
      expect(new Set([...names, 'a', 'column_1', 'day']).size).toBe(names.length + 3)
      for (const name of names) expect(name).toMatch(/^[a-z0-9]+(_[a-z0-9]+)*$/)
    }),
    { numRuns: 2_000 },
  )
})

test('different spellings get the same names in any order', () => {
  const originals = fc.uniqueArray(fc.constantFrom('A', 'a', 'ä', 'a b', 'A_B', 'a_b', 'x'), {
    minLength: 2,
  })
  fc.assert(
    fc.property(
      originals.chain((names) =>
        fc.tuple(fc.constant(names), fc.shuffledSubarray(names, { minLength: names.length })),
      ),
      ([names, shuffled]) => {
        const byOriginal = (list: string[]) =>
          Object.fromEntries(list.map((original, i) => [original, uniqueNames(list)[i]]))
        expect(byOriginal(shuffled)).toEqual(byOriginal(names))
      },
    ),
  )
})

test('the rules, one by one', () => {
  expect(uniqueNames(['ID', 'id', '', 'Unit price (€)', '_object'])).toEqual([
    'id_2',
    'id',
    'column_3',
    'unit_price',
    'object',
  ])
  expect(uniqueNames(['a', 'a', 'a_2'])).toEqual(['a', 'a_3', 'a_2'])
  expect(uniqueNames(['day'], ['day'])).toEqual(['day_2'])
})

test('the original is kept where it differs', () => {
  const fields = [
    { original: 'a', type: 'long' as const },
    { original: 'B', type: 'long' as const },
  ]
  expect(namedColumns(fields)).toEqual([
    { name: 'a', type: 'long' },
    { name: 'b', type: 'long', original: 'B' },
  ])
})
