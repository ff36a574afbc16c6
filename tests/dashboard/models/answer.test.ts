import { describe, expect, test } from '@jest/globals'
import { answerOf, percent, rowOf, writtenOf } from '../../../dashboard/screens/models/answer.ts'

const column = (
  name: string,
  type: 'long' | 'double' | 'string' | 'boolean',
  nullable = false,
) => ({
  name,
  type,
  nullable,
})

describe('a row of what is written', () => {
  const inputs = [
    column('hour', 'long'),
    column('share', 'double', true),
    column('origin', 'string'),
    column('is_weekend', 'boolean'),
  ]

  test('has the types of the signature, and null where nothing is known', () => {
    const written = { hour: ' 7 ', share: '', origin: 'SEA', is_weekend: 'true' }
    expect(rowOf(inputs, written)).toEqual({
      row: { hour: 7, share: null, origin: 'SEA', is_weekend: true },
      wrong: {},
    })
  })

  test('says by column what does not fit', () => {
    const { wrong } = rowOf(inputs, { hour: '7.5', share: 'much', origin: '' })
    expect(wrong).toEqual({
      hour: '7.5 is not a whole number.',
      share: 'much is not a number.',
      is_weekend: 'It needs true or false.',
    })
    expect(rowOf(inputs, { share: '1' }).wrong.hour).toBe('It needs a whole number.')
  })

  test('goes there and back', () => {
    const row = { hour: 7, share: null, origin: 'SEA', is_weekend: false }
    expect(rowOf(inputs, writtenOf(row)).row).toEqual(row)
  })
})

describe('an answer', () => {
  const chance = {
    name: 'late',
    type: 'float',
    nullable: false,
    description: 'the chance',
  } as const
  test.each([
    [chance, 0.4213, '42 %'],
    [chance, 0.0042, '0.4 %'],
    [chance, 1, '100 %'],
    [chance, 0.99999, '> 99.9 %'],
    [chance, 3.5, '3.5'],
    [column('minutes', 'double'), 0.4213, '0.4213'],
    [column('is_late', 'boolean'), true, 'yes'],
    [column('kind', 'string'), 'ferry', 'ferry'],
    [column('minutes', 'double'), null, 'no answer'],
  ])('of %p that is %p is said as %s', (output, value, short) => {
    expect(answerOf(output, value)).toEqual({ short, exact: String(value) })
  })

  test('never says 0 or 100 where it is not', () => {
    expect([0, 0.0001, 0.5, 0.995, 1].map(percent)).toEqual(['0', '< 0.1', '50', '99.5', '100'])
  })
})
