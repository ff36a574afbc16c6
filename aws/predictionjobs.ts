/** Records of prediction jobs, and what they write: one raw object each, put once. */

import { compareSequencers } from '../lake/delivery.ts'
import {
  begun,
  ended,
  isEnded,
  jobKey,
  jobMark,
  jobMarks,
  type NewJob,
  newJob,
} from '../lake/predict/job.ts'
import {
  jobId,
  type PredictionJob,
  predictionJob,
  type ScoreMessage,
} from '../schemas/predictionjob.ts'
import { note } from './activity.ts'
import { Conflict } from './conflict.ts'
import { environment } from './environment.ts'
import { listObjects } from './listing.ts'
import { changeRecord } from './records.ts'
import {
  deleteObject,
  getJson,
  headObject,
  NoSuchObject,
  type ObjectName,
  putBytes,
  putFile,
} from './s3.ts'
import { send } from './sqs.ts'

const bucket = environment.workBucket

/** Undefined where there is none. */
export async function readJob(id: string): Promise<PredictionJob | undefined> {
  const found = await getJson<unknown>(bucket(), jobKey(id))
  return found && predictionJob.parse(found.value)
}

/** The job of this id, which is made where there is none yet: what the first caller said is fixed. */
export async function createJob(job: NewJob): Promise<PredictionJob> {
  const made = await changeRecord<PredictionJob>(
    bucket(),
    jobKey(job.id),
    (present) => present ?? newJob(job, Date.now()),
  )
  const created = made!.value
  await putBytes({ bucket: bucket(), key: jobMark(created) }, '')
  return created
}

/** Asks for it to be scored; more than once does no harm. */
export async function queueJob({ id }: PredictionJob): Promise<void> {
  const message: ScoreMessage = { kind: 'job', id }
  await send(environment.scoreQueue(), { body: message })
}

/** The newest first; `after` is the mark of the last one seen. */
export async function listJobs(
  max: number,
  after: string | undefined,
): Promise<{ jobs: PredictionJob[]; next: string | undefined }> {
  const marks = await listObjects(bucket(), jobMarks, { after, max: max + 1 })
  const page = marks.slice(0, max)
  const jobs = await Promise.all(page.map(({ key }) => readJob(key.slice(-32))))
  return {
    jobs: jobs.flatMap((job) => job ?? []),
    next: marks.length > max ? page.at(-1)?.key : undefined,
  }
}

/** As it is while it runs; undefined where it has ended, or never was. */
export async function beginJob(id: string): Promise<PredictionJob | undefined> {
  const found = await changeRecord<PredictionJob>(bucket(), jobKey(id), (job) =>
    begun(job, Date.now()),
  )
  return found && !isEnded(found.value) ? found.value : undefined
}

/** Keeps Athena's id of its query: whoever tries again looks at the same execution. */
export async function keepQuery(id: string, query: string): Promise<void> {
  await changeRecord<PredictionJob>(bucket(), jobKey(id), (job) =>
    job && !isEnded(job) ? { ...job, query } : undefined,
  )
}

type End = Parameters<typeof ended>[1]

export async function endJob(job: PredictionJob, end: End): Promise<void> {
  const nowMs = Date.now()
  let isOurs = false
  await changeRecord<PredictionJob>(bucket(), jobKey(job.id), (present) => {
    const next = ended(present, end, nowMs)
    isOurs = next !== undefined
    return next
  })
  if (!isOurs) return // whoever ended it has said so
  const { model, version, key, createdAtMs, arrival } = job
  const detail = `${model} version ${version}${end.reason ? `: ${end.reason.detail}` : ''}`
  const table = arrival && { table: arrival.table }
  const step = end.state === 'done' ? 'scored' : 'not-scored'
  note({ step, key, rows: end.rows ?? 0, tookMs: nowMs - createdAtMs, detail, ...table })
}

/**
 * Puts the predictions where none are, or, of an object that arrived, where those of an older version are. What was put
 * before, by whoever, stays. How many rows are there now; 0 where they are a newer version's.
 */
export async function putPredictions(
  job: PredictionJob,
  path: string,
  rows: number,
): Promise<number> {
  const { id, key, arrival } = job
  const object = { bucket: environment.rawBucket(), key }
  const sequencer = arrival?.sequencer ?? ''
  const metadata = { job: id, rows: String(rows), sequencer }
  for (;;) {
    const there = await headObject(object)
    const order = there ? compareSequencers(there.metadata.sequencer ?? '', sequencer) : -1
    if (there && order > 0) return 0
    if (there && order === 0) return Number(there.metadata.rows)
    try {
      const condition = there ? { etag: `"${there.etag}"` } : 'absent'
      await putFile(object.bucket, key, path, metadata, condition)
      return rows
    } catch (error) {
      if (!(error instanceof Conflict || error instanceof NoSuchObject)) throw error
      // Somebody was faster: see what is there now.
    }
  }
}

/**
 * Whether `putPredictions` put this version: it names a job, and the job's record, which only we write, names this key.
 * Throws NoSuchObject where the version is gone.
 */
export async function isOfJob(object: ObjectName): Promise<boolean> {
  const head = await headObject(object)
  if (!head) throw new NoSuchObject(object.key)
  const id = jobId.safeParse(head.metadata.job)
  if (!id.success) return false
  const found = await getJson<{ key?: string }>(bucket(), jobKey(id.data))
  return found?.value.key === object.key
}

/** Those of this version of the object, or of older ones; throws Conflict where others came meanwhile. */
export async function removePredictions(key: string, sequencer: string): Promise<void> {
  const object = { bucket: environment.rawBucket(), key }
  const there = await headObject(object)
  if (!there || compareSequencers(there.metadata.sequencer ?? '', sequencer) > 0) return
  await deleteObject(object, { etag: `"${there.etag}"` })
}
