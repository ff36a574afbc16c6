/** Sets an object aside: a copy where Athena does not look, its reason beside it, and the original gone from the dataset. */
import { quarantineKey } from '../lake/key.ts'
import type { Reason } from '../lake/problem.ts'
import { advanced, isCurrent, type Receipt, receiptKey, setAside } from '../lake/receipt.ts'
import { note } from './activity.ts'
import { environment } from './environment.ts'
import { changeRecord } from './records.ts'
import { copyObject, deleteObject, NoSuchObject, putBytes } from './s3.ts'

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
  const change = (present: Receipt | undefined) => advanced(present, next)
  const found = await changeRecord(environment.workBucket(), receiptKey(key), change)
  if (!isCurrent(found?.value, sequencer) || found?.value.state !== 'quarantined') return
  await takeAway(receipt)
  note({ step: 'quarantined', key, detail: `${reason.code}: ${reason.detail}` })
}

/** The last step again, for a receipt that is already in quarantine. */
export const takeAway = ({ object: { bucket, key, versionId } }: Receipt): Promise<void> =>
  deleteObject({ bucket, key, versionId })
