import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Inspection } from '../../../lake/inspect/inspection.ts'
import { readParquetSql } from '../../../lake/inspect/parquetread.ts'
import { inlineVector, vectorIn } from '../../../lake/logged/deltavector.ts'
import {
  asLogged,
  logEntryOf,
  markOf,
  tableAround,
  withheldBy,
} from '../../../lake/logged/logged.ts'
import { type LogState, nextState, readingOf } from '../../../lake/logged/logstate.ts'
import { inFiles, type Names } from '../../../lake/logged/names.ts'
import { positionsOf } from '../../../lake/logged/roaring.ts'
import type { Column } from '../../../lake/schema/type.ts'
import { openDuckdb } from '../inspect/duckdb.ts'
import { inspectBytes } from '../inspect/lookinto.ts'

const folder = 'tests/fixtures/logged/delta/_delta_log'
const table = { root: 's/d/', format: 'delta' } as const
const etagOf = (bytes: Uint8Array) => createHash('md5').update(bytes).digest('hex')
type Files = Record<string, Buffer>
const whole: Files = Object.fromEntries(
  readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]),
)

/** `there`: files of the table beside its log. */
async function readOf(files: Files, before?: LogState, there = new Set<string>()) {
  const listed = Object.entries(files).map(([name, bytes]) => ({ name, etag: etagOf(bytes) }))
  const reads: string[] = []
  const reading = await readingOf(
    table,
    before,
    listed,
    async (name) => {
      reads.push(name)
      return files[name]!
    },
    async (paths) => paths.every((path) => there.has(path)),
  )
  return { reading, reads, state: nextState(before, reading) }
}

const { reading: last } = await readOf(whole)
const name = (version: number) => `${String(version).padStart(20, '0')}.json`
const commit = (...actions: object[]) =>
  Buffer.from(actions.map((action) => JSON.stringify(action)).join('\n'))
const protocol = { protocol: { minReaderVersion: 1 } }
const metaData = (partitionColumns: string[] = [], configuration = {}) => ({
  metaData: { schemaString: '{}', partitionColumns, configuration },
})
const add = (path: string, more: object = {}) => ({ add: { path, partitionValues: {}, ...more } })
const remove = (path: string) => ({ remove: { path } })
const partsOf = async (...commits: Buffer[]) =>
  (await readOf(Object.fromEntries(commits.map((bytes, i) => [name(i), bytes])))).reading
const begin = commit(protocol, metaData())

test('what the log of a real table says: two parts, of five', () => {
  expect(
    Object.entries(last.parts).map(([path, { partitions }]) => [path.split('/')[0], partitions]),
  ).toEqual([
    ['day=2024-01-01', [{ key: 'day', value: '2024-01-01' }]],
    ['day=__HIVE_DEFAULT_PARTITION__', [{ key: 'day', value: '__HIVE_DEFAULT_PARTITION__' }]],
  ])
})

test('in whatever order entries come, what is said at the end is the same', async () => {
  const names = Object.keys(whole)
  const order = fc.shuffledSubarray(names, { minLength: names.length })
  await fc.assert(
    fc.asyncProperty(order, async (names) => {
      let state: LogState | undefined
      const files: Files = {}
      for (const entry of names) {
        files[entry] = whole[entry]!
        const { reading, state: next } = await readOf(files, state)
        if (reading.isThere) state = next
      }
      expect(state?.parts).toEqual(last.parts)
    }),
    { numRuns: 60 },
  )
})

test('a commit waits for the one before it, and then alone is read', async () => {
  const { [name(3)]: third, [name(4)]: fourth, ...others } = whole
  const first = await readOf(others)
  expect(first.state.delta?.version).toBe(2)
  const early = await readOf({ ...others, [name(4)]: fourth! }, first.state)
  expect(early.state).toBe(first.state)
  const both = await readOf({ ...others, [name(3)]: third!, [name(4)]: fourth! }, first.state)
  expect(both.reads).toEqual([name(3), name(4)])
  expect(both.state.parts).toEqual(last.parts)
  expect((await readOf(whole, both.state)).reads).toEqual([])
})

test('a checkpoint stands for commits that are gone, and one of several files only whole', async () => {
  const { [name(0)]: _, [name(1)]: __, ...late } = whole
  expect((await readOf(late)).reading.parts).toEqual(last.parts)
  const [checkpoint = ''] = Object.keys(whole).filter((one) => one.includes('checkpoint.parquet'))
  const { [checkpoint]: bytes, ...without } = late
  expect((await readOf(without)).reading.parts).toEqual({})
  const of = (part: number) =>
    checkpoint.replace('.parquet', `.000000000${part}.0000000002.parquet`)
  const half = { ...without, [of(1)]: bytes! }
  expect((await readOf(half)).reading.parts).toEqual({})
  expect((await readOf({ ...half, [of(2)]: bytes! })).reading.parts).toEqual(last.parts)
})

test('a checkpoint waits for its sidecars, and what was known stands meanwhile', async () => {
  const { [name(0)]: _, [name(1)]: __, ...late } = whole
  const [checkpoint = ''] = Object.keys(whole).filter((one) => one.includes('checkpoint.parquet'))
  const { [checkpoint]: bytes, ...without } = late
  const uuid = '00000000-0000-4000-8000-000000000000'
  const sidecar = { sidecar: { path: `${uuid}.parquet`, sizeInBytes: 1, modificationTime: 0 } }
  const top = commit({ checkpointMetadata: { version: 2 } }, sidecar)
  const early = { ...without, [checkpoint.replace('parquet', `${uuid}.json`)]: top }
  expect((await readOf(early)).reading.parts).toEqual({})
  expect((await readOf(early)).reading.refused).toBeUndefined()
  const complete = { ...early, [`_sidecars/${uuid}.parquet`]: bytes! }
  expect((await readOf(complete)).reading.parts).toEqual(last.parts)
})

test('a table that is written anew forgets the one before', async () => {
  const first = await readOf({ [name(0)]: begin, [name(1)]: commit(add('a.parquet')) })
  expect(Object.keys(first.state.parts)).toEqual(['a.parquet'])
  const anew = await readOf({ [name(0)]: begin, [name(1)]: commit(add('b.parquet')) }, first.state)
  expect(Object.keys(anew.state.parts)).toEqual(['b.parquet'])
  expect(anew.state.untold.toSorted()).toEqual(['a.parquet', 'b.parquet'])
})

test('paths are URIs; in one commit what goes goes first; an empty partition value is none', async () => {
  const keys = commit(protocol, metaData(['k']))
  const path = 'k=a%20b%253A/p.parquet'
  const { parts } = await partsOf(
    keys,
    commit(
      add(path, { partitionValues: { k: 'a b:' } }),
      add('x'),
      add('y', { partitionValues: { k: '' } }),
    ),
    commit(add('x', { partitionValues: { k: 'new' } }), remove('x')),
  )
  expect(parts).toEqual({
    'k=a b%3A/p.parquet': { partitions: [{ key: 'k', value: 'a b:' }] },
    x: { partitions: [{ key: 'k', value: 'new' }] },
    y: { partitions: [{ key: 'k', value: '__HIVE_DEFAULT_PARTITION__' }] },
  })
})

const vectors = 'tests/fixtures/logged/vectors'
const withVectors: Files = Object.fromEntries(
  [0, 1, 2].map((version) => [
    name(version),
    readFileSync(join(vectors, '_delta_log', name(version))),
  ]),
)
const vectorFiles = [1, 2].map(
  (number) =>
    `${number === 1 ? 'ab/' : ''}deletion_vector_00000000-0000-0000-0000-00000000000${number}.bin`,
)

test('rows that are deleted are named by the log, once what says which they are is there', async () => {
  const { reading, state } = await readOf(withVectors, undefined, new Set(vectorFiles))
  const [a, b] = ['a.parquet', 'b.parquet'].map((path) => reading.parts[path]!.deleted!)
  expect(a).toEqual({ path: vectorFiles[1], at: 43, bytes: 40, rows: 4 })
  expect(positionsOf(vectorIn(readFileSync(join(vectors, a!.path!)).subarray(43), a!))).toEqual([
    ...[0, 2, 4, 5],
  ])
  expect(positionsOf(inlineVector(b!))).toEqual([2, 3, 4, 5, 6, 7])
  const { [name(2)]: _, ...before } = withVectors
  const known = await readOf(before, undefined, new Set(vectorFiles.slice(0, 1)))
  expect(known.state.parts['a.parquet']?.deleted?.rows).toBe(3)
  const early = await readOf(withVectors, known.state, new Set(vectorFiles.slice(0, 1)))
  expect(early.state).toBe(known.state)
  const late = await readOf(withVectors, known.state, new Set(vectorFiles))
  expect(late.state.untold.toSorted()).toEqual(['a.parquet', 'b.parquet'])
  expect(late.state.parts).toEqual(state.parts)
  const marks = [known, late].map(({ state }) => markOf(state.parts['a.parquet']!))
  expect(marks[0]).not.toBe(marks[1])
})

test('a vector of another length or checksum is none, nor is one that breaks off', () => {
  const bytes = readFileSync(join(vectors, vectorFiles[1]!)).subarray(43)
  const own = { bytes: 40, rows: 4 }
  expect(() => vectorIn(bytes, { bytes: 39, rows: 4 })).toThrow('another length')
  for (let at = 4; at < bytes.length; at++) {
    const other = Buffer.from(bytes)
    other[at]! ^= 1
    expect(() => vectorIn(other, own)).toThrow('another checksum')
  }
  const bitmap = vectorIn(bytes, own)
  for (let end = 0; end < bitmap.length; end++) {
    expect(() => positionsOf(bitmap.subarray(0, end))).toThrow()
  }
})

const bitmaps: Record<string, string> = JSON.parse(
  readFileSync('tests/fixtures/logged/bitmaps.json', 'utf8'),
)
const range = (from: number, to: number, step = 1) =>
  Array.from({ length: Math.ceil((to - from) / step) }, (_, i) => from + i * step)

test.each(['plain', 'runs'])('a bitmap of lists, bits and runs by another library: %s', (kind) => {
  const positions = positionsOf(Buffer.from(bitmaps[kind]!, 'hex'))
  const all = [1, 5, 70_000, ...range(100_000, 160_000), ...range(200_000, 300_000, 3)]
  expect(positions).toEqual([...all, 2 ** 33 + 3])
  expect(positionsOf(Buffer.from(bitmaps.few!, 'hex'))).toEqual(range(10, 20))
})

const mode = 'delta.columnMapping.mode'
const physical = (name: string, file: string, type: unknown = 'long') => ({
  ...{ name, type, nullable: true, metadata: { 'delta.columnMapping.physicalName': file } },
})
const mapped = (by: string, ...fields: object[]) => ({
  metaData: {
    schemaString: JSON.stringify({ type: 'struct', fields }),
    partitionColumns: ['day'],
    configuration: { [mode]: by },
  },
})

test('of mapped columns names, members and values of partitions are found by the names in the files', async () => {
  const member = { type: 'struct', fields: [physical('c', 'm-1'), physical('d', 'm-2')] }
  const list = { type: 'array', elementType: member, containsNull: true }
  const map = { type: 'map', keyType: 'string', valueType: member, valueContainsNull: true }
  const fields = [
    physical('day', 'f-1'),
    physical('new a', 'a'),
    physical('a', 'f-2', list),
    physical('m', 'f-3', map),
  ]
  const { parts, names, refused } = await partsOf(
    commit(protocol, mapped('id', ...fields), add('x', { partitionValues: { 'f-1': '2024' } })),
  )
  expect(refused).toBeUndefined()
  expect(parts).toEqual({ x: { partitions: [{ key: 'day', value: '2024' }] } })
  const struct: Column[] = [
    { name: 'm_2', type: 'string', original: 'm-2' },
    { name: 'm_1', type: 'long', original: 'm-1' },
    { name: 'dropped', type: 'long' },
  ]
  const columns: Column[] = [
    { name: 'dropped', type: 'long' },
    { name: 'f_2', type: { list: { struct } }, original: 'f-2' },
    { name: 'f_3', type: { map: ['string', { struct }] }, original: 'f-3' },
    { name: 'a', type: 'timestamp', reading: { form: { kind: 'nanoseconds' } } },
    { name: 'f_1', type: 'long', original: 'f-1' },
  ]
  const inspection = { format: 'parquet', columns, parquet: { rows: 1, codecs: [] } }
  const of = { ...table, ...(names && { names }) }
  const own = asLogged(inspection as unknown as Inspection, of, parts.x!)
  const type = {
    struct: [member, member].map((_, i) => ({ name: 'dc'[i], type: ['string', 'long'][i] })),
  }
  expect(own.columns).toEqual([
    { name: 'a', type: { list: type } },
    { name: 'm', type: { map: ['string', type] } },
    {
      ...{ name: 'new_a', original: 'new a', type: 'timestamp' },
      reading: { form: { kind: 'nanoseconds' } },
    },
  ])
  expect(own.parquet?.places).toEqual([1, 2, 3])
  const { places, names: within } = own.parquet!
  const from = { ...(places && { places }), ...(within && { names: within }) }
  const sql = readParquetSql('x', own.columns, from)
  const packed = (x: string) =>
    `CASE WHEN ${x} IS NULL THEN NULL ELSE struct_pack("d" := struct_extract(${x}, 'm-2'), "c" := struct_extract(${x}, 'm-1')) END`
  expect(sql).toContain(`list_transform("c1", lambda x0: ${packed('x0')})`)
  expect(sql).toContain(
    `map(map_keys("c2"), list_transform(map_values("c2"), lambda x0: ${packed('x0')}))`,
  )
  expect(inFiles('new_a', names!)).toEqual(['a'])
  expect(inFiles('m.C', names!)).toEqual(['f-3.m-1'])
  expect(inFiles('m.x', names!)).toEqual([])
  const none = asLogged(
    { ...inspection, columns: [columns[0]] } as unknown as Inspection,
    of,
    parts.x!,
  )
  expect(none.reason?.code).toBe('table.no-columns')
})

test('a mapped column that became text has the names of the table, at every depth', async () => {
  const member = { struct: [{ file: 'm-1', as: 'c', type: 'plain' as const }] }
  const map: Names = { map: ['plain', member] }
  const within = [
    { file: 's-1', as: 'own', type: member },
    { file: 's-2', as: 'all', type: { list: member } },
    { file: 's-3', as: 'by', type: map },
    { file: 's-4', as: 'later', type: 'plain' as const },
  ]
  const names = [{ file: 'f-1', as: 'a', type: { struct: within } }]
  const duckdb = await openDuckdb()
  try {
    const path = duckdb.file('', 'mapped.parquet')
    const digits = '12345678901234567890.12'
    const value = `{'s-1': {'m-1': ${digits}::DECIMAL(38, 2)}, 's-2': [{'m-1': 'x'}, NULL],
      's-3': MAP {'m-1': {'m-1': 2}}, 'gone': 3}`
    const rows = `SELECT unnest([${value}, NULL]) AS "f-1"`
    await duckdb.query(`COPY (${rows}) TO '${path}' (FORMAT parquet)`)
    const seen = await inspectBytes(readFileSync(path))
    const { columns, parquet } = asLogged(seen, { ...table, names }, { partitions: [] })
    const from = { places: parquet?.places, names: parquet?.names, inspected: columns }
    const sql = readParquetSql(path, [{ name: 'a', type: 'string' }], from)
    const text = `{"own":{"c":${digits}},"all":[{"c":"x"},null],"by":{"m-1":{"c":2}}}`
    expect(await duckdb.query(sql)).toEqual([[text], [null]])
  } finally {
    duckdb.close()
  }
})

const vector = { storageType: 'u', pathOrInlineDv: 'x', offset: 1, sizeInBytes: 4, cardinality: 1 }
const elsewhere = { ...vector, storageType: 'p', pathOrInlineDv: 's3://elsewhere/dv.bin' }
test.each([
  [
    'delta.feature',
    commit({ protocol: { minReaderVersion: 3, readerFeatures: ['catalogManaged'] } }, metaData()),
  ],
  ['delta.reader-version', commit({ protocol: { minReaderVersion: 4 } }, metaData())],
  ['delta.column-mapping', commit(protocol, mapped('name', { name: 'a', type: 'long' }))],
  [
    'delta.column-mapping',
    commit(protocol, mapped('name', physical('a', 'x'), physical('b', 'x'))),
  ],
  ['delta.column-mapping', commit(protocol, mapped('other', physical('a', 'x')))],
  ['delta.column-mapping', commit(protocol, metaData([], { [mode]: 'name' }))],
  ['delta.deletion-vector', commit(protocol, metaData(), add('a', { deletionVector: vector }))],
  ['delta.deletion-vector', commit(protocol, metaData(), add('a', { deletionVector: elsewhere }))],
  ['delta.outside', commit(protocol, metaData(), add('s3://elsewhere/a.parquet'))],
  ['delta.partitions', commit(protocol, metaData(['a-b', 'a_b']))],
  ['delta.log', Buffer.from('{"add":')],
])('%s: nothing of the table is read, and it is said why', async (code, bytes) => {
  const { parts, refused } = await partsOf(bytes)
  expect(parts).toEqual({})
  expect(refused?.code).toBe(code)
  const of = { ...table, ...(refused && { refused }) }
  expect(withheldBy(of, 's/d/a.parquet', { partitions: [] })).toBe(refused)
})

test('of whose log a key is an entry, and in which table it lies', () => {
  const root = 's/d/t/'
  expect(logEntryOf(`${root}_delta_log/${name(0)}`)).toEqual({ root, format: 'delta' })
  const bin = 'deletion_vector_00000000-0000-0000-0000-000000000001.bin'
  expect(logEntryOf(root + bin)).toEqual({ root, format: 'delta' })
  expect(logEntryOf(`${root}ab/${bin}`, { root, format: 'delta' })).toEqual({
    root,
    format: 'delta',
  })
  expect(logEntryOf(`${root}.hoodie/20240101.commit`)).toEqual({ root, format: 'hudi' })
  expect(logEntryOf(`${root}metadata/v1.metadata.json`)).toEqual({ root, format: 'iceberg' })
  expect(logEntryOf(`${root}metadata/m0.avro`)).toBeUndefined()
  const iceberg = { root, format: 'iceberg' } as const
  expect(logEntryOf(`${root}metadata/m0.avro`, iceberg)).toEqual(iceberg)
  for (const key of ['s/_delta_log/0.json', `s/d/_delta_log/x.json`, 's/d/a.csv', `s/${name(0)}`]) {
    expect(logEntryOf(key)).toBeUndefined()
  }
  const tables = [{ ...table }, { root, format: 'iceberg' } as const]
  expect(tableAround(tables, 's/d/t/a.parquet')?.root).toBe(root)
  expect(tableAround(tables, 's/d/a.parquet')?.root).toBe('s/d/')
  expect(tableAround(tables, 's/dd/a.parquet')).toBeUndefined()
})

test('runs of a deletion vector end with their container, however many overlap', () => {
  const runs = 20_000
  const head = Buffer.alloc(27)
  head.writeUInt32LE(1_681_511_377)
  head.writeBigUInt64LE(1n, 4)
  head.writeUInt32LE(12_347, 16)
  head[20] = 1
  head.writeUInt16LE(runs, 25)
  const all = (first: number, more: number): Buffer =>
    Buffer.concat([head, ...Array(runs).fill(Buffer.from(Uint16Array.of(first, more).buffer))])
  expect(() => positionsOf(all(0, 65_535))).toThrow(/more than .* positions/)
  expect(() => positionsOf(all(1, 65_535))).toThrow('a run beyond its container')
})
