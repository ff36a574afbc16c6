/** Which versions of a dataset's objects are past its retention. */
import type { Retention } from '../../schemas/retention.ts'
import { currentSchema, type Metadata } from '../iceberg/metadata.ts'
import type { Field } from '../iceberg/schema.ts'
import type { Receipt } from '../receipt.ts'

export const retentions = 'retention/'
export const retentionKey = (table: string): string => `${retentions}${table}.json`

const dayMs = 86_400_000

export const keptMs = ({ keep }: Retention): number => Number.parseInt(keep, 10) * dayMs

interface Received {
  modifiedMs: number
  isLatest: boolean
}

export function pastRetention<V extends Received>(
  versions: readonly V[],
  said: Retention,
  nowMs: number,
): V[] {
  return currentLast(versions.filter(({ modifiedMs }) => modifiedMs < nowMs - keptMs(said)))
}

/** In the order in which they go: what lies beneath the current one is not to come back first. */
export const currentLast = <V extends Received>(versions: readonly V[]): V[] => [
  ...versions.filter(({ isLatest }) => !isLatest),
  ...versions.filter(({ isLatest }) => isLatest),
]

const dated = new Set(['date', 'timestamp', 'timestamptz'])

/** Of a table's schema, by the column's name or its own spelling; undefined where it has none. */
export const columnOf = (metadata: Metadata, column: string): Field | undefined =>
  currentSchema(metadata).fields.find(({ name }) => name === column) ??
  currentSchema(metadata).fields.find(({ doc }) => doc === column)

export const isDated = ({ type }: Field): boolean => typeof type === 'string' && dated.has(type)

/**
 * Ids that the column has had: a widening gives it a new one, and receipts keep what their files had. One that was renamed
 * with its id, and is two again, had one that is the other's by now.
 */
export function datedIds(metadata: Metadata, column: string): number[] {
  const now = columnOf(metadata, column)
  if (!now || !isDated(now)) return []
  const others = new Set(currentSchema(metadata).fields.map(({ id }) => id))
  others.delete(now.id)
  const fields = metadata.schemas.flatMap((schema) => schema.fields)
  const own = fields.filter(
    (field) => (field.doc ?? field.name) === (now.doc ?? now.name) && !others.has(field.id),
  )
  return [...new Set(own.filter(isDated).map(({ id }) => id))]
}

/**
 * Whether every row of the object's current version is older than the dataset keeps it, by one of these columns: as its
 * receipt knows from its data file. What is not known, or has no date, is not old.
 */
export function isPast(
  receipt: Receipt | undefined,
  ids: readonly number[],
  said: Retention,
  nowMs: number,
): receipt is Receipt {
  if (receipt?.state !== 'committed' || !receipt.lake) return false
  const { upper, nullCounts } = receipt.lake.file
  const id = ids.find((one) => upper[one] !== undefined)
  if (id === undefined || nullCounts[id] !== 0) return false
  return latestMs(Buffer.from(upper[id]!, 'base64')) < nowMs - keptMs(said)
}

/** The end of a date's day, or a timestamp's moment: four bytes are days, eight microseconds. */
const latestMs = (bound: Buffer): number =>
  bound.length === 4 ? (bound.readInt32LE() + 1) * dayMs : Number(bound.readBigInt64LE() / 1000n)
