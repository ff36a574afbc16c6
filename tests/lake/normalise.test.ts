import { describe, expect, test } from '@jest/globals'
import { assignIds, objectColumn } from '../../lake/iceberg/schema.ts'
import type { Inspection, TextFacts } from '../../lake/inspect/inspection.ts'
import {
  contentId,
  copySql,
  fieldsOf,
  rowsOf,
  type Source,
  tableColumns,
} from '../../lake/normalise.ts'
import { profiledFields, profileOf, profileSql } from '../../lake/profile.ts'
import type { Column } from '../../lake/schema/type.ts'
import { hasNull, withStructure } from '../../lake/structure.ts'

const columns: Column[] = [
  { name: 'id', type: 'long' },
  { name: 'when', type: 'date', original: 'When' },
]
const facts = { rows: 2, cellsMin: 2, cellsMax: 2, newlinesInQuotes: 0, bom: false } as TextFacts
const inspection = {
  format: 'csv',
  compression: 'none',
  csv: { delimiter: ',', quote: '"', escape: '"', header: true },
  columns,
  whole: true,
} as Inspection
const source: Source = {
  path: '/t/object',
  key: "s/d/day=it's/a.csv",
  inspection,
  facts,
  partitions: [{ key: 'day', value: "it's" }],
}
let last = 0
const table = assignIds(
  [
    ...tableColumns(columns, source.partitions),
    { name: 'later', type: 'double' },
    { name: objectColumn, type: 'string' },
  ],
  () => ++last,
)

describe('a data file', () => {
  test('has the columns that its object has a value for, by the table’s ids', () => {
    const fields = fieldsOf(table, columns, source)
    expect(fields.map(({ name, id }) => [name, id])).toEqual([
      ['id', 1],
      ['when', 2],
      ['day', 3],
      [objectColumn, 5],
    ])
    const sql = copySql(source, columns, fields, '/t/rows.parquet')
    expect(sql).toContain(`FIELD_IDS {"id": 1, "when": 2, "day": 3, "_object": 5}`)
    expect(sql).toContain(`'it''s' AS "day"`)
    expect(sql).toMatch(
      /^COPY \(SELECT .* TO '\/t\/rows\.parquet' \(FORMAT parquet, COMPRESSION zstd/,
    )
  })

  test('has as many rows as were scanned, or as its footer says', () => {
    expect(rowsOf(source)).toBe(2)
    const parquet = {
      ...inspection,
      format: 'parquet',
      parquet: { rows: 7, codecs: [] },
    } as Inspection
    expect(rowsOf({ path: '', key: '', inspection: parquet, partitions: [] })).toBe(7)
  })

  test('another arrival or another schema has another name', () => {
    const arrival = { versionId: 'v1', sequencer: '01' }
    const id = contentId(arrival, table)
    expect(id).toMatch(/^[0-9a-f]{8}$/)
    expect(contentId(arrival, table)).toBe(id)
    expect(contentId({ ...arrival, sequencer: '02' }, table)).not.toBe(id)
    expect(contentId({ ...arrival, versionId: 'v2' }, table)).not.toBe(id)
    expect(contentId(arrival, table.slice(1))).not.toBe(id)
  })
})

describe('withStructure', () => {
  const known: Column[] = [
    { name: 'a', type: 'long' },
    { name: 'in', type: { struct: [{ name: 'x', type: 'long' }] } },
    { name: 'list', type: { list: { struct: [{ name: 'y', type: 'string' }] } } },
  ]

  test('adds what came late, at any depth, without a type', () => {
    const structure = {
      a: 'BIGINT',
      in: { x: 'BIGINT', Late: 'VARCHAR' },
      list: [{ z: 'BIGINT' }],
      A: 'DOUBLE',
    }
    expect(withStructure(known, structure, ['a_2'])).toEqual([
      { name: 'a', type: 'long' },
      {
        name: 'in',
        type: {
          struct: [
            { name: 'x', type: 'long' },
            { name: 'late', type: 'null', original: 'Late' },
          ],
        },
      },
      {
        name: 'list',
        type: {
          list: {
            struct: [
              { name: 'y', type: 'string' },
              { name: 'z', type: 'null' },
            ],
          },
        },
      },
      { name: 'a_3', type: 'null', original: 'A' },
    ])
  })

  test('what is not of one structure has none', () => {
    expect(withStructure(known, 'JSON')).toBe(known)
  })

  test('hasNull finds them', () => {
    expect(hasNull({ list: { struct: [{ name: 'y', type: 'null' }] } })).toBe(true)
    expect(hasNull({ map: ['string', 'long'] })).toBe(false)
  })
})

describe('profile', () => {
  const long = (n: bigint) => {
    const bytes = Buffer.alloc(8)
    bytes.writeBigInt64LE(n)
    return bytes.toString('base64')
  }
  const int = (n: number) => {
    const bytes = Buffer.alloc(4)
    bytes.writeInt32LE(n)
    return bytes.toString('base64')
  }
  const file = {
    path: 's3://lake/x.parquet',
    partition: {},
    records: 2,
    bytes: 99,
    columnSizes: {},
    valueCounts: {},
    nullCounts: { 1: 0, 2: 1 },
    lower: { 1: long(-3n), 2: int(20454), 3: Buffer.from('é').toString('base64') },
    upper: { 1: long(7n), 2: int(20455) },
    splitOffsets: [],
    fieldIds: [],
  }

  test('says of each column what people ask, in their words', () => {
    const row = { 0: { distinct: '2', quantiles: ['-3', '2', '7'], top: ['-3', '7', null] } }
    const profile = profileOf('s/d/a.csv', file, table, row)
    expect(profile).toMatchObject({ rows: 2, bytes: 99, sampled: false })
    expect(profile.columns.slice(0, 3)).toEqual([
      {
        name: 'id',
        type: 'long',
        nulls: 0,
        min: '-3',
        max: '7',
        distinct: 2,
        quantiles: ['-3', '2', '7'],
        top: ['-3', '7'],
      },
      { name: 'when', type: 'date', nulls: 1, min: '2026-01-01', max: '2026-01-02' },
      { name: 'day', type: 'string', min: 'é' },
    ])
  })

  test('asks DuckDB for plain columns only, never for _object', () => {
    const nested = assignIds(
      [
        { name: 'l', type: { list: 'long' } },
        { name: objectColumn, type: 'string' },
      ],
      () => 9,
    )
    expect(profiledFields(nested)).toEqual([])
    expect(profileSql('/t/x.parquet', table, 2)).toContain("read_parquet('/t/x.parquet'")
    expect(profileSql('/t/x.parquet', table, 2)).not.toContain('TABLESAMPLE')
  })

  test('looks at a large file from all over it, at the same rows each time', () => {
    expect(profileSql('/t/x.parquet', table, 3_000_000)).toContain(
      'TABLESAMPLE SYSTEM (6.6667 PERCENT) REPEATABLE (1)',
    )
  })
})
