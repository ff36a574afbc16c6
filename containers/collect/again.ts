/** What fails is tried again, later each time, until it is wanted no more. */
import { setTimeout as sleep } from 'node:timers/promises'
import { collectRetryMsMax, collectRetryMsMin } from '../../lake/limits.ts'
import { logger } from './log.ts'

/** How something is that runs for as long as it is wanted. */
export interface Running {
  state: 'waiting' | 'running' | 'failing'
  /** Why it fails, or what is to be looked into. */
  says?: string
}

interface Tried {
  /** What it is, and its name, for the log. */
  called: [noun: 'source' | 'destination', name: string]
  health: Running
  /** Grows where it gets on: then it did not fail at once. */
  done(): number
}

/** A failure that says itself when to try again. */
export class Later extends Error {
  override name = 'Later'
  readonly waitMs: number

  constructor(message: string, waitMs: number) {
    super(message)
    this.waitMs = waitMs
  }
}

/** Never throws. */
export async function again(
  { called: [noun, name], health, done }: Tried,
  session: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  for (let failures = 0; !signal.aborted; ) {
    const before = done()
    try {
      await session()
    } catch (error) {
      if (signal.aborted) return
      failures = done() > before ? 1 : failures + 1
      const says = messageOf(error)
      Object.assign(health, { state: 'failing', says })
      logger.warn(`${noun} fails`, { [noun]: name, says })
      await sleep(waitMsOf(error, failures), undefined, { signal }).catch(() => {})
    }
  }
}

function waitMsOf(error: unknown, failures: number): number {
  if (error instanceof Later) return Math.max(collectRetryMsMin, error.waitMs)
  const waitMs = Math.min(collectRetryMsMax, collectRetryMsMin * 2 ** Math.min(failures, 10))
  return waitMs * (0.5 + Math.random() / 2)
}

/** Of an error and its cause; never more, for what a library puts beside it may be a secret. */
export const messageOf = (error: unknown): string => {
  const { message, cause } = error as Error
  const why = cause instanceof Error ? `: ${cause.message}` : ''
  return `${message || (error as { code?: string }).code || 'no word'}${why}`.slice(0, 500)
}
