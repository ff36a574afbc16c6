/** Rows of a dataset, straight from the data files of one snapshot, however much lands meanwhile. */
import type { Answer, Api } from './call.ts'

export interface RowsAsked {
  /** Columns; all where absent. */
  select?: string[]
  /** column:operator:value, e.g. `age:gte:18`; all must hold. */
  where?: string[]
  /** Columns; `-` before one turns its order. */
  sort?: string[]
  /** Rows a page, not of all: end the loop where there are enough. */
  limit?: number
  signal?: AbortSignal
}

/** Each row by its columns' names. Throws HypatiaProblem, of type `/problems/rows.need-a-query` where it takes SQL. */
export async function* rows(
  { call }: Api,
  table: string,
  { signal, limit = 1000, ...asked }: RowsAsked = {},
): AsyncGenerator<Record<string, unknown>, void, undefined> {
  let cursor: string | undefined
  do {
    const query = { ...asked, limit, shape: 'objects' as const, cursor }
    const { body } = await call('listRows', { path: { name: table }, query, signal })
    yield* body.rows as Record<string, unknown>[]
    cursor = body.next ?? undefined
  } while (cursor !== undefined)
}

export interface ChangesAsked {
  /** A snapshot's id; all rows of the newest, as added, where absent. */
  after?: string
  until?: string
  /** Columns that name a row: what comes again under its key is not told as removed. */
  key?: string[]
  /** Rows a page, not of all. */
  limit?: number
  signal?: AbortSignal
}

type Change = Answer<'listChanges'>['changes'][number] & { until: string }

/**
 * What came and went, in an order that is always the same; each says the snapshot up to which they are told: the next
 * `after`. Throws HypatiaProblem, of type `/problems/snapshot.expired` where it must begin with all rows.
 */
export async function* changes(
  { call }: Api,
  table: string,
  { signal, limit = 1000, ...asked }: ChangesAsked = {},
): AsyncGenerator<Change, void, undefined> {
  let cursor: string | undefined
  do {
    const query = { ...asked, limit, cursor }
    const { body } = await call('listChanges', { path: { name: table }, query, signal })
    const until = String(body.until)
    for (const change of body.changes) yield { ...change, until }
    cursor = body.next ?? undefined
  } while (cursor !== undefined)
}
