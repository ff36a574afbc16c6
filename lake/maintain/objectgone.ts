/**
 * Which versions go where an object is erased: all of its key, of what was set aside, of predictions of its rows. What
 * landed after it was asked is another object and stays, unless it has bytes that were erased: a copy out of quarantine
 * may have been under way.
 */
import type { Erasure } from '../../schemas/erasure.ts'
import { objectId, quarantineKey } from '../key.ts'
import type { Receipt } from '../receipt.ts'

interface Version {
  versionId: string
  /** Empty: a delete marker. */
  etag: string
  /** Milliseconds since 1970. */
  modifiedMs: number
  isLatest: boolean
}

/** Asked of each version in turn; it knows again what it said goes. */
export function goneOf(
  { createdAtMs, touched }: Pick<Erasure, 'createdAtMs' | 'touched'>,
  key: string,
  receipt: Receipt | undefined,
): (of: string, version: Version) => boolean {
  const aside = quarantineKey(key)
  const run = `/run=${objectId(key)}/`
  const known = touched[objectId(key)]
  const etags = new Set(known?.etags)
  const isAnew =
    receipt !== undefined &&
    receipt.state !== 'removed' &&
    receipt.state !== 'removing' &&
    (receipt.times.event ?? 0) > createdAtMs
  // S3 keeps the ETag of what it copies, but not of what came in parts.
  const knowsBytes = known?.etags?.every((etag) => !etag.includes('-')) ?? false
  const isOfAnew = (of: string, { versionId, isLatest }: Version): boolean => {
    if (of !== aside) return isAnew && isLatest
    return receipt?.quarantineVersion === versionId ? isAnew : knowsBytes
  }
  return (of, version) => {
    const isOurs =
      [key, aside, `${aside}.reason.json`].includes(of) ||
      (of.startsWith('predictions/') && of.includes(run))
    if (!isOurs) return false
    const isLater = version.modifiedMs > createdAtMs && !etags.has(version.etag)
    if (isLater && (of === key || isOfAnew(of, version))) return false
    if (version.etag !== '' && (of === key || of === aside)) etags.add(version.etag)
    return true
  }
}
