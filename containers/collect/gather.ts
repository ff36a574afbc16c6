/** Messages gathered into objects: as many as there may be, as many bytes, or until the first has waited long enough. */
import { setTimeout as sleep } from 'node:timers/promises'
import { collectBytesMax } from '../../lake/limits.ts'
import { type Part, refusedOf } from './kind.ts'
import type { Row } from './row.ts'

export interface Gather {
  /** Messages of an object at most. */
  items: number
  /** How long the first may wait for others. */
  seconds: number
}

export interface Message {
  row: Row
  /** Of the value: what it takes in memory. */
  bytes: number
}

/** At most so many, after so many milliseconds at the latest; empty: none has come. */
export type TakeMessages<M> = (max: number, waitMs: number, signal: AbortSignal) => Promise<M[]>

const idleMs = 2_000
const heldMax = 5_000 // messages read ahead

/** Empty where none has come for a while. */
export async function gathered<M extends Message>(
  take: TakeMessages<M>,
  { items, seconds }: Gather,
  signal: AbortSignal,
): Promise<M[]> {
  const found: M[] = []
  let bytes = 0
  let until = performance.now() + idleMs
  while (found.length < items && bytes < collectBytesMax && !signal.aborted) {
    const leftMs = until - performance.now()
    if (leftMs <= 0) break
    const some = await take(items - found.length, leftMs, signal)
    if (some.length > 0 && found.length === 0) until = performance.now() + seconds * 1_000
    found.push(...some)
    for (const message of some) bytes += message.bytes
  }
  signal.throwIfAborted()
  return found
}

/** Rows and refusals, an object each. */
export function partsOf(dataset: string, file: string, messages: Message[]): Part[] {
  const lines = messages.flatMap(({ row }) => ('line' in row ? [row.line] : []))
  const refused = messages.flatMap(({ row }) => ('refused' in row ? [row.refused] : []))
  return [
    ...(lines.length > 0 ? [ndjson(dataset, file, lines)] : []),
    ...(refused.length > 0 ? [ndjson(refusedOf(dataset), file, refused)] : []),
  ]
}

const ndjson = (dataset: string, file: string, lines: string[]): Part => ({
  dataset,
  file,
  content: new Blob([`${lines.join('\n')}\n`]),
  contentType: 'application/x-ndjson',
})

/** Where a peer that pushes puts messages, and a failure of its connection. */
export class Inbox<M extends Message> {
  readonly #messages: M[] = []
  #bytes = 0
  #failure: unknown
  #wake: () => void = () => {}

  push(message: M): void {
    this.#messages.push(message)
    this.#bytes += message.bytes
    this.#wake()
  }

  fail(error: unknown): void {
    this.#failure ??= error
    this.#wake()
  }

  /** Whether it holds as much as it may: whoever pushes is to wait. */
  get isFull(): boolean {
    return this.#messages.length >= heldMax || this.#bytes >= collectBytesMax
  }

  /** Throws what the connection failed by. */
  async take(max: number, waitMs: number, signal: AbortSignal): Promise<M[]> {
    if (this.#messages.length === 0 && this.#failure === undefined) {
      const woken = new AbortController()
      this.#wake = () => woken.abort()
      await sleep(waitMs, undefined, { signal: AbortSignal.any([signal, woken.signal]) }).catch(
        () => {},
      )
      this.#wake = () => {}
    }
    if (this.#failure !== undefined) throw this.#failure
    const taken = this.#messages.splice(0, max)
    for (const { bytes } of taken) this.#bytes -= bytes
    return taken
  }
}
