import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { failing, failingValues, strictCast, widen } from '../../../lake/inspect/cast.ts'
import { cellKind, isInfinity, numberFacts } from '../../../lake/inspect/cell.ts'
import { jsonTally } from '../../../lake/inspect/jsontally.ts'
import { readingSql } from '../../../lake/inspect/reading/reading.ts'
import { newTally } from '../../../lake/inspect/tally.ts'
import { literal } from '../../../lake/schema/spelling.ts'
import type { Type } from '../../../lake/schema/type.ts'
import { type Duckdb, openDuckdb } from './duckdb.ts'

let duckdb: Duckdb
beforeAll(async () => {
  duckdb = await openDuckdb()
})
afterAll(() => duckdb.close())

/** Texts that look like values, and those that nearly do. */
const texts = fc.oneof(
  fc.integer().map(String),
  fc.bigInt({ min: -(10n ** 39n), max: 10n ** 39n }).map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc
    .tuple(fc.bigInt({ min: 0n, max: 10n ** 22n }), fc.integer({ min: 0, max: 22 }))
    .map(([digits, scale]) =>
      String(digits)
        .padStart(scale + 1, '0')
        .replace(new RegExp(`(.{${scale}})$`), '.$1'),
    ),
  fc
    .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
    .chain((date) =>
      fc.constantFrom(
        date.toISOString(),
        date.toISOString().slice(0, 10),
        date.toISOString().slice(0, 16),
        date.toISOString().slice(0, 23).replace('T', ' '),
        `${date.toISOString().slice(0, 19)}+02:30`,
        `${date.toISOString().slice(0, 16)}-11`,
        `${date.toISOString().slice(0, 19)}.123456789`,
      ),
    ),
  fc.constantFrom(
    'true',
    'FALSE',
    'yes',
    't',
    '1',
    '007',
    '+1',
    '-0',
    '1_000',
    '1e400',
    '1e-400',
    '.5',
    '5.',
    '-.5e3',
  ),
  fc.constantFrom(
    'NaN',
    'inf',
    'Infinity',
    '2024-1-5',
    '2023-02-29',
    '0000-01-01',
    '24:00',
    ' 7 ',
    '0x1f',
    '1.',
  ),
  fc.constantFrom(
    '0001-01-01T00:00:00+10:00',
    '9999-12-31 23:59:59-10',
    '2020-01-01T10:00Z',
    '2020-01-01T10:00+25:00',
  ),
  fc.string({ maxLength: 5 }).filter((text) => !text.includes('\0')),
)

const types: Type[] = ['boolean', 'long', 'double', 'date', 'timestamp', 'timestamptz']

function holds(type: Type, text: string): boolean {
  const kind = cellKind(text)
  if (type === 'timestamp') return kind === 'timestamp' || kind === 'date'
  if (type === 'double' && (/^nan$/i.test(text) || isInfinity(text))) return true
  if (type === 'long' || type === 'double') return kind === 'number' && numberFacts(text)[type]
  return kind === type
}

describe('DuckDB accepts for a type what the inference gives that type', () => {
  test.each(types)('%s', async (type) => {
    await fc.assert(
      fc.asyncProperty(fc.array(texts, { minLength: 20, maxLength: 20 }), async (values) => {
        const column = { name: 'c', type }
        const rows = values.map((value) => `(${literal(value)})`).join(', ')
        const read = await duckdb.query(
          `SELECT c, ${failing(column, 'csv')} FROM (VALUES ${rows}) AS t(c)`,
        )
        for (const [text, fails] of read as [string, boolean][]) {
          if (text === '') continue
          const inferred = holds(type, text)
          expect([text, fails]).toEqual([text, !inferred])
        }
        const good = values.filter((_, i) => !read[i]![1])
        if (good.length === 0) return
        const goodRows = good.map((value) => `(${literal(value)})`).join(', ')
        await duckdb.query(`SELECT ${strictCast(column, 'csv')} FROM (VALUES ${goodRows}) AS t(c)`)
      }),
      { numRuns: 60 },
    )
  })
})

describe('a column is typed so that none of its values fails or changes', () => {
  test('CSV', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(texts, { minLength: 1, maxLength: 6 }), async (values) => {
        const tally = newTally()
        for (const value of values) tally.add(value)
        const column = { name: 'c', type: tally.type() }
        const rows = values.map((value) => `(${literal(value)})`).join(', ')
        const plain = readingSql('c', (column.type !== 'string' && tally.reading()) || {})
        const [counts] = await duckdb.query(
          `SELECT count(*) FILTER (WHERE ${failing(column, 'csv')}) FROM (SELECT ${plain} AS c FROM (VALUES ${rows}) AS t(c))`,
        )
        expect([values, column.type, Number(counts![0])]).toEqual([values, column.type, 0])
      }),
      { numRuns: 500 },
    )
  })

  test('JSON', async () => {
    const json = fc.json({ maxDepth: 2 }).filter((text) => !text.includes('\\u0000'))
    const value = fc.oneof(
      json,
      texts.map((text) => JSON.stringify(text)),
      fc.bigInt().map(String),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 4 }), async (values) => {
        const tally = jsonTally()
        for (const text of values) tally.add(text)
        const column = { name: 'c', type: tally.type() }
        const rows = values.map((text) => `(${literal(text)}::JSON)`).join(', ')
        const from = `FROM (VALUES ${rows}) AS t(c)`
        const [counts] = await duckdb.query(
          `SELECT count(*) FILTER (WHERE ${failing(column, 'ndjson')}) ${from}`,
        )
        expect([values, column.type, Number(counts![0])]).toEqual([values, column.type, 0])
        await duckdb.query(`SELECT ${strictCast(column, 'ndjson')} ${from}`)
      }),
      { numRuns: 300 },
    )
  })
})

describe('widen', () => {
  test('ends at string, each step wider', () => {
    fc.assert(
      fc.property(fc.array(texts, { minLength: 1 }), (values) => {
        let type: Type = 'null'
        for (let steps = 0; type !== 'string'; steps++) {
          expect(steps).toBeLessThan(8)
          type = widen(type, values, 'csv')
        }
      }),
    )
  })

  test('to what holds the values', () => {
    expect(widen('long', ['1.5'], 'csv')).toBe('double')
    expect(widen('double', ['9007199254740993'], 'csv')).toBe('string')
    expect(widen('date', ['2020-01-01 10:00'], 'csv')).toBe('timestamp')
    expect(widen('long', ['007'], 'csv')).toBe('string')
    expect(widen({ list: 'long' }, ['[1.5]', '["x"]'], 'ndjson')).toEqual({ list: 'string' })
    expect(widen('null', ['{"a":1}'], 'ndjson')).toEqual({ struct: [{ name: 'a', type: 'long' }] })
  })

  test('by the values that do not fit, of all columns in one pass', async () => {
    const names = Array.from({ length: 300 }, (_, i) => `c${i}`)
    const values = names.map((name) => failingValues({ name, type: 'long' }, 'csv'))
    const row = names.map((name, i) => `CASE WHEN n = 7 THEN 'x${i}' ELSE '1' END AS ${name}`)
    const rows = `SELECT ${row.join(', ')} FROM range(1000) AS numbers(n)`
    const [lists] = await duckdb.query(`SELECT ${values.join(', ')} FROM (${rows})`)
    expect(lists).toEqual(names.map((_, i) => [`x${i}`]))
  })
})

test('values of Parquet that are no doubles do not fit a column of doubles', async () => {
  const column = { name: 'x', type: 'double' } as const
  const fit = ['0::BIGINT', '12::BIGINT', '9007199254740992::BIGINT', '0.5::DECIMAL(38, 38)']
  const others = ['1.5::DECIMAL(38, 30)', 'NULL::BIGINT', '0.1::DOUBLE', "'nan'::FLOAT", '1e300']
  const misfit = [
    ...['9007199254740993::BIGINT', '170141183460469231731687303715884105727::HUGEINT'],
    ...['1.0000000000000000000000001::DECIMAL(38, 25)', '12345678901234567.25::DECIMAL(20, 2)'],
  ]
  for (const [value, isMisfit] of [
    ...[...fit, ...others].map((value) => [value, false] as const),
    ...misfit.map((value) => [value, true] as const),
  ]) {
    const from = `FROM (SELECT ${value} AS x)`
    const [[found]] = (await duckdb.query(`SELECT ${failing(column, 'parquet')} ${from}`)) as [
      [boolean],
    ]
    expect({ value, found }).toEqual({ value, found: isMisfit })
    const cast = duckdb.query(`SELECT ${strictCast(column, 'parquet')} ${from}`)
    if (isMisfit) await expect(cast).rejects.toThrow('x: more digits than a double has')
    else await cast
  }
})
