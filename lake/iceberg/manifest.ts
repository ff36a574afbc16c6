/** Manifests (lists of data files) and manifest lists (lists of manifests), to and from bytes. */
import { readAvro, writeAvro } from './avro.ts'
import { avroName, manifestEntrySchema, manifestListSchema } from './avroschema.ts'
import type { DataFile } from './datafile.ts'
import { type Id, type PartitionField, type PartitionSpec, UnsupportedTable } from './metadata.ts'
import type { Schema } from './schema.ts'

export const status = { existing: 0, added: 1, deleted: 2 } as const
export const content = { data: 0, positionDeletes: 1, equalityDeletes: 2 } as const

interface Pair<T> {
  key: number
  value: T
}

/** One file of a manifest in Avro's shape, so that an entry of another writer is carried over untouched. */
export interface Entry {
  status: number
  snapshot_id: bigint | null
  sequence_number: bigint | null
  file_sequence_number: bigint | null
  data_file: {
    content: number
    file_path: string
    file_format: string
    /** By the names of the spec. */
    partition: Record<string, string | null>
    record_count: bigint
    file_size_in_bytes: bigint
    value_counts: Pair<bigint>[] | null
    null_value_counts: Pair<bigint>[] | null
    lower_bounds: Pair<Buffer>[] | null
    upper_bounds: Pair<Buffer>[] | null
    [other: string]: unknown
  }
}

/** One line of a manifest list, in Avro's shape. */
export interface ManifestFile {
  manifest_path: string
  manifest_length: bigint
  partition_spec_id: number
  /** 0: of data files; 1: of delete files. */
  content: number
  sequence_number: bigint
  min_sequence_number: bigint
  added_snapshot_id: bigint
  added_files_count: number
  existing_files_count: number
  deleted_files_count: number
  added_rows_count: bigint
  existing_rows_count: bigint
  deleted_rows_count: bigint
  partitions: PartitionSummary[] | null
  key_metadata: Buffer | null
}

export interface PartitionSummary {
  contains_null: boolean
  contains_nan: boolean | null
  lower_bound: Buffer | null
  upper_bound: Buffer | null
}

/**
 * Sequence numbers are inherited from the list. The spec lets snapshot_id be inherited too, but PyIceberg 0.11 then
 * overwrites the status with it, and can no longer delete from the table.
 */
export function addedEntry(file: DataFile, spec: PartitionSpec, snapshotId: bigint): Entry {
  return {
    status: status.added,
    snapshot_id: snapshotId,
    sequence_number: null,
    file_sequence_number: null,
    data_file: {
      content: content.data,
      file_path: file.path,
      file_format: 'PARQUET',
      partition: valuesOf(spec.fields, file.partition),
      record_count: BigInt(file.records),
      file_size_in_bytes: BigInt(file.bytes),
      column_sizes: pairs(file.columnSizes, BigInt),
      value_counts: pairs(file.valueCounts, BigInt),
      null_value_counts: pairs(file.nullCounts, BigInt),
      nan_value_counts: null,
      lower_bounds: pairs(file.lower, (base64) => Buffer.from(base64, 'base64')),
      upper_bounds: pairs(file.upper, (base64) => Buffer.from(base64, 'base64')),
      key_metadata: null,
      split_offsets: file.splitOffsets.map(BigInt),
      equality_ids: null,
      sort_order_id: 0,
    },
  }
}

const pairs = <From, To>(byId: Record<number, From>, to: (value: From) => To): Pair<To>[] =>
  Object.entries(byId).map(([id, value]) => ({ key: Number(id), value: to(value) }))

const valuesOf = (fields: PartitionField[], partition: DataFile['partition']) =>
  Object.fromEntries(fields.map(({ name }) => [name, partition[name] ?? null]))

/** Partition values are read and written as strings: another engine's bucket or day is refused. */
export function checkSpec(spec: PartitionSpec, schema: Schema): void {
  for (const part of spec.fields) {
    const source = schema.fields.find((field) => field.id === part['source-id'])
    if (part.transform !== 'identity' || (source && source.type !== 'string')) {
      const why = `partition field ${part.name} is ${part.transform} of ${source?.type ?? 'nothing'}`
      throw new UnsupportedTable(`${why}: only identity of string is written`)
    }
  }
}

/** Sequence numbers that are inherited: `writeManifestList` fills them in. */
export const inherited = -1n

/** A manifest's bytes and its line in the manifest list. Throws UnsupportedTable on a spec that is not ours. */
export function writeManifest(
  path: string,
  entries: Entry[],
  schema: Schema,
  spec: PartitionSpec,
  snapshotId: bigint,
): { bytes: Buffer; file: ManifestFile } {
  checkSpec(spec, schema)
  const records = entries.map((entry) => ({
    ...entry,
    data_file: { ...entry.data_file, partition: escapedPartition(entry, spec) },
  }))
  const bytes = writeAvro(manifestEntrySchema(spec.fields), records, {
    schema: JSON.stringify(schema),
    'schema-id': String(schema['schema-id']),
    'partition-spec': JSON.stringify(spec.fields),
    'partition-spec-id': String(spec['spec-id']),
    'format-version': '2',
    content: 'data',
  })
  const [existing, added, deleted] = [status.existing, status.added, status.deleted].map((wanted) =>
    entries.filter((entry) => entry.status === wanted),
  )
  const file: ManifestFile = {
    manifest_path: path,
    manifest_length: BigInt(bytes.length),
    partition_spec_id: spec['spec-id'],
    content: 0,
    sequence_number: inherited,
    min_sequence_number: minSequenceNumber(entries),
    added_snapshot_id: snapshotId,
    added_files_count: added!.length,
    existing_files_count: existing!.length,
    deleted_files_count: deleted!.length,
    added_rows_count: rowsOf(added!),
    existing_rows_count: rowsOf(existing!),
    deleted_rows_count: rowsOf(deleted!),
    partitions: spec.fields.map(({ name }) => partitionSummary(entries, name)),
    key_metadata: null,
  }
  return { bytes, file }
}

const escapedPartition = (entry: Entry, spec: PartitionSpec) =>
  Object.fromEntries(
    spec.fields.map(({ name }) => [avroName(name), entry.data_file.partition[name] ?? null]),
  )

export const rowsOf = (entries: Entry[]): bigint =>
  entries.reduce((rows, entry) => rows + entry.data_file.record_count, 0n)

function minSequenceNumber(entries: Entry[]): bigint {
  const live = entries.filter((entry) => entry.status !== status.deleted)
  const numbers = live.map((entry) => entry.sequence_number)
  if (numbers.length === 0 || numbers.includes(null)) return inherited
  return numbers.reduce<bigint>((least, n) => (n! < least ? n! : least), numbers[0]!)
}

function partitionSummary(entries: Entry[], name: string): PartitionSummary {
  const values = entries.map((entry) => entry.data_file.partition[name] ?? null)
  const present = values.filter((value) => value !== null).map((value) => Buffer.from(value))
  present.sort(Buffer.compare)
  return {
    contains_null: present.length < values.length,
    contains_nan: false,
    lower_bound: present[0] ?? null,
    upper_bound: present.at(-1) ?? null,
  }
}

/** Entries with what they inherit from the manifest's line filled in. */
export function parseManifest(bytes: Buffer, file: ManifestFile): Entry[] {
  const { records, meta } = readAvro(bytes, manifestEntrySchema([]))
  const spec: PartitionField[] = JSON.parse(meta['partition-spec'] ?? '[]')
  return (records as Entry[]).map((entry) => {
    const isAdded = entry.status === status.added
    const values = Object.values(entry.data_file.partition) // by position: Avro's names are escaped
    const partition = Object.fromEntries(spec.map((part, i) => [part.name, values[i] ?? null]))
    return {
      status: entry.status,
      snapshot_id: entry.snapshot_id ?? file.added_snapshot_id,
      sequence_number: entry.sequence_number ?? (isAdded ? file.sequence_number : null),
      file_sequence_number: entry.file_sequence_number ?? (isAdded ? file.sequence_number : null),
      data_file: { ...entry.data_file, partition },
    }
  })
}

/** The list of a snapshot's manifests; `sequenceNumber` is the snapshot's. */
export function writeManifestList(
  files: ManifestFile[],
  snapshotId: bigint,
  parentId: Id | undefined,
  sequenceNumber: number,
): Buffer {
  const number = (own: bigint): bigint => (own === inherited ? BigInt(sequenceNumber) : own)
  const records = files.map((file) => ({
    ...file,
    sequence_number: number(file.sequence_number),
    min_sequence_number: number(file.min_sequence_number),
  }))
  return writeAvro(manifestListSchema, records, {
    'snapshot-id': String(snapshotId),
    'parent-snapshot-id': String(parentId ?? 'null'),
    'sequence-number': String(sequenceNumber),
    'format-version': '2',
  })
}

export const parseManifestList = (bytes: Buffer): ManifestFile[] =>
  readAvro(bytes, manifestListSchema).records as ManifestFile[]
