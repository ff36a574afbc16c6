/** A prediction job, whole: its query's result is read as Athena left it, scored batch by batch, and put as one raw object. */
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { objectOf } from '../../aws/icebergtable.ts'
import { NoSuchModel } from '../../aws/models.ts'
import { beginJob, endJob, putPredictions, removePredictions } from '../../aws/predictionjobs.ts'
import { getPage, RefusedQuery } from '../../aws/queries.ts'
import { NoSuchObject, openObject } from '../../aws/s3.ts'
import { ownFolder } from '../../aws/temporary.ts'
import { decompressedBytesMax } from '../../lake/limits.ts'
import { type Batch, feedOfCells, keepable, linesOf, planBatch } from '../../lake/predict/batch.ts'
import { Unpredictable, unpredictable } from '../../lake/predict/problem.ts'
import { type Cell, resultRows } from '../../lake/predict/resultcsv.ts'
import type { Tensor } from '../../lake/predict/tensor.ts'
import type { ModelPackage } from '../../schemas/model.ts'
import type { PredictionJob } from '../../schemas/predictionjob.ts'
import { modelAt } from './models.ts'
import { askAgain, queryOf, type Succeeded } from './query.ts'
import { scoreBy } from './runtimes.ts'
import { NotScored, type Scorer } from './scorer.ts'

/** Rows of one call of the model: few enough to hold, enough that a call's own cost is nothing. */
const batchRows = 4_096

const jobs = ownFolder('jobs')

/** Does what is left of it to do; what is wrong with it for good is its end. Throws what may go better the next time. */
export async function scoreJob(id: string, scorer: Scorer): Promise<void> {
  const job = await beginJob(id)
  if (!job) return
  try {
    const rows = await scored(job, scorer)
    await endJob(job, { state: 'done', rows })
  } catch (error) {
    const reason = reasonOf(error)
    if (!reason) throw error
    await endJob(job, { state: 'failed', reason })
  }
}

/** Undefined where another try may go better. */
function reasonOf(error: unknown): PredictionJob['reason'] {
  if (error instanceof Unpredictable) {
    const [first] = error.problems
    const detail = error.problems.map((problem) => problem.detail).join('; ')
    return { code: first?.code ?? 'unpredictable', detail }
  }
  if (error instanceof NotScored) return { code: 'model.not-scored', detail: error.message }
  if (error instanceof NoSuchModel) return { code: 'model.unknown', detail: error.message }
  return undefined
}

/** How many rows. */
async function scored(job: PredictionJob, scorer: Scorer): Promise<number> {
  const model = await modelAt(job.model, String(job.version))
  const execution = await queryOf(job)
  const { columns } = await orAskAgain(job, execution, getPage(execution.id, 1))
  const keep = job.arrival ? keepable(model.signature, columns) : job.keep
  const batch = planBatch(model.signature, columns, keep)
  const folder = await mkdtemp(join(jobs, 'job-'))
  try {
    const path = join(folder, 'predictions.ndjson')
    const opened = openObject(objectOf(execution.resultUri))
    const result = (await orAskAgain(job, execution, opened)).setEncoding('utf8')
    const counted = { rows: 0 }
    const lines = linesFor({ job, model, batch, scorer }, resultRows(result), counted)
    await pipeline(Readable.from(lines), createWriteStream(path))
    if (counted.rows > 0) return await putPredictions(job, path, counted.rows)
    // An object without a line would be no table; what an earlier version of the rows' object left goes.
    if (job.arrival) await removePredictions(job.key, job.arrival.sequencer)
    return 0
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Of what Athena left: an erasure takes all results, and age takes each. Then the query is asked again. */
async function orAskAgain<T>(job: PredictionJob, { id }: Succeeded, left: Promise<T>): Promise<T> {
  try {
    return await left
  } catch (error) {
    if (!(error instanceof NoSuchObject || error instanceof RefusedQuery)) throw error
    return askAgain(job, id, 'its result is gone')
  }
}

interface Scoring {
  job: PredictionJob
  model: ModelPackage
  batch: Batch
  scorer: Scorer
}

/** In the order of the result, while the next batches are scored. */
async function* linesFor(
  { job, model, batch, scorer }: Scoring,
  result: AsyncIterable<Cell[][]>,
  counted: { rows: number },
): AsyncGenerator<string> {
  const stamp = { model: model.name, version: model.version, scoredAtMs: job.scoredAtMs ?? 0 }
  const lines = async (rows: Cell[][], feed: Tensor[]): Promise<string> =>
    linesOf(batch, rows, await scoreBy(scorer, model, feed), stamp)
  const waiting: Promise<string>[] = []
  let bytes = 0
  const written = (text = ''): string => {
    bytes += Buffer.byteLength(text)
    if (bytes <= decompressedBytesMax) return text
    const detail = `the predictions are more than ${decompressedBytesMax} bytes: keep fewer columns, or ask for fewer rows`
    throw unpredictable('predictions.too-large', detail)
  }
  for await (const rows of batches(result)) {
    const feed = feedOfCells(batch, rows, counted.rows + 1)
    counted.rows += rows.length
    const one = lines(rows, feed)
    one.catch(() => {}) // thrown where it is waited for
    waiting.push(one)
    if (waiting.length > availableParallelism()) yield written(await waiting.shift())
  }
  for (const text of waiting) yield written(await text)
}

/** Of `batchRows`, the last one of what is left. */
async function* batches(result: AsyncIterable<Cell[][]>): AsyncGenerator<Cell[][]> {
  let rows: Cell[][] = []
  for await (const some of result) {
    for (const row of some) {
      rows.push(row)
      if (rows.length < batchRows) continue
      yield rows
      rows = []
    }
  }
  if (rows.length > 0) yield rows
}
