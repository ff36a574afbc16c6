import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { compareBounds, decodeBound } from '../../../lake/iceberg/bounds.ts'
import type { DataFile } from '../../../lake/iceberg/datafile.ts'
import { describeDataFile, footerBytesOf } from '../../../lake/iceberg/describe.ts'
import { assignIds, type Field } from '../../../lake/iceberg/schema.ts'
import type { Column, Type } from '../../../lake/schema/type.ts'
import { openDuck } from './duck.ts'

let duck: Awaited<ReturnType<typeof openDuck>>
beforeAll(async () => {
  duck = await openDuck()
})
afterAll(() => duck.close())

const fieldsOf = (columns: Column[]): Field[] => {
  let id = 0
  return assignIds(columns, () => ++id)
}
let serial = 0
const write = (type: Type, select: string, groupRows?: number): Promise<DataFile> =>
  duck.write(`s3://lake/t/data/${++serial}.parquet`, fieldsOf([{ name: 'a', type }]), select, {
    ...(groupRows && { groupRows }),
  })
const boundOf = (type: string, base64: string | undefined) => {
  const bound = base64 === undefined ? undefined : decodeBound(type, Buffer.from(base64, 'base64'))
  return Buffer.isBuffer(bound) ? bound.toString() : bound
}

describe('bounds of a real Parquet file are Iceberg’s', () => {
  test.each<[type: string, rows: string, lower: unknown, upper: unknown]>([
    ['boolean', '(true), (false), (NULL)', false, true],
    ['long', '(-9223372036854775808), (9223372036854775807)', -(2n ** 63n), 2n ** 63n - 1n],
    ['double', '(-0.5), (1e300)', -0.5, 1e300],
    ['date', "(DATE '1969-12-31'), (DATE '2024-02-29')", -1n, 19782n],
    ['timestamp', "(TIMESTAMP '1969-12-31 23:59:59.999999')", -1n, -1n],
    ['timestamptz', "(TIMESTAMPTZ '1970-01-01 01:00:00.000001+01')", 1n, 1n],
    ['decimal(9,2)', '(-1.28::DECIMAL(9,2)), (3.00)', -128n, 300n],
    [
      'decimal(18,3)',
      '(-1.000::DECIMAL(18,3)), (123456789012345.678)',
      -1000n,
      123456789012345678n,
    ],
    [
      'decimal(38,0)',
      '(-1::DECIMAL(38,0)), (99999999999999999999999999999999999999)',
      -1n,
      10n ** 38n - 1n,
    ],
    ['string', "('äpfel'), ('zebra'), ('')", '', 'äpfel'],
    [
      'string',
      "('0123456789abcdefgh'), ('0123456789abcdefgz')",
      '0123456789abcdef',
      '0123456789abcdeg',
    ],
    ['string', "(repeat('ü', 100))", 'ü'.repeat(16), `${'ü'.repeat(15)}ý`],
    ['string', "(repeat('\u{10ffff}', 20))", '\u{10ffff}'.repeat(16), undefined],
    ['binary', "('abc'::BLOB)", 'abc', 'abc'],
  ])('%s %s', async (type, rows, lower, upper) => {
    const file = await write(type as Type, `SELECT a FROM (VALUES ${rows}) t(a)`)
    expect(boundOf(type, file.lower[1])).toEqual(lower)
    expect(boundOf(type, file.upper[1])).toEqual(upper)
    const nulls = rows.includes('NULL') ? 1 : 0
    expect(file).toMatchObject({ nullCounts: { 1: nulls }, valueCounts: { 1: file.records } })
  })

  test('a decimal’s bytes are the shortest', async () => {
    const file = await write('decimal(38,2)', 'SELECT 1.27::DECIMAL(38,2) AS a')
    expect(Buffer.from(file.lower[1]!, 'base64').toString('hex')).toBe('7f')
  })

  test('a NaN in one row group spoils the column’s bounds, all NULL has none', async () => {
    const groups = 2048
    const select =
      "SELECT CASE WHEN i = 5000 THEN 'NaN'::DOUBLE ELSE i END AS a FROM range(6000) t(i)"
    const spoilt = await write('double', select, groups)
    expect(spoilt.splitOffsets.length).toBeGreaterThan(1)
    expect([spoilt.lower, spoilt.upper]).toEqual([{}, {}])
    const empty = await write('long', 'SELECT NULL::BIGINT AS a FROM range(3)')
    expect(empty).toMatchObject({ lower: {}, upper: {}, nullCounts: { 1: 3 }, records: 3 })
  })

  test('bounds go over all row groups, and zero has both signs', async () => {
    const file = await write('long', 'SELECT i - 3000 AS a FROM range(6000) t(i)', 2048)
    expect([boundOf('long', file.lower[1]), boundOf('long', file.upper[1])]).toEqual([
      -3000n,
      2999n,
    ])
    const zero = await write('double', 'SELECT 0.0::DOUBLE AS a')
    expect(Object.is(boundOf('double', zero.lower[1]), -0)).toBe(true)
    expect(Object.is(boundOf('double', zero.upper[1]), 0)).toBe(true)
  })
})

test('nested columns: struct leaves have statistics, lists and maps none, ids are the top level’s', async () => {
  const fields = fieldsOf([
    {
      name: 's',
      type: {
        struct: [
          { name: 'x', type: 'long' },
          { name: 'y', type: { struct: [{ name: 'z', type: 'string' }] } },
        ],
      },
    },
    { name: 'l', type: { list: { struct: [{ name: 'v', type: 'long' }] } } },
    { name: 'm', type: { map: ['string', 'double'] } },
    { name: '_object', type: 'string' },
  ])
  const select = `SELECT {x: 7, y: {z: 'q'}} AS s, [{v: 1}, {v: 2}] AS l, MAP {'k': 1.5::DOUBLE} AS m, '0123456789abcdef' AS _object`
  const file = await duck.write('s3://lake/t/data/nested.parquet', fields, select)
  expect(file.fieldIds).toEqual([1, 2, 3, 4])
  expect(Object.keys(file.lower)).toEqual(['4', '5', '7'])
  expect(boundOf('string', file.upper[4])).toBe('0123456789abcdef')
})

test('beyond the hundredth column only _object keeps its bounds', async () => {
  const columns = Array.from({ length: 130 }, (_, i): Column => ({ name: `c${i}`, type: 'long' }))
  const fields = fieldsOf([...columns, { name: '_object', type: 'string' }])
  const select = `SELECT ${columns.map(({ name }) => `1::BIGINT AS ${name}`).join(', ')}, 'o' AS _object`
  const file = await duck.write('s3://lake/t/data/wide.parquet', fields, select)
  expect(Object.keys(file.lower)).toHaveLength(101)
  expect(file.lower[131]).toBe(Buffer.from('o').toString('base64'))
})

test('the footer’s length is told first; a short tail and another file are refused', async () => {
  const tail = Buffer.from([1, 0, 0, 0, ...Buffer.from('PAR1')])
  expect(footerBytesOf(tail)).toBe(9)
  const file = { path: 'p', bytes: 8, fields: [], partition: {} }
  expect(() => describeDataFile({ ...file, tail })).toThrow('the footer needs 1 more bytes')
  expect(() => footerBytesOf(Buffer.from('hello, world'))).toThrow('not the end of a Parquet file')
})

test('bounds order as values do', () => {
  expect(compareBounds(Buffer.from('\u{ffff}'), Buffer.from('\u{10000}'))).toBeLessThan(0)
  expect(compareBounds(-1n, 1n)).toBeLessThan(0)
})
