/** Virtual time: what is to happen, one after another; between two steps every promise that can go on has gone on. */
interface Due {
  atMs: number
  order: number
  happen(): void
}

export interface Timeline {
  readonly nowMs: number
  /** The answer takes it back. */
  after(ms: number, happen: () => void): () => void
  /** Until nothing is left to happen. Throws where that is never. */
  run(): Promise<void>
}

export const stepsMax = 40_000
const beganMs = Date.UTC(2026, 0, 1)

export function openTimeline(): Timeline {
  const due = new Map<number, Due>()
  let nowMs = beganMs
  let order = 0
  const first = (): Due | undefined => {
    let found: Due | undefined
    for (const one of due.values()) {
      if (!found || one.atMs < found.atMs) found = one // of the same time the one that was asked for first
    }
    return found
  }
  return {
    get nowMs() {
      return nowMs
    },
    after(ms, happen) {
      const one = { atMs: nowMs + Math.ceil(ms), order: order++, happen }
      due.set(one.order, one)
      return () => due.delete(one.order)
    },
    async run() {
      for (let step = 0; ; step++) {
        await settled()
        const next = first()
        if (!next) return
        if (step > stepsMax) throw new Error(`it never ends: ${stepsMax} steps`)
        due.delete(next.order)
        nowMs = Math.max(nowMs, next.atMs)
        next.happen()
      }
    },
  }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
