/**
 * The record of one dataset: the name it took, and the join of what its objects are. One object in the work
 * bucket a table, changed by compare-and-swap on its ETag; like every join it only grows, until all are read anew.
 */
import { withoutReading } from './inspect/reading/reading.ts'
import { noValue } from './key.ts'
import type { Reason } from './problem.ts'
import { mergeColumns } from './schema/merge.ts'
import type { Column } from './schema/type.ts'
import { calledShape, joinShapes, type RawShape, type RawVerdict } from './serde/shape.ts'
import { formerNames, spareName, tableFolder, tableName } from './tablename.ts'

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
  /** Since which version of the interpretation it joins: another one's objects are other things. Absent: nobody says how. */
  interpretation?: number
  /** As long as not all objects were read anew: nobody knows what one SerDe would read of them. */
  replaying?: true
}

export const datasetKey = (table: string): string => `datasets/${table}.json`

/**
 * Where the record of a dataset is looked for, and which name it takes where there is none: its own; where that is
 * another's, who took it before names were a function, the spare one. `at` says whose a name is. A dataset that has a
 * record under a former name keeps it; former names were taken in their order, so the first free one ends the search.
 */
export async function nameOf(
  source: string,
  dataset: string,
  at: (table: string) => Promise<'ours' | 'another' | 'free'>,
): Promise<string> {
  const own = tableName(source, dataset)
  const whose = await at(own)
  if (whose === 'ours') return own
  for (const table of formerNames(source, dataset)) {
    const former = table === own ? whose : await at(table)
    if (former === 'ours') return table
    if (former === 'free') break
  }
  return whose === 'free' ? own : spareName(source, dataset)
}

/** Whose the name is that this record took, for who looks for the one of an owner. */
export function whose(
  record: Dataset | undefined,
  { source, dataset }: Pick<Dataset, 'source' | 'dataset'>,
): 'ours' | 'another' | 'free' {
  if (!record) return 'free'
  return record.source === source && record.dataset === dataset ? 'ours' : 'another'
}

/** The record of a dataset that has none yet. */
export function newDataset(
  table: string,
  source: string,
  dataset: string,
  lakeBucket: string,
  partitionKeys: string[],
): Dataset {
  const location = `s3://${lakeBucket}/${tableFolder(source, dataset, table)}`
  return { table, source, dataset, location, columns: [], partitionKeys }
}

/** The record with one more object in it; the very same one where it adds nothing. */
export function joinDataset(record: Dataset, columns: Column[], raw?: RawVerdict): Dataset {
  const joined: Dataset = {
    ...record,
    columns: mergeColumns(record.columns, columns.map(withoutReading)),
  }
  if (raw && !joined.withheld) Object.assign(joined, joinRaw(record.raw, raw))
  if (joined.raw) Object.assign(joined, calledIn(joined.raw, joined.columns))
  if (joined.withheld) delete joined.raw
  return JSON.stringify(joined) === JSON.stringify(record) ? record : joined
}

/** The record for objects that are read under this version: a later one than it knows begins a new join. */
export function begun(record: Dataset, interpretation: number): Dataset {
  if (interpretation <= (record.interpretation ?? 0)) return record
  const { raw: _, withheld: __, ...kept } = record
  return { ...kept, columns: [], interpretation, replaying: true }
}

/** The record once all objects were read under this version; the very same one where it says so, or a later one began. */
export function replayed(record: Dataset, interpretation: number): Dataset {
  const now = begun(record, interpretation)
  if (!now.replaying || now.interpretation !== interpretation) return record
  const { replaying: _, ...done } = now
  return done
}

/** Only assets came before: by what its table is divided the first file says. */
export const isBare = ({ columns, interpretation }: Dataset): boolean =>
  columns.length === 0 && !interpretation

type Partitions = { key: string; value: string }[]

/**
 * What a file's own folders say, and no value of whatever else its dataset's table is divided by: a column of its own that
 * is called so is another one, or readers would look for its rows under a value that they do not have.
 */
export function dividedBy(record: Dataset | undefined, folders: Partitions): Partitions {
  const own = new Set(folders.map(({ key }) => key))
  const keys = record && !isBare(record) ? record.partitionKeys : []
  const others = keys.filter((key) => !own.has(key))
  return [...folders, ...others.map((key) => ({ key, value: noValue }))]
}

/** By which its files are read under this version; none where they were of what was read another way. */
export const columnsUnder = (record: Dataset, interpretation: number): Column[] =>
  (record.interpretation ?? 0) >= interpretation ? record.columns : []

/** A column has one name, in the raw table too. */
function calledIn(raw: RawShape, columns: Column[]): Pick<Dataset, 'raw' | 'withheld'> {
  const called = calledShape(raw, columns)
  return 'withheld' in called ? called : { raw: called.shape }
}

function joinRaw(known: RawShape | undefined, raw: RawVerdict): Pick<Dataset, 'raw' | 'withheld'> {
  if ('withheld' in raw) return raw
  if (!known) return { raw: raw.shape }
  const joined = joinShapes(known, raw.shape)
  return 'withheld' in joined ? joined : { raw: joined.shape }
}
