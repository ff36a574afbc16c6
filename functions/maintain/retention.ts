/** Objects that are older than their dataset keeps them: for good, and their rows follow by the usual road. */
import { note } from '../../aws/activity.ts'
import { atOnce } from '../../aws/atonce.ts'
import { environment } from '../../aws/environment.ts'
import { loadTable } from '../../aws/icebergtable.ts'
import { deleteVersion, getJson } from '../../aws/s3.ts'
import { storeTimeMs } from '../../aws/storetime.ts'
import { type Version, type Versioned, versionsOf } from '../../aws/versions.ts'
import { type Dataset, datasetKey } from '../../lake/dataset.ts'
import { retentionReadsAtOnce } from '../../lake/limits.ts'
import {
  currentLast,
  datedIds,
  isPast,
  pastRetention,
  retentionKey,
} from '../../lake/maintain/retention.ts'
import { type Receipt, receiptKey } from '../../lake/receipt.ts'
import type { RetentionRecord } from '../../schemas/retention.ts'

type Past = (versioned: Versioned) => Promise<Version[]>

export async function retain(table: string): Promise<void> {
  const work = environment.workBucket()
  const said = (await getJson<RetentionRecord>(work, retentionKey(table)))?.value
  const record = said && (await getJson<Dataset>(work, datasetKey(table)))?.value
  if (!said || !record) return
  const nowMs = storeTimeMs()
  const past: Past | undefined =
    said.column === undefined
      ? async ({ versions }) => pastRetention(versions, said, nowMs)
      : await pastByColumn(table, said.column, said, nowMs)
  if (!past) return
  const bucket = environment.rawBucket()
  const gone = { versions: 0, bytes: 0 }
  const listed = versionsOf(bucket, `${record.source}/${record.dataset}/`)
  for await (const versions of atOnce(listed, retentionReadsAtOnce, past)) {
    for (const { key, versionId, bytes } of versions) {
      await deleteVersion({ bucket, key, versionId })
      gone.versions++
      gone.bytes += bytes
    }
  }
  if (gone.versions === 0) return
  const by = said.column === undefined ? '' : ` by ${said.column}`
  const detail = `${gone.versions} versions older than ${said.keep}${by}`
  note({ step: 'expired', table, bytes: gone.bytes, detail })
}

/** Undefined where the column holds no dates (any more): then nothing is known to be old, and that is said. */
async function pastByColumn(
  table: string,
  column: string,
  said: RetentionRecord,
  nowMs: number,
): Promise<Past | undefined> {
  const present = await loadTable(environment.lakeDatabase(), table)
  const ids = present ? datedIds(present.metadata, column) : []
  if (present && ids.length === 0) {
    note({ step: 'expired', table, detail: `nothing: ${column} is no column of dates` })
  }
  if (ids.length === 0) return undefined
  return async ({ key, versions }) => {
    const current = versions.find(({ isLatest }) => isLatest)
    const found = await getJson<Receipt>(environment.workBucket(), receiptKey(key))
    const receipt = found?.value
    const isOurs = receipt?.table === table && receipt.object.versionId === current?.versionId
    return isOurs && isPast(receipt, ids, said, nowMs) ? currentLast(versions) : []
  }
}
