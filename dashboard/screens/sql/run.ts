/** One statement on its way: sent, waited for, its rows taken as they are looked at. One request where it ends within ten seconds. */
import { batch, computed, signal } from '@preact/signals'
import { ask, get, send } from '../../api/client.ts'
import { isAbort } from '../../api/problem.ts'
import { isEnded, type Query, type ResultPage } from './api.ts'

const firstWaitSeconds = 10
const waitSeconds = 20
const pageRows = 1000
export const rowsMax = 100_000

export interface Result extends ResultPage {
  query: Query
}

export class Run {
  readonly query = signal<Query | undefined>(undefined)
  /** Stays until another query has ended: then it is that one's, or none. */
  readonly result = signal<Result | undefined>(undefined)
  readonly error = signal<unknown>(undefined)
  /** When it was sent; undefined: nothing is on its way. */
  readonly beganMs = signal<number | undefined>(undefined)
  readonly isRunning = computed(() => this.beganMs.value !== undefined)
  private readonly isLoading = signal(false)
  private abort = new AbortController()
  /** So that it can be told from others before its id is known. */
  private sent: { sql: string; key: string } | undefined

  start(sql: string): Promise<void> {
    const key = crypto.randomUUID()
    this.sent = { sql, key }
    const headers = { prefer: `wait=${firstWaitSeconds}`, 'idempotency-key': key }
    return this.follow((signal) => send<Query>('POST', '/v1/queries', { sql }, { headers, signal }))
  }

  /** A query that was run before: its result, or how far it is. */
  open(id: string): Promise<void> {
    this.sent = undefined
    return this.follow((signal) => get<Query>(`/v1/queries/${id}`, { signal }))
  }

  private async follow(asked: (ends: AbortSignal) => Promise<Query>): Promise<void> {
    this.abort.abort()
    this.abort = new AbortController()
    const ends = this.abort.signal
    batch(() => {
      this.beganMs.value = Date.now()
      this.error.value = undefined
      this.query.value = undefined
    })
    try {
      const query = await this.ended(await asked(ends), ends)
      const page = query.state === 'succeeded' ? await firstPage(query, ends) : undefined
      batch(() => {
        this.result.value = page && { ...page, query }
        if (query.state === 'failed' && query.error)
          this.error.value = new Error(query.error.detail)
        this.beganMs.value = undefined
      })
    } catch (failure) {
      if (isAbort(failure)) return
      batch(() => {
        this.error.value = failure
        this.beganMs.value = undefined
      })
    }
  }

  private async ended(first: Query, signal: AbortSignal): Promise<Query> {
    let now = first
    this.query.value = now
    while (!isEnded(now)) {
      now = await get<Query>(`/v1/queries/${now.id}?wait=${waitSeconds}`, { signal })
      this.query.value = now
    }
    return now
  }

  /** Rows behind those that are here: `count`, or a page where that is more. */
  async more(count = 1): Promise<void> {
    if (this.isLoading.value) return
    this.isLoading.value = true
    const { signal } = this.abort
    try {
      const wanted = Math.min(rowsMax, (this.result.value?.rows.length ?? 0) + count)
      for (let now = this.result.value; now?.next && now.rows.length < wanted; ) {
        const page = await pageOf(now.query.id, now.next, signal)
        now = { ...now, rows: now.rows.concat(page.rows), next: page.next }
        this.result.value = now
      }
    } catch (failure) {
      if (!isAbort(failure)) this.error.value = failure
    } finally {
      this.isLoading.value = false
    }
  }

  async cancel(): Promise<void> {
    const id = this.query.value?.id
    if (id) {
      await send('DELETE', `/v1/queries/${id}`).catch((failure: unknown) => {
        this.error.value = failure
      })
    } else if (this.sent) await this.cancelSent(this.sent)
    else this.leave()
  }

  /** While its first answer is waited for: the same key is the same query, whose id comes at once. */
  private cancelSent({ sql, key }: { sql: string; key: string }): Promise<void> {
    return this.follow(async (signal) => {
      const headers = { 'idempotency-key': key }
      const query = await send<Query>('POST', '/v1/queries', { sql }, { headers, signal })
      await send('DELETE', `/v1/queries/${query.id}`, undefined, { signal })
      return query
    })
  }

  /** The query goes on by itself: whoever opens its address sees its result. */
  leave(): void {
    this.abort.abort()
    this.beganMs.value = undefined
  }
}

const firstPage = async ({ id, results }: Query, ends: AbortSignal): Promise<ResultPage> =>
  results ?? pageOf(id, undefined, ends)

/** Not by `get`: what is large is not remembered. */
async function pageOf(
  id: string,
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<ResultPage> {
  const place = cursor ? `&cursor=${cursor}` : ''
  const url = `/v1/queries/${id}/results?limit=${pageRows}${place}`
  return (await ask('GET', url, undefined, { signal })).json()
}
