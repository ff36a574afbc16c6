/** What is written is read again by DuckDB: the same values, of the same types. */
import { rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { FieldType } from '../../../lake/iceberg/schema.ts'
import { parquetOf } from '../../../lake/rows/parquet.ts'
import { typedResult } from '../../../lake/rows/result.ts'

const file = join(tmpdir(), `hypatia-rows-${process.pid}.parquet`)
let instance: DuckDBInstance
beforeAll(async () => {
  instance = await DuckDBInstance.create()
})
afterAll(() => {
  instance.closeSync()
  rmSync(file, { force: true })
})

async function readAgain(fields: { name: string; type: FieldType }[], cells: unknown[][]) {
  writeFileSync(file, parquetOf(fields, cells))
  const connection = await instance.connect()
  const typed = await connection.runAndReadAll(`DESCRIBE SELECT * FROM '${file}'`)
  const texts = fields.map(({ name }) => `CAST("${name}" AS VARCHAR)`).join(', ')
  const rows = await connection.runAndReadAll(`SELECT ${texts} FROM '${file}'`)
  connection.closeSync()
  return {
    types: typed.getRows().map(([, type]) => String(type)),
    rows: rows.getRowsJson(),
  }
}

test('every type comes back as it went', async () => {
  const columns: [FieldType, unknown[], type: string, texts: (string | null)[]][] = [
    ['boolean', [true, false, null], 'BOOLEAN', ['true', 'false', null]],
    ['int', [-1, 2147483647, null], 'INTEGER', ['-1', '2147483647', null]],
    ['long', [9223372036854775807n, -5n, null], 'BIGINT', ['9223372036854775807', '-5', null]],
    ['double', [0.1, Number.NaN, null], 'DOUBLE', ['0.1', 'nan', null]],
    ['decimal(9, 2)', [150n, -1n, null], 'DECIMAL(9,2)', ['1.50', '-0.01', null]],
    [
      'decimal(18, 4)',
      [10n ** 17n, 0n, null],
      'DECIMAL(18,4)',
      ['10000000000000.0000', '0.0000', null],
    ],
    [
      'decimal(38, 10)',
      [-(10n ** 37n) - 1n, 1n, null],
      'DECIMAL(38,10)',
      ['-1000000000000000000000000000.0000000001', '0.0000000001', null],
    ],
    ['date', [0, -1, null], 'DATE', ['1970-01-01', '1969-12-31', null]],
    [
      'timestamp',
      [1_767_225_600_000_001n, -1n, null],
      'TIMESTAMP',
      ['2026-01-01 00:00:00.000001', '1969-12-31 23:59:59.999999', null],
    ],
    ['string', ['ü💥"', '', null], 'VARCHAR', ['ü💥"', '', null]],
    [
      { type: 'list', 'element-id': 1, 'element-required': false, element: 'long' },
      [[1n, null], [], null],
      'BIGINT[]',
      ['[1, NULL]', '[]', null],
    ],
    [
      {
        type: 'struct',
        fields: [
          { id: 1, name: 'a', required: false, type: 'decimal(5, 1)' },
          { id: 2, name: 'b', required: false, type: 'string' },
        ],
      },
      [{ a: 15n, b: 'x' }, { a: null, b: null }, null],
      'STRUCT(a DECIMAL(5,1), b VARCHAR)',
      ["{'a': 1.5, 'b': x}", "{'a': NULL, 'b': NULL}", null],
    ],
    [
      {
        type: 'map',
        'key-id': 1,
        key: 'string',
        'value-id': 2,
        'value-required': false,
        value: 'long',
      },
      [{ k: 1n }, {}, null],
      'MAP(VARCHAR, BIGINT)',
      ['{k=1}', '{}', null],
    ],
  ]
  const fields = columns.map(([type], i) => ({ name: `c${i}`, type }))
  const { types, rows } = await readAgain(
    fields,
    columns.map(([, cells]) => cells),
  )
  expect(types).toEqual(columns.map(([, , type]) => type))
  for (const row of [0, 1, 2]) expect(rows[row]).toEqual(columns.map(([, , , texts]) => texts[row]))
})

test('no rows at all are a file with columns', async () => {
  const { types, rows } = await readAgain([{ name: 'a', type: 'long' }], [[]])
  expect([types, rows]).toEqual([['BIGINT'], []])
})

test('whatever numbers and texts', async () => {
  const row = fc.tuple(
    fc.option(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
    fc.option(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n })),
    fc.option(fc.string({ unit: 'grapheme' })),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 50 }), async (all) => {
      const types = ['long', 'decimal(38, 0)', 'string']
      const fields = types.map((type, i) => ({ name: `c${i}`, type }))
      const { rows } = await readAgain(
        fields,
        types.map((_, i) => all.map((one) => one[i])),
      )
      const expected = all.map((one) => one.map((cell) => (cell === null ? null : String(cell))))
      expect(rows).toEqual(
        expected.map((one) => one.map((text) => text?.replaceAll('\0', '\\0') ?? text)),
      )
    }),
    { numRuns: 30 },
  )
})

test('a result of Athena’s gets its types, and stays text where they do not fit', () => {
  const columns = [
    ...[
      { name: 'n', type: 'bigint' },
      { name: 'd', type: 'decimal(5,2)' },
    ],
    ...[
      { name: 't', type: 'timestamp' },
      { name: 'z', type: 'timestamp with time zone' },
    ],
    ...[
      { name: 'b', type: 'varbinary' },
      { name: 's', type: 'varchar' },
    ],
  ]
  const header = '"n","d","t","z","b","s"\n'
  const one =
    '"1","-1.50","2026-01-01 00:00:00.001","2026-01-01 00:00:00.000 UTC","68 69","a ""b""\nc"\n'
  const { fields, cells } = typedResult(
    `${header}${one},,,,,\n"2","2","1970-01-01 00:00:00","2026-01-01 00:00:00.000 UTC","",""\n`,
    columns,
  )
  expect(fields.map(({ type }) => type)).toEqual([
    ...['long', 'decimal(5, 2)', 'timestamp', 'timestamptz', 'binary', 'string'],
  ])
  expect(cells).toEqual([
    [1n, null, 2n],
    [-150n, null, 200n],
    [1_767_225_600_001_000n, null, 0n],
    [1_767_225_600_000_000n, null, 1_767_225_600_000_000n],
    [Buffer.from('hi'), null, Buffer.alloc(0)],
    ['a "b"\nc', null, ''],
  ])
  const zones = typedResult('"z"\n"2026-01-01 00:00:00.000 Europe/Berlin"\n', [columns[3]!])
  expect(zones.fields[0]?.type).toBe('string')
})
