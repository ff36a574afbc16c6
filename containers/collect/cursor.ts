/**
 * A source's cursor in the API, and by it the lease: exactly one runner writes it, each time over the ETag that it knows.
 * Whoever has lost it writes nothing any more, so nobody's clock is trusted: a lease is over once its ETag has stood
 * still for as long as it lasts.
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Hypatia, HypatiaProblem } from '../../clients/typescript/hypatia.ts'
import { collectBeatsALease } from '../../lake/limits.ts'

/** Of this process. */
const holder = randomUUID()

/** Where its value lies. */
export interface Store<V> {
  /** Undefined where nobody has written it yet. */
  read(signal: AbortSignal): Promise<{ value: V; etag: string } | undefined>
  /** The ETag that it has then. Throws HypatiaProblem 412 where it is not what `etag` was of. */
  write(value: V, etag: string | undefined): Promise<string>
}

type Held<S> = S & { holder: string | null }

export interface Cursor<S> {
  readonly state: S
  /** What is known, to be written with the next beat at the latest. */
  know(state: S): void
  /** Throws where another runner holds it. */
  write(state: S): Promise<void>
  /** Aborted when the lease is lost. */
  lost: AbortSignal
  release(): Promise<void>
}

interface Take<S> {
  store: Store<Held<S>>
  /** Of what was never written. */
  fresh(): S
  leaseMs: number
  signal: AbortSignal
}

/** Waits for as long as another runner holds it. */
export async function take<S extends object>({
  store,
  fresh,
  leaseMs,
  signal,
}: Take<S>): Promise<Cursor<S>> {
  for (let seen = '', since = 0; ; ) {
    const found = await store.read(signal)
    const { etag, value } = found ?? { value: { ...fresh(), holder: null } }
    if (etag !== seen) [seen, since] = [etag ?? '', performance.now()]
    const isFree =
      value.holder === null || value.holder === holder || performance.now() - since > leaseMs
    if (isFree) {
      const taken = await store.write({ ...value, holder }, etag).catch((error) => {
        if (isOvertaken(error)) return undefined
        throw error
      })
      if (taken) return heldBy(store, leaseMs, value, taken)
    }
    await sleep(Math.min(1_000, leaseMs / collectBeatsALease), undefined, { signal })
  }
}

/** A cursor of the API, by the name of a source's dataset. */
export const cursorStore = <V>(api: Hypatia, source: string, dataset: string): Store<V> => {
  const path = { source, name: dataset }
  return {
    read: (signal) =>
      orNone(async () => {
        const { body, headers } = await api.call('getCursor', { path, signal })
        return { value: body.value as V, etag: headers.get('etag') ?? '' }
      }),
    async write(value, etag) {
      const body = { value: value as never }
      const { headers } = await api.call('putCursor', { path, header: conditionOf(etag), body })
      return headers.get('etag') ?? ''
    },
  }
}

/** Undefined for what is not there. */
export async function orNone<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof HypatiaProblem && error.status === 404) return undefined
    throw error
  }
}

export const conditionOf = (etag: string | undefined) =>
  etag ? { 'if-match': etag } : { 'if-none-match': '*' as const }

export const isOvertaken = (error: unknown): boolean =>
  error instanceof HypatiaProblem && error.status === 412

function heldBy<S extends object>(
  store: Store<Held<S>>,
  leaseMs: number,
  { holder: _, ...begun }: Held<S>,
  taken: string,
): Cursor<S> {
  let state = begun as unknown as S
  let etag = taken
  const lost = new AbortController()
  let before: Promise<unknown> = Promise.resolve()
  /** One write after another: each over the ETag of the one before. */
  const write = (next?: S, whose: string | null = holder): Promise<void> => {
    const written = before.then(async () => {
      lost.signal.throwIfAborted()
      if (next) state = next
      etag = await store.write({ ...state, holder: whose }, etag)
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
