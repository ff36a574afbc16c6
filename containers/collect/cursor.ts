/**
 * A source's cursor in the API, and by it the lease: exactly one runner writes it, each time over the ETag that it knows.
 * Whoever has lost it writes nothing any more, so nobody's clock is trusted: a lease is over once its ETag has stood
 * still for as long as it lasts.
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Hypatia, HypatiaProblem } from '../../clients/typescript/hypatia.ts'
import { collectBeatsALease } from '../../lake/limits.ts'
import type { Json } from './kind.ts'
import type { Landing } from './landing.ts'

/** What is about to land, and the place after it. */
export interface Plan {
  landings: Landing[]
  place: Json
}

export interface State {
  place?: Json
  /** That may have come true, the newest first; empty where the place is the whole truth. */
  plans: Plan[]
}

type Value = State & { holder: string | null }

/** Of this process. */
const holder = randomUUID()

export interface Cursor {
  readonly state: State
  /** What is known, to be written with the next beat at the latest. */
  know(state: State): void
  /** Throws where another runner holds it. */
  write(state: State): Promise<void>
  /** Aborted when the lease is lost. */
  lost: AbortSignal
  release(): Promise<void>
}

interface Take {
  api: Hypatia
  source: string
  /** Which the cursor is called by: one that has another dataset begins anew. */
  dataset: string
  leaseMs: number
  signal: AbortSignal
}

/** Waits for as long as another runner holds it. */
export async function take({ api, source, dataset, leaseMs, signal }: Take): Promise<Cursor> {
  const path = { source, name: dataset }
  for (let seen = '', since = 0; ; ) {
    const found = await readCursor(api, path, signal)
    const { etag, value = { holder: null, plans: [] } } = found ?? {}
    if (etag !== seen) [seen, since] = [etag ?? '', performance.now()]
    const isFree =
      value.holder === null || value.holder === holder || performance.now() - since > leaseMs
    if (isFree) {
      const { holder: _, ...state } = value
      const taken = await put(api, path, { ...state, holder }, etag).catch((error) => {
        if (isOvertaken(error)) return undefined
        throw error
      })
      if (taken) return held({ api, path, leaseMs, state, etag: taken })
    }
    await sleep(Math.min(1_000, leaseMs / collectBeatsALease), undefined, { signal })
  }
}

type Path = { source: string; name: string }

async function readCursor(api: Hypatia, path: Path, signal: AbortSignal) {
  try {
    const { body, headers } = await api.call('getCursor', { path, signal })
    return { value: body.value as unknown as Value, etag: headers.get('etag') ?? '' }
  } catch (error) {
    if (error instanceof HypatiaProblem && error.status === 404) return undefined
    throw error
  }
}

async function put(api: Hypatia, path: Path, value: Value, etag: string | undefined) {
  const header = etag ? { 'if-match': etag } : { 'if-none-match': '*' as const }
  const body = { value: value as never }
  const { headers } = await api.call('putCursor', { path, header, body })
  return headers.get('etag') ?? ''
}

export const isOvertaken = (error: unknown): boolean =>
  error instanceof HypatiaProblem && error.status === 412

interface Held {
  api: Hypatia
  path: Path
  leaseMs: number
  state: State
  etag: string
}

function held({ api, path, leaseMs, state, etag }: Held): Cursor {
  const lost = new AbortController()
  let before: Promise<unknown> = Promise.resolve()
  /** One write after another: each over the ETag of the one before. */
  const write = (next?: State, whose: string | null = holder): Promise<void> => {
    const written = before.then(async () => {
      lost.signal.throwIfAborted()
      if (next) state = next
      etag = await put(api, path, { ...state, holder: whose }, etag)
    })
    before = written.catch((error) => lost.abort(error)) // it may have been written: then its ETag is not known
    return written
  }
  const beat = setInterval(() => void write().catch(() => {}), leaseMs / collectBeatsALease)
  return {
    get state() {
      return state
    },
    know(next) {
      state = next
    },
    write: (next) => write(next),
    lost: lost.signal,
    async release() {
      clearInterval(beat)
      await write(undefined, null).catch(() => {}) // else it ends with its time
    },
  }
}
