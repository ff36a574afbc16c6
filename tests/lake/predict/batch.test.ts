import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { feedOfCells, linesOf, planBatch } from '../../../lake/predict/batch.ts'
import { feedOfRows } from '../../../lake/predict/feed.ts'
import { Unpredictable } from '../../../lake/predict/problem.ts'
import type { Cell } from '../../../lake/predict/resultcsv.ts'
import type { Signature } from '../../../schemas/model.ts'

const signature: Signature = {
  inputs: [
    { name: 'Hour', type: 'long', nullable: false },
    { name: 'share', type: 'double', nullable: true },
    { name: 'word', type: 'string', nullable: false },
    { name: 'yes', type: 'boolean', nullable: false },
  ],
  outputs: [{ name: 'late', type: 'float', nullable: false }],
}
const columns = [
  { name: 'id', type: 'bigint' },
  { name: 'hour', type: 'integer' },
  { name: 'share', type: 'decimal(10,2)' },
  { name: 'word', type: 'varchar' },
  { name: 'yes', type: 'boolean' },
]
const late = (values: number[]) => [
  { name: 'late', datatype: 'FP32' as const, shape: [values.length, 1], data: values },
]

const problemsOf = (plan: () => unknown): string[] => {
  try {
    plan()
  } catch (error) {
    if (error instanceof Unpredictable)
      return error.problems.map(({ code, name }) => `${code} ${name}`)
    throw error
  }
  return []
}

describe('columns', () => {
  test('are found whatever their case, and any order', () => {
    const { inputs } = planBatch(signature, columns.toReversed())
    expect(inputs.map(({ at }) => at)).toEqual([3, 2, 1, 0])
  })

  test('are named where they are missing, mistyped, repeated, unknown or in the way', () => {
    const found = [
      { name: 'hour', type: 'double' },
      { name: 'word', type: 'date' },
      { name: 'yes', type: 'boolean' },
      { name: 'late', type: 'integer' },
      { name: 'a', type: 'integer' },
      { name: 'a', type: 'integer' },
    ]
    expect(problemsOf(() => planBatch(signature, found))).toEqual([
      ...['column.repeated a', 'column.type Hour', 'column.missing share', 'column.type word'],
      'column.collides late',
    ])
    expect(problemsOf(() => planBatch(signature, columns, ['ID', 'name']))).toEqual([
      'column.unknown name',
    ])
    const own = [...columns, { name: 'scored_at', type: 'timestamp' }]
    expect(problemsOf(() => planBatch(signature, own))).toEqual(['column.collides scored_at'])
    expect(problemsOf(() => planBatch(signature, own, ['id']))).toEqual([])
  })
})

describe('rows', () => {
  test('say which of them holds a value that the model cannot take', () => {
    const batch = planBatch(signature, columns)
    const rows: Cell[][] = [
      ['1', '7', null, 'x', 'true'],
      ['2', null, '1.50', 'x', 'true'],
    ]
    expect(() => feedOfCells(batch, rows, 101)).toThrow('"Hour" of row 102 is NULL')
  })

  test('become the feed that rows of JSON would', () => {
    const value = fc.record({
      Hour: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      share: fc.option(fc.double({ noNaN: true })),
      word: fc.string(),
      yes: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 20 }), (rows) => {
        const found = columns.map((column) =>
          column.name === 'share' ? { ...column, type: 'double' } : column,
        )
        const cells = rows.map((row): Cell[] => [
          ...['7', `${row.Hour}`, row.share === null ? null : `${row.share}`],
          ...[row.word, `${row.yes}`],
        ])
        const feed = feedOfCells(planBatch(signature, found), cells, 1)
        expect(feed).toEqual(
          feedOfRows(
            signature,
            rows.map((row) => ({
              ...row,
              share: row.share === null ? null : Number(`${row.share}`),
            })),
          ),
        )
      }),
    )
  })

  test('become lines with every digit that they had', () => {
    const batch = planBatch(signature, columns, ['id', 'share', 'word'])
    const rows: Cell[][] = [
      ['9007199254740993', '7', '1.50', 'say "hi",\n', 'true'],
      ['2', '7', null, '', 'false'],
    ]
    const stamp = { model: 'm', version: 3, scoredAtMs: Date.UTC(2026, 0, 1) }
    expect(linesOf(batch, rows, late([0.5, Number.NaN]), stamp)).toBe(
      [
        '{"id":9007199254740993,"share":1.50,"word":"say \\"hi\\",\\n","late":0.5,"model":"m","version":3,"scored_at":"2026-01-01T00:00:00.000Z"}\n',
        '{"id":2,"share":null,"word":"","late":null,"model":"m","version":3,"scored_at":"2026-01-01T00:00:00.000Z"}\n',
      ].join(''),
    )
    const exact = [
      { name: 'key', datatype: 'INT64' as const, shape: [1, 1], data: [9007199254740993n] },
      { name: 'two', datatype: 'FP32' as const, shape: [1, 2], data: [0.5, Number.NaN] },
    ]
    expect(linesOf(planBatch(signature, columns, []), rows.slice(1), exact, stamp)).toMatch(
      /^\{"key":9007199254740993,"two":\[0.5,null\],"model"/,
    )
    const nothing = planBatch(signature, columns, [])
    expect(linesOf(nothing, rows, late([1, 2]), stamp)).toMatch(/^\{"late":1,"model":"m"/)
  })
})
