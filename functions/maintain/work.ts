/** The work bucket: what nobody asks for any more. */
import { note } from '../../aws/activity.ts'
import { environment } from '../../aws/environment.ts'
import { pagesOf } from '../../aws/listing.ts'
import { deleteObjects } from '../../aws/s3.ts'
import { lives } from '../../lake/maintain/work.ts'

export async function maintainWork(): Promise<void> {
  const bucket = environment.workBucket()
  const swept = { files: 0, bytes: 0 }
  for (const { prefix, ageMsMax } of lives) {
    for await (const page of pagesOf(bucket, prefix)) {
      const old = page.filter(({ modifiedMs }) => modifiedMs < Date.now() - ageMsMax)
      await deleteObjects(
        bucket,
        old.map(({ key }) => key),
      )
      swept.files += old.length
      swept.bytes += old.reduce((sum, { bytes }) => sum + bytes, 0)
    }
  }
  if (swept.files === 0) return
  note({ step: 'swept', bytes: swept.bytes, detail: `${swept.files} old files of the work bucket` })
}
