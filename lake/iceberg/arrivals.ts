/** What a batch of objects asks of the table, so that each object's rows are in it once, of its newest version. */
import { addedSince } from './added.ts'
import type { DataFile } from './datafile.ts'
import { replacedFieldOf } from './evolution.ts'
import { type LiveFile, liveFilesOf } from './live.ts'
import type { Metadata } from './metadata.ts'
import type { Read } from './read.ts'

export interface Arrival {
  objectId: string
  /** False only where nothing of the object was ever staged before: then no manifest is read for it. */
  replaces: boolean
  /** Absent: the object was removed. */
  file?: DataFile | undefined
  /** The table's last-sequence-number before the file was staged. */
  since?: number | undefined
}

export interface ArrivalPlan {
  add: DataFile[]
  /** Paths of files of older versions. */
  remove: string[]
  /** Merged files that may hold rows of `without`: where they do, they are written again without them. */
  shared: LiveFile[]
  /** Ids of objects. */
  without: string[]
  /** Ids of objects whose file holds a column that was since replaced: to be normalised again, and not in the plan. */
  stale: string[]
}

/** Good only for this version of the metadata. Repeated deliveries, also after a compaction, ask for nothing. */
export async function planArrivals(
  read: Read,
  metadata: Metadata,
  arrivals: Arrival[],
): Promise<ArrivalPlan> {
  const newest = [...new Map(arrivals.map((arrival) => [arrival.objectId, arrival])).values()]
  const staged = newest.flatMap(({ file, since }) => (file ? [{ file, since }] : []))
  const { added, unknown } = await addedSince(read, metadata, staged)
  const missing = newest.filter(({ file }) => !file || !added.has(file.path))
  const stale = missing.filter(({ file }) => file && replacedFieldOf(metadata, file) !== undefined)
  const pending = missing.filter((arrival) => !stale.includes(arrival))
  const sought = pending.filter(
    ({ file, replaces }) => replaces || (file !== undefined && unknown.has(file.path)),
  )
  const { own, shared } = await liveFilesOf(read, metadata, sought.map(idOf))
  const live = new Set(own.map((file) => file.path))
  const isLive = ({ file }: Arrival): boolean => file !== undefined && live.has(file.path)
  const wanted = new Set(pending.map(({ file }) => file?.path))
  return {
    add: pending.flatMap((arrival) => (arrival.file && !isLive(arrival) ? [arrival.file] : [])),
    remove: own.map((file) => file.path).filter((path) => !wanted.has(path)),
    shared,
    // Of what is there already another engine may have put rows beside its own file.
    without: sought.filter((arrival) => arrival.replaces || !isLive(arrival)).map(idOf),
    stale: stale.map(idOf),
  }
}

const idOf = ({ objectId }: Arrival): string => objectId
