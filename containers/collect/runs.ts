/** A peer that is asked now and then: a run is a generator of what lands, each at the place after it. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Batch, Json, Part, Peer } from './kind.ts'
import { openSpool, type Spool } from './spool.ts'

export interface Found<P> {
  parts: Part[]
  place: P
  isSelfNamed?: boolean
}

interface Runs<P> {
  place: P
  /** From the end of one run to the next: as it is after the run. */
  restMs(): number
  begin(place: P, spool: Spool): Promise<AsyncGenerator<Found<P>>>
  /** Also while a question is under way. */
  end(): Promise<void>
}

export function peerOfRuns<P>({ place, restMs, begin, end }: Runs<P>): Peer {
  let known = place
  let spool: Spool | undefined
  let current: AsyncGenerator<Found<P>> | undefined
  let restUntil = 0
  return {
    begins: known as Json,
    async next(signal): Promise<Batch | undefined> {
      signal.addEventListener('abort', end, { once: true }) // a question may be answered never
      if (!current) {
        await sleep(Math.max(0, restUntil - performance.now()), undefined, { signal })
        await spool?.clear()
        spool = await openSpool()
        current = await begin(known, spool)
      }
      const { value, done } = await current.next()
      if (done) {
        current = undefined
        restUntil = performance.now() + restMs()
        return undefined
      }
      const { parts, place: after, isSelfNamed = false } = value
      return {
        parts,
        place: after as Json,
        isSelfNamed,
        settle: async () => {
          known = after
        },
      }
    },
    async close() {
      await end()
      await spool?.clear()
    },
  }
}
