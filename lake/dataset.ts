/**
 * The record of one dataset: the name it took, and the join of what its objects are. One object in the work
 * bucket a table, changed by compare-and-swap on its ETag; like every join it only grows.
 */
import { createHash } from 'node:crypto'
import { columnName, tableName } from './key.ts'
import type { Reason } from './problem.ts'
import { mergeColumns } from './schema/merge.ts'
import type { Column } from './schema/type.ts'
import { joinShapes, type RawShape, type RawVerdict } from './serde/shape.ts'

export interface Dataset {
  table: string
  source: string
  dataset: string
  /** Of the Iceberg table, `s3://<lake bucket>/…`, no slash at the end. */
  location: string
  /** What all objects together hold, without the partition keys. */
  columns: Column[]
  /** Of the first object: they are the folders of the raw table and the Iceberg table's partition spec. */
  partitionKeys: string[]
  /** How the raw table reads every object seen; absent until one was wholly seen. */
  raw?: RawShape
  /** Why there is no raw table: one object that its SerDe misreads is enough, and it stays so. */
  withheld?: Reason
}

export const datasetKey = (table: string): string => `datasets/${table}.json`

/** The names that a dataset may take, in the order in which it asks for them. */
export function tableNames(source: string, dataset: string): string[] {
  const name = tableName(source, dataset)
  const hash = createHash('sha256').update(`${source}/${dataset}`).digest('hex')
  return [name, `${name}_${hash.slice(0, 4)}`, `${name}_${hash.slice(0, 16)}`]
}

/** The record of a dataset that takes this name first. */
export function newDataset(
  table: string,
  source: string,
  dataset: string,
  lakeBucket: string,
  partitionKeys: string[],
): Dataset {
  const suffix = table.slice(tableName(source, dataset).length)
  const location = `s3://${lakeBucket}/${columnName(source)}/${columnName(dataset)}${suffix}`
  return { table, source, dataset, location, columns: [], partitionKeys }
}

/** The record with one more object in it; the very same one where it adds nothing. */
export function joinDataset(record: Dataset, columns: Column[], raw?: RawVerdict): Dataset {
  const joined: Dataset = { ...record, columns: mergeColumns(record.columns, columns) }
  if (raw && !joined.withheld) Object.assign(joined, joinRaw(record.raw, raw))
  if (joined.withheld) delete joined.raw
  return JSON.stringify(joined) === JSON.stringify(record) ? record : joined
}

function joinRaw(known: RawShape | undefined, raw: RawVerdict): Pick<Dataset, 'raw' | 'withheld'> {
  if ('withheld' in raw) return raw
  if (!known) return { raw: raw.shape }
  const joined = joinShapes(known, raw.shape)
  return 'withheld' in joined ? joined : { raw: joined.shape }
}
