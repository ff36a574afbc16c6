/** From a table's metadata to the data files that a query must read. https://iceberg.apache.org/spec/#scan-planning */
import { conditionsOf, type Filter, fileMayMeet, manifestMayMeet } from './filter.ts'
import { filesOf, type LiveFile } from './live.ts'
import { content } from './manifest.ts'
import {
  currentSchema,
  currentSnapshot,
  type Id,
  type Metadata,
  type Snapshot,
  schemaOf,
  snapshotOf,
  specOf,
  UnsupportedTable,
} from './metadata.ts'
import type { Read } from './read.ts'
import type { Field, Schema } from './schema.ts'

export interface ScanOptions {
  /** Of a snapshot that the table still has. */
  snapshotId?: Id
  /** Milliseconds since 1970: the snapshot that was current then. */
  asOfMs?: number
  where?: Filter[]
}

export interface Plan {
  /** Absent while the table has none. */
  snapshot?: Snapshot
  /** The current one; of time travel the snapshot's own. */
  schema: Schema
  files: LiveFile[]
  /** Files of (file_path, pos) whose rows are deleted. */
  positionDeletes: LiveFile[]
}

/** Time travel to where the table has no snapshot, or no longer. */
export class NoSnapshot extends Error {
  override name = 'NoSnapshot'
}

/** Throws NoSnapshot, and UnsupportedTable where the answer could be wrong (equality deletes, ORC and Avro data files). */
export async function planScan(
  read: Read,
  metadata: Metadata,
  options: ScanOptions = {},
): Promise<Plan> {
  const { snapshot, isPast } = snapshotFor(metadata, options)
  const past = isPast ? schemaOf(metadata, snapshot?.['schema-id']) : undefined
  const schema = past ?? currentSchema(metadata)
  refuseLostNames(metadata, schema)
  const conditions = conditionsOf(schema, options.where ?? [])
  const found = await filesOf(read, snapshot, (manifest) => {
    const spec = specOf(metadata, manifest.partition_spec_id)
    return manifest.content !== 0 || manifestMayMeet(manifest, spec, conditions)
  })
  const kept = found.filter((file) => {
    if (file.entry.data_file.content !== content.data) return true
    return fileMayMeet(file, specOf(metadata, file.specId), conditions)
  })
  for (const file of kept) refuseUnreadable(file)
  const isData = (file: LiveFile): boolean => file.entry.data_file.content === content.data
  return {
    ...(snapshot && { snapshot }),
    schema,
    files: kept.filter(isData),
    positionDeletes: kept.filter((file) => !isData(file)),
  }
}

function snapshotFor(metadata: Metadata, { snapshotId, asOfMs }: ScanOptions) {
  if (snapshotId !== undefined) {
    const snapshot = snapshotOf(metadata, snapshotId)
    if (!snapshot) throw new NoSnapshot(`the table has no snapshot ${snapshotId}`)
    return { snapshot, isPast: true }
  }
  if (asOfMs === undefined) return { snapshot: currentSnapshot(metadata), isPast: false }
  const log = metadata['snapshot-log'] ?? []
  const entry = log.findLast((known) => known['timestamp-ms'] <= asOfMs)
  const snapshot = entry && snapshotOf(metadata, entry['snapshot-id'])
  if (!snapshot) {
    throw new NoSnapshot(`the table has no snapshot at ${new Date(asOfMs).toISOString()}`)
  }
  return { snapshot, isPast: true }
}

/** Throws UnsupportedTable for what is not read. */
export function refuseUnreadable({ path, entry: { data_file: file } }: LiveFile): void {
  if (file.content === content.equalityDeletes) {
    throw new UnsupportedTable(`${path} holds equality deletes, which are not read`)
  }
  if (file.file_format.toUpperCase() !== 'PARQUET') {
    throw new UnsupportedTable(`${path} is ${file.file_format}: only Parquet is read`)
  }
}

/**
 * DuckDB maps ids at the top level only: a renamed field inside a struct would read NULL, and so would files without
 * ids, which only a name mapping makes legal.
 */
export function refuseLostNames(metadata: Metadata, schema: Schema): void {
  if (metadata.properties?.['schema.name-mapping.default'] !== undefined) {
    throw new UnsupportedTable('the table has a name mapping: files without field ids are not read')
  }
  const names = new Map(nestedNames(schema.fields))
  for (const older of metadata.schemas) {
    for (const [id, name] of nestedNames(older.fields)) {
      if (names.has(id) && names.get(id) !== name) {
        throw new UnsupportedTable(`the nested field ${names.get(id)} was once ${name}`)
      }
    }
  }
}

function nestedNames(fields: Field[]): [id: number, name: string][] {
  return fields.flatMap((field) => structsOf(field.type).flatMap(namesWithin))
}

function namesWithin(fields: Field[]): [id: number, name: string][] {
  return [
    ...fields.map((field): [number, string] => [field.id, field.name]),
    ...nestedNames(fields),
  ]
}

function structsOf(type: Field['type']): Field[][] {
  if (typeof type === 'string') return []
  if (type.type === 'struct') return [type.fields]
  return type.type === 'list'
    ? structsOf(type.element)
    : [...structsOf(type.key), ...structsOf(type.value)]
}
