/** A job's query: one execution of Athena's, whoever asks for it and however often. */
import { setTimeout as sleep } from 'node:timers/promises'
import { environment } from '../../aws/environment.ts'
import { keepQuery } from '../../aws/predictionjobs.ts'
import { getQuery, type QueryExecution, RefusedQuery, startQuery } from '../../aws/queries.ts'
import { queryWaitMsMax } from '../../lake/limits.ts'
import { queryToken } from '../../lake/predict/job.ts'
import { unpredictable } from '../../lake/predict/problem.ts'
import type { PredictionJob } from '../../schemas/predictionjob.ts'

const pollMsMin = 20
const pollMsMax = 1_000

export interface Succeeded {
  id: string
  /** Of the CSV that Athena left. */
  resultUri: string
}

/** Waits for its end. Throws Unpredictable where Athena refuses it for good, and otherwise what another try may mend. */
export async function queryOf(job: PredictionJob): Promise<Succeeded> {
  const id = job.query ?? (await started(job))
  const until = Date.now() + queryWaitMsMax
  for (let pollMs = pollMsMin; Date.now() < until; pollMs = Math.min(pollMsMax, pollMs * 1.5)) {
    const execution = await getQuery(id)
    const state = execution?.Status?.State
    if (state === 'SUCCEEDED') {
      return { id, resultUri: execution?.ResultConfiguration?.OutputLocation ?? '' }
    }
    if (!execution || state === 'FAILED' || state === 'CANCELLED') {
      await ended(job, id, execution)
    }
    await sleep(pollMs)
  }
  throw new Error(`query ${id} is still running`)
}

/** Throws: for good where the statement is at fault, otherwise once another execution is on its way. */
async function ended(
  job: PredictionJob,
  id: string,
  execution: QueryExecution | undefined,
): Promise<never> {
  const { State, StateChangeReason, AthenaError } = execution?.Status ?? {}
  const detail = AthenaError?.ErrorMessage ?? StateChangeReason ?? `the query is ${State}`
  const isTransient = !execution || AthenaError?.Retryable || AthenaError?.ErrorCategory === 1
  if (!isTransient) throw unpredictable('query.failed', detail)
  return askAgain(job, id, detail)
}

/** Throws once another execution of the job's query is on its way. */
export async function askAgain(job: PredictionJob, id: string, why: string): Promise<never> {
  await started(job, id)
  throw new Error(`query ${id} failed, and begins again: ${why}`)
}

/** The same attempt is the same execution, though its starter died before it said so. */
async function started(job: PredictionJob, before = ''): Promise<string> {
  const query = {
    statement: job.sql,
    database: environment.lakeDatabase(),
    token: queryToken(job.id, before),
  }
  try {
    const id = await startQuery(query)
    await keepQuery(job.id, id)
    return id
  } catch (error) {
    if (error instanceof RefusedQuery) throw unpredictable('query.malformed', error.message)
    throw error
  }
}
