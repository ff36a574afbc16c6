import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { LiveFile } from '../../../lake/iceberg/live.ts'
import type { Metadata } from '../../../lake/iceberg/metadata.ts'
import type { Inspection } from '../../../lake/inspect/inspection.ts'
import { deletedRowsMax } from '../../../lake/limits.ts'
import { vectorIn } from '../../../lake/logged/deltavector.ts'
import { icebergLogOf } from '../../../lake/logged/iceberg.ts'
import { deletedOf, deletesOf } from '../../../lake/logged/icebergdeletes.ts'
import { icebergNames } from '../../../lake/logged/icebergnames.ts'
import { asLogged } from '../../../lake/logged/logged.ts'
import { type LogState, nextState, readingOf } from '../../../lake/logged/logstate.ts'
import type { Naming } from '../../../lake/logged/names.ts'
import { asNamed } from '../../../lake/logged/naming.ts'
import { positionsOf } from '../../../lake/logged/roaring.ts'

const folder = 'tests/fixtures/logged/iceberg/metadata'
const table = { root: 's/i/', format: 'iceberg' } as const
type Files = Record<string, Buffer>
const whole: Files = Object.fromEntries(
  readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]),
)
const metadataNames = Object.keys(whole).filter((name) => name.endsWith('.metadata.json'))
const newest = metadataNames.toSorted().at(-1)!

/** Its log names no files beside itself. */
const nobody = () => Promise.reject(new Error('asked'))

async function readOf(files: Files) {
  const listed = Object.keys(files).map((name) => ({ name, etag: name }))
  return readingOf(table, undefined, listed, async (name) => files[name]!, nobody)
}
const pathsOf = async (files: Files) => Object.keys((await readOf(files)).parts)

/** The table as it is, with its newest metadata told otherwise. */
function changed(change: (metadata: Record<string, unknown>) => object): Files {
  const text = whole[newest]!.toString()
  // Ids of snapshots have more digits than a number of JavaScript: the text is kept but for what changes.
  const before = JSON.parse(text)
  let after = text
  for (const [name, value] of Object.entries(change(before))) {
    const own = JSON.stringify(before[name])
    const said = `"${name}":${JSON.stringify(value)}`
    after = after.includes(`"${name}":${own}`)
      ? after.replace(`"${name}":${own}`, said)
      : `{${said},${after.slice(1)}`
  }
  return { ...whole, [newest]: Buffer.from(after) }
}

test('the files of the current snapshot, of all that lie there', async () => {
  const { isThere, refused, parts } = await readOf(whole)
  expect({ isThere, refused }).toEqual({ isThere: true })
  const days = Object.keys(parts).map((path) => path.split('/').slice(0, 2).join('/'))
  expect(days).toEqual(['data/day=2024-01-01', 'data/day=2024-01-01'])
  const of = (value: string) => ({ partitions: [{ key: 'day', value }] })
  expect(Object.values(parts)).toEqual([of('2024-01-01'), of('2024-01-01')])
})

test('in whatever order its metadata come, what is said at the end is the same; a version waits for its manifests', async () => {
  const last = await readOf(whole)
  const names = Object.keys(whole)
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray(names, { minLength: names.length }), async (order) => {
      let state: LogState | undefined
      const files: Files = {}
      for (const name of order) {
        files[name] = whole[name]!
        const reading = await readOf(files)
        expect(reading.refused).toBeUndefined()
        state = nextState(state, reading)
      }
      expect(state?.parts).toEqual(last.parts)
    }),
    { numRuns: 30 },
  )
  const { [newest]: _, ...before } = whole
  expect(await pathsOf(before)).toHaveLength(3)
  const list = /snap-7597951604706754179[^"/]*\.avro/.exec(whole[newest]!.toString())?.[0] ?? ''
  const { [list]: gone, ...without } = whole
  expect(gone).toBeDefined()
  expect(await pathsOf(without)).toEqual(await pathsOf(before))
})

test('a file of that name that is no table’s says nothing', async () => {
  expect(await readOf({ 'a.metadata.json': Buffer.from('{"rows":[1]}') })).toEqual({
    isThere: false,
    parts: {},
  })
})

type Fields = { 'schema-id': number; fields: { name: string }[] }[]
test.each<[string, Files]>([
  [
    'iceberg.versions',
    { ...whole, [newest.replace(/-.*/, '-again.metadata.json')]: whole[newest]! },
  ],
  ['iceberg.log', changed(() => ({ 'format-version': 4 }))],
  [
    'iceberg.defaults',
    changed(({ schemas }) => {
      const [first] = schemas as Fields
      const fields = first!.fields.map((field) => ({ ...field, 'initial-default': 'x' }))
      return { schemas: [{ ...first, fields }] }
    }),
  ],
  ['iceberg.outside', changed(() => ({ location: 'file:///tmp/warehouse/d/t/data' }))],
  [
    'iceberg.name-mapping',
    changed(() => ({ properties: { 'schema.name-mapping.default': '[]' } })),
  ],
  [
    'iceberg.columns',
    changed(({ schemas }) => {
      const [first] = schemas as Fields
      const [one, two] = first!.fields // two that swap their names
      const fields = first!.fields.map((field, i) =>
        i < 2 ? { ...field, name: (i === 0 ? two : one)!.name } : field,
      )
      return { schemas: [first, { ...first, 'schema-id': 1, fields }] }
    }),
  ],
  [
    'iceberg.columns',
    changed(({ schemas }) => ({ schemas: [{ ...(schemas as Fields)[0], 'schema-id': 2 }] })),
  ],
])('%s: nothing of the table is read, and it is said why', async (code, files) => {
  const { isThere, parts, refused } = await readOf(files)
  expect({ isThere, parts, code: refused?.code }).toEqual({ isThere: true, parts: {}, code })
})

test('columns that were renamed, and one that was dropped, are known by all names that files may have for them', async () => {
  const files = changed(({ schemas }) => {
    const [first] = schemas as Fields
    const [, ...rest] = first!.fields
    const fields = rest.map((field, i) => (i === 0 ? { ...field, name: 'other' } : field))
    return { schemas: [first, { ...first, 'schema-id': 1, fields }], 'current-schema-id': 1 }
  })
  const { refused, names, parts } = await readOf(files)
  const [, ...kept] = (JSON.parse(whole[newest]!.toString()).schemas as Fields)[0]!.fields
  expect({ refused, parts: Object.keys(parts).length }).toEqual({ refused: undefined, parts: 2 })
  expect(names).toEqual([
    { file: kept[0]!.name, as: 'other', type: 'plain' },
    { file: 'other', as: 'other', type: 'plain' },
    ...kept.slice(1).map(({ name }) => ({ file: name, as: name, type: 'plain' })),
  ])
})

test('members are called otherwise at any depth, and Java spells names of Parquet in its own way', () => {
  const at = (id: number, name: string, type: unknown) => ({ id, name, required: false, type })
  const schema = (n: number, fields: unknown[]) => ({ type: 'struct', 'schema-id': n, fields })
  const listed = (name: string) => ({
    ...{ type: 'list', 'element-id': 3, 'element-required': false },
    element: { type: 'struct', fields: [at(4, name, 'string')] },
  })
  const metadata = {
    'current-schema-id': 1,
    schemas: [
      schema(0, [at(1, 'a b', 'long'), at(2, 'list', listed('old'))]),
      schema(1, [at(1, 'a b', 'long'), at(2, 'list', listed('new'))]),
    ],
  } as unknown as Metadata
  const member = (file: string): Naming => ({ file, as: 'new', type: 'plain' })
  const names = icebergNames(metadata)!
  for (const own of ['old', 'new']) {
    const list = { name: 'list', type: { list: { struct: [{ name: own, type: 'string' }] } } }
    const inspection = { ...parquetOf(1), columns: [list] } as Inspection
    const held = asNamed(inspection, names).parquet?.names
    expect(held).toEqual([{ file: 'list', as: 'list', type: { list: { struct: [member(own)] } } }])
  }
  expect(names).toEqual([
    { file: 'a b', as: 'a b', type: 'plain' },
    { file: 'a_x20b', as: 'a b', type: 'plain' },
    { file: 'list', as: 'list', type: { list: { struct: [member('old'), member('new')] } } },
  ])
})

test('metadata are known by what they are, before anybody knows of the table; nothing is read of other keys', async () => {
  const reasonOf = async (name: string, bytes: Buffer, folder = 'metadata/') =>
    (
      await icebergLogOf({ key: `s/i/${folder}${name}`, bytes: bytes.length }, async (start, end) =>
        bytes.subarray(start, end),
      )
    )?.code
  for (const [name, bytes] of Object.entries(whole))
    expect(await reasonOf(name, bytes)).toBe('table.log')
  expect(await reasonOf('a.metadata.json', Buffer.from('{"rows":[1]}'))).toBeUndefined()
  expect(await reasonOf('a.avro', Buffer.from('Obj\x01 "name":"order"'))).toBeUndefined()
  const unread = async () => {
    throw new Error('read')
  }
  expect(await icebergLogOf({ key: 's/i/data/a.avro', bytes: 9 }, unread)).toBeUndefined()
})

test('what S3 does not give now refuses no table: it is asked for again', async () => {
  const slow = Object.assign(new Error('Please reduce your request rate.'), { name: 'SlowDown' })
  const listed = Object.keys(whole).map((name) => ({ name, etag: name }))
  const reading = readingOf(
    table,
    undefined,
    listed,
    async (name) => {
      if (name.endsWith('.avro')) throw slow
      return whole[name]!
    },
    nobody,
  )
  await expect(reading).rejects.toBe(slow)
})

const deleting = (version: string): Files => {
  const own = `tests/fixtures/logged/iceberg-${version}/metadata`
  return Object.fromEntries(readdirSync(own).map((name) => [name, readFileSync(join(own, name))]))
}

/** Paths of deletes that were asked for, and what the newest version says whose deletes are there. */
async function deletedIn(files: Files, isThere: (path: string) => boolean = () => true) {
  const listed = Object.keys(files).map((name) => ({ name, etag: name }))
  const asked: string[] = []
  const reading = await readingOf(
    table,
    undefined,
    listed,
    async (name) => files[name]!,
    async (paths) => {
      asked.push(...paths)
      return paths.every(isThere)
    },
  )
  return { asked, reading }
}

test('which files name deleted rows of a part: of its partition, and not older than it', async () => {
  const { reading, asked } = await deletedIn(deleting('v2'))
  const counts = Object.entries(reading.parts).map(([path, { positions }]) => [
    path.split('/')[1]?.slice(-2),
    positions?.paths.length ?? 0,
  ])
  expect(counts.map(String).sort()).toEqual(['01,1', '01,2', '01,2', '02,2', '02,2'])
  expect(asked).toHaveLength(4)
  const [path, part] = Object.entries(reading.parts)[0]!
  const own = asLogged(parquetOf(3), { root: 's/i/', format: 'iceberg' }, part)
  expect(own.parquet?.positions?.uri.endsWith(`/v2/${path}`)).toBe(true)
  for (const key of own.parquet!.positions!.keys) expect(key).toMatch(/^s\/i\/data\/day=/)
})

test('a vector of deleted rows is of one part, and lies in a Puffin file', async () => {
  const { reading, asked } = await deletedIn(deleting('v3'))
  const vectors = Object.values(reading.parts).map(({ deleted }) => deleted)
  expect(vectors.map((one) => one?.rows ?? 0).sort()).toEqual([0, 1, 1, 2, 2])
  expect(asked).toHaveLength(3)
  for (const vector of vectors) {
    if (!vector) continue
    const bytes = readFileSync(join('tests/fixtures/logged/iceberg-v3', vector.path!))
    const positions = positionsOf(vectorIn(bytes.subarray(vector.at), vector))
    expect(positions).toHaveLength(vector.rows)
  }
})

test('a version waits for the files of its deletes, and the one before stands', async () => {
  for (const version of ['v2', 'v3']) {
    const files = deleting(version)
    const { asked } = await deletedIn(files)
    const late = asked.at(-1)
    const { reading } = await deletedIn(files, (path) => path !== late)
    expect(reading.refused).toBeUndefined()
    expect(Object.keys(reading.parts)).not.toHaveLength(0)
    expect(JSON.stringify(reading.parts)).not.toContain(late)
  }
})

const parquetOf = (rows: number) =>
  ({
    ...{ format: 'parquet', columns: [{ name: 'id', type: 'long' }], evidence: [] },
    parquet: { rows, codecs: [] },
  }) as unknown as Inspection

const live = (of: object): LiveFile =>
  ({
    ...{ path: 'file:/t/data/x', partition: {}, records: 1, bytes: 1, specId: 0 },
    entry: { sequence_number: 1n, data_file: { content: 1, file_format: 'PUFFIN', ...of } },
  }) as unknown as LiveFile
const nameOf = (id: number): string | undefined => (id < 3 ? `c${id}` : undefined)
const dv = { referenced_data_file: 'a', content_offset: 4n, content_size_in_bytes: 44n }

test.each([
  ['by values of no column', [live({ content: 2, file_format: 'PARQUET', equality_ids: [] })]],
  [
    'by values of an unknown column',
    [live({ content: 2, file_format: 'PARQUET', equality_ids: [7] })],
  ],
  ['by values in Avro', [live({ content: 2, file_format: 'AVRO', equality_ids: [1] })]],
  ['in Avro', [live({ file_format: 'AVRO' })]],
  ['two vectors of a file', [live(dv), live(dv)]],
  ['a vector of no file', [live({ ...dv, referenced_data_file: null })]],
  ['a vector of no bytes', [live({ ...dv, content_size_in_bytes: 8n })]],
  ['more than are taken out', [{ ...live(dv), records: deletedRowsMax + 1 }]],
])('deletes that are not understood are refused: %s', (_what, files) => {
  expect(() => deletesOf(files, (uri) => uri, nameOf)).toThrow()
  expect(() => deletesOf([live(dv)], (uri) => uri, nameOf)).not.toThrow()
  expect(() => deletesOf([live(dv)], () => undefined, nameOf)).toThrow('outside')
})

test('values delete rows of older files alone: of their partition, or of all where they have none', () => {
  const of = (sequence: bigint, partition: object, ids: number[], path: string): LiveFile => {
    const file = live({ content: 2, file_format: 'PARQUET', equality_ids: ids })
    const entry = { ...file.entry, sequence_number: sequence }
    return { ...file, path, partition, entry } as LiveFile
  }
  const deletes = deletesOf(
    [of(3n, {}, [1], 'all'), of(3n, { day: 'x' }, [1, 2], 'x'), of(2n, { day: 'x' }, [1], 'early')],
    (uri) => uri,
    nameOf,
  )
  const data = (sequence: bigint, day: string): LiveFile => {
    const file = live({ content: 0, file_format: 'PARQUET' })
    const entry = { ...file.entry, sequence_number: sequence }
    return { ...file, partition: { day }, entry } as LiveFile
  }
  const all = { columns: ['c1'], paths: ['all'] }
  expect(deletedOf(data(1n, 'x'), deletes)).toEqual({
    values: [
      { columns: ['c1'], paths: ['all', 'early'] },
      { columns: ['c1', 'c2'], paths: ['x'] },
    ],
  })
  expect(deletedOf(data(2n, 'x'), deletes).values).toContainEqual(all)
  expect(deletedOf(data(2n, 'y'), deletes)).toEqual({ values: [all] })
  expect(deletedOf(data(3n, 'x'), deletes)).toEqual({})
  const part = { partitions: [], ...deletedOf(data(2n, 'y'), deletes) }
  const own = asLogged(parquetOf(3), { root: 's/i/', format: 'iceberg' }, part)
  expect(own.parquet?.values).toEqual([{ columns: ['c1'], keys: ['s/i/all'] }])
})

test('where a file has a vector, files of positions say nothing of it', () => {
  const position = live({ file_format: 'PARQUET' })
  const deletes = deletesOf([live(dv), position], (uri) => uri, nameOf)
  const data = (path: string, sequence: bigint): LiveFile => {
    const file = live({ content: 0, file_format: 'PARQUET' })
    return { ...file, path, entry: { ...file.entry, sequence_number: sequence } }
  }
  expect(deletedOf(data('a', 1n), deletes)).toHaveProperty('deleted.bytes', 36)
  expect(deletedOf(data('b', 1n), deletes)).toHaveProperty('positions.uri', 'b')
  expect(deletedOf(data('b', 2n), deletes)).toEqual({})
  expect(deletedOf({ ...data('b', 1n), specId: 1 }, deletes)).toEqual({})
})
