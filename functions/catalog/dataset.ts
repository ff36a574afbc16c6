/** The record of a dataset in the work bucket: under its name, and what its objects are is joined into it. */
import { Conflict } from '../../aws/conflict.ts'
import { environment } from '../../aws/environment.ts'
import { changeRecord } from '../../aws/records.ts'
import { getJson, type Json } from '../../aws/s3.ts'
import {
  begun,
  type Dataset,
  datasetKey,
  isBare,
  joinDataset,
  nameOf,
  newDataset,
  replayed,
  whose,
} from '../../lake/dataset.ts'
import { type Interpretation, isReplayed, versionOf } from '../../lake/interpretation.ts'
import { Quarantined } from '../../lake/problem.ts'
import type { Receipt } from '../../lake/receipt.ts'
import type { Column } from '../../lake/schema/type.ts'
import type { RawVerdict } from '../../lake/serde/shape.ts'

/** What this function knows of records; a stale one is found out by its ETag as soon as it is to change. */
const known = new Map<string, Json<Dataset>>()
/** By source and dataset: a name is a dataset's for ever. */
const names = new Map<string, string>()

/** The object was read under another interpretation than the dataset's, or its table is divided by more: it is to be looked at again. */
export class Outdated extends Conflict {
  override name = 'Outdated'
}

/** The dataset's record with this object in it. Throws Outdated, and Quarantined where no name is left for it. */
export async function joined(
  receipt: Receipt,
  columns: Column[],
  raw: RawVerdict | undefined,
  latest?: Interpretation,
): Promise<Dataset> {
  const owner = ownerOf(receipt)
  const keys = receipt.partitions.map(({ key }) => key)
  for (let attempt = 1; ; attempt++) {
    const table = await tableOf(owner)
    const before = known.get(table)
    const change = (present: Dataset | undefined): Dataset | undefined => {
      const { source, dataset } = owner
      const fresh = newDataset(table, source, dataset, environment.lakeBucket(), keys)
      const isFirst = present && isBare(present)
      const record = isFirst ? { ...present, partitionKeys: keys } : (present ?? fresh)
      if (whose(record, owner) !== 'ours') return undefined
      const { interpretation = 0 } = receipt
      const isDivided = record.partitionKeys.every((key) => keys.includes(key))
      if (!isDivided || interpretation < (record.interpretation ?? 0)) {
        known.delete(table)
        throw new Outdated(datasetKey(table))
      }
      // Where it is the first there is nothing else to be read anew.
      const isWhole = !present || (latest !== undefined && isReplayed(latest))
      const read = isWhole ? replayed : begun
      return joinDataset(read(record, versionOf(latest)), columns, raw)
    }
    const seen = before && { found: before }
    const found = await changeRecord(environment.workBucket(), datasetKey(table), change, seen)
    if (found) known.set(table, found)
    if (found && whose(found.value, owner) === 'ours') {
      names.set(pathOf(owner), table)
      return found.value
    }
    // An older release took it this very moment: then there is the spare one.
    if (attempt > 1) throw new Quarantined(nameTaken(table))
  }
}

type Owner = Pick<Dataset, 'source' | 'dataset'>

const ownerOf = ({ source = '', dataset = '' }: Receipt): Owner => ({ source, dataset })
const pathOf = ({ source, dataset }: Owner): string => `${source}/${dataset}`

async function lastSeen(table: string): Promise<Dataset | undefined> {
  const found =
    known.get(table) ?? (await getJson<Dataset>(environment.workBucket(), datasetKey(table)))
  if (found) known.set(table, found)
  return found?.value
}

/** The name that it has, or takes. */
async function tableOf(owner: Owner): Promise<string> {
  const at = async (table: string) => whose(await lastSeen(table), owner)
  return names.get(pathOf(owner)) ?? (await nameOf(owner.source, owner.dataset, at))
}

const nameTaken = (table: string) => ({
  code: 'key.name-taken',
  detail: `The table "${table}" is another dataset's, and so is the name that this one would have.`,
  remedy: 'Land the file as a dataset of another name.',
})

/** The dataset's record as it was when it was last seen here; undefined where it has none yet. */
export async function recordOf(owner: Owner): Promise<Dataset | undefined> {
  const name = names.get(pathOf(owner))
  // Who looks for a name looks at what has it.
  const found = name ? await lastSeen(name) : known.get(await tableOf(owner))?.value
  return whose(found, owner) === 'ours' ? found : undefined
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
