import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  feedOfRows,
  feedOfTensors,
  matrixOf,
  type Row,
  rowsOfOutputs,
} from '../../../lake/predict/feed.ts'
import { goldenProblems } from '../../../lake/predict/golden.ts'
import { type PredictProblem, Unpredictable } from '../../../lake/predict/problem.ts'
import { type ModelColumn, signature } from '../../../schemas/model.ts'

const outputs = [{ name: 'late', type: 'float' as const }]
const inputs: ModelColumn[] = [
  { name: 'hour', type: 'long', nullable: false },
  { name: 'distance', type: 'double', nullable: false },
  { name: 'recent', type: 'float', nullable: true },
  { name: 'origin', type: 'string', nullable: false },
  { name: 'holiday', type: 'boolean', nullable: false },
]
const model = signature.parse({ inputs, outputs })

const row = fc.record<Row>({
  hour: fc.integer(),
  distance: fc.double({ noNaN: true, noDefaultInfinity: true }),
  recent: fc.option(fc.float({ noNaN: true, noDefaultInfinity: true })),
  origin: fc.string(),
  holiday: fc.boolean(),
})
const rows = fc.array(row, { minLength: 1, maxLength: 20 })

function problemsOf(work: () => unknown): PredictProblem[] {
  try {
    work()
  } catch (error) {
    if (error instanceof Unpredictable) return error.problems
    throw error
  }
  return []
}

/** No value of the column's type. */
const wrong: Record<ModelColumn['type'], fc.Arbitrary<unknown>> = {
  long: fc.oneof(fc.constantFrom(0.5, true, 2 ** 60, Number.NaN), fc.string(), fc.constant([])),
  double: fc.oneof(fc.boolean(), fc.string(), fc.constant({}), fc.constant(Number.NaN)),
  float: fc.oneof(fc.boolean(), fc.string(), fc.constant({})),
  string: fc.oneof(fc.integer(), fc.boolean(), fc.constant([])),
  boolean: fc.oneof(fc.integer(), fc.string()),
}

describe('rows for a model', () => {
  test('that fit become one column an input, in the signature’s order', () => {
    fc.assert(
      fc.property(rows, (all) => {
        const feed = feedOfRows(model, all)
        expect(feed.map(({ name }) => name)).toEqual(inputs.map(({ name }) => name))
        for (const { shape, data } of feed)
          expect([shape, data.length]).toEqual([[all.length, 1], all.length])
        expect(feed[0]?.data).toEqual(all.map(({ hour }) => BigInt(Number(hour))))
        expect(feed[2]?.data).toEqual(all.map(({ recent }) => recent ?? Number.NaN))
        expect(feedOfTensors(model, feed)).toEqual(feed)
      }),
    )
  })

  test('have each mistyped column named, and no other', () => {
    const spoilt = fc
      .record({
        rows,
        columns: fc.uniqueArray(fc.constantFrom(...inputs), {
          selector: ({ name }) => name,
          minLength: 1,
        }),
      })
      .chain(({ rows, columns }) =>
        fc.record({
          rows: fc.constant(rows),
          columns: fc.constant(columns),
          at: fc.nat(rows.length - 1),
          values: fc.tuple(...columns.map(({ type }) => wrong[type])),
        }),
      )
    fc.assert(
      fc.property(spoilt, ({ rows, columns, at, values }) => {
        const bad = rows.map((good, i) =>
          i === at
            ? { ...good, ...Object.fromEntries(columns.map(({ name }, c) => [name, values[c]])) }
            : good,
        )
        const problems = problemsOf(() => feedOfRows(model, bad))
        expect(problems.map(({ code, name }) => [code, name]).sort()).toEqual(
          columns.map(({ name }) => ['column.type', name]).sort(),
        )
        for (const { detail } of problems) expect(detail).toContain(`row ${at}`)
      }),
    )
  })

  test('have each missing, null and unknown column named', () => {
    const good = { hour: 1, distance: 2, recent: null, origin: 'SEA', holiday: false }
    const { hour: _hour, ...without } = good
    const codes = (row: Row) =>
      problemsOf(() => feedOfRows(model, [good, row])).map(({ code, name }) => [code, name])
    expect(codes(without)).toEqual([['column.missing', 'hour']])
    expect(codes({ ...good, origin: null })).toEqual([['column.null', 'origin']])
    expect(codes({ ...good, gate: 3, distance: null })).toEqual([
      ['column.unknown', 'gate'],
      ['column.null', 'distance'],
    ])
    expect(codes({ ...good, recent: undefined })).toEqual([])
    expect(problemsOf(() => feedOfRows(model, []))).toHaveLength(1)
  })
})

describe('tensors for a model', () => {
  const feed = feedOfRows(model, [
    { hour: 1, distance: 2, recent: 0.5, origin: 'SEA', holiday: true },
  ])
  const changed = (name: string, change: object) =>
    problemsOf(() =>
      feedOfTensors(
        model,
        feed.map((tensor) => (tensor.name === name ? { ...tensor, ...change } : tensor)),
      ),
    )

  test('are named where they do not fit', () => {
    expect(changed('hour', { datatype: 'FP32' })).toMatchObject([
      { code: 'column.type', name: 'hour' },
    ])
    expect(changed('origin', { shape: [1, 2], data: ['a', 'b'] })).toMatchObject([
      { code: 'tensor.shape', name: 'origin' },
    ])
    expect(changed('distance', { data: [Number.NaN] })).toMatchObject([
      { code: 'column.null', name: 'distance' },
    ])
    expect(
      changed('hour', { name: 'minute' })
        .map(({ code }) => code)
        .sort(),
    ).toEqual(['column.missing', 'column.unknown'])
    expect(
      problemsOf(() => feedOfTensors(model, [...feed, ...feed])).map(({ code }) => code),
    ).toContain('tensor.repeated')
  })

  test('widen, and are never narrowed', () => {
    expect(changed('hour', { datatype: 'INT32', data: [1], shape: [1] })).toEqual([])
    expect(changed('distance', { datatype: 'INT64', data: [2n] })).toEqual([])
    expect(changed('hour', { datatype: 'UINT64', data: [1n] })).toHaveLength(1)
  })
})

test('a matrix holds the columns row by row', () => {
  const { inputs: numbers } = signature.parse({ inputs: inputs.slice(0, 2), outputs })
  const feed = feedOfRows({ inputs: numbers, outputs: [] }, [
    { hour: 1, distance: 2 },
    { hour: 3, distance: 4 },
  ])
  expect(matrixOf('x', feed)).toEqual({
    name: 'x',
    datatype: 'FP32',
    shape: [2, 2],
    data: [1, 2, 3, 4],
  })
})

test('outputs become rows; several columns are a list', () => {
  const late = { name: 'late', datatype: 'FP32' as const, shape: [2, 1], data: [0.25, Number.NaN] }
  const both = { name: 'both', datatype: 'INT64' as const, shape: [2, 2], data: [1n, 2n, 3n, 4n] }
  expect(rowsOfOutputs([late, both])).toEqual([
    { late: 0.25, both: [1, 2] },
    { late: null, both: [3, 4] },
  ])
})

test('golden rows agree within the tolerance, and each that differs is named', () => {
  const sample = {
    predictions: [
      { late: 0.5, label: 'yes' },
      { late: 0.25, label: 'no' },
    ],
    toleranceMax: 1e-5,
  }
  expect(
    goldenProblems(sample, [
      { late: 0.500_001, label: 'yes' },
      { late: 0.25, label: 'no' },
    ]),
  ).toEqual([])
  expect(
    goldenProblems(sample, [
      { late: 0.5001, label: 'yes' },
      { late: 0.25, label: 'yes' },
    ]),
  ).toMatchObject([
    { code: 'golden.differs', name: 'late' },
    { code: 'golden.differs', name: 'label' },
  ])
  expect(goldenProblems(sample, [])).toMatchObject([{ code: 'golden.rows' }])
})

test('a signature refuses a column that cannot be null, and a name twice', () => {
  const column = { name: 'a', type: 'long' as const }
  expect(signature.safeParse({ inputs: [{ ...column, nullable: true }], outputs }).success).toBe(
    false,
  )
  expect(signature.safeParse({ inputs: [column, column], outputs }).success).toBe(false)
})
