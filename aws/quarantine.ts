/** Sets an object aside: a copy where Athena does not look, its reason beside it, and the original gone from the dataset. */
import { objectId, quarantineKey, reasonKey } from '../lake/key.ts'
import type { Reason } from '../lake/problem.ts'
import { type Receipt, receiptKey, setAside } from '../lake/receipt.ts'
import type { MaintainMessage } from '../schemas/messages.ts'
import { note, writeActivity } from './activity.ts'
import { copyWithin } from './copy.ts'
import { environment } from './environment.ts'
import { swapRecord } from './records.ts'
import { deleteObject, headObject, type Json, NoSuchObject, putBytes } from './s3.ts'
import { send } from './sqs.ts'

/**
 * The receipt says where it is before it is taken away, which is the caller's to do: then whatever landed meanwhile
 * stays. `found` is the receipt that this one is made of; undefined where it is no longer so. Every step may be repeated,
 * and a worker that is late copies over what is aside: therefore the receipt names the copy's version. Throws NoSuchObject.
 */
export async function quarantine(
  receipt: Receipt,
  reason: Reason,
  found: Json<Receipt> | undefined,
): Promise<Receipt | undefined> {
  const { bucket, key, versionId } = receipt.object
  const aside = quarantineKey(key)
  const asideVersion = await copyWithin(receipt.object, aside)
  const said = { key, versionId, eventMs: receipt.times.event, copy: asideVersion, ...reason }
  const text = JSON.stringify(said, null, 2)
  await putBytes({ bucket, key: reasonKey(key) }, text, { contentType: 'application/json' })
  const next = setAside(
    receipt,
    reason,
    { quarantineKey: aside, quarantineVersion: asideVersion },
    Date.now(),
  )
  await putBytes({ bucket: environment.workBucket(), key: markOf(next) }, '')
  const written = await swapRecord(environment.workBucket(), receiptKey(key), next, found)
  if (!written) return undefined
  note({ step: 'quarantined', key, detail: `${reason.code}: ${reason.detail}` })
  return next
}

export const marks = 'quarantine/'

/** By which quarantine is listed, the newest first; the same however often the version is set aside. */
export const markOf = ({ object, times }: Receipt): string =>
  `${marks}${String(timeMsMax - (times.event ?? 0)).padStart(14, '0')}-${objectId(object.key)}`

const timeMsMax = 99_999_999_999_999

/**
 * Lands what was set aside again, as a new version of its key: whatever looks at it now decides anew. The copy is hidden
 * before it lands, for a worker that is quick sets it aside again. Throws NoSuchObject.
 */
export async function retryQuarantined(receipt: Receipt): Promise<void> {
  const { object, quarantineKey: aside = quarantineKey(object.key), quarantineVersion } = receipt
  const { bucket, key } = object
  const versionId = quarantineVersion ?? (await headObject({ bucket, key: aside }))?.versionId
  if (!versionId) throw new NoSuchObject(`s3://${bucket}/${aside}`)
  await deleteObject({ bucket, key: aside })
  await deleteObject({ bucket, key: reasonKey(key) })
  await copyWithin({ bucket, key: aside, versionId, bytes: object.bytes }, key)
  await deleteObject({ bucket: environment.workBucket(), key: markOf(receipt) })
  note({ step: 'retried', key })
  await writeActivity()
}

/** The last step, which only maintain may do; also again, for a receipt that is already in quarantine. */
export function takeAway({ object: { key, versionId } }: Receipt): Promise<void> {
  const message: MaintainMessage = { kind: 'takeAway', key, versionId }
  return send(environment.maintainQueue(), { body: message })
}
