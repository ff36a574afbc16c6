/** Table metadata, format version 2: pure steps from one version to the next. https://iceberg.apache.org/spec/#table-metadata-fields */
import { gunzipSync } from 'node:zlib'
import { metadataPlainBytesMax } from '../limits.ts'
import type { Column } from '../schema/type.ts'
import { formatJson, parseJson } from './json.ts'
import { assignIds, type Field, objectColumn, type Schema } from './schema.ts'
import { setUntyped, stoodFor, type Untyped, valuelessIds, withUntyped } from './valueless.ts'

/** 63 bits wide when another engine made it. */
export type Id = number | bigint

export interface PartitionField {
  'source-id': number
  'field-id': number
  name: string
  transform: string
}

export interface PartitionSpec {
  'spec-id': number
  fields: PartitionField[]
}

export interface Snapshot {
  'snapshot-id': Id
  'parent-snapshot-id'?: Id
  'sequence-number': number
  'timestamp-ms': number
  'manifest-list': string
  'schema-id'?: number
  summary: Record<string, string>
}

/** The fields that we use; whatever else another engine wrote is carried along. */
export interface Metadata {
  'format-version': 2
  'table-uuid': string
  location: string
  'last-sequence-number': number
  'last-updated-ms': number
  'last-column-id': number
  'current-schema-id': number
  schemas: Schema[]
  'default-spec-id': number
  'partition-specs': PartitionSpec[]
  'last-partition-id': number
  'default-sort-order-id': number
  'sort-orders': unknown[]
  properties?: Record<string, string>
  'current-snapshot-id'?: Id | null
  refs?: Record<string, { 'snapshot-id': Id; type: string }>
  snapshots?: Snapshot[]
  'snapshot-log'?: { 'timestamp-ms': number; 'snapshot-id': Id }[]
  'metadata-log'?: { 'timestamp-ms': number; 'metadata-file': string }[]
  statistics?: { 'snapshot-id': Id; 'statistics-path'?: string }[]
  'partition-statistics'?: { 'snapshot-id': Id; 'statistics-path'?: string }[]
}

/** A table that is legal Iceberg, and that this code would read or write wrongly. */
export class UnsupportedTable extends Error {
  override name = 'UnsupportedTable'
}

/** The bytes of a metadata.json, gzipped or not. Throws UnsupportedTable unless it is of version 2, or of these. */
export function parseMetadata(bytes: Uint8Array, versions: readonly unknown[] = [2]): Metadata {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b
  const plain = isGzip ? gunzipSync(bytes, { maxOutputLength: metadataPlainBytesMax }) : bytes
  const parsed = parseJson(Buffer.from(plain).toString('utf8'))
  const version = Object(parsed)['format-version']
  if (!versions.includes(version)) {
    const read = versions.join(' and ')
    throw new UnsupportedTable(`Iceberg format version ${version}: only ${read} is read`)
  }
  return parsed as Metadata
}

export const formatMetadata = (metadata: Metadata): Buffer => Buffer.from(formatJson(metadata))

export const sameId = (a: Id | null | undefined, b: Id | null | undefined): boolean =>
  a != null && b != null && BigInt(a) === BigInt(b)

export function currentSchema(metadata: Metadata): Schema {
  const id = metadata['current-schema-id']
  return schemaOf(metadata, id) ?? metadata.schemas.at(-1)!
}

/** The fields that data files have: those of which no value was seen are in none. */
export function writtenFields(metadata: Metadata): Field[] {
  const valueless = valuelessIds(metadata)
  return currentSchema(metadata).fields.filter(({ id }) => !valueless.has(id))
}

export const schemaOf = (metadata: Metadata, id: number | undefined): Schema | undefined =>
  metadata.schemas.find((schema) => schema['schema-id'] === id)

/** Undefined while the table has none. */
export const currentSnapshot = (metadata: Metadata): Snapshot | undefined =>
  snapshotOf(metadata, metadata['current-snapshot-id'])

export const snapshotOf = (metadata: Metadata, id: Id | null | undefined): Snapshot | undefined =>
  metadata.snapshots?.find((snapshot) => sameId(snapshot['snapshot-id'], id))

export function specOf(metadata: Metadata, id: number): PartitionSpec {
  const spec = metadata['partition-specs'].find((known) => known['spec-id'] === id)
  if (!spec) throw new UnsupportedTable(`no partition spec ${id} in ${metadata.location}`)
  return spec
}

export interface NewTable {
  uuid: string
  /** `s3://<bucket>/<source>/<dataset>`: no slash at the end, never the bare bucket. */
  location: string
  /** `_object` is added at the end; those of type null are strings until their first value. */
  columns: Column[]
  /** Names of string columns, in the order of the folders. */
  partitionKeys: string[]
  properties?: Record<string, string>
  nowMs: number
}

/** Version 0 of a table's metadata: no snapshot yet. */
export function newTable(table: NewTable): Metadata {
  let last = 0
  const columns: Column[] = [...table.columns, { name: objectColumn, type: 'string' }]
  const fields = assignIds(columns.map(stoodFor), () => ++last)
  const untyped: Untyped = new Map()
  for (const [i, { id }] of fields.entries()) setUntyped(untyped, id, columns[i]!.type)
  const spec = table.partitionKeys.map((name, i): PartitionField => {
    const source = fields.find((field) => field.name === name)
    if (source?.type !== 'string') throw new TypeError(`partition column ${name} is no string`)
    return { 'source-id': source.id, 'field-id': 1000 + i, name, transform: 'identity' }
  })
  return {
    'format-version': 2,
    'table-uuid': table.uuid,
    location: table.location,
    'last-sequence-number': 0,
    'last-updated-ms': table.nowMs,
    'last-column-id': last,
    'current-schema-id': 0,
    schemas: [{ type: 'struct', 'schema-id': 0, fields }],
    'default-spec-id': 0,
    'partition-specs': [{ 'spec-id': 0, fields: spec }],
    'last-partition-id': 999 + spec.length,
    'default-sort-order-id': 0,
    'sort-orders': [{ 'order-id': 0, fields: [] }],
    properties: withUntyped({ 'write.format.default': 'parquet', ...table.properties }, untyped),
    'current-snapshot-id': -1,
    refs: {},
    snapshots: [],
    'snapshot-log': [],
    'metadata-log': [],
  }
}

/** Where the next version of the metadata goes: `<location>/metadata/00008-<uuid>.metadata.json` after 00007. */
export function metadataPath(location: string, uuid: string, previous?: string): string {
  const version = previous === undefined ? 0 : Number(/(\d+)-[^/]*$/.exec(previous)?.[1] ?? 0) + 1
  return `${location}/metadata/${String(version).padStart(5, '0')}-${uuid}.metadata.json`
}
