/** The two record types of Iceberg's Avro files. https://iceberg.apache.org/spec/#manifests */
import type { AvroSchema } from './avro.ts'
import type { PartitionField } from './metadata.ts'

const field = (id: number, name: string, type: AvroSchema) => ({ name, type, 'field-id': id })
const optional = (id: number, name: string, type: AvroSchema) => ({
  name,
  type: ['null', type],
  default: null,
  'field-id': id,
})
const record = (name: string, fields: ReturnType<typeof field>[]) => ({
  type: 'record',
  name,
  fields,
})
const listOf = (id: number, items: AvroSchema) => ({ type: 'array', items, 'element-id': id })

/** Avro's own maps have string keys: a map by field id is an array of pairs. */
const mapOf = (keyId: number, valueId: number, type: string) => ({
  type: 'array',
  logicalType: 'map',
  items: record(`k${keyId}_v${valueId}`, [
    field(keyId, 'key', 'int'),
    field(valueId, 'value', type),
  ]),
})

/** A column's name as an Avro name, by the same escape as in Iceberg's Java library: `1day-x` is `_1day_x2Dx`. */
export const avroName = (name: string): string =>
  name
    .replace(/^[0-9]/, '_$&')
    .replace(/[^A-Za-z0-9_]/gu, (c) => `_x${c.codePointAt(0)!.toString(16).toUpperCase()}`)

const partitionRecord = (spec: PartitionField[]) =>
  record(
    'r102',
    spec.map((part) => optional(part['field-id'], avroName(part.name), 'string')),
  )

const dataFileRecord = (spec: PartitionField[]) =>
  record('r2', [
    field(134, 'content', 'int'),
    field(100, 'file_path', 'string'),
    field(101, 'file_format', 'string'),
    field(102, 'partition', partitionRecord(spec)),
    field(103, 'record_count', 'long'),
    field(104, 'file_size_in_bytes', 'long'),
    optional(108, 'column_sizes', mapOf(117, 118, 'long')),
    optional(109, 'value_counts', mapOf(119, 120, 'long')),
    optional(110, 'null_value_counts', mapOf(121, 122, 'long')),
    optional(137, 'nan_value_counts', mapOf(138, 139, 'long')),
    optional(125, 'lower_bounds', mapOf(126, 127, 'bytes')),
    optional(128, 'upper_bounds', mapOf(129, 130, 'bytes')),
    optional(131, 'key_metadata', 'bytes'),
    optional(132, 'split_offsets', listOf(133, 'long')),
    optional(135, 'equality_ids', listOf(136, 'int')),
    optional(140, 'sort_order_id', 'int'),
  ])

/** One file of a manifest whose partition values are strings. */
export const manifestEntrySchema = (spec: PartitionField[]): AvroSchema =>
  record('manifest_entry', [
    field(0, 'status', 'int'),
    optional(1, 'snapshot_id', 'long'),
    optional(3, 'sequence_number', 'long'),
    optional(4, 'file_sequence_number', 'long'),
    field(2, 'data_file', dataFileRecord(spec)),
  ])

const partitionSummary = record('r508', [
  field(509, 'contains_null', 'boolean'),
  optional(518, 'contains_nan', 'boolean'),
  optional(510, 'lower_bound', 'bytes'),
  optional(511, 'upper_bound', 'bytes'),
])

/** One manifest of a manifest list. */
export const manifestListSchema: AvroSchema = record('manifest_file', [
  field(500, 'manifest_path', 'string'),
  field(501, 'manifest_length', 'long'),
  field(502, 'partition_spec_id', 'int'),
  field(517, 'content', 'int'),
  field(515, 'sequence_number', 'long'),
  field(516, 'min_sequence_number', 'long'),
  field(503, 'added_snapshot_id', 'long'),
  field(504, 'added_files_count', 'int'),
  field(505, 'existing_files_count', 'int'),
  field(506, 'deleted_files_count', 'int'),
  field(512, 'added_rows_count', 'long'),
  field(513, 'existing_rows_count', 'long'),
  field(514, 'deleted_rows_count', 'long'),
  optional(507, 'partitions', listOf(508, partitionSummary)),
  optional(519, 'key_metadata', 'bytes'),
])
