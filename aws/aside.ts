/** What of a key is in quarantine. */
import { quarantineKey, reasonKey } from '../lake/key.ts'
import type { Reason } from '../lake/problem.ts'
import type { Receipt } from '../lake/receipt.ts'
import { environment } from './environment.ts'
import { getJson, headObject } from './s3.ts'

type Said = Reason & { versionId: string; eventMs?: number }

/**
 * As its receipt says, or a version that broke over one that came back: the receipt is of that one then, and what lies
 * aside tells of itself. A newer version than the broken one has taken its place.
 */
export async function asideOf(receipt: Receipt | undefined): Promise<Receipt | undefined> {
  if (!receipt || receipt.state === 'quarantined') return receipt
  const { object, source, dataset, table, partitions, times, staged } = receipt
  const aside = { bucket: environment.rawBucket(), key: quarantineKey(object.key) }
  const [head, said] = await Promise.all([
    headObject(aside),
    getJson<Said>(aside.bucket, reasonKey(object.key)),
  ])
  if (!head || !said || said.value.versionId === object.versionId) return undefined
  const { versionId, eventMs = head.modifiedMs, code, detail, remedy, at } = said.value
  const isGone = receipt.state === 'removed' || receipt.state === 'removing'
  if (isGone || eventMs < (times.event ?? 0)) return undefined
  const { bytes, etag } = head
  return {
    object: { ...object, versionId, bytes, etag },
    state: 'quarantined',
    ...{ partitions, staged, quarantineKey: aside.key, quarantineVersion: head.versionId },
    ...(source && { source }),
    ...(dataset && { dataset }),
    ...(table && { table }),
    reason: { code, detail, remedy, ...(at && { at }) },
    times: { event: eventMs },
  }
}
