/** What nobody asks for any more: of the work bucket, and copies in quarantine. */
import { note } from '../../aws/activity.ts'
import { environment } from '../../aws/environment.ts'
import { type Listed, pagesOf } from '../../aws/listing.ts'
import { swapRecord } from '../../aws/records.ts'
import { deleteObjects, getJson, headObject } from '../../aws/s3.ts'
import { storeTimeMs } from '../../aws/storetime.ts'
import { lives } from '../../lake/maintain/work.ts'
import { jobs } from '../../lake/predict/job.ts'
import type { PredictionJob } from '../../schemas/predictionjob.ts'
import { sweepMarks } from './marks.ts'
import { sweepSpares } from './spare.ts'
import type { Swept } from './sweep.ts'

/**
 * A job's record says that its predictions are ours, so it lives as long as they do: one that is needed still is written
 * again, and looked at when it is old once more.
 */
async function withoutPredictions(records: Listed[]): Promise<Listed[]> {
  const gone: Listed[] = []
  for (const record of records) {
    const job = await getJson<PredictionJob>(environment.workBucket(), record.key)
    if (!job) continue
    const there = { bucket: environment.rawBucket(), key: job.value.key }
    if (await headObject(there)) {
      await swapRecord(environment.workBucket(), record.key, job.value, job)
    } else gone.push(record)
  }
  return gone
}

export async function maintainWork(): Promise<void> {
  told(await sweepWork(), 'old files of the work bucket')
  told(await sweepSpares(), 'copies in quarantine that nobody named')
  told(await sweepMarks(), 'marks of what is in quarantine no more')
}

function told({ files, bytes }: Swept, what: string): void {
  if (files > 0) note({ step: 'swept', bytes, detail: `${files} ${what}` })
}

async function sweepWork(): Promise<Swept> {
  const bucket = environment.workBucket()
  const swept = { files: 0, bytes: 0 }
  for (const { prefix, ageMsMax } of lives) {
    for await (const page of pagesOf(bucket, prefix)) {
      const past = page.filter(({ modifiedMs }) => modifiedMs < storeTimeMs() - ageMsMax)
      const old = prefix === jobs ? await withoutPredictions(past) : past
      await deleteObjects(
        bucket,
        old.map(({ key }) => key),
      )
      swept.files += old.length
      swept.bytes += old.reduce((sum, { bytes }) => sum + bytes, 0)
    }
  }
  return swept
}
