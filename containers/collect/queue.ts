/**
 * Queues: what is not settled is brought again, in other company. So objects are numbered, and the place says what the
 * last one held: of what comes again that much has landed already, and is settled without landing.
 */
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
  last: Record<string, number>
}

export interface Queue<D extends Delivery> {
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
  const owed = new Map(Object.entries(place.last))

  /** Of what was brought before, how much is in the last object. */
  async function unsettled(deliveries: D[]): Promise<D[]> {
    const landed = deliveries.filter(({ id, isAgain }) => isAgain && owes(owed, id))
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
      const last: Record<string, number> = {}
      for (const { id } of messages) last[id] = (last[id] ?? 0) + 1
      const after: Place = { ...place, number: place.number + 1, last }
      return {
        parts: partsOf(named.dataset, file, messages),
        place: after as unknown as Json,
        async settle() {
          await queue.settle(messages)
          place = after
          owed.clear()
          for (const [id, count] of Object.entries(last)) owed.set(id, count)
        },
      }
    },
    close: () => queue.close(),
  }
}

function owes(owed: Map<string, number>, id: string): boolean {
  const count = owed.get(id) ?? 0
  if (count > 0) owed.set(id, count - 1)
  return count > 0
}
