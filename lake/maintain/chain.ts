/**
 * Work that goes on by messages, each of which sends the next. Whoever begins such a chain anew counts it, in the record and in
 * its message: what is left of the one before ends there, or each night would add one.
 */
export interface Chained {
  resumed?: number | undefined
}

export const resumed = <T extends Chained>(record: T): T => ({
  ...record,
  resumed: (record.resumed ?? 0) + 1,
})

export const isSameChain = (one: Chained, other: Chained): boolean =>
  (one.resumed ?? 0) === (other.resumed ?? 0)
