/** Objects that are older than their dataset keeps them: for good, and their rows follow by the usual road. */
import { note } from '../../aws/activity.ts'
import { environment } from '../../aws/environment.ts'
import { deleteVersion, getJson } from '../../aws/s3.ts'
import { versionsOf } from '../../aws/versions.ts'
import { type Dataset, datasetKey } from '../../lake/dataset.ts'
import { pastRetention, retentionKey } from '../../lake/maintain/retention.ts'
import type { Retention } from '../../schemas/retention.ts'

export async function retain(table: string): Promise<void> {
  const work = environment.workBucket()
  const said = (await getJson<Retention>(work, retentionKey(table)))?.value
  const record = said && (await getJson<Dataset>(work, datasetKey(table)))?.value
  if (!said || !record) return
  const bucket = environment.rawBucket()
  const gone = { versions: 0, bytes: 0 }
  for await (const { key, versions } of versionsOf(bucket, `${record.source}/${record.dataset}/`)) {
    for (const { versionId, bytes } of pastRetention(versions, said, Date.now())) {
      await deleteVersion({ bucket, key, versionId })
      gone.versions++
      gone.bytes += bytes
    }
  }
  if (gone.versions === 0) return
  const detail = `${gone.versions} versions older than ${said.keep}`
  note({ step: 'expired', table, bytes: gone.bytes, detail })
}
