import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { currentSchema } from '../../../lake/iceberg/metadata.ts'
import { planScan } from '../../../lake/iceberg/scan.ts'
import { scanSql } from '../../../lake/iceberg/scansql.ts'
import { RequestProblem } from '../../../lake/problem.ts'
import { planRows, type RowsAsked } from '../../../lake/rows/plan.ts'
import { readRows } from '../../../lake/rows/read.ts'
import { rowText } from '../../../lake/rows/text.ts'
import type { Column } from '../../../lake/schema/type.ts'
import { openDuck } from '../iceberg/duck.ts'
import { MemoryTable } from '../iceberg/memory.ts'

const columns: Column[] = [
  { name: 'id', type: 'long' },
  { name: 'price', type: 'decimal(38,4)' },
  { name: 'small', type: 'decimal(9,2)' },
  { name: 'ratio', type: 'double' },
  { name: 'ok', type: 'boolean' },
  { name: 'day', type: 'date' },
  { name: 'at', type: 'timestamp' },
  { name: 'atz', type: 'timestamptz' },
  { name: 'name', type: 'string' },
  { name: 'raw', type: 'binary' },
  {
    name: 'nested',
    type: {
      struct: [
        { name: 'a', type: 'long' },
        { name: 'b', type: { list: 'decimal(9,2)' } },
      ],
    },
  },
]

const select = (from: number, to: number) => `SELECT
  CASE WHEN i % 11 = 0 THEN NULL WHEN i % 97 = 0 THEN 9223372036854775807 - i ELSE i * 7919 % 1009 - 500 END::BIGINT AS id,
  ((i * 7 - 3000) || '.' || (i % 10) || '0' || (i % 7) || '1')::DECIMAL(38,4) AS price,
  ((i * 13 - 999) / 100)::DECIMAL(9,2) AS small,
  CASE i % 50 WHEN 0 THEN 'NaN'::DOUBLE WHEN 1 THEN NULL ELSE sin(i) END AS ratio,
  CASE i % 3 WHEN 0 THEN NULL ELSE i % 3 = 1 END AS ok,
  DATE '1969-06-01' + i::INTEGER AS day,
  TIMESTAMP '1969-12-31 23:59:59.000001' + to_microseconds(i * 100001) AS at,
  TIMESTAMPTZ '2024-01-01 00:00:00+00' + to_microseconds(i * 100000) AS atz,
  CASE i % 13 WHEN 0 THEN NULL WHEN 1 THEN '' ELSE 'n' || i || ',"é😀' END AS name,
  encode('b' || i) AS raw,
  CASE i % 4 WHEN 0 THEN NULL ELSE {'a': i, 'b': [i::DECIMAL(9,2), NULL]} END AS nested,
  'o' AS _object FROM range(${from}, ${to}) t(i)`

const duck = await openDuck()
const table = new MemoryTable({ columns })
let bytesRead = 0
let filesOpened = new Set<string>()
const reads = {
  read: table.read,
  readRange: async (uri: string, start: number, end: number) => {
    bytesRead += end - start
    filesOpened.add(uri)
    return readFileSync(duck.pathOf(uri)).subarray(start, end)
  },
}

beforeAll(async () => {
  const { fields } = currentSchema(table.metadata)
  for (const [n, from, to] of [
    [1, 0, 400],
    [2, 400, 1000],
    [3, 1000, 1003],
  ]) {
    const options = n === 2 ? { groupRows: 2048 } : {}
    const file = await duck.write(
      `s3://lake/s/d/data/${n}.parquet`,
      fields,
      select(from!, to!),
      options,
    )
    await table.commit({ operation: 'append', add: [file] } as never)
  }
})
afterAll(() => duck.close())

const all = async (asked: Partial<RowsAsked>) => {
  const rows: unknown[][] = []
  let cursor: string | undefined
  do {
    const plan = planRows(table.metadata, { limit: 137, ...asked, cursor })
    const page = JSON.parse(rowText(await readRows(plan, reads), plan, 'json', false).text)
    rows.push(...page.rows)
    cursor = page.next ?? undefined
  } while (cursor)
  return rows
}

const expected = async (sql: string) => {
  const plan = await planScan(table.read, table.metadata)
  return (await duck.rows(`WITH t AS (${scanSql(plan, duck.pathOf)}) ${sql}`)) as unknown[][]
}

const plainly = `SELECT id::VARCHAR, price::VARCHAR, small::VARCHAR, ratio, ok, strftime(day, '%Y-%m-%d'), strftime("at", '%Y-%m-%dT%H:%M:%S.%f'), name, base64(raw), to_json(nested)::VARCHAR FROM t`

const comparableRow = (row: unknown[]) => {
  const [id, price, small, ratio, ok, day, at, , name, raw, nested] = row
  const text = at as string
  return [
    id === null ? null : String(id),
    price,
    small,
    ratio,
    ok,
    day,
    text.length === 23 ? `${text}000` : text,
    name,
    raw,
    nested && [
      Number((nested as { a: number }).a),
      (nested as { b: unknown[] }).b.map((n) => n && Number(n)),
    ],
  ]
}
const expectedRow = (row: unknown[]) => {
  const nested = row[9] ? JSON.parse(String(row[9])) : null
  return [...row.slice(0, 9), nested && [nested.a, nested.b]]
}
const sorted = (rows: unknown[][]) => rows.map((row) => JSON.stringify(row)).sort()

test('every value of every type is as DuckDB reads it, exactly', async () => {
  const rows = await all({})
  const want = await expected(plainly)
  expect(rows.length).toBe(1003)
  expect(sorted(rows.map(comparableRow))).toEqual(sorted(want.map(expectedRow)))
})

describe('conditions', () => {
  test.each([
    ['id:gte:100', 'id >= 100'],
    ['id:ne:5', 'id <> 5'],
    ['id:not.in:1,2,3', 'id NOT IN (1, 2, 3)'],
    ['id:in:1,2,3,9223372036854775710', 'id IN (1, 2, 3, 9223372036854775710)'],
    ['id:is:null', 'id IS NULL'],
    ['id:not.is:null', 'id IS NOT NULL'],
    ['price:lt:-100.5', 'price < -100.5'],
    ['price:eq:-2993.1011', 'price = -2993.1011'],
    ['small:between:-1,2.5', 'small BETWEEN -1 AND 2.5'],
    ['day:lt:1970-01-01', "day < DATE '1970-01-01'"],
    ['at:gte:1970-01-01T00:00:10', `"at" >= TIMESTAMP '1970-01-01 00:00:10'`],
    ['atz:gte:2024-01-01T00:00:10Z', "atz >= TIMESTAMPTZ '2024-01-01 00:00:10+00'"],
    ['ok:eq:true', 'ok'],
    ['ok:is:false', 'ok = false'],
    ['name:like:n1*é*', "name LIKE 'n1%é%'"],
    ['name:ilike:N5*', "name ILIKE 'n5%'"],
    ['name:eq:', "name = ''"],
    ['name:gt:n5', "name > 'n5'"],
    ['ratio:lt:0', 'ratio < 0'],
  ])('%s', async (where, sql) => {
    const rows = await all({ where: [where], select: ['price'], limit: 50 })
    const want = await expected(`SELECT price::VARCHAR FROM t WHERE ${sql}`)
    expect(want.length).toBeGreaterThan(0)
    expect(sorted(rows)).toEqual(sorted(want))
  })

  test('files that cannot hold such rows are not opened', async () => {
    filesOpened = new Set()
    await all({ where: ['day:gte:1972-02-26'], select: ['id'] })
    expect(filesOpened.size).toBe(1)
  })

  test('only the columns that are asked for are read', async () => {
    await all({ select: ['ok'] })
    bytesRead = 0
    await all({ select: ['ok'] })
    const narrow = bytesRead
    bytesRead = 0
    await all({})
    expect(narrow).toBeLessThan(bytesRead / 10)
  })
})

describe('order', () => {
  test.each([
    [['id', '-price'], 'id ASC NULLS LAST, price DESC'],
    [['-day'], 'day DESC'],
    [['-name', 'price'], 'name DESC NULLS LAST, price'],
    [['ok', 'at'], 'ok NULLS LAST, "at"'],
  ])('%s', async (sort, order) => {
    const rows = await all({ sort, select: ['price'], limit: 600 })
    expect(rows).toEqual(await expected(`SELECT price::VARCHAR FROM t ORDER BY ${order}`))
  })
})

test('pages of any size make the same rows', async () => {
  const whole = await all({ select: ['price'], limit: 1003 })
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 1200 }), fc.boolean(), async (limit, filtered) => {
      const where = filtered ? ['id:gte:0'] : []
      const rows = await all({ select: ['price'], limit: Math.max(limit, 40), where })
      if (!filtered) expect(rows).toEqual(whole)
      else expect(rows).toEqual(await all({ select: ['price'], limit: 1003, where }))
    }),
    { numRuns: 6 },
  )
})

test('an integer beyond 2^53 makes its column strings, and says so', async () => {
  const plan = planRows(table.metadata, { limit: 1003, select: ['id'] })
  const page = JSON.parse(rowText(await readRows(plan, reads), plan, 'json', false).text)
  expect(page.columns).toEqual([{ name: 'id', type: 'bigint', json: 'string' }])
  expect(page.rows.flat().filter((value: unknown) => typeof value === 'number')).toEqual([])
  expect(page.count).toEqual({ value: 1003, kind: 'exact' })
})

test('CSV and lines carry the same rows', async () => {
  const plan = planRows(table.metadata, {
    limit: 3,
    select: ['name', 'price'],
    where: ['name:not.is:null'],
  })
  const rows = await readRows(plan, reads)
  const csv = rowText(rows, plan, 'csv', false).text
  expect(csv.split('\r\n')[0]).toBe('name,price')
  expect(csv).toContain('""')
  const lines = rowText(rows, plan, 'ndjson', false).text.trimEnd().split('\n')
  expect(lines.map((line) => Object.keys(JSON.parse(line)))).toEqual(
    Array(3).fill(['name', 'price']),
  )
})

test('a cursor keeps to its snapshot while rows land, and to what was asked', async () => {
  const first = planRows(table.metadata, { limit: 400, select: ['price'] })
  const { next } = await readRows(first, reads)
  const before = await all({ select: ['price'], limit: 1003 })
  const { fields } = currentSchema(table.metadata)
  const file = await duck.write('s3://lake/s/d/data/4.parquet', fields, select(2000, 2100))
  await table.commit({ operation: 'append', add: [file] } as never)
  const rest = planRows(table.metadata, { limit: 1003, select: ['price'], cursor: next })
  const found = JSON.parse(rowText(await readRows(rest, reads), rest, 'json', false).text)
  expect(found.rows).toEqual(before.slice(400))
  expect(() => planRows(table.metadata, { limit: 9, select: ['id'], cursor: next })).toThrow(
    RequestProblem,
  )
})

test('whatever is asked, it is rows or a problem', async () => {
  const text = fc.oneof(
    fc.string(),
    fc.constantFrom('1', '-1.5', '1970-01-01', 'true', 'null', 'a,b', '*'),
  )
  const name = fc.constantFrom(...columns.map((column) => column.name), 'nope', '_object', '')
  const operator = fc.constantFrom(
    'eq',
    'ne',
    'gt',
    'lt',
    'in',
    'like',
    'ilike',
    'is',
    'between',
    'not.eq',
  )
  const where = fc.tuple(name, operator, text).map((parts) => parts.join(':'))
  await fc.assert(
    fc.asyncProperty(
      fc.array(where, { maxLength: 3 }),
      fc.option(text),
      async (conditions, cursor) => {
        try {
          const plan = planRows(table.metadata, {
            limit: 5,
            where: conditions,
            cursor: cursor ?? undefined,
          })
          rowText(await readRows(plan, reads), plan, 'json', true)
        } catch (error) {
          if (!(error instanceof RequestProblem)) throw error
        }
      },
    ),
    { numRuns: 200 },
  )
})
