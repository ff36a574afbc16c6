/** In which datasets, and of which keys, an erasure looks for its values; by which names of their columns. */
import { readDataset } from '../../aws/datasets.ts'
import { environment } from '../../aws/environment.ts'
import { listObjects } from '../../aws/listing.ts'
import { getJson } from '../../aws/s3.ts'
import { storeTimeMs } from '../../aws/storetime.ts'
import type { Version, Versioned } from '../../aws/versions.ts'
import { type Dataset, newDataset } from '../../lake/dataset.ts'
import type { Pinned } from '../../lake/inspect/pinned.ts'
import { type Interpretation, interpretationKey, pinnedIn } from '../../lake/interpretation.ts'
import { addressOf } from '../../lake/key.ts'
import { orphanAgeMsMax, unseenMsMax } from '../../lake/limits.ts'
import { landedKeyOf } from '../../lake/maintain/erasure.ts'
import { isOfObject } from '../../lake/maintain/objectgone.ts'
import { formerPaths, isWanted, type Wanted } from '../../lake/maintain/redact.ts'
import { isAtRest } from '../../lake/maintain/sweep.ts'
import { type Receipt, receiptKey } from '../../lake/receipt.ts'
import { spellingOf } from '../../lake/schema/names.ts'
import type { Column } from '../../lake/schema/type.ts'
import type { Erasure } from '../../schemas/erasure.ts'
import { hasHad } from './erasepast.ts'

/** Keys whose bytes nobody can look into yet, and that may hold it: all of a dataset that has such a column, or is new. */
export async function soughtOf({ key, columns = [], values = [] }: Erasure) {
  if (key !== undefined) return (other: string): boolean => isOfObject(key, other)
  const { wanted, others } = await wantedDatasets({ columns, values: new Set(values) })
  return (other: string): boolean => {
    const landed = landedKeyOf(other) // a copy into quarantine comes in parts, too
    const addressed = 'key' in landed ? addressOf(landed.key) : undefined
    if (!addressed || !('address' in addressed)) return true // set aside once it is seen, whatever it holds
    const place = placeOf(addressed.address)
    return wanted.has(place) || !others.has(place)
  }
}

export interface Sought extends Wanted {
  /** Whose files are read by its columns. */
  record: Dataset
  /** Each column that is asked for, by all names that its table has for it. */
  groups: string[][]
}

export interface Datasets {
  /** By source and dataset, those with such a column, with every name that their files have for it. */
  wanted: Map<string, Sought>
  /** The tables of those that have none, as far as their files were seen. */
  others: Map<string, string>
}

const placeOf = ({ source, dataset }: Pick<Dataset, 'source' | 'dataset'>): string =>
  `${source}/${dataset}`

export async function wantedDatasets(asked: Wanted): Promise<Datasets> {
  const found: Datasets = { wanted: new Map(), others: new Map() }
  for (const { key } of await listObjects(environment.workBucket(), 'datasets/')) {
    const record = (await getJson<Dataset>(environment.workBucket(), key))?.value
    if (!record) continue
    const sought = await soughtIn(record, asked)
    const isFolder = record.partitionKeys.some((name) => isWanted({ name }, asked))
    const hasColumn = record.columns.some((column) => namesOf(column, sought).length > 0)
    const isSought = hasColumn || isFolder || (await mayHaveHad(record, sought))
    if (isSought) found.wanted.set(placeOf(record), sought)
    else found.others.set(placeOf(record), record.table)
  }
  return found
}

/** Of a replay the record begins without columns: those of what was replaced or has become an asset only its table has. */
async function mayHaveHad(record: Dataset, sought: Wanted): Promise<boolean> {
  if (record.replaying) return true
  return record.interpretation !== undefined && hasHad(record.table, sought)
}

export async function soughtIn(record: Dataset, asked: Wanted): Promise<Sought> {
  const place = interpretationKey(record.source, record.dataset)
  const said = (await getJson<Interpretation>(environment.workBucket(), place))?.value
  const wanted = formerly(asked, pinnedIn(said))
  const names = record.columns.flatMap((column) => namesOf(column, wanted))
  const groups = asked.columns.map((path) => [
    path,
    ...record.columns.flatMap((column) => namesOf(column, { ...asked, columns: [path] })),
  ])
  return { ...asked, columns: [...new Set([...wanted.columns, ...names])], groups, record }
}

/**
 * How a key is looked into whose dataset has no such column as far as anybody saw: what lies there may not have been seen
 * yet, and what was replaced soon may never be. Undefined where all that lies there was.
 */
export async function unseen(
  { key, versions }: Versioned,
  { source, dataset }: Pick<Dataset, 'source' | 'dataset'>,
  asked: Wanted,
  { others }: Datasets,
): Promise<Sought | undefined> {
  if (!isReplacedSoon(versions) && (await seen(key, versions)) === 'seen') return undefined
  const table = others.get(placeOf({ source, dataset }))
  const bare = newDataset('', source, dataset, '', [])
  return soughtIn(table === undefined ? bare : await readDataset(table), asked)
}

/** Only what is current is looked at when an event comes, which may be as late. */
function isReplacedSoon(versions: Version[]): boolean {
  const times = versions.map(({ modifiedMs }) => modifiedMs).sort((a, b) => a - b)
  return times.some((ms, i) => i > 0 && ms - times[i - 1]! < unseenMsMax)
}

/**
 * Of what is current. `ahead`: the receipt does not tell of it, or not to its end; what is older than all messages is told
 * of. `aside`: it has been copied into quarantine, and is to go from its key.
 */
export async function seen(key: string, versions: Version[]): Promise<'seen' | 'ahead' | 'aside'> {
  const latest = versions.find(({ isLatest }) => isLatest)
  if (!latest || latest.isMarker || latest.modifiedMs < storeTimeMs() - orphanAgeMsMax)
    return 'seen'
  const receipt = (await getJson<Receipt>(environment.workBucket(), receiptKey(key)))?.value
  const { versionId, etag } = receipt?.object ?? {}
  const isOf = versionId === latest.versionId && (versionId !== 'null' || etag === latest.etag)
  if (!receipt || !isOf || !isAtRest(receipt)) return 'ahead'
  return receipt.state === 'quarantined' ? 'aside' : 'seen'
}

/** By all names that any of its files may have: as somebody says, of all or of one alone. */
export const formerly = ({ columns, values }: Wanted, pinned: Pinned | undefined): Wanted => ({
  columns: [...new Set(columns.flatMap((path) => formerPaths(path, pinned?.pins.names)))],
  values,
})

/** By which it is asked for, itself or a member of it; none where it is not. */
function namesOf(column: Column, { columns }: Wanted): string[] {
  const own = [column.name, spellingOf(column)]
  return columns.flatMap((asked) => {
    if (isWanted(column, { columns: [asked] })) return own
    const [first = '', ...rest] = asked.split('.')
    const isWithin = rest.length > 0 && isWanted(column, { columns: [first] })
    return isWithin ? own.map((name) => [name, ...rest].join('.')) : []
  })
}
