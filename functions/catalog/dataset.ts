/** The record of a dataset in the work bucket: under its name, and what its objects are is joined into it. */
import { Conflict } from '../../aws/conflict.ts'
import { environment } from '../../aws/environment.ts'
import { changeRecord } from '../../aws/records.ts'
import { getJson, type Json } from '../../aws/s3.ts'
import {
  begun,
  columnsUnder,
  type Dataset,
  datasetKey,
  joinDataset,
  nameOf,
  newDataset,
} from '../../lake/dataset.ts'
import { Quarantined } from '../../lake/problem.ts'
import type { Receipt } from '../../lake/receipt.ts'
import type { Column } from '../../lake/schema/type.ts'
import type { RawVerdict } from '../../lake/serde/shape.ts'

/** What this function knows of records; a stale one is found out by its ETag as soon as it is to change. */
const known = new Map<string, Json<Dataset>>()
/** By source and dataset: a name is a dataset's for ever. */
const names = new Map<string, string>()

/** The object was read under another interpretation than the dataset's: it is to be looked at again. */
export class Outdated extends Conflict {
  override name = 'Outdated'
}

/** The dataset's record with this object in it. Throws Outdated, and Quarantined where no name is left for it. */
export async function joined(
  { source = '', dataset = '', partitions, interpretation = 0 }: Receipt,
  columns: Column[],
  raw: RawVerdict | undefined,
  epoch = 0,
): Promise<Dataset> {
  const isOurs: IsOurs = (record) => record.source === source && record.dataset === dataset
  const keys = partitions.map(({ key }) => key)
  const owner = `${source}/${dataset}`
  for (let attempt = 1; ; attempt++) {
    const table =
      names.get(owner) ?? (await nameOf(source, dataset, (name) => whoseIs(name, isOurs)))
    const before = known.get(table)
    const change = (present: Dataset | undefined): Dataset | undefined => {
      const fresh = newDataset(table, source, dataset, environment.lakeBucket(), keys)
      const isFirst = present?.columns.length === 0 && !present.interpretation // only assets came before
      const record = isFirst ? { ...present, partitionKeys: keys } : (present ?? fresh)
      if (!isOurs(record)) return undefined
      if (interpretation < (record.interpretation ?? 0)) throw new Outdated(datasetKey(table))
      return joinDataset(begun(record, epoch), columns, raw)
    }
    const seen = before && { found: before }
    const found = await changeRecord(environment.workBucket(), datasetKey(table), change, seen)
    if (found) known.set(table, found)
    if (found && isOurs(found.value)) {
      names.set(owner, table)
      return found.value
    }
    // An older release took it this very moment: then there is the spare one.
    if (attempt > 1) throw new Quarantined(nameTaken(table))
  }
}

type IsOurs = (record: Dataset) => boolean

async function whoseIs(table: string, isOurs: IsOurs): Promise<'ours' | 'another' | 'free'> {
  const found =
    known.get(table) ?? (await getJson<Dataset>(environment.workBucket(), datasetKey(table)))
  if (!found) return 'free'
  known.set(table, found)
  return isOurs(found.value) ? 'ours' : 'another'
}

const nameTaken = (table: string) => ({
  code: 'key.name-taken',
  detail: `The table "${table}" is another dataset's, and so is the name that this one would have.`,
  remedy: 'Land the file as a dataset of another name.',
})

/** The columns of its dataset so far; none where it has no record yet, or one of what was read another way. */
export async function knownColumns(
  { source = '', dataset = '' }: Receipt,
  epoch: number,
): Promise<Column[]> {
  const isOurs: IsOurs = (record) => record.source === source && record.dataset === dataset
  const owner = `${source}/${dataset}`
  const table = names.get(owner) ?? (await nameOf(source, dataset, (name) => whoseIs(name, isOurs)))
  const found = known.get(table)?.value
  return found && isOurs(found) ? columnsUnder(found, epoch) : []
}

/** The next one who joins reads it: it changed without an object that joined. */
export const forgetDataset = (table: string): boolean => known.delete(table)

/** The record as it is now. */
export async function read(table: string): Promise<Dataset> {
  const found = await getJson<Dataset>(environment.workBucket(), datasetKey(table))
  if (!found) throw new Error(`dataset ${table} has no record`)
  known.set(table, found)
  return found.value
}
