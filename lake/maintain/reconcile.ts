/**
 * What S3 holds against what receipts say. Events can be lost, workers die, dead letters expire: whatever a receipt does
 * not say as S3 says it, or has waited for too long, is to be looked at. Looking does what is left to do, so a mistake
 * here costs a message and harms nobody.
 */
import { addressOf } from '../key.ts'
import { type Current, looked } from '../look.ts'
import type { Receipt } from '../receipt.ts'

/** Why a key is to be looked at. */
export type Why =
  /** There is an object, and no receipt. */
  | 'unknown'
  /** The receipt is of another version, or says that there is none. */
  | 'changed'
  /** The object is gone, and the receipt does not say so. */
  | 'gone'
  /** The receipt agrees, and waits for somebody. */
  | 'stuck'

/** `young`: it may be under way; another time will tell. */
export type Judgement = 'settled' | 'young' | Why

export interface Held {
  receipt: Receipt
  /** Of the receipt's last change, milliseconds since 1970. */
  writtenMs: number
}

/** At least one of them is there; `youngMs`: what changed after it is young. */
export function judge(
  key: string,
  held: Held | undefined,
  current: Current | undefined,
  youngMs: number,
): Judgement {
  if (addressOf(key).kind === 'quarantine') return 'settled'
  const why = whyOf(key, held?.receipt, current)
  if (!why) return 'settled'
  const changedMs = Math.max(held?.writtenMs ?? 0, current?.modifiedMs ?? 0)
  return changedMs > youngMs ? 'young' : why
}

function whyOf(
  key: string,
  receipt: Receipt | undefined,
  current: Current | undefined,
): Why | undefined {
  if (!receipt) return current && 'unknown'
  // Whether it is read as it is to be read is a replay's to see to, or its table's log's.
  const { interpretation, logged } = receipt
  const now = current && { ...current, interpretation, logged }
  if (looked(receipt, { kind: 'look', key }, now, 0) !== receipt) {
    return current ? 'changed' : 'gone'
  }
  return waits(receipt, current) ? 'stuck' : undefined
}

function waits(receipt: Receipt, current: Current | undefined): boolean {
  const { state, staged, table, raw, inspection } = receipt
  if (state === 'landed' || state === 'staged' || state === 'removing') return true
  if (state === 'quarantined') return current !== undefined // its original is still there
  if (state === 'asset') return staged && table !== undefined // rows of what it was before
  return state === 'committed' && !raw && inspection?.whole === true // nobody published it in raw
}

/** What committed receipts say of one table. */
export interface Sum {
  objects: number
  rows: number
  /** Receipts that are not settled: while there are some the table may differ. */
  waiting: number
}

export type Sums = Record<string, Sum>

export function summed(sums: Sums, { table, state, rows = 0 }: Receipt, isSettled: boolean): void {
  if (!table) return
  sums[table] ??= { objects: 0, rows: 0, waiting: 0 }
  const sum = sums[table]
  if (!isSettled) sum.waiting++
  else if (state === 'committed') {
    sum.objects++
    sum.rows += rows
  }
}

export interface Counts {
  keys: number
  receipts: number
  settled: number
  young: number
  unknown: number
  changed: number
  gone: number
  stuck: number
}

export const noCounts = (): Counts => ({
  ...{ keys: 0, receipts: 0, settled: 0, young: 0 },
  ...{ unknown: 0, changed: 0, gone: 0, stuck: 0 },
})

/** Of one key, whichever of the two there is. */
export function counted(
  counts: Counts,
  judgement: Judgement,
  held: Held | undefined,
  current: Current | undefined,
): void {
  if (current) counts.keys++
  if (held) counts.receipts++
  counts[judgement]++
}
