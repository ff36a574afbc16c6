/** Chance that a seed repeats. */
export interface Chance {
  /** 0 ≤ x < 1. */
  next(): number
  /** A whole number below `limit`. */
  below(limit: number): number
  /** True `share` of the times. */
  is(share: number): boolean
  one<T>(of: readonly T[]): T
  /** One of the names, each as often as its weight says. */
  weighed<Name extends string>(weights: Record<Name, number>): Name
}

/** mulberry32: 32 bits of state are plenty for some thousand draws. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0
  const chance: Chance = {
    next() {
      state = (state + 0x6d2b79f5) >>> 0
      let mixed = Math.imul(state ^ (state >>> 15), state | 1)
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
    },
    below: (limit) => Math.floor(chance.next() * limit),
    is: (share) => chance.next() < share,
    one: (of) => of[chance.below(of.length)] as never,
    weighed(weights) {
      const entries = Object.entries<number>(weights)
      let at = chance.next() * entries.reduce((sum, [, weight]) => sum + weight, 0)
      const found = entries.find(([, weight]) => {
        at -= weight
        return at < 0
      })
      return (found ?? entries[0])?.[0] as never
    },
  }
  return chance
}
