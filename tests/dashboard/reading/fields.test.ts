import { expect, test } from '@jest/globals'
import {
  draftOf,
  fields,
  pinsOf,
  saidOf,
  type TextPin,
} from '../../../dashboard/screens/reading/fields.ts'
import { pinnedEncodings, pins as pinsSchema } from '../../../schemas/interpretation.ts'

const all = {
  delimiter: '\t',
  quote: '',
  escape: '\\',
  comment: ' ',
  encoding: 'koi8-r',
  nulls: ['NA', ' -'],
  record: '/a/b',
  sheet: 'Sales 2024',
  table: 'orders',
  file: 'orders/2024.csv',
  header: false,
  skip: 2,
  types: { price: 'decimal(9,2)' },
  names: { zip: 'postcode', 'a b': 'c = d' },
  keys: ['id'],
} as const

test('every pin of the API but those drawn otherwise has its field, and every encoding', () => {
  const drawn = ['asset', 'types', 'keys']
  expect([...Object.keys(fields), ...drawn].sort()).toEqual(Object.keys(pinsSchema.shape).sort())
  expect(fields.encoding.choices?.map(([value]) => value)).toEqual([...pinnedEncodings])
})

test('what stands in the form is what is pinned, and back', () => {
  const was = pinsSchema.parse(all)
  expect(pinsOf(draftOf(was), {})).toEqual({ pins: was, wrong: {} })
  expect(pinsOf(draftOf({}), {})).toEqual({ pins: {}, wrong: {} })
  expect(pinsOf({ ...draftOf(was), asset: true }, was).pins).toEqual({ asset: true })
})

test('what no field can say stays while nobody touches it', () => {
  expect(pinsOf(draftOf({ nulls: [] }), { nulls: [] }).pins).toEqual({ nulls: [] })
})

test('what is wrong is said at its field', () => {
  const texts: [TextPin, string][] = [
    ['delimiter', ';;'],
    ['skip', '-1'],
    ['skip', '101'],
  ]
  for (const [pin, text] of texts) {
    const { wrong } = pinsOf({ ...draftOf({}), texts: { [pin]: text } }, {})
    expect(Object.keys(wrong)).toEqual([pin])
  }
})

test('is said in one line', () => {
  expect(saidOf({ delimiter: '\t', header: true, types: { a: 'date', b: 'date' } })).toBe(
    'delimiter tab · header the first row · types of a, b',
  )
  expect(saidOf({ asset: true })).toBe('no table')
})
