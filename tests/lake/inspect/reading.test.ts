/** Columns of every kind are read so that nothing is lost: a value comes back as its text, or equals it; what was NULL nowhere is no NULL. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { failingCount, failingValues, strictCast, widenColumn } from '../../../lake/inspect/cast.ts'
import { readParquetSql } from '../../../lake/inspect/parquetread.ts'
import { plainSql, plainText } from '../../../lake/inspect/reading/form.ts'
import { isNullMarker } from '../../../lake/inspect/reading/nulls.ts'
import { readingSql } from '../../../lake/inspect/reading/reading.ts'
import { newTally } from '../../../lake/inspect/tally.ts'
import { literal } from '../../../lake/schema/spelling.ts'
import type { Column, Form, Type } from '../../../lake/schema/type.ts'
import { type Duckdb, openDuckdb } from './duckdb.ts'
import { inspectBytes } from './lookinto.ts'

let duckdb: Duckdb
beforeAll(async () => {
  duckdb = await openDuckdb()
})
afterAll(() => duckdb.close())

function found(texts: string[]): Column {
  const tally = newTally()
  for (const text of texts) tally.add(text)
  const reading = tally.reading()
  return { name: 'c', type: tally.type(), ...(reading && { reading }) }
}

describe('what a column is read as', () => {
  const cases: [texts: string, type: Type, reading?: object][] = [
    ['1|NA|3', 'long', { nulls: ['NA'] }],
    ['1.5|?|-|n/a', 'double', { nulls: ['-', '?', 'n/a'] }],
    ['2024-01-01|\\N| ', 'date', { nulls: [' ', '\\N'] }],
    ['true|NULL', 'boolean', { nulls: ['NULL'] }],
    ['NA|NA', 'string'],
    ['NA|Berlin', 'string'],
    ['1|NaN', 'long', { nulls: ['NaN'] }],
    ['1.5|NaN|-inf', 'double'],
    ['9.90|10.00|12', 'decimal(18,2)'],
    ['9.9|10|12.25', 'double'],
    ['3.14|2.72', 'decimal(18,2)'],
    ['1.0|2.5|3.25', 'double'],
    ['52.520|13.405', 'decimal(18,3)'],
    ['1.1|1.10', 'string'],
    ['1.9|1.10', 'decimal(18,2)'],
    ['2E5|1e5', 'string'],
    ['1.5e-3|2e+05', 'double'],
    ['007|8', 'string'],
    ['+4915112345678|+4930123456', 'string'],
    ['+5|-3|0', 'long', { form: { kind: 'signed' } }],
    [' 7| 12 |', 'long', { form: { kind: 'spaced' } }],
    ['1.234,56|0,5', 'double', { form: { kind: 'number', decimal: ',', group: '.' } }],
    ['1,5|2', 'double', { form: { kind: 'number', decimal: ',', group: '.' } }],
    ['1,234|5,678', 'string'],
    ['1,234|999', 'string'],
    ['1,234|250', 'string'],
    ['1,234|12.5', 'double', { form: { kind: 'number', decimal: '.', group: ',' } }],
    [
      '1,234|2,345|12,300|9|250|999',
      'long',
      { form: { kind: 'number', decimal: '.', group: ',' } },
    ],
    ['600 123 456|611 222 333', 'string'],
    ['600 123 456|61 222 333', 'string'],
    ['600 123 456|1 222 333', 'long', { form: { kind: 'number', decimal: '.', group: ' ' } }],
    ['600 123 456|7', 'long', { form: { kind: 'number', decimal: '.', group: ' ' } }],
    ['-600 123 456|611 222 333', 'long', { form: { kind: 'number', decimal: '.', group: ' ' } }],
    ['-0.00|9.90', 'double'],
    ['-0.00|9.90|12345678901234567.89', 'string'],
    ['1e-400|1.5e-3', 'string'],
    ['1,234,567|12.50', 'decimal(18,2)', { form: { kind: 'number', decimal: '.', group: ',' } }],
    ['1 234,50|7', 'decimal(18,2)', { form: { kind: 'number', decimal: ',', group: ' ' } }],
    ["1'234.50|7", 'decimal(18,2)', { form: { kind: 'number', decimal: '.', group: "'" } }],
    ['12%|5%', 'string'],
    ['€5|€6', 'string'],
    ['2024/05/01|2024/5/2', 'date', { form: { kind: 'date', order: 'ymd', separator: '/' } }],
    ['31.12.2023|1.2.2024', 'date', { form: { kind: 'date', order: 'dmy', separator: '.' } }],
    ['31/12/2023|01/02/2024', 'date', { form: { kind: 'date', order: 'dmy', separator: '/' } }],
    ['12/31/2023|01/02/2024', 'date', { form: { kind: 'date', order: 'mdy', separator: '/' } }],
    ['01/02/2024|03/04/2024', 'string'],
    ['31/12/2023|12/31/2023', 'string'],
    ['31/12/23|01/02/24', 'string'],
    ['31.02.2024|01.02.2024', 'string'],
    [
      '31.12.2023 10:00|1.2.2024 09:30',
      'timestamp',
      { form: { kind: 'date', order: 'dmy', separator: '.' } },
    ],
    [
      '05-Jan-2024|17-Dec-2023',
      'date',
      { form: { kind: 'date', order: 'd month y', separator: '-' } },
    ],
    ['yes|no|yes', 'boolean', { form: { kind: 'words', yes: 'yes', no: 'no' } }],
    ['N|Y|NA', 'boolean', { nulls: ['NA'], form: { kind: 'words', yes: 'Y', no: 'N' } }],
    ['yes|Yes', 'string'],
    ['Y|Y', 'string'],
    ['2024-01-01T10:00:00.123456789', 'string'],
    ['12345678901234567890|1', 'decimal(20,0)'],
  ]
  const named = cases.map(([texts, type, reading]) => ({ texts, type, reading }))
  test.each(named)('$texts', ({ texts, type, reading }) => {
    const { name: _, ...read } = found(texts.split('|'))
    expect(read).toEqual({ type, ...(reading && { reading }) })
  })
})

const forms: Form[] = [
  { kind: 'spaced' },
  { kind: 'signed' },
  { kind: 'number', decimal: ',', group: '.' },
  { kind: 'number', decimal: '.', group: ',' },
  { kind: 'number', decimal: ',', group: '\u00a0' },
  { kind: 'number', decimal: '.', group: "'" },
  { kind: 'date', order: 'ymd', separator: '/' },
  { kind: 'date', order: 'dmy', separator: '.' },
  { kind: 'date', order: 'mdy', separator: '-' },
  { kind: 'date', order: 'd month y', separator: ' ' },
  { kind: 'words', yes: 'Y', no: 'N' },
]

const digits = fc.integer({ min: 0, max: 99_999 }).map(String)
const pieces = fc.constantFrom(
  ...[
    '.',
    ',',
    '/',
    '-',
    ' ',
    "'",
    '+',
    '\u00a0',
    '0',
    '12',
    '31',
    '2024',
    '001',
    'Jan',
    'Y',
    'N',
    'é',
    '\n',
    '10:00',
  ],
)
const anyText = fc
  .array(fc.oneof(digits, pieces), { minLength: 1, maxLength: 7 })
  .map((parts) => parts.join(''))

test('a form is the same in SQL: what it reads, and what it leaves', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...forms),
      fc.array(anyText, { minLength: 30, maxLength: 30 }),
      async (form, texts) => {
        const rows = texts.map((text) => `(${literal(text)})`).join(', ')
        const read = await duckdb.query(
          `SELECT c, ${plainSql('c', form)} FROM (VALUES ${rows}) AS t(c)`,
        )
        for (const [text, plain] of read as [string, string][]) {
          expect([text, plain]).toEqual([text, plainText(text, form) ?? `?${text}`])
        }
      },
    ),
    { numRuns: 120 },
  )
})

const two = (n: number): string => String(n).padStart(2, '0')
const day = fc.tuple(
  fc.integer({ min: 1, max: 28 }),
  fc.integer({ min: 1, max: 12 }),
  fc.integer({ min: 1900, max: 2100 }),
)
const cents = fc.integer({ min: -10_000_000, max: 10_000_000 })
const grouped = (whole: string, sign: string): string => whole.replace(/\B(?=(\d{3})+$)/g, sign)
const money = (n: number, point: string, group: string): string => {
  const [whole, part] = [String(Math.floor(Math.abs(n) / 100)), two(Math.abs(n) % 100)]
  return `${n < 0 ? '-' : ''}${grouped(whole, group)}${point}${part}`
}

/** Of one kind each: the text and what it means, as DuckDB writes it. */
const kinds: fc.Arbitrary<{ text: string; means: string }>[] = [
  fc
    .bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
    .map((n) => ({ text: `${n}`, means: `${n}` })),
  cents.map((n) => ({ text: money(n, '.', ''), means: money(n, '.', '') })),
  cents.map((n) => ({ text: money(n, ',', '.'), means: money(n, '.', '') })),
  cents.map((n) => ({ text: money(n, '.', ','), means: money(n, '.', '') })),
  day.map(([d, m, y]) => ({ text: `${two(d)}.${two(m)}.${y}`, means: `${y}-${two(m)}-${two(d)}` })),
  day.map(([d, m, y]) => ({ text: `${m}/${d}/${y}`, means: `${y}-${two(m)}-${two(d)}` })),
  day.map(([d, m, y]) => ({ text: `${y}/${m}/${d}`, means: `${y}-${two(m)}-${two(d)}` })),
  fc.boolean().map((b) => ({ text: b ? 'Yes' : 'No', means: String(b) })),
  fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .map((n) => ({ text: String(n), means: String(n) })),
  fc.integer({ min: 0, max: 99 }).map((n) => ({ text: `0${n}`, means: `0${n}` })),
  fc.constantFrom('a', 'NA', '?', 'x y').map((text) => ({ text, means: text })),
]

const isEqual = (given: string, means: string): boolean =>
  given === means ||
  (/^-?[0-9.e+-]+$/.test(means) && !/^0\d/.test(means) && Number(given) === Number(means))

/** The head decides; then the whole file is read as normalise does, wider and wider until all of it fits. */
async function readWhole(
  head: string[],
  all: string[],
): Promise<{ column: Column; values: (string | null)[] }> {
  let column = found(head)
  const rows = all.map((text, i) => `(${i}, ${literal(text)})`).join(', ')
  const from = (): string => {
    const plain = readingSql('c', (column.type !== 'string' && column.reading) || {})
    return `FROM (SELECT i, ${plain} AS c FROM (VALUES ${rows}) AS t(i, c))`
  }
  for (let step = 0; ; step++) {
    expect(step).toBeLessThan(12)
    const [[count, values] = []] = await duckdb.query(
      `SELECT ${failingCount(column, 'csv')}, ${failingValues(column, 'csv')} ${from()}`,
    )
    if (Number(count) === 0) break
    column = widenColumn(column, values as string[], 'csv')
  }
  const read = await duckdb.query(
    `SELECT CAST(${strictCast(column, 'csv')} AS VARCHAR) ${from()} ORDER BY i`,
  )
  return { column, values: read.map(([value]) => value as string | null) }
}

test('every value of every column comes back, whatever comes late', async () => {
  const oneKind = fc
    .constantFrom(...kinds)
    .chain((kind) => fc.array(kind, { minLength: 1, maxLength: 8 }))
  const late = fc.array(fc.oneof(...kinds), { maxLength: 3 })
  await fc.assert(
    fc.asyncProperty(oneKind, late, async (head, tail) => {
      const all = [...head, ...tail]
      const { column, values } = await readWhole(
        head.map(({ text }) => text),
        all.map(({ text }) => text),
      )
      for (const [i, { text, means }] of all.entries()) {
        const given = values[i]
        const isNone = given === null && isNullMarker(text) && column.type !== 'string'
        const isKept =
          given === text ||
          (typeof given === 'string' && column.type !== 'string' && isEqual(given, means))
        expect([column, text, given, isNone || isKept]).toEqual([column, text, given, true])
      }
    }),
    { numRuns: 400 },
  )
})

test('a zero keeps its sign, also where it comes late', async () => {
  const { column, values } = await readWhole(['9.90', '10.00'], ['9.90', '10.00', '-0.00', '-0.05'])
  expect([column.type, values]).toEqual(['double', ['9.9', '10.0', '-0.0', '-0.05']])
})

test('Parquet with nanoseconds is a timestamp where microseconds hold them, and text where they do not', async () => {
  const cases: [time: string, expected: string, type: Type][] = [
    ['2024-01-01 00:00:00.123456', '2024-01-01 00:00:00.123456', 'timestamp'],
    ['2024-01-01 00:00:00.123456789', '2024-01-01 00:00:00.123456789', 'string'],
  ]
  for (const [time, expected, type] of cases) {
    const path = duckdb.file('', 'times.parquet')
    await duckdb.query(
      `COPY (SELECT unnest([TIMESTAMP_NS '${time}', NULL]) AS t) TO '${path}' (FORMAT parquet)`,
    )
    const { columns } = await inspectBytes(readFileSync(path))
    const [seen] = columns
    const [[failing, values] = []] = await duckdb.query(
      `SELECT ${failingCount(seen!, 'parquet')}, ${failingValues(seen!, 'parquet')} FROM (${readParquetSql(path, columns)})`,
    )
    const column = Number(failing) > 0 ? widenColumn(seen!, values as string[], 'parquet') : seen!
    const read = await duckdb.query(
      `SELECT CAST(${strictCast(column, 'parquet')} AS VARCHAR) FROM (${readParquetSql(path, [column])})`,
    )
    expect([column.type, read]).toEqual([type, [[expected], [null]]])
  }
})
