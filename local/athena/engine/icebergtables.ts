/** The tables that tell of an Iceberg table: `"t$snapshots"` and its kin. https://docs.aws.amazon.com/athena/latest/ug/querying-iceberg-table-metadata.html */
import { decodeBound } from '../../../lake/iceberg/bounds.ts'
import { filesOf, type LiveFile } from '../../../lake/iceberg/live.ts'
import type { ManifestFile } from '../../../lake/iceberg/manifest.ts'
import {
  currentSchema,
  currentSnapshot,
  type Id,
  type Metadata,
  type Snapshot,
  sameId,
  snapshotOf,
} from '../../../lake/iceberg/metadata.ts'
import { manifestsOf, type Read } from '../../../lake/iceberg/read.ts'
import type { Field } from '../../../lake/iceberg/schema.ts'
import { literal, quote } from '../../../lake/schema/spelling.ts'
import {
  arrayOf,
  bigint,
  boolean,
  integer,
  mapOf,
  type Type,
  varbinary,
  varchar,
} from '../../../lake/sql/type/type.ts'
import type { TableColumn } from '../sql/compile/compiler.ts'
import { duckdbType } from '../sql/duckdbtype.ts'

/** Cells as SQL, one row of them after the other. */
type Rows = string[][]

const moment: Type = { kind: 'timestamp', precision: 3, zone: 'UTC' }
const bounds = mapOf(integer, varchar)
const counts = mapOf(integer, bigint)
const summary: Type = {
  kind: 'row',
  fields: [
    { name: 'contains_null', type: boolean },
    { name: 'contains_nan', type: boolean },
    { name: 'lower_bound', type: varchar },
    { name: 'upper_bound', type: varchar },
  ],
}

const columns = (all: Record<string, Type>): TableColumn[] =>
  Object.entries(all).map(([name, type]) => ({ name, type }))

const shapes: Record<string, TableColumn[]> = {
  snapshots: columns({
    ...{ committed_at: moment, snapshot_id: bigint, parent_id: bigint, operation: varchar },
    ...{ manifest_list: varchar, summary: mapOf(varchar, varchar) },
  }),
  history: columns({
    ...{ made_current_at: moment, snapshot_id: bigint, parent_id: bigint },
    ...{ is_current_ancestor: boolean },
  }),
  refs: columns({
    ...{ name: varchar, type: varchar, snapshot_id: bigint, max_reference_age_in_ms: bigint },
    ...{ min_snapshots_to_keep: integer, max_snapshot_age_in_ms: bigint },
  }),
  manifests: columns({
    ...{ path: varchar, length: bigint, partition_spec_id: integer, added_snapshot_id: bigint },
    ...{ added_data_files_count: integer, added_rows_count: bigint },
    ...{ existing_data_files_count: integer, existing_rows_count: bigint },
    ...{ deleted_data_files_count: integer, deleted_rows_count: bigint },
    partition_summaries: arrayOf(summary),
  }),
  files: columns({
    ...{ content: integer, file_path: varchar, record_count: bigint, file_format: varchar },
    ...{ file_size_in_bytes: bigint, column_sizes: counts, value_counts: counts },
    ...{ null_value_counts: counts, nan_value_counts: counts },
    ...{ lower_bounds: bounds, upper_bounds: bounds, key_metadata: varbinary },
    ...{ split_offsets: arrayOf(bigint), equality_ids: arrayOf(integer) },
  }),
  partitions: columns({ record_count: bigint, file_count: bigint, total_size: bigint }),
}

const suffix = /^(.+)\$(snapshots|history|refs|manifests|files|partitions)$/

/** The table and the view of it that a name means; nothing for a plain table's. */
export function icebergView(name: string): { table: string; view: string } | undefined {
  const [, table, view] = suffix.exec(name) ?? []
  return table !== undefined && view !== undefined ? { table, view } : undefined
}

/** The columns of a view; that of partitions has the table's own keys before them. */
export function viewColumns(view: string, metadata: Metadata): TableColumn[] {
  const shape = shapes[view] ?? []
  const keys = view === 'partitions' ? keysOf(metadata) : []
  if (keys.length === 0) return shape
  const fields = keys.map((name) => ({ name: name.toLowerCase(), type: varchar }))
  return [{ name: 'partition', type: { kind: 'row', fields } }, ...shape]
}

/** Names of the default spec, whose values we read as texts. */
function keysOf(metadata: Metadata): string[] {
  const spec = metadata['partition-specs'].find(
    (each) => each['spec-id'] === metadata['default-spec-id'],
  )
  return spec?.fields.map(({ name }) => name) ?? []
}

/** The rows of a view as SQL. */
export async function viewSql(view: string, metadata: Metadata, read: Read): Promise<string> {
  const shape = viewColumns(view, metadata)
  const rows = await rowsOf[view]!(metadata, read)
  const cells = shape.map(
    ({ name, type }, place) => `CAST(c${place} AS ${duckdbType(type)}) AS ${quote(name)}`,
  )
  const nothing = [shape.map(() => 'NULL')]
  const lines = (rows.length > 0 ? rows : nothing).map((row) => `(${row.join(', ')})`)
  const names = shape.map((_, place) => `c${place}`).join(', ')
  const from = `SELECT ${cells.join(', ')} FROM (VALUES ${lines.join(', ')}) AS v(${names})`
  return rows.length > 0 ? from : `${from} WHERE false`
}

const whole = (value: Id | bigint | null | undefined) =>
  value === null || value === undefined ? 'CAST(NULL AS BIGINT)' : `${BigInt(value)}::BIGINT`
const text = (value: string | null | undefined) =>
  value === null || value === undefined ? 'CAST(NULL AS VARCHAR)' : literal(value)
const instant = (ms: number) => `timezone('UTC', make_timestamp(${ms}000::BIGINT))`

const rowsOf: Record<string, (metadata: Metadata, read: Read) => Rows | Promise<Rows>> = {
  snapshots: ({ snapshots = [] }) =>
    snapshots.map((snapshot) => {
      const { operation = '', ...others } = snapshot.summary
      const entries = Object.entries(others)
      return [
        instant(snapshot['timestamp-ms']),
        whole(snapshot['snapshot-id']),
        whole(snapshot['parent-snapshot-id']),
        text(operation),
        text(snapshot['manifest-list']),
        mapSql(entries.map(([key, value]) => [text(key), text(value)])),
      ]
    }),
  history(metadata) {
    const ancestors = ancestorsOf(metadata)
    return (metadata['snapshot-log'] ?? []).map((entry) => {
      const snapshot = snapshotOf(metadata, entry['snapshot-id'])
      return [
        instant(entry['timestamp-ms']),
        whole(entry['snapshot-id']),
        whole(snapshot?.['parent-snapshot-id']),
        String(ancestors.some((id) => sameId(id, entry['snapshot-id']))),
      ]
    })
  },
  refs: ({ refs = {} }) =>
    Object.entries(refs).map(([name, ref]) => {
      const limits = ref as Record<string, unknown>
      const limit = (key: string) => whole(limits[key] as number | undefined)
      return [
        ...[text(name), text(ref.type.toUpperCase()), whole(ref['snapshot-id'])],
        ...[limit('max-ref-age-ms'), limit('min-snapshots-to-keep'), limit('max-snapshot-age-ms')],
      ]
    }),
  async manifests(metadata, read) {
    const manifests = await manifestsOf(read, currentSnapshot(metadata))
    return manifests.map((each) => manifestRow(each))
  },
  async files(metadata, read) {
    const files = await filesOf(read, currentSnapshot(metadata))
    const fields = new Map(allFields(currentSchema(metadata).fields))
    return files.map((file) => fileRow(file, fields))
  },
  async partitions(metadata, read) {
    const keys = keysOf(metadata)
    const groups = new Map<string, LiveFile[]>()
    for (const file of await filesOf(
      read,
      currentSnapshot(metadata),
      ({ content }) => content === 0,
    )) {
      const key = JSON.stringify(keys.map((name) => file.partition[name] ?? null))
      const group = groups.get(key) ?? []
      group.push(file)
      groups.set(key, group)
    }
    return [...groups].map(([key, files]) => {
      const values = JSON.parse(key) as (string | null)[]
      const fields = values.map((value, i) => `${quote(keys[i]!.toLowerCase())} := ${text(value)}`)
      const sum = (of: (file: LiveFile) => number) =>
        whole(files.reduce((total, file) => total + of(file), 0))
      return [
        ...(keys.length > 0 ? [`struct_pack(${fields.join(', ')})`] : []),
        ...[sum(({ records }) => records), whole(files.length), sum(({ bytes }) => bytes)],
      ]
    })
  },
}

const mapSql = (entries: [string, string][]) =>
  `map([${entries.map(([key]) => key).join(', ')}], [${entries.map(([, value]) => value).join(', ')}])`

/** The current snapshot and those before it. */
function ancestorsOf(metadata: Metadata): Id[] {
  const ids: Id[] = []
  let snapshot: Snapshot | undefined = currentSnapshot(metadata)
  while (snapshot) {
    ids.push(snapshot['snapshot-id'])
    snapshot = snapshotOf(metadata, snapshot['parent-snapshot-id'])
  }
  return ids
}

function manifestRow(file: ManifestFile): string[] {
  const summaries = (file.partitions ?? []).map((each) => {
    const [lower, upper] = [each.lower_bound, each.upper_bound].map((bound) =>
      text(bound && Buffer.from(bound).toString('utf8')),
    )
    return `struct_pack(contains_null := ${each.contains_null}, contains_nan := ${each.contains_nan ?? 'NULL'}, lower_bound := ${lower}, upper_bound := ${upper})`
  })
  return [
    ...[text(file.manifest_path), whole(file.manifest_length), whole(file.partition_spec_id)],
    whole(file.added_snapshot_id),
    ...[whole(file.added_files_count), whole(file.added_rows_count)],
    ...[whole(file.existing_files_count), whole(file.existing_rows_count)],
    ...[whole(file.deleted_files_count), whole(file.deleted_rows_count)],
    `[${summaries.join(', ')}]`,
  ]
}

type Pairs<T> = { key: number; value: T }[] | null | undefined

function fileRow({ entry }: LiveFile, fields: Map<number, string>): string[] {
  const file = entry.data_file
  const numbers = (pairs: Pairs<bigint>) =>
    pairs ? mapSql(pairs.map(({ key, value }) => [String(key), whole(value)])) : 'NULL'
  const limits = (pairs: Pairs<Buffer>) =>
    pairs
      ? mapSql(pairs.map(({ key, value }) => [String(key), boundSql(fields.get(key), value)]))
      : 'NULL'
  const list = (values: unknown) =>
    Array.isArray(values) ? `[${values.map((value) => whole(value as bigint)).join(', ')}]` : 'NULL'
  return [
    ...[String(file.content), text(file.file_path), whole(file.record_count)],
    ...[text(file.file_format), whole(file.file_size_in_bytes)],
    ...[numbers(file.column_sizes as Pairs<bigint>), numbers(file.value_counts)],
    ...[numbers(file.null_value_counts), numbers(file.nan_value_counts as Pairs<bigint>)],
    ...[limits(file.lower_bounds), limits(file.upper_bounds)],
    ...['NULL', list(file.split_offsets), list(file.equality_ids)],
  ]
}

/** Plain fields at any depth, by their ids. */
function allFields(fields: Field[]): [number, string][] {
  const within = (id: number, type: Field['type']): [number, string][] => {
    if (typeof type === 'string') return [[id, type]]
    if (type.type === 'struct') return allFields(type.fields)
    return type.type === 'list'
      ? within(type['element-id'], type.element)
      : [...within(type['key-id'], type.key), ...within(type['value-id'], type.value)]
  }
  return fields.flatMap(({ id, type }) => within(id, type))
}

/** A bound as a text: dates and times as they are written, decimals with their point. */
function boundSql(type: string | undefined, bytes: Buffer): string {
  if (type === undefined) return 'CAST(NULL AS VARCHAR)'
  const bound = decodeBound(type, bytes)
  if (Buffer.isBuffer(bound)) return text(bound.toString(type === 'string' ? 'utf8' : 'hex'))
  if (type === 'date') return `CAST(DATE '1970-01-01' + ${bound}::INTEGER AS VARCHAR)`
  const time = `make_timestamp(${bound}::BIGINT)`
  if (type === 'time') return `CAST(CAST(${time} AS TIME) AS VARCHAR)`
  if (type === 'timestamp') return `strftime(${time}, '%Y-%m-%dT%H:%M:%S.%f')`
  if (type === 'timestamptz') return `strftime(${time}, '%Y-%m-%dT%H:%M:%S.%f+00:00')`
  const [, scale] = /^decimal\(\d+,\s*(\d+)\)$/.exec(type) ?? []
  if (scale === undefined) return text(String(bound))
  const digits = String(bound)
    .replace('-', '')
    .padStart(Number(scale) + 1, '0')
  const point = digits.length - Number(scale)
  const fraction = Number(scale) > 0 ? `.${digits.slice(point)}` : ''
  return text(`${String(bound).startsWith('-') ? '-' : ''}${digits.slice(0, point)}${fraction}`)
}
