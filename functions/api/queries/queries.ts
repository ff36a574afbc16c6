/** Queries: started, waited for, cancelled, listed; Athena keeps them. */
import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { environment } from '../../../aws/environment.ts'
import { type Answer, type Call, type Caller, json, nextLink } from '../../../aws/gateway/call.ts'
import {
  getQueries,
  listQueries as listExecutions,
  type QueryExecution,
  RefusedQuery,
  startQuery as startExecution,
  stopQuery,
  TooManyQueries,
} from '../../../aws/queries.ts'
import { ownQueries, ownQuery } from '../../../aws/queryowners.ts'
import { RequestProblem } from '../../../lake/problem.ts'
import { parameterLiteral, readingStatement } from '../../../lake/query.ts'
import { ownedMarks } from '../../../lake/queryowner.ts'
import { positionIn } from '../../../lake/sql/place.ts'
import { cursorOf, keyOf } from '../paging.ts'
import { demandQuery, isEnded, stateOf } from './execution.ts'
import { hintFor } from './hint.ts'
import { firstPage } from './results.ts'

interface One {
  id: string
}
interface NewQuery {
  sql: string
  parameters?: (string | number | boolean)[]
  database?: 'lake' | 'raw'
  maxAge?: number
}

const waitSecondsMax = 25

export async function startQuery(call: Call<object, object, NewQuery>): Promise<Answer> {
  const { sql, parameters, database, maxAge } = call.body
  const id = await started({
    statement: readingStatement(sql),
    database: database === 'raw' ? environment.rawDatabase() : environment.lakeDatabase(),
    parameters: parameters?.map(parameterLiteral),
    token: tokenOf(call),
    maxAgeMinutes: maxAge,
  })
  await ownQuery(id, call.caller.subject)
  const [, seconds] = /(?:^|[,;\s])wait=(\d{1,3})(?:$|[,;\s])/.exec(call.headers.prefer ?? '') ?? []
  const waitSeconds = Math.min(waitSecondsMax, Number(seconds ?? 0))
  const execution = await waitedFor(id, waitSeconds, call.caller)
  const applied: Record<string, string> = seconds
    ? { 'Preference-Applied': `wait=${waitSeconds}` }
    : {}
  const place = `/v1/queries/${id}`
  const body = await hinted(execution)
  if (!isEnded(execution)) {
    return { status: 202, headers: { Location: place, 'Retry-After': '1', ...applied }, body }
  }
  const results = body.state === 'succeeded' ? { results: await firstPage(id) } : {}
  return json({ ...body, ...results }, { 'Content-Location': place, ...applied })
}

/** Athena wants 32 characters at least; one client's keys are not another's. */
function tokenOf({ headers, caller }: Call): string | undefined {
  const key = headers['idempotency-key']
  return key && createHash('sha256').update(`${caller.subject}\n${key}`).digest('hex')
}

/** Throws RequestProblem for what Athena refuses. */
export async function started(query: Parameters<typeof startExecution>[0]): Promise<string> {
  try {
    return await startExecution(query)
  } catch (error) {
    if (error instanceof RefusedQuery) {
      const isOther = /idempoten/i.test(`${error.code} ${error.message}`)
      const slug = isOther ? 'idempotency.mismatch' : 'query.malformed'
      const position = positionIn(error.message)
      throw new RequestProblem(slug, error.message, position && { position })
    }
    if (error instanceof TooManyQueries) {
      const headers = { 'Retry-After': '5' }
      throw new RequestProblem('requests.too-many', error.message, { headers })
    }
    throw error
  }
}

const pollMsMin = 50
const pollMsMax = 1_000

/** As it is when it has ended, or when the time is over. Throws RequestProblem where there is none. */
async function waitedFor(id: string, waitSeconds: number, caller: Caller): Promise<QueryExecution> {
  const until = Date.now() + waitSeconds * 1000
  for (let pollMs = pollMsMin; ; pollMs = Math.min(pollMsMax, pollMs * 1.5)) {
    const execution = await demandQuery(id, caller)
    if (isEnded(execution) || Date.now() + pollMs > until) return execution
    await sleep(pollMs)
  }
}

function bodyOf(execution: QueryExecution) {
  const { QueryExecutionId, Query, Status, Statistics } = execution
  const state = stateOf(execution)
  const { AthenaError, StateChangeReason, SubmissionDateTime, CompletionDateTime } = Status ?? {}
  const detail = AthenaError?.ErrorMessage ?? StateChangeReason ?? state
  const isFailed = state === 'failed' || state === 'cancelled'
  return {
    id: QueryExecutionId ?? '',
    state,
    sql: Query ?? '',
    submittedAt: (SubmissionDateTime ?? new Date(0)).toISOString(),
    completedAt: CompletionDateTime?.toISOString() ?? null,
    tookMs: Statistics?.TotalExecutionTimeInMillis ?? null,
    scannedBytes: Statistics?.DataScannedInBytes ?? null,
    reused: Statistics?.ResultReuseInformation?.ReusedPreviousResult ?? false,
    error: isFailed ? errorOf(detail, AthenaError?.Retryable ?? false) : null,
  }
}

function errorOf(detail: string, retryable: boolean) {
  const position = positionIn(detail)
  return { detail, retryable, ...(position && { position }) }
}

/** With what may have been meant where it failed by a name. */
async function hinted(execution: QueryExecution) {
  const body = bodyOf(execution)
  const hint = body.error && (await hintFor(body.sql, body.error.detail))
  return hint ? { ...body, error: { ...body.error, hint } } : body
}

export async function getQuery({
  params,
  query,
  caller,
}: Call<{ wait: number }, One>): Promise<Answer> {
  return json(await hinted(await waitedFor(params.id, query.wait, caller)))
}

export async function cancelQuery({ params, caller }: Call<object, One>): Promise<Answer> {
  const execution = await demandQuery(params.id, caller)
  if (!isEnded(execution)) await stopQuery(params.id)
  return { status: 204 }
}

type Page = Call<{ limit: number; cursor?: string }>

/** The caller's own; those of all as Athena lists them. */
export async function listQueries({ query, ...call }: Page): Promise<Answer> {
  if (!call.caller.scopes.has('queries:all')) return listOwn({ query, ...call })
  const token = keyOf(query.cursor, (key) => key.length > 0)
  const page = await listExecutions(query.limit, token).catch((error) => {
    if (error instanceof RefusedQuery) throw new RequestProblem('cursor.invalid', error.message)
    throw error
  })
  const next = page.token ? cursorOf(page.token) : null
  return json({ queries: page.executions.map(bodyOf), next }, nextLink(call, next))
}

async function listOwn({ query, ...call }: Page): Promise<Answer> {
  const { subject } = call.caller
  const after = keyOf(query.cursor, (key) => key.startsWith(ownedMarks(subject)))
  const { ids, next } = await ownQueries(subject, query.limit, after)
  const cursor = next ? cursorOf(next) : null
  const queries = (await getQueries(ids)).map(bodyOf)
  return json({ queries, next: cursor }, nextLink(call, cursor))
}
