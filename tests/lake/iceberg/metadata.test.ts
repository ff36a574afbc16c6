import { gzipSync } from 'node:zlib'
import { describe, expect, test } from '@jest/globals'
import { newSnapshotId } from '../../../lake/iceberg/commit.ts'
import { planEvolution } from '../../../lake/iceberg/evolution.ts'
import { glueTableInput, metadataLocationOf } from '../../../lake/iceberg/gluetable.ts'
import { withSchema } from '../../../lake/iceberg/history.ts'
import { formatJson, parseJson } from '../../../lake/iceberg/json.ts'
import {
  currentSchema,
  currentSnapshot,
  formatMetadata,
  type Metadata,
  metadataPath,
  newTable,
  parseMetadata,
  writtenFields,
} from '../../../lake/iceberg/metadata.ts'
import { heldColumns } from '../../../lake/iceberg/schema.ts'
import { valuelessProperty } from '../../../lake/iceberg/valueless.ts'
import { fakeFile, MemoryTable } from './memory.ts'

const wide = '9223372036854775807'

describe('JSON', () => {
  test('keeps 64-bit integers, and numbers that are none', () => {
    const text = `{"id":${wide},"small":1,"negative":-${wide},"real":1.5,"big":1e300,"text":"${wide}"}`
    expect(parseJson(text)).toMatchObject({ id: BigInt(wide), small: 1, big: 1e300, text: wide })
    expect(formatJson(parseJson(text))).toBe(text.replace('1e300', '1e+300'))
  })

  test('a snapshot id of ours is exact in every reader', () => {
    expect(newSnapshotId(Buffer.alloc(8, 0xff))).toBe(2n ** 53n - 1n)
  })
})

describe('metadata', () => {
  const table = (more = {}) =>
    newTable({
      uuid: 'u',
      location: 's3://lake/s/d',
      columns: [
        { name: 'day', type: 'string' },
        { name: 'a', type: 'long', original: 'A!' },
      ],
      partitionKeys: ['day'],
      nowMs: 1,
      ...more,
    })

  test('a new table has _object, no snapshot, and original names as docs', () => {
    expect(table()).toMatchObject({
      'current-snapshot-id': -1,
      'last-column-id': 3,
      'last-partition-id': 1000,
      schemas: [{ fields: [{ id: 1 }, { id: 2, doc: 'A!' }, { id: 3, name: '_object' }] }],
    })
    expect(currentSnapshot(table())).toBeUndefined()
  })

  test('a partition by numbers is refused', () => {
    expect(() => table({ partitionKeys: ['a'] })).toThrow('partition column a is no string')
  })

  test('a column without a value is a string that no file has, until its first value', () => {
    const columns = [{ name: 'n', type: 'null' as const }]
    const fresh = table({ columns, partitionKeys: [] })
    expect(currentSchema(fresh).fields[0]).toMatchObject({ id: 1, name: 'n', type: 'string' })
    expect(writtenFields(fresh).map(({ name }) => name)).toEqual(['_object'])
    expect(planEvolution(fresh, columns).changed).toBe(false)
    const later = withSchema(table(), planEvolution(table(), columns))
    for (const [metadata, id] of [
      [fresh, 1],
      [later, 4],
    ] as const) {
      const plan = planEvolution(metadata, [{ name: 'n', type: 'long' }])
      expect(plan.replaced.map((field) => field.id)).toEqual([id])
      const typed = withSchema(metadata, plan)
      expect(typed.properties).not.toHaveProperty(valuelessProperty)
      const field = writtenFields(typed).find(({ name }) => name === 'n')
      expect(field).toMatchObject({ id: id === 1 ? 3 : 5, type: 'long' })
      expect(planEvolution(typed, columns).changed).toBe(false)
    }
  })

  test('members without a value are left out of a struct that has others', () => {
    const columns = heldColumns([
      { name: 'a', type: 'null' },
      { name: 'b', type: { list: 'null' } },
      { name: 'c', type: { struct: [{ name: 'x', type: 'null' }] } },
      {
        name: 'd',
        type: {
          struct: [
            { name: 'x', type: 'null' },
            { name: 'y', type: 'long' },
          ],
        },
      },
      { name: 'e', type: { map: ['string', 'null'] } },
      { name: 'f', type: 'date', original: 'F' },
    ])
    expect(columns).toEqual([
      { name: 'a', type: 'null' },
      { name: 'b', type: { list: 'null' } },
      { name: 'c', type: { struct: [{ name: 'x', type: 'null' }] } },
      { name: 'd', type: { struct: [{ name: 'y', type: 'long' }] } },
      { name: 'e', type: { map: ['string', 'null'] } },
      { name: 'f', type: 'date', original: 'F' },
    ])
  })

  test('is read gzipped too, and only of version 2', () => {
    const bytes = formatMetadata(table())
    expect(parseMetadata(gzipSync(bytes))).toEqual(table())
    const v3 = Buffer.from(bytes.toString().replace('"format-version":2', '"format-version":3'))
    expect(() => parseMetadata(v3)).toThrow('format version 3')
    expect(() => parseMetadata(Buffer.from('null'))).toThrow('format version undefined')
  })

  test('paths count on from whatever another engine wrote', () => {
    expect(metadataPath('s3://b/t', 'u')).toBe('s3://b/t/metadata/00000-u.metadata.json')
    expect(metadataPath('s3://b/t', 'u', 's3://b/t/metadata/00009-x-1.gz.metadata.json')).toBe(
      's3://b/t/metadata/00010-u.metadata.json',
    )
  })

  test('another engine’s keys and wide ids outlive a commit', async () => {
    const memory = new MemoryTable()
    await memory.commit({ add: [fakeFile('s3://lake/s/d/data/a.parquet')] })
    const id = currentSnapshot(memory.metadata)!['snapshot-id']
    const text = formatMetadata(memory.metadata).toString()
    const foreign = text
      .replaceAll(`"snapshot-id":${id}`, `"snapshot-id":${wide}`)
      .replaceAll(`-id":${id}`, `-id":${wide}`)
      .replace('{"format-version"', '{"next-row-id":7,"format-version"')
    memory.objects.set(memory.location, Buffer.from(foreign))
    await memory.commit({ add: [fakeFile('s3://lake/s/d/data/b.parquet')] })
    expect(memory.metadata).toMatchObject({
      'next-row-id': 7,
      snapshots: [{ 'snapshot-id': BigInt(wide) }, { 'parent-snapshot-id': BigInt(wide) }],
    })
  })
})

describe('history', () => {
  const limits = { snapshotsKeptMin: 2, snapshotsKeptMax: 4, metadataLogMax: 3 }
  const grown = async (commits: number, more: object): Promise<MemoryTable> => {
    const memory = new MemoryTable({}, { ...limits, ...more })
    for (let i = 0; i < commits; i++) {
      await memory.commit({ add: [fakeFile(`s3://lake/s/d/data/${i}.parquet`)] })
    }
    return memory
  }

  test.each([
    [0, 2],
    [1e9, 4],
  ])('snapshots that are no older than %i ms: %i are kept', async (snapshotAgeMsMax, kept) => {
    const { metadata } = await grown(9, { snapshotAgeMsMax })
    expect(metadata.snapshots).toHaveLength(kept)
    expect(metadata['snapshot-log']).toHaveLength(kept)
    expect(metadata['metadata-log']).toHaveLength(3)
  })

  test('what a tag holds stays, and history before the gap does not', async () => {
    const memory = await grown(1, { snapshotAgeMsMax: 0 })
    const held = currentSnapshot(memory.metadata)!['snapshot-id']
    const tagged: Metadata = {
      ...memory.metadata,
      refs: { ...memory.metadata.refs, v1: { 'snapshot-id': held, type: 'tag' } },
    }
    memory.objects.set(memory.location, formatMetadata(tagged))
    for (let i = 0; i < 5; i++) await memory.commit({ add: [fakeFile(`s3://lake/s/d/data/x${i}`)] })
    const { refs, snapshots, 'snapshot-log': log } = memory.metadata
    expect(snapshots!.map((snapshot) => snapshot['snapshot-id'])).toContain(held)
    expect(snapshots).toHaveLength(3)
    expect(log).toHaveLength(2)
    expect(refs).toHaveProperty('v1')
  })

  test('time does not go back when clocks differ', async () => {
    const memory = await grown(1, {})
    const ahead = { ...memory.metadata, 'last-updated-ms': 4e12 }
    memory.objects.set(memory.location, formatMetadata(ahead))
    await memory.commit({ add: [fakeFile('s3://lake/s/d/data/late')] })
    expect(memory.metadata['last-updated-ms']).toBe(4e12 + 1)
    expect(currentSnapshot(memory.metadata)!['timestamp-ms']).toBe(4e12 + 1)
  })
})

describe('Glue', () => {
  test('columns of older schemas follow as not current, parameters of others stay', async () => {
    const memory = new MemoryTable({
      columns: [
        { name: 'a', type: 'long' },
        {
          name: 'n',
          type: { list: { struct: [{ name: 'x', type: { map: ['string', 'timestamptz'] } }] } },
        },
      ],
    })
    await memory.commit({
      evolution: planEvolution(memory.metadata, [{ name: 'a', type: 'date' }]),
    })
    await memory.commit({
      evolution: planEvolution(memory.metadata, [{ name: 'late', type: 'date' }]),
    })
    const dropped = { ...memory.metadata, 'current-schema-id': 1 } // as ALTER TABLE … DROP COLUMN late
    const previous = { Owner: 'o', Parameters: { metadata_location: 'before', mine: 'kept' } }
    expect(glueTableInput('t', dropped, 'now', previous)).toEqual({
      Name: 't',
      TableType: 'EXTERNAL_TABLE',
      Owner: 'o',
      Parameters: {
        mine: 'kept',
        table_type: 'ICEBERG',
        metadata_location: 'now',
        previous_metadata_location: 'before',
      },
      StorageDescriptor: {
        Location: 's3://lake/s/d',
        Columns: [
          column('a', 'string', 8),
          column('n', 'array<struct<x:map<string,timestamp>>>', 2),
          column('_object', 'string', 3),
          column('late', 'date', 9, false),
        ],
      },
    })
  })

  const column = (Name: string, Type: string, id: number, isCurrent = true) => ({
    Name,
    Type,
    Parameters: {
      'iceberg.field.id': String(id),
      'iceberg.field.optional': 'true',
      'iceberg.field.current': String(isCurrent),
    },
  })

  test('a row that is no Iceberg table is refused', () => {
    const row = { Parameters: { table_type: 'iceberg', metadata_location: 'x' } }
    expect(metadataLocationOf(row)).toBe('x')
    expect(() => metadataLocationOf({ Parameters: { metadata_location: 'x' } })).toThrow(
      'not an Iceberg table',
    )
  })
})
