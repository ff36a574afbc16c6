/** Uploads in parts that nobody has completed: no listing shows them, and their parts are bytes all the same. */
import { readDataset } from '../../aws/datasets.ts'
import { environment } from '../../aws/environment.ts'
import { getJson } from '../../aws/s3.ts'
import { abortUpload, uploadsUnder } from '../../aws/uploads.ts'
import { passBegan } from '../../lake/maintain/erasure.ts'
import { type Receipt, receiptKey } from '../../lake/receipt.ts'
import type { Erasure } from '../../schemas/erasure.ts'
import { hasHad } from './erasepast.ts'
import { change, take } from './erasurerecord.ts'
import { soughtIn, soughtOf, wantedDatasets } from './sought.ts'

type IsSought = (key: string) => boolean

/**
 * Of originals those of before, which would become objects later: whoever sends them begins again, and that is another
 * object. Of tables and results those whose maker must have ended, too.
 */
export async function abortUploads(erasure: Erasure): Promise<void> {
  const { createdAtMs, state } = erasure
  const endedMs =
    state === 'working' ? createdAtMs : passBegan(erasure) - environment.erasureSettleMs()
  await abortIn(erasure, environment.rawBucket(), createdAtMs, await soughtOf(erasure))
  await abortIn(erasure, environment.lakeBucket(), endedMs, await inTables(erasure))
  await abortIn(erasure, environment.workBucket(), endedMs, () => true)
}

async function abortIn(
  erasure: Erasure,
  bucket: string,
  untilMs: number,
  isSought: IsSought,
): Promise<void> {
  for await (const upload of uploadsUnder(bucket, '')) {
    if (upload.begunMs > untilMs || !isSought(upload.key)) continue
    await take(erasure)
    if (!(await abortUpload(bucket, upload))) continue
    await change(erasure.id, ({ counts, ...present }) => ({
      ...present,
      counts: { ...counts, uploads: (counts.uploads ?? 0) + 1 },
    }))
  }
}

/** Keys of the lake, but for folders of tables that never had such a column. */
async function inTables({ key, columns = [], values = [] }: Erasure): Promise<IsSought> {
  if (key !== undefined) {
    const table = (await getJson<Receipt>(environment.workBucket(), receiptKey(key)))?.value.table
    const own = table && (await readDataset(table)).location
    return (other) => folderOf(other) === own
  }
  const asked = { columns, values: new Set(values) }
  const { others } = await wantedDatasets(asked)
  const free = new Set<string>()
  for (const table of others.values()) {
    const record = await readDataset(table)
    if (!(await hasHad(table, await soughtIn(record, asked)))) free.add(record.location)
  }
  return (other) => !free.has(folderOf(other))
}

/** Of the table to which the key belongs: two names deep. */
const folderOf = (key: string): string =>
  `s3://${environment.lakeBucket()}/${key.split('/').slice(0, 2).join('/')}`
