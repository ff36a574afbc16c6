/** The life of a prediction job, and how its record and its result are called. */
import { createHash } from 'node:crypto'
import type { Arrival, PredictionJob } from '../../schemas/predictionjob.ts'
import { compareSequencers } from '../delivery.ts'
import { objectId } from '../key.ts'
import { isCurrent, type Receipt } from '../receipt.ts'
import { quote } from '../schema/spelling.ts'
import { predictionsSource as source, tableName } from '../tablename.ts'

/** Tables of predictions trigger no rule, so that none can feed itself. */
export const isPredicted = (table: string): boolean => table.startsWith(`${source}_`)

export const predictedTable = (model: string): string => tableName(source, model)

/** `run` is the job's id, or the id of the raw object whose rows were scored: its newest version has one object. */
const resultKey = (model: string, run: string): string =>
  `${source}/${model}/run=${run}/predictions.ndjson`

/** Where the predictions of an object's rows lie, of whichever version. */
export const arrivalKey = (model: string, { key }: Pick<Arrival, 'key'>): string =>
  resultKey(model, objectId(key))

export const jobs = 'predictionjobs/'
export const jobKey = (id: string): string => `${jobs}${id}.json`

const timeMsMax = 99_999_999_999_999
export const jobMarks = 'predictionjobs-newest/'

/** By which jobs are listed, the newest first. */
export const jobMark = ({ id, createdAtMs }: PredictionJob): string =>
  `${jobMarks}${String(timeMsMax - createdAtMs).padStart(14, '0')}-${id}`

/** The same parts, the same id. */
export const jobIdOf = (...parts: string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)

/** Athena's token of a job's query: the same attempt is the same execution; another one comes after one that failed. */
export const queryToken = (id: string, before = ''): string => jobIdOf('query', id, before)

export const arrivalJobId = (model: string, { table, key, sequencer }: Arrival): string =>
  jobIdOf('arrival', model, table, key, sequencer)

export type NewJob = Pick<PredictionJob, 'id' | 'model' | 'version' | 'at' | 'sql'> &
  Partial<Pick<PredictionJob, 'keep' | 'query' | 'arrival' | 'owner'>>

export function newJob(job: NewJob, nowMs: number): PredictionJob {
  const key = job.arrival ? arrivalKey(job.model, job.arrival) : resultKey(job.model, job.id)
  return { ...job, state: 'queued', rows: 0, key, createdAtMs: nowMs }
}

export const isEnded = ({ state }: PredictionJob): boolean => state === 'done' || state === 'failed'

/** Undefined where it has ended: that is for ever. */
export function begun(job: PredictionJob | undefined, nowMs: number): PredictionJob | undefined {
  if (!job || isEnded(job)) return undefined
  return job.state === 'running' ? job : { ...job, state: 'running', scoredAtMs: nowMs }
}

export function ended(
  job: PredictionJob | undefined,
  end: Partial<Pick<PredictionJob, 'rows' | 'reason'>> & { state: 'done' | 'failed' },
  nowMs: number,
): PredictionJob | undefined {
  if (!job || isEnded(job)) return undefined
  return { ...job, ...end, endedAtMs: nowMs }
}

/** An object's rows with all the columns that its table has now. */
export function arrivalSql({ table, key }: Arrival, columns: string[]): string {
  const names = columns.map(quote).join(', ')
  return `SELECT ${names} FROM ${quote(table)} WHERE "_object" = '${objectId(key)}'`
}

/**
 * What a change of an object asks of its predictions: to be made of the rows that the table has, to be taken away with
 * them, or nothing, where a newer version speaks for itself. A version that broke leaves the rows of the one before.
 */
export function followUp(
  receipt: Receipt | undefined,
  sequencer: string,
): 'score' | 'remove' | 'leave' {
  if (!receipt || compareSequencers(receipt.object.sequencer, sequencer) < 0) return 'leave'
  if (!holdsRows(receipt)) return 'remove'
  const isOpen = receipt.state === 'landed' || receipt.state === 'quarantined'
  return isCurrent(receipt, sequencer) || isOpen ? 'score' : 'leave'
}

const holdsRows = ({ state, staged }: Receipt): boolean =>
  staged && ['landed', 'staged', 'committed', 'quarantined'].includes(state)
