/**
 * The most frequent values with bounds of their counts: counters that merge as Misra and Gries' do (Agarwal et al.,
 * Mergeable Summaries, 2012), but each with its own least and most. While none was dropped they are all values, exact.
 */

export interface Counter {
  /** Of 64 bits, as a decimal text: what tells values apart, for a long text is cut. */
  hash: string
  value: string
  /** So many rows hold it at least, and at most. */
  least: number
  most: number
}

export interface Frequent {
  counters: Counter[]
  /** No value that has no counter is in more rows than this; 0: there is no other value. */
  others: number
}

/** The most first; one order, whatever the order of merging. */
const byRows = (a: Counter, b: Counter): number =>
  b.least - a.least || b.most - a.most || (a.hash < b.hash ? -1 : 1)

/** At most `size` values while these are all, half as many once some are dropped. */
export function trimmed({ counters, others }: Frequent, size: number): Frequent {
  const sorted = counters.toSorted(byRows)
  if (others === 0 && sorted.length <= size) return { counters: sorted, others }
  const kept = sorted.slice(0, size / 2)
  const dropped = sorted.slice(size / 2).map(({ most }) => most)
  return { counters: kept, others: Math.max(others, ...dropped) }
}

/** In any order: what a value's most may be is added where it has no counter. */
export function mergedFrequent(all: Frequent[], size: number): Frequent {
  const others = all.reduce((sum, frequent) => sum + frequent.others, 0)
  const byHash = new Map<string, Counter>()
  for (const { counters, others: own } of all) {
    for (const { hash, value, least, most } of counters) {
      const known = byHash.get(hash) ?? { hash, value, least: 0, most: others }
      known.least += least
      known.most += most - own
      byHash.set(hash, known)
    }
  }
  return trimmed({ counters: [...byHash.values()], others }, size)
}
