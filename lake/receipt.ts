/**
 * The record of one raw key: its newest version, what was decided of it and how far it is.
 * One object in the work bucket a key, changed by compare-and-swap on its ETag. The newest sequencer wins, so
 * repeated, late and reordered deliveries change nothing.
 */
import { compareSequencers, type Delivery, type ObjectVersion } from './delivery.ts'
import type { DataFile } from './iceberg/datafile.ts'
import type { Inspection } from './inspect/inspection.ts'
import { objectId } from './key.ts'
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
  /** The data file that holds its rows. */
  lake?: Staged
  /** True once any version of this key was staged: only then can the table hold a file to take out. */
  staged: boolean
  rows?: number
  columns?: Column[]
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

/** By what data files and column `_object` call the object. */
export const receiptKeyOf = (object: string): string => `receipts/${object}.json`

type Arrival = Extract<Delivery, { object: ObjectVersion }>

/**
 * The receipt once this was delivered: the same one where it says nothing new, undefined where it is older than
 * what the receipt knows.
 */
export function arrived(
  receipt: Receipt | undefined,
  { kind, object, eventMs }: Arrival,
  nowMs: number,
): Receipt | undefined {
  const order = receipt ? compareSequencers(object.sequencer, receipt.object.sequencer) : 1
  if (order < 0) return undefined
  if (receipt && (order === 0 || isKnown(receipt, kind, object))) return receipt
  const staged = receipt?.staged ?? false
  const times = { event: eventMs, received: nowMs }
  const { source, dataset, table, partitions = [] } = receipt ?? {}
  const place = { ...(source && { source }), ...(dataset && { dataset }), ...(table && { table }) }
  const fresh: Receipt = { object, state: 'landed', ...place, partitions, staged, times }
  if (kind === 'created') return fresh
  return { ...fresh, ...asideOf(receipt, object), state: staged ? 'removing' : 'removed' }
}

/** Taking an older version away changes nothing; nor does our own taking away of what is now in quarantine. */
function isKnown(receipt: Receipt, kind: Arrival['kind'], object: ObjectVersion): boolean {
  const isSame = object.versionId !== 'null' && object.versionId === receipt.object.versionId
  if (kind === 'removed') return receipt.state === 'quarantined' && !receipt.staged && isSame
  return isSame && receipt.state !== 'removing' && receipt.state !== 'removed'
}

/** What a removal keeps of a receipt whose object we set aside ourselves: its rows go, its reason stays. */
function asideOf(receipt: Receipt | undefined, object: ObjectVersion): Partial<Receipt> {
  if (receipt?.state !== 'quarantined' || receipt.object.versionId !== object.versionId) return {}
  const { reason, quarantineKey } = receipt
  return { ...(reason && { reason }), ...(quarantineKey && { quarantineKey }) }
}

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
  quarantineKey: string,
  nowMs: number,
): Receipt => ({
  ...receipt,
  state: 'quarantined',
  reason,
  quarantineKey,
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
