/** How many bytes Athena would scan, at most, by what the catalog knows: no data is read. */
import type { LiveFile } from '../iceberg/live.ts'
import { currentSchema, type Metadata } from '../iceberg/metadata.ts'
import type { Read } from '../iceberg/read.ts'
import { planScan } from '../iceberg/scan.ts'
import { type Field, type FieldType, objectColumn } from '../iceberg/schema.ts'
import { addressOf } from '../key.ts'
import { athenaScanBytesMin, athenaUsdPerTb } from '../limits.ts'
import type { Reading, TableRead } from './reading.ts'

/** What is asked of one table. */
export type Asked = Omit<Reading, 'tables'> & Pick<TableRead, 'filters'>

export interface TableEstimate {
  /** That are read once, at most; null where it is not known. */
  bytes: number | null
  /** Of them those of the columns that may be read: what a large file gives. */
  columnBytes: number | null
  bytesTotal: number | null
  files: number
  filesTotal: number
  partitions: number
  partitionsTotal: number
  /** That the statement names, or all of them. */
  columns: string[]
}

/**
 * Of the current snapshot whole files, for Trino reads a small one whole, and in a large one what lies between the chunks
 * that it wants (parquet.small-file-threshold 3 MB, parquet.max-merge-distance 1 MB); deletes once for each file.
 */
export async function lakeEstimate(
  read: Read,
  metadata: Metadata,
  { names, takesAll, filters }: Asked,
): Promise<TableEstimate> {
  const { fields } = currentSchema(metadata)
  const isRead = ({ name }: Field): boolean =>
    names.has(name.toLowerCase()) || (takesAll && name !== objectColumn)
  const unread = new Set(fields.filter((field) => !isRead(field)).flatMap(leavesOf))
  const all = await planScan(read, metadata)
  const kept = filters.length > 0 ? await planScan(read, metadata, { where: filters }) : all
  const deletes = all.positionDeletes.reduce((sum, { bytes }) => sum + readOf(bytes), 0)
  const columnBytes = kept.files.reduce((sum, file) => sum + bytesOf(file, unread), 0)
  const partitionsOf = (files: LiveFile[]) =>
    new Set(files.map(({ partition }) => JSON.stringify(partition))).size
  return {
    bytes: kept.files.reduce((sum, { bytes }) => sum + readOf(bytes) + deletes, 0),
    columnBytes,
    bytesTotal: all.files.reduce((sum, { bytes }) => sum + bytes, deletes),
    files: kept.files.length,
    filesTotal: all.files.length,
    partitions: partitionsOf(kept.files),
    partitionsTotal: partitionsOf(all.files),
    columns: fields.filter(isRead).map(({ name }) => name),
  }
}

const wholeBytesMax = 3 * 1024 * 1024
const splitBytes = 32 * 1024 * 1024
const footerBytes = 64 * 1024

/** Of a file, at most: each split of a larger one reads the footer, or the line that it begins in, once more. */
const readOf = (bytes: number): number =>
  bytes <= wholeBytesMax ? bytes : bytes + footerBytes * (1 + Math.ceil(bytes / splitBytes))

/** What of a file is not of an unread column: its footer too. */
function bytesOf({ bytes, entry }: LiveFile, unread: ReadonlySet<number>): number {
  const sizes = (entry.data_file.column_sizes ?? []) as { key: number; value: bigint }[]
  const spared = sizes.filter(({ key }) => unread.has(key))
  return Math.max(0, bytes - spared.reduce((sum, { value }) => sum + Number(value), 0))
}

/** Ids of the primitives that a column consists of: those that manifests have sizes of. */
const leavesOf = ({ id, type }: Field): number[] => leavesOfType(id, type)

function leavesOfType(id: number, type: FieldType): number[] {
  if (typeof type === 'string') return [id]
  if (type.type === 'struct') return type.fields.flatMap(leavesOf)
  if (type.type === 'list') return leavesOfType(type['element-id'], type.element)
  return [...leavesOfType(type['key-id'], type.key), ...leavesOfType(type['value-id'], type.value)]
}

/** A text is read whole, and so may be any other file; hidden ones Athena does not see. */
export function rawEstimate(
  objects: { key: string; bytes: number }[],
  columns: string[],
  { names, takesAll, filters }: Asked,
): TableEstimate {
  const seen = objects.filter(({ key }) => addressOf(key).kind === 'data')
  const kept = seen.filter(({ key }) => filters.every((filter) => mayMeet(key, filter)))
  const bytesOfAll = (all: typeof seen) => all.reduce((sum, { bytes }) => sum + bytes, 0)
  const foldersOf = (all: typeof seen) =>
    new Set(all.map(({ key }) => key.slice(0, key.lastIndexOf('/')))).size
  return {
    bytes: kept.reduce((sum, { bytes }) => sum + readOf(bytes), 0),
    columnBytes: bytesOfAll(kept),
    bytesTotal: bytesOfAll(seen),
    files: kept.length,
    filesTotal: seen.length,
    partitions: foldersOf(kept),
    partitionsTotal: foldersOf(seen),
    columns: columns.filter((name) => takesAll || names.has(name.toLowerCase())),
  }
}

/** By its folders `column=value`: keys of partitions are texts. */
function mayMeet(key: string, { column, op, value }: TableRead['filters'][number]): boolean {
  const address = addressOf(key)
  const partitions = address.kind === 'data' ? address.address.partitions : []
  const found = partitions.find((partition) => partition.key.toLowerCase() === column)
  if (found === undefined || typeof value !== 'string') return true
  const order = Buffer.compare(Buffer.from(found.value), Buffer.from(value))
  if (op === '=') return order === 0
  if (order === 0) return op === '<=' || op === '>='
  return op.startsWith('<') ? order < 0 : order > 0
}

/** What Athena charges for it: there is a least, and what reads no table is free. */
export function usdOf(bytes: number, tables: number): number {
  if (tables === 0) return 0
  return (Math.max(bytes, athenaScanBytesMin) / 1e12) * athenaUsdPerTb
}
