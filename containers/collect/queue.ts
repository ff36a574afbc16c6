/**
 * Queues: what is not settled is brought again, in other company, and long after what came later. So objects are numbered,
 * and the place says what the last one held, and what those held whose runner nobody has seen settle them: of what comes
 * again that much has landed already, and is settled without landing.
 */
import { collectOwedMax, collectOwedMs } from '../../lake/limits.ts'
import { type Gather, gathered, type Message, partsOf, type TakeMessages } from './gather.ts'
import type { Batch, Json, Peer } from './kind.ts'
import { fileAt, type Numbered, numbered } from './number.ts'

export interface Delivery extends Message {
  /** The queue's own, or the message itself: two that are the same are worth the same. */
  id: string
  /** Whether the queue has brought it before. */
  isAgain: boolean
}

interface Place extends Numbered {
  /** What the last one held, and how often. */
  last: Counts
  /** What others held before a runner died or was overtaken, and has not come again; looked for until, in milliseconds. */
  owed?: { counts: Counts; until: number }
}

type Counts = Record<string, number>

export interface Queue<D extends Delivery> {
  /** Whether it may bring again after others what it was not told to be settled; else that comes first. */
  isLate: boolean
  take: TakeMessages<D>
  /** Resolves when the queue has it. */
  settle(deliveries: D[]): Promise<void>
  close(): Promise<void>
}

interface Named {
  name: string
  dataset: string
  place: Json | undefined
  gather: Gather
}

export function queued<D extends Delivery>(queue: Queue<D>, named: Named): Peer {
  let place = (named.place as Place | undefined) ?? { ...numbered(), last: {} }
  const owed = owedIn(place)
  const until = Date.now() + collectOwedMs
  let last = new Map<string, number>()

  /** Of what was brought before, how much has landed. */
  async function unsettled(deliveries: D[]): Promise<D[]> {
    const landed = deliveries.filter(
      ({ id, isAgain }) => isAgain && (owes(owed, id) || owes(last, id)),
    )
    if (landed.length > 0) await queue.settle(landed)
    return deliveries.filter((one) => !landed.includes(one))
  }

  return {
    begins: place as unknown as Json,
    async next(signal): Promise<Batch | undefined> {
      const take: TakeMessages<D> = async (...asked) => unsettled(await queue.take(...asked))
      const messages = await gathered(take, named.gather, signal)
      if (messages.length === 0) return undefined
      const file = fileAt(named.name, place)
      const counts: Counts = {}
      for (const { id } of messages) counts[id] = (counts[id] ?? 0) + 1
      const { owed: _, ...before } = place
      const after: Place = { ...before, number: place.number + 1, last: counts }
      if (queue.isLate && owed.size > 0 && Date.now() < until)
        after.owed = { counts: Object.fromEntries(owed), until }
      return {
        parts: partsOf(named.dataset, file, messages),
        place: after as unknown as Json,
        async settle() {
          await queue.settle(messages)
          place = after
          last = new Map(Object.entries(counts))
          if (!queue.isLate) owed.clear() // ids are given again
        },
      }
    },
    close: () => queue.close(),
  }
}

/** What nobody knows to be settled: of the last object too. */
function owedIn({ last, owed }: Place): Map<string, number> {
  const before = owed && Date.now() < owed.until ? owed.counts : {}
  const counts = new Map(Object.entries(before))
  for (const [id, count] of Object.entries(last)) counts.set(id, (counts.get(id) ?? 0) + count)
  return new Map([...counts].slice(-collectOwedMax))
}

function owes(owed: Map<string, number>, id: string): boolean {
  const count = owed.get(id) ?? 0
  if (count > 1) owed.set(id, count - 1)
  else owed.delete(id)
  return count > 0
}
