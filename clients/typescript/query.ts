/** SQL: one statement that reads, its result page by page. */
import type { Answer, Api } from './call.ts'
import { HypatiaProblem } from './problem.ts'
import type { NewQuery, ResultPage } from './schema.d.ts'

export type Asking = Omit<NewQuery, 'sql'> & {
  /** Cancels the query, too. */
  signal?: AbortSignal
}

const waitSeconds = 20

/**
 * Pages of the result: `columns` and `rows`, values as `columns[i].json` says (integers beyond 2^53 and decimals as
 * text). Throws HypatiaProblem; its type is `/problems/query.failed` where the statement fails as it runs.
 */
export async function* query(
  { call }: Api,
  sql: string,
  { signal, ...asking }: Asking = {},
): AsyncGenerator<ResultPage, void, undefined> {
  const header = { prefer: `wait=${waitSeconds}`, 'idempotency-key': crypto.randomUUID() }
  const started = await call('startQuery', { header, body: { ...asking, sql }, signal })
  const path = { id: started.body.id }
  const ended = await endOf(call, started.body, signal)
  if (ended.state !== 'succeeded') {
    throw new HypatiaProblem(409, {
      type: '/problems/query.failed',
      title: `The query ${ended.state === 'cancelled' ? 'was cancelled' : 'failed'}.`,
      detail: ended.error?.detail ?? '',
      status: 409,
    })
  }
  let page = ended.results ?? (await call('listResults', { path, signal })).body
  for (;;) {
    yield page
    if (page.next === null) return
    page = (await call('listResults', { path, query: { cursor: page.next }, signal })).body
  }
}

type Query = Answer<'getQuery'>

async function endOf(call: Api['call'], begun: Query, signal?: AbortSignal): Promise<Query> {
  const path = { id: begun.id }
  let query = begun
  try {
    while (query.state === 'queued' || query.state === 'running') {
      query = (await call('getQuery', { path, query: { wait: waitSeconds }, signal })).body
    }
    return query
  } catch (error) {
    // Nobody waits for it any more; the error that ended the wait is the one to tell.
    if (signal?.aborted) await call('cancelQuery', { path }).catch(() => undefined)
    throw error
  }
}

/** The rows of a page by their columns' names. */
export const records = ({ columns, rows }: ResultPage): Record<string, unknown>[] =>
  rows.map((row) => Object.fromEntries(columns.map(({ name }, i) => [name, row[i]])))
