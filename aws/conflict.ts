/** A compare-and-swap that somebody else won, or that we won and whose answer was lost: read again and see. */
export class Conflict extends Error {
  override name = 'Conflict'
}

const pauseMsMax = 1_000

/** Waits between attempts, longer and at random, so that racers part. `attempt` counts from 1. */
export const pauseMs = (attempt: number): number =>
  Math.random() * Math.min(pauseMsMax, 10 * 2 ** Math.min(attempt, 10))
