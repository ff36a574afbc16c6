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
      { name: expect.stringMatching(/^a__[0-9a-f]{12}$/), type: 'null', original: 'A' },
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
