/**
 * Keys come in their own order, receipts in that of their ids, and neither fits in memory: so the ids are taken a stretch
 * at a time, each as long as what a function may hold.
 */

/** The things whose ids are the lowest from `from` on. */
export class Shard<T> {
  /** By id. */
  readonly things = new Map<string, T>()
  /** Ids from here on are another stretch's; undefined where the last one is held. */
  until: string | undefined
  private readonly from: string
  private readonly max: number

  constructor(from: string, max: number) {
    this.from = from
    this.max = max
  }

  holds(id: string): boolean {
    return id >= this.from && (this.until === undefined || id < this.until)
  }

  add(id: string, thing: T): void {
    if (!this.holds(id)) return
    this.things.set(id, thing)
    if (this.things.size > this.max) this.halve()
  }

  /** The upper half is left to the next stretch. */
  private halve(): void {
    const ids = [...this.things.keys()].sort()
    this.until = ids[Math.ceil(ids.length / 2)]!
    for (const id of ids) if (id >= this.until) this.things.delete(id)
  }
}
