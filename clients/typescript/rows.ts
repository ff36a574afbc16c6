/** Rows of a dataset, straight from the data files of one snapshot, however much lands meanwhile. */
import type { Api } from './call.ts'

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
