/**
 * The record of one raw key: its newest version, what was decided of it and how far it is.
 * One object in the work bucket a key, changed by compare-and-swap on its ETag. Which version it is of, S3 says
 * (`look.ts`); its sequencer grows with each version, and messages call the version by it.
 */
import { createHash } from 'node:crypto'
import { compareSequencers, type ObjectVersion } from './delivery.ts'
import type { DataFile } from './iceberg/datafile.ts'
import type { Inspection } from './inspect/inspection.ts'
import { objectId } from './key.ts'
import type { Decided } from './logged/logged.ts'
import type { Origin } from './origin.ts'
import type { Reason } from './problem.ts'
import type { Column } from './schema/type.ts'

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
  /** True where the sequencer is a place in our order, because S3 was asked before its own event came. */
  looked?: true
  /** Absent where the key names no dataset. */
  source?: string
  dataset?: string
  table?: string
  partitions: { key: string; value: string }[]
  /** The version of the dataset's interpretation under which it was read; absent: nobody said how. */
  interpretation?: number
  /** Where it lies in the folder of a table that has a log of its own. */
  logged?: Decided
  inspection?: Inspection
  /** Of what was transformed on its way, as its metadata says. */
  origin?: Origin
  /** Why it is quarantined, or an asset. */
  reason?: Reason
  quarantineKey?: string
  /** Of the copy under `quarantineKey`; the current one where absent. */
  quarantineVersion?: string
  /** Which raw table reads it, or why none does. */
  raw?: { table: string; serde: string } | { withheld: Reason }
  /** The data file that holds its rows. */
  lake?: Staged
  /** True once any version of this key was staged: only then can the table hold a file to take out. */
  staged: boolean
  rows?: number
  /** Of an asset, or what was one: a row of it may be among its source's assets. */
  listed?: true
  /** Rows that cannot be read right, aside in the work bucket: one JSON object a line, `{line, byte, reason, text}`. */
  rescued?: { rows: number; key: string }
  columns?: Column[]
  /** Grows when a message comes again and finds nothing to write: what its last attempt may write late is refused then. */
  fence?: number
  /** Milliseconds since 1970 of each step. */
  times: Partial<
    Record<'event' | 'received' | 'inspected' | 'raw' | 'staged' | 'committed', number>
  >
}

export interface Staged {
  table: string
  file: DataFile
  /** The table's last-sequence-number before the file was staged: only later snapshots can have added it. */
  since: number
  /** Whether the table may hold rows of another file of this key. */
  replaces: boolean
  snapshotId?: string
}

export const receiptKey = (rawKey: string): string => receiptKeyOf(objectId(rawKey))

/** Where rows of a version of the object lie that could not be read right: each has its own, for workers may be late. */
export function rejectsKeyOf(object: string, version: Receipt['object']): string {
  const { versionId, sequencer } = version
  const hash = createHash('sha256').update(JSON.stringify([versionId, sequencer]))
  return `${rejectsUnder(object)}-${hash.digest('hex').slice(0, 8)}.ndjson`
}

/** What such keys begin with; what was written before they named a version is `<this>.ndjson`. */
export const rejectsUnder = (object: string): string => `rejects/${object}`

/** By what data files and column `_object` call the object. */
export const receiptKeyOf = (object: string): string => `receipts/${object}.json`

/** Whether a message about this version of the key is out of date, or ahead of its receipt. */
export const isCurrent = (receipt: Receipt | undefined, sequencer: string): receipt is Receipt =>
  receipt !== undefined && compareSequencers(receipt.object.sequencer, sequencer) === 0

/**
 * What to write where `present` is found: `next`, with what the table may hold not forgotten. Undefined where a newer
 * version came, or another worker took this one further.
 */
export function advanced(present: Receipt | undefined, next: Receipt): Receipt | undefined {
  if (!present) return next
  const order = compareSequencers(present.object.sequencer, next.object.sequencer)
  if (order > 0 || (order === 0 && present.state !== 'landed')) return undefined
  const table = next.table ?? present.table
  return { ...next, ...(table && { table }), staged: next.staged || present.staged }
}

export const setAside = (
  receipt: Receipt,
  reason: Reason,
  aside: Pick<Receipt, 'quarantineKey' | 'quarantineVersion'>,
  nowMs: number,
): Receipt => ({
  ...receipt,
  state: 'quarantined',
  reason,
  ...aside,
  times: { ...receipt.times, inspected: receipt.times.inspected ?? nowMs },
})

export const staged = (receipt: Receipt, lake: Staged, nowMs: number): Receipt => ({
  ...receipt,
  state: 'staged',
  lake,
  staged: true,
  rows: lake.file.records,
  times: { ...receipt.times, staged: nowMs },
})

export const committed = (receipt: Receipt, snapshotId: string, nowMs: number): Receipt => ({
  ...receipt,
  state: 'committed',
  times: { ...receipt.times, committed: nowMs },
  ...(receipt.lake ? { lake: { ...receipt.lake, snapshotId } } : {}),
})

/** The object's rows are out of the table: it was deleted, replaced by something that is no table, or set aside. */
export function cleared(receipt: Receipt, nowMs: number): Receipt {
  const state = receipt.state === 'asset' ? 'asset' : receipt.reason ? 'quarantined' : 'removed'
  return { ...receipt, state, staged: false, times: { ...receipt.times, committed: nowMs } }
}
