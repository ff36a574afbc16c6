/**
 * Which versions go where an object is erased: all of its key, of what was set aside, of predictions of its rows. What
 * landed after it was asked is another object and stays, unless it has bytes that were erased: a copy out of quarantine
 * may have been under way.
 */
import type { Erasure } from '../../schemas/erasure.ts'
import { objectId, quarantineKey, reasonKey } from '../key.ts'
import type { Receipt } from '../receipt.ts'

interface Version {
  versionId: string
  /** Empty: a delete marker. */
  etag: string
  /** Milliseconds since 1970. */
  modifiedMs: number
  isLatest: boolean
}

/**
 * S3 lists whole seconds, its events have milliseconds: what landed in the second in which it was asked goes, whichever
 * of both its receipt is of, and whether or not it was set aside meanwhile.
 */
export const landedBefore = (eventMs: number, askedMs: number): boolean =>
  Math.floor(eventMs / 1000) * 1000 <= askedMs

/**
 * Asked of each version in turn; it knows again what it said goes. `late` are versions aside of what had landed before
 * it was asked, though they are younger: the receipt may be of what landed anew by then.
 */
export function goneOf(
  { createdAtMs, touched }: Pick<Erasure, 'createdAtMs' | 'touched'>,
  key: string,
  receipt: Receipt | undefined,
  late: ReadonlySet<string> = new Set(),
): (of: string, version: Version) => boolean {
  const aside = quarantineKey(key)
  const run = `/run=${objectId(key)}/`
  const known = touched[objectId(key)]
  const etags = new Set(known?.etags)
  const isAnew =
    receipt !== undefined &&
    receipt.state !== 'removed' &&
    receipt.state !== 'removing' &&
    !landedBefore(receipt.times.event ?? 0, createdAtMs)
  // S3 keeps the ETag of what it copies, but not of what came in parts.
  const knowsBytes = known?.etags?.every((etag) => !etag.includes('-')) ?? false
  const isOfAnew = (of: string, { versionId, isLatest }: Version): boolean => {
    if (of !== aside) return isAnew && isLatest
    return receipt?.quarantineVersion === versionId ? isAnew : knowsBytes
  }
  return (of, version) => {
    const isOurs =
      [key, aside, reasonKey(key)].includes(of) ||
      (of.startsWith('predictions/') && of.includes(run))
    if (!isOurs) return false
    const isKnown = etags.has(version.etag) || late.has(version.versionId)
    const isLater = version.modifiedMs > createdAtMs && !isKnown
    if (isLater && (of === key || isOfAnew(of, version))) return false
    if (version.etag !== '' && (of === key || of === aside)) etags.add(version.etag)
    return true
  }
}
