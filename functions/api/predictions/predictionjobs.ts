/** Prediction jobs: made, looked after, listed. The score function does them. */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { environment } from '../../../aws/environment.ts'
import { type Answer, type Call, type Caller, json, nextLink } from '../../../aws/gateway/call.ts'
import { NoSuchModel, readModel, versionAt } from '../../../aws/models.ts'
import { createJob, listJobs, queueJob, readJob } from '../../../aws/predictionjobs.ts'
import { objectId } from '../../../lake/key.ts'
import { jobsLookedAtMax } from '../../../lake/limits.ts'
import {
  isEnded,
  jobIdOf,
  jobMarks,
  predictedTable,
  queryToken,
} from '../../../lake/predict/job.ts'
import { RequestProblem } from '../../../lake/problem.ts'
import { selectingStatement } from '../../../lake/query.ts'
import type { ModelPackage } from '../../../schemas/model.ts'
import type { PredictionJob } from '../../../schemas/predictionjob.ts'
import { cursorOf, keyOf } from '../paging.ts'
import { started } from '../queries/queries.ts'

interface NewJob {
  model: string
  at?: string
  sql: string
  keep?: string[]
}

/** Version and statement are fixed here; the query is started here too, so that what Athena refuses is refused at once. */
export async function createPredictionJob(call: Call<object, object, NewJob>): Promise<Answer> {
  const { model, at = null, keep } = call.body
  const sql = selectingStatement(call.body.sql)
  const { version } = await demandModel(model, at ?? undefined)
  const wanted = { model, at, sql, ...(keep && { keep }) }
  const id = idOf(call)
  const query = (await readJob(id)) ? undefined : await startedOrLater(sql, id)
  const job = await createJob({
    id,
    version,
    owner: call.caller.subject,
    ...wanted,
    ...(query && { query }),
  })
  demandSame(job, wanted)
  if (!isEnded(job)) await queueJob(job)
  return { status: 202, headers: { Location: `/v1/prediction-jobs/${id}` }, body: bodyOf(job) }
}

/** Throws RequestProblem where there is no such model, version or alias. */
export async function demandModel(model: string, at?: string): Promise<ModelPackage> {
  try {
    return await readModel(model, await versionAt(model, at))
  } catch (error) {
    if (error instanceof NoSuchModel) throw new RequestProblem('model.unknown', error.message)
    throw error
  }
}

/** One client's keys are not another's. */
function idOf({ headers, caller }: Call): string {
  const key = headers['idempotency-key']
  return key ? jobIdOf('request', caller.subject, key) : randomUUID().replaceAll('-', '')
}

/** Where Athena has too much to do the job waits, not its caller. */
async function startedOrLater(statement: string, id: string): Promise<string | undefined> {
  try {
    const database = environment.lakeDatabase()
    return await started({ statement, database, token: queryToken(id) })
  } catch (error) {
    if (error instanceof RequestProblem && error.slug === 'requests.too-many') return undefined
    throw error
  }
}

function demandSame(job: PredictionJob, wanted: Pick<PredictionJob, 'model' | 'at' | 'sql'>): void {
  const parts = ({ model, at, sql, keep }: Partial<PredictionJob>) =>
    JSON.stringify([model, at, sql, keep])
  if (parts(job) === parts(wanted)) return
  throw new RequestProblem('idempotency.mismatch', `It is the key of job ${job.id}, which differs.`)
}

function bodyOf(job: PredictionJob) {
  const { id, model, version, at, state, sql, keep, rows, reason, key, arrival } = job
  return {
    ...{ id, model, version, at, state, sql, rows },
    ...(keep && { keep }),
    ...(reason && { reason }),
    dataset: { table: predictedTable(model), key, object: objectId(key) },
    arrival: arrival
      ? { table: arrival.table, key: arrival.key, object: objectId(arrival.key) }
      : null,
    createdAtMs: job.createdAtMs,
    scoredAtMs: job.scoredAtMs ?? null,
    endedAtMs: job.endedAtMs ?? null,
  }
}

const pollMs = 250

/** What a rule makes is everybody's, as the rule is. */
const isSeen = ({ owner, arrival }: PredictionJob, { scopes, subject }: Caller): boolean =>
  arrival !== undefined || owner === subject || scopes.has('queries:all')

export async function getPredictionJob({
  params,
  query,
  caller,
}: Call<{ wait: number }, { id: string }>): Promise<Answer> {
  const until = Date.now() + query.wait * 1000
  for (;;) {
    const job = await readJob(params.id)
    if (!job || !isSeen(job, caller))
      throw new RequestProblem('job.unknown', `There is no prediction job ${params.id}.`)
    if (isEnded(job) || Date.now() + pollMs > until) return json(bodyOf(job))
    await sleep(pollMs)
  }
}

export async function listPredictionJobs({
  query,
  ...call
}: Call<{ limit: number; cursor?: string }>): Promise<Answer> {
  let after = keyOf(query.cursor, (key) => key.startsWith(jobMarks))
  const jobs: PredictionJob[] = []
  // Those of others are passed over: a page may be short, and yet not the last.
  for (let looked = 0; looked < jobsLookedAtMax; looked += query.limit) {
    const page = await listJobs(query.limit - jobs.length, after)
    jobs.push(...page.jobs.filter((job) => isSeen(job, call.caller)))
    after = page.next
    if (after === undefined || jobs.length === query.limit) break
  }
  const cursor = after ? cursorOf(after) : null
  return json({ jobs: jobs.map(bodyOf), next: cursor }, nextLink(call, cursor))
}
