/** Sets an object aside: a copy where Athena does not look, its reason beside it, and the original gone from the dataset. */
import { objectId, quarantineKey } from '../lake/key.ts'
import type { Reason } from '../lake/problem.ts'
import { advanced, isCurrent, type Receipt, receiptKey, setAside } from '../lake/receipt.ts'
import type { MaintainMessage } from '../schemas/messages.ts'
import { note, writeActivity } from './activity.ts'
import { environment } from './environment.ts'
import { changeRecord } from './records.ts'
import { copyObject, deleteObject, NoSuchObject, putBytes } from './s3.ts'
import { send } from './sqs.ts'

/**
 * Only this version is taken away, so whatever landed meanwhile stays. The receipt says where it is before it goes;
 * every step may be repeated.
 */
export async function quarantine(receipt: Receipt, reason: Reason): Promise<void> {
  const { bucket, key, sequencer, versionId } = receipt.object
  const aside = quarantineKey(key)
  try {
    await copyObject({ bucket, key, versionId }, aside)
  } catch (error) {
    if (!(error instanceof NoSuchObject)) throw error // it was taken away before
  }
  const text = JSON.stringify({ key, versionId, ...reason }, null, 2)
  await putBytes({ bucket, key: `${aside}.reason.json` }, text, { contentType: 'application/json' })
  const next = setAside(receipt, reason, aside, Date.now())
  await putBytes({ bucket: environment.workBucket(), key: markOf(next) }, '')
  const change = (present: Receipt | undefined) => advanced(present, next)
  const found = await changeRecord(environment.workBucket(), receiptKey(key), change)
  if (!isCurrent(found?.value, sequencer) || found?.value.state !== 'quarantined') return
  await takeAway(receipt)
  note({ step: 'quarantined', key, detail: `${reason.code}: ${reason.detail}` })
}

/** By which quarantine is listed, the newest first; the same however often the version is set aside. */
const markOf = ({ object, times }: Receipt): string =>
  `quarantine/${String(timeMsMax - (times.event ?? 0)).padStart(14, '0')}-${objectId(object.key)}`

const timeMsMax = 99_999_999_999_999

/** Lands what was set aside again, as a new version of its key: whatever looks at it now decides anew. */
export async function retryQuarantined(receipt: Receipt): Promise<void> {
  const { object, quarantineKey: aside = quarantineKey(object.key) } = receipt
  const { bucket, key } = object
  await copyObject({ bucket, key: aside }, key)
  await deleteObject({ bucket, key: aside })
  await deleteObject({ bucket, key: `${aside}.reason.json` })
  await deleteObject({ bucket: environment.workBucket(), key: markOf(receipt) })
  note({ step: 'retried', key })
  await writeActivity()
}

/** The last step, which only maintain may do; also again, for a receipt that is already in quarantine. */
export function takeAway({ object: { key, versionId } }: Receipt): Promise<void> {
  const message: MaintainMessage = { kind: 'takeAway', key, versionId }
  return send(environment.maintainQueue(), { body: message })
}
