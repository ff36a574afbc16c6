import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { DataFile } from '../../../lake/iceberg/datafile.ts'
import { planEvolution } from '../../../lake/iceberg/evolution.ts'
import type { Filter } from '../../../lake/iceberg/filter.ts'
import { content, type Entry, writeManifest } from '../../../lake/iceberg/manifest.ts'
import { currentSchema, currentSnapshot, type Id } from '../../../lake/iceberg/metadata.ts'
import { entriesOf, manifestsOf } from '../../../lake/iceberg/read.ts'
import { NoSnapshot, planScan, type ScanOptions } from '../../../lake/iceberg/scan.ts'
import { rewriteSql, scanSql } from '../../../lake/iceberg/scansql.ts'
import { untypedOf, untypedProperty } from '../../../lake/iceberg/valueless.ts'
import { namedColumns } from '../../../lake/schema/names.ts'
import type { Column, Type } from '../../../lake/schema/type.ts'
import { openDuck } from './duck.ts'
import { MemoryTable } from './memory.ts'

let duck: Awaited<ReturnType<typeof openDuck>>
beforeAll(async () => {
  duck = await openDuck()
})
afterAll(() => duck.close())

let serial = 0
const objectId = (n: number): string => n.toString(16).padStart(16, '0')
const openTable = (columns: Column[], partitionKeys: string[] = []): MemoryTable =>
  new MemoryTable({ location: `s3://lake/s/t${++serial}`, columns, partitionKeys })

async function write(
  table: MemoryTable,
  object: number,
  select: string,
  partition: DataFile['partition'] = {},
): Promise<DataFile> {
  const { metadata } = table
  const path = `${metadata.location}/data/${objectId(object)}-${String(++serial).padStart(8, '0')}.parquet`
  const all = `SELECT *, '${objectId(object)}' AS _object FROM (${select})`
  return duck.write(path, currentSchema(metadata).fields, all, { partition })
}

const plan = (table: MemoryTable, options?: ScanOptions) =>
  planScan(table.read, table.metadata, options)
const rows = async (table: MemoryTable, columns: string, options?: ScanOptions) =>
  duck.rows(
    `SELECT ${columns} FROM (${scanSql(await plan(table, options), duck.pathOf)}) ORDER BY ALL`,
  )

async function evolve(table: MemoryTable, ...columns: Column[]) {
  const evolution = planEvolution(table.metadata, columns)
  await table.commit({ evolution })
  return evolution
}

test('an added column reads NULL in older files, an added struct field too', async () => {
  const table = openTable([
    { name: 'id', type: 'long' },
    { name: 's', type: { struct: [{ name: 'x', type: 'long' }] } },
  ])
  await table.commit({
    add: [await write(table, 1, 'SELECT 1::BIGINT AS id, {x: 1::BIGINT} AS s')],
  })
  await evolve(
    table,
    { name: 's', type: { struct: [{ name: 'y', type: 'string' }] } },
    { name: 'd', type: 'decimal(9,2)' },
  )
  const next = "SELECT 2::BIGINT AS id, {x: 2::BIGINT, y: 'b'} AS s"
  const { fields } = currentSchema(table.metadata)
  expect(fields.map(({ name }) => name)).toEqual(['id', 's', '_object', 'd'])
  const select = `SELECT *, '${objectId(2)}' AS _object, 1.5::DECIMAL(9,2) AS d FROM (${next})`
  await table.commit({
    add: [await duck.write(`${table.metadata.location}/data/b.parquet`, fields, select)],
  })
  expect(await rows(table, 'id, s.x, s.y, d')).toEqual([
    ['1', '1', null, null],
    ['2', '2', 'b', '1.50'],
  ])
})

test('a decimal widens in place; time travel shows each snapshot in its own schema', async () => {
  const table = openTable([{ name: 'a', type: 'decimal(4,2)' }])
  await table.commit({ add: [await write(table, 1, 'SELECT 99.99::DECIMAL(4,2) AS a')] })
  const first = currentSnapshot(table.metadata)!
  await evolve(table, { name: 'a', type: 'decimal(20,2)' })
  await table.commit({ add: [await write(table, 2, 'SELECT 123456789012.00::DECIMAL(20,2) AS a')] })
  expect(await rows(table, 'a, typeof(a)')).toEqual([
    ['99.99', 'DECIMAL(20,2)'],
    ['123456789012.00', 'DECIMAL(20,2)'],
  ])
  const past = { snapshotId: first['snapshot-id'] }
  expect(await rows(table, 'a, typeof(a)', past)).toEqual([['99.99', 'DECIMAL(4,2)']])
  const then = { asOfMs: first['timestamp-ms'] }
  expect(await rows(table, 'typeof(a)', then)).toEqual([['DECIMAL(4,2)']])
  const filter: Filter = { column: 'a', op: '<', value: '100' }
  expect((await plan(table, { where: [filter] })).files).toHaveLength(1)
})

test('time travel to nowhere is refused by name', async () => {
  const table = openTable([{ name: 'a', type: 'long' }])
  expect(await rows(table, '*')).toEqual([])
  await expect(plan(table, { snapshotId: 7n as Id })).rejects.toThrow(NoSnapshot)
  await expect(plan(table, { asOfMs: 0 })).rejects.toThrow(
    'no snapshot at 1970-01-01T00:00:00.000Z',
  )
})

test('a replaced column: its files are written again in the same commit, the past keeps its type', async () => {
  const table = openTable([
    { name: 'a', type: 'long' },
    { name: 'n', type: { list: 'long' } },
  ])
  const file = await write(table, 1, 'SELECT unnest([7, NULL])::BIGINT AS a, [1, 2]::BIGINT[] AS n')
  await table.commit({ add: [file] })
  const before = currentSnapshot(table.metadata)!['snapshot-id']
  const evolution = planEvolution(table.metadata, [
    { name: 'a', type: 'timestamp' },
    { name: 'n', type: 'string' },
  ])
  expect(evolution.replaced.map(({ name }) => name)).toEqual(['a', 'n'])
  await expect(table.commit({ evolution })).rejects.toThrow('holds a replaced field')

  const sql = rewriteSql(await plan(table), evolution.fields, duck.pathOf)
  const again = await duck.write(`${file.path}.again`, evolution.fields, sql)
  await table.commit({ evolution, add: [again], remove: [file.path], readAt: 1 })
  expect(await rows(table, 'a, typeof(a), n')).toEqual([
    ['7', 'VARCHAR', '[1,2]'],
    [null, 'VARCHAR', '[1,2]'],
  ])
  expect(await rows(table, 'a, typeof(a)', { snapshotId: before })).toEqual([
    ['7', 'BIGINT'],
    [null, 'BIGINT'],
  ])
  await expect(table.commit({ add: [file] })).rejects.toThrow('holds field 1, since replaced')
})

test('what nests and becomes text is JSON in the rows that are written again, wherever it is', async () => {
  const [member] = namedColumns([{ original: 'b c', type: 'long' }], [], 'member')
  const inner: Type = { struct: [member!] }
  const of = (type: Type): Column[] => [
    { name: 'l', type: { list: type } },
    {
      name: 's',
      type: {
        struct: [
          { name: 'x', type },
          { name: 'n', type: 'long' },
        ],
      },
    },
  ]
  const table = openTable(of(inner))
  const file = await write(
    table,
    1,
    `SELECT [{${member!.name}: 7}, NULL] AS l, {x: {${member!.name}: 8}, n: 9} AS s`,
  )
  await table.commit({ add: [file] })
  const evolution = planEvolution(table.metadata, of('string'))
  const sql = rewriteSql(await plan(table), evolution.fields, duck.pathOf)
  const again = await duck.write(`${file.path}.again`, evolution.fields, sql)
  await table.commit({ evolution, add: [again], remove: [file.path], readAt: 1 })
  expect(await rows(table, 'l[1], l[2], s.x, s.n')).toEqual([['{"b c":7}', null, '{"b c":8}', '9']])
})

test('what has no type yet is there when one comes, and says itself as text', async () => {
  const a: Column = { name: 'a', type: 'long' }
  const untyped: Column[] = [
    { name: 'l', type: { list: 'null' } },
    { name: 's', type: { struct: [] } },
    { name: 'm', type: { struct: [a, { name: 's', type: { struct: [] } }] } },
    { name: 'n', type: { list: { struct: [] } } },
  ]
  const value = "[] AS l, '{}' AS s, {a: 7, s: '{}'} AS m, ['{}', NULL] AS n"
  const again = async (types: Type[]): Promise<string[]> => {
    const table = openTable(untyped)
    const file = await write(table, 1, `SELECT ${value}`)
    await table.commit({ add: [file] })
    const columns = untyped.map(({ name }, i): Column => ({ name, type: types[i]! }))
    const evolution = planEvolution(table.metadata, columns)
    const untypedOnes = untypedOf(table.metadata)
    const sql = rewriteSql(await plan(table), evolution.fields, duck.pathOf, [], untypedOnes)
    const written = await duck.write(`${file.path}.again`, evolution.fields, sql)
    await table.commit({ evolution, add: [written], remove: [file.path], readAt: 1 })
    expect(table.metadata.properties).not.toHaveProperty(untypedProperty)
    const texts = columns.map(({ name }) => `to_json(${name})::VARCHAR`)
    return (await rows(table, texts.join(', ')))[0] as string[]
  }
  const struct: Type = { struct: [a] }
  const member: Type = { struct: [a, { name: 's', type: struct }] }
  expect(await again([{ list: 'long' }, struct, member, { list: struct }])).toEqual([
    '[]',
    '{"a":null}',
    '{"a":7,"s":{"a":null}}',
    '[{"a":null},null]',
  ])
  expect(
    (await again(['string', 'string', 'string', 'string'])).map((one) => JSON.parse(one)),
  ).toEqual(['[]', '{}', '{"a":7,"s":{}}', '[{},null]'])
})

describe('pruning', () => {
  const days = ['2024-01-01', '2024-01-02', null]
  let table: MemoryTable
  beforeAll(async () => {
    table = openTable(
      [
        { name: 'day', type: 'string' },
        { name: 'at', type: 'timestamp' },
        { name: 'on_', type: 'date' },
        { name: 'n', type: 'long' },
        { name: 'x', type: 'double' },
        { name: 'b', type: 'boolean' },
        { name: 'n2', type: 'long' },
      ],
      ['day'],
    )
    for (const [i, day] of days.entries()) {
      const value = day === null ? 'NULL' : `'${day}'`
      const select = `SELECT ${value}::VARCHAR AS day, TIMESTAMP '2024-01-0${i + 1} 12:00:00' AS at,
        DATE '2024-01-0${i + 1}' AS on_, ${i * 10}::BIGINT AS n, ${i}.5::DOUBLE AS x, ${i === 0} AS b, ${i === 0 ? 0 : 'NULL'}::BIGINT AS n2`
      await table.commit({ add: [await write(table, i, select, { day })] })
    }
  })

  const filters: [string, Filter['op'], Filter['value'], days: number[]][] = [
    ['day', '=', '2024-01-02', [1]],
    ['day', '>=', '2024-01-01', [0, 1]],
    ['day', '<', '2024-01-01', []],
    ['at', '>', '2024-01-02 12:00:00', [2]],
    ['at', '>=', '2024-01-02T12:00:00.000000', [1, 2]],
    ['at', '<', '2024-01-02', [0]],
    ['on_', '<=', '2024-01-02', [0, 1]],
    ['n', '=', 10n, [1]],
    ['n', '>', 10, [2]],
    ['x', '<', 1, [0]],
    ['b', '=', true, [0]],
    ['n2', '<=', 0, [0]],
  ]
  test.each(filters)('%s %s %s leaves files of %j', async (column, op, value, left) => {
    const { files } = await plan(table, { where: [{ column, op, value }] })
    const found = files.map((file) => days.indexOf(file.partition.day ?? null))
    expect(found.sort()).toEqual(left)
  })

  test.each<Filter>([
    { column: 'n', op: '>', value: 99.5 },
    { column: 'n', op: '=', value: 'ten' },
    { column: 'at', op: '>', value: '2030-01-01T00:00:00Z' },
    { column: 'gone', op: '=', value: 1 },
  ])('a filter that is not understood leaves nothing out: %j', async (filter) => {
    expect((await plan(table, { where: [filter] })).files).toHaveLength(3)
  })

  test('manifests outside the partition are not read, and no manifest is read twice', async () => {
    const read = async (uri: string) => {
      table.reads++
      return table.objects.get(uri)!
    }
    const where: Filter[] = [{ column: 'day', op: '=', value: '2024-01-02' }]
    table.reads = 0
    await planScan(read, table.metadata, { where })
    expect(table.reads).toBe(2) // the list and one manifest
    await planScan(read, table.metadata)
    expect(table.reads).toBe(4)
    await planScan(read, table.metadata)
    expect(table.reads).toBe(4)
  })
})

/** A commit of a position delete file, as Trino makes it. */
async function deleteRows(table: MemoryTable, path: string, positions: number[]): Promise<void> {
  const uri = `${table.metadata.location}/data/deletes-${++serial}.parquet`
  const values = positions.map((position) => `('${path}', ${position}::BIGINT)`)
  const ids = [
    { id: 2147483546, name: 'file_path', required: true, type: 'string' },
    { id: 2147483545, name: 'pos', required: true, type: 'long' },
  ]
  const select = `SELECT * FROM (VALUES ${values.join(', ')}) t(file_path, pos)`
  const file = await duck.write(uri, ids, select)
  const prepared = (await table.commit({ add: [{ ...file, fieldIds: [] }] }))!
  // The same entry, in a manifest of deletes.
  const [own] = await manifestsOf(table.read, currentSnapshot(prepared.metadata))
  const entries: Entry[] = (await entriesOf(table.read, own!)).map((entry) => ({
    ...entry,
    data_file: { ...entry.data_file, content: content.positionDeletes },
  }))
  const spec = { 'spec-id': 0, fields: [] }
  const schema = currentSchema(prepared.metadata)
  const { bytes } = writeManifest(own!.manifest_path, entries, schema, spec, own!.added_snapshot_id)
  table.objects.set(own!.manifest_path, bytes)
}

test('rows that another engine deleted by position are gone, also after a rewrite', async () => {
  const table = openTable([{ name: 'n', type: 'long' }])
  const merged = await write(table, 1, 'SELECT i AS n FROM range(4) t(i)')
  const other = await write(table, 2, 'SELECT i + 10 AS n FROM range(2) t(i)')
  await table.commit({ add: [merged, other] })
  await deleteRows(table, merged.path, [1, 3])
  const whole = await planScan(async (uri) => table.objects.get(uri)!, table.metadata)
  expect(whole.positionDeletes).toHaveLength(1)
  const sql = (select: string): string => `SELECT n FROM (${select}) ORDER BY n`
  expect(await duck.rows(sql(scanSql(whole, duck.pathOf)))).toEqual([['0'], ['2'], ['10'], ['11']])
  const { fields } = whole.schema
  const left = rewriteSql(whole, fields, duck.pathOf, [objectId(2)])
  expect(await duck.rows(sql(left))).toEqual([['0'], ['2']])
})

test('rows of no object outlive the removal of one', async () => {
  const table = openTable([{ name: 'n', type: 'long' }])
  const { fields } = currentSchema(table.metadata)
  const select = `SELECT i AS n, CASE i WHEN 0 THEN '${objectId(1)}' END AS _object FROM range(2) t(i)`
  const path = `${table.metadata.location}/data/merged-x.parquet`
  await table.commit({ add: [await duck.write(path, fields, select)] })
  const left = rewriteSql(await plan(table), fields, duck.pathOf, [objectId(1)])
  expect(await duck.rows(left)).toEqual([['1', null]])
})

test('a folder like key=value and odd names change nothing', async () => {
  const table = openTable(
    [
      { name: '1day-x', type: 'string' },
      { name: "it's", type: 'string' },
    ],
    ['1day-x'],
  )
  const odd = "ü'x/=% "
  const { location } = table.metadata
  const { fields } = currentSchema(table.metadata)
  const select = `SELECT '${odd.replace("'", "''")}' AS "1day-x", 'v' AS "it's", 'o' AS _object`
  const path = `${location}/data/1day-x=2024-01-01/a.parquet`
  await table.commit({
    add: [await duck.write(path, fields, select, { partition: { '1day-x': odd } })],
  })
  expect(await rows(table, '*')).toEqual([[odd, 'v', 'o']])
  const [file] = (await planScan(async (uri) => table.objects.get(uri)!, table.metadata)).files
  expect(file!.partition).toEqual({ '1day-x': odd })
})
