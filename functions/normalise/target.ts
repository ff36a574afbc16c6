/** The Iceberg table that an object's rows go to, with every column they need: ids before files. */
import { randomUUID } from 'node:crypto'
import { environment } from '../../aws/environment.ts'
import { commit, createIcebergTable, type IcebergTable, loadTable } from '../../aws/icebergtable.ts'
import { changeRecord } from '../../aws/records.ts'
import { getJson, NoSuchObject } from '../../aws/s3.ts'
import { type Dataset, datasetKey, joinDataset } from '../../lake/dataset.ts'
import { planEvolution } from '../../lake/iceberg/evolution.ts'
import {
  currentSnapshot,
  type Metadata,
  newTable,
  writtenFields,
} from '../../lake/iceberg/metadata.ts'
import { type Field, heldColumns } from '../../lake/iceberg/schema.ts'
import { tableAgeMsMax } from '../../lake/limits.ts'
import { type Source, tableColumns } from '../../lake/normalise.ts'
import type { Column } from '../../lake/schema/type.ts'

export interface Target {
  location: string
  fields: Field[]
  partitionKeys: string[]
  /** For the receipt: the last-sequence-number before anything is staged by this. */
  since: number
}

/** A column must become a type that Iceberg cannot promote it to: only the committer may do that. */
export class MustWiden extends Error {
  override name = 'MustWiden'
}

/** The dataset's files are read another way by now: catalog is to look at the object again. */
export class Outdated extends Error {
  override name = 'Outdated'
}

/** Files that say what the table is are gone: maintain is to bring them back first. */
export class FilesLost extends Error {
  override name = 'FilesLost'
}

interface Known {
  metadata: Metadata
  atMs: number
}
const tables = new Map<string, Known>()

/** `columns` are the object's own. Throws MustWiden once the dataset's record says what is to become of the table, and FilesLost. */
export async function targetOf(
  table: string,
  columns: Column[],
  { partitions, interpretation = 0 }: Pick<Source, 'partitions' | 'interpretation'>,
): Promise<Target> {
  const own = heldColumns(tableColumns(columns, partitions))
  const known = tables.get(table)
  if (known && Date.now() - known.atMs < tableAgeMsMax) {
    if (!planEvolution(known.metadata, own).changed) return targetFrom(known.metadata)
  }
  const metadata = await evolved(table, own, interpretation).catch((error: Error) => {
    throw error instanceof NoSuchObject ? new FilesLost(table, { cause: error }) : error
  })
  tables.set(table, { metadata, atMs: Date.now() })
  return targetFrom(metadata)
}

/** After the committer replaced columns, what is remembered of the table is out of date. */
export const forgetTable = (table: string): boolean => tables.delete(table)

function targetFrom(metadata: Metadata): Target {
  const spec = metadata['partition-specs'].find(
    (known) => known['spec-id'] === metadata['default-spec-id'],
  )
  return {
    location: metadata.location,
    fields: writtenFields(metadata),
    partitionKeys: spec?.fields.map((field) => field.name) ?? [],
    since: metadata['last-sequence-number'],
  }
}

/** What the dataset's other objects hold comes in the same step: a hundred files then change the schema once. */
async function evolved(table: string, own: Column[], interpretation: number): Promise<Metadata> {
  const database = environment.lakeDatabase()
  const [present, found] = await Promise.all([
    loadTable(database, table),
    getJson<Dataset>(environment.workBucket(), datasetKey(table)),
  ])
  const record = found?.value
  if (!record) throw new Error(`dataset ${table} has no record`)
  if (interpretation < (record.interpretation ?? 0)) throw new Outdated(table)
  const all = heldColumns(joinDataset(record, own).columns)
  const { metadata } = present ?? (await created(table, record, all))
  if (!planEvolution(metadata, own).changed) return metadata
  if (isOpen(metadata, all)) return evolvedTo(table, all)
  if (isOpen(metadata, own)) return evolvedTo(table, own)
  const change = (known: Dataset | undefined) => known && joinDataset(known, own)
  await changeRecord(environment.workBucket(), datasetKey(table), change)
  throw new MustWiden(table)
}

/** Whether a commit of the schema alone will do: no file holds a column that it replaces. */
const isOpen = (metadata: Metadata, columns: Column[]): boolean =>
  !currentSnapshot(metadata) || planEvolution(metadata, columns).replaced.length === 0

function created(table: string, record: Dataset, columns: Column[]): Promise<IcebergTable> {
  const { location, partitionKeys } = record
  const keys = partitionKeys.map((key) => ({ key, value: '' }))
  const own = columns.filter(({ name }) => !partitionKeys.includes(name))
  const metadata = newTable({
    uuid: randomUUID(),
    location,
    columns: tableColumns(own, keys),
    partitionKeys,
    nowMs: Date.now(),
  })
  return createIcebergTable(environment.lakeDatabase(), table, metadata)
}

/** A schema-only commit. Another worker may come first: the plan is made again on what it left. */
async function evolvedTo(table: string, columns: Column[]): Promise<Metadata> {
  const { metadata } = await commit(environment.lakeDatabase(), table, async (present) => {
    if (!isOpen(present.metadata, columns)) throw new MustWiden(table)
    const evolution = planEvolution(present.metadata, columns)
    return evolution.changed ? { evolution } : undefined
  })
  return metadata
}
