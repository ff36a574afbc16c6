/**
 * The record of one raw key: its newest version, what was decided of it and how far it is.
 * One object in the work bucket a key, changed by compare-and-swap on its ETag. The newest sequencer wins, so
 * repeated, late and reordered deliveries change nothing.
 */
import type { DataFile } from './iceberg/datafile.ts'
import type { Inspection } from './inspect/inspection.ts'
import { objectId } from './key.ts'
import type { Reason } from './problem.ts'
import type { Column } from './schema/type.ts'

/** One version of one S3 object. */
export interface ObjectVersion {
  bucket: string
  key: string
  versionId: string
  etag: string
  bytes: number
  /** S3's order of events of one key: compare as hexadecimal, the shorter padded on the right with zeros. */
  sequencer: string
}

/**
 * `landed → staged → committed` is the way of a table's object; `asset` is kept and listed; `quarantined` is
 * aside with a reason; `removed` was deleted from the raw bucket and its rows from the table.
 */
export type State =
  | 'landed'
  | 'staged'
  | 'committed'
  | 'asset'
  | 'quarantined'
  | 'removing'
  | 'removed'

export interface Receipt {
  object: ObjectVersion
  state: State
  /** Absent where the key names no dataset. */
  source?: string
  dataset?: string
  table?: string
  partitions: { key: string; value: string }[]
  inspection?: Inspection
  /** Why it is quarantined, or an asset. */
  reason?: Reason
  quarantineKey?: string
  /** Which raw table reads it, or why none does. */
  raw?: { table: string; serde: string } | { withheld: Reason }
  /** The data file that holds its rows; `since` is the table's last-sequence-number before it was staged. */
  lake?: { table: string; file: DataFile; since: number; snapshotId?: string }
  /** True once any version of this key was staged: only then can the table hold a file to take out. */
  staged: boolean
  rows?: number
  columns?: Column[]
  /** Milliseconds since 1970 of each step. */
  times: Partial<
    Record<'event' | 'received' | 'inspected' | 'raw' | 'staged' | 'committed', number>
  >
}

export const receiptKey = (rawKey: string): string => `receipts/${objectId(rawKey)}.json`
