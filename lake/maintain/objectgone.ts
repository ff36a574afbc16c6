/**
 * Which versions go where an object is erased: all of its key, of what was set aside, of predictions of its rows. What
 * landed after it was asked is another object and stays, unless it has bytes that were erased: a copy out of quarantine
 * may have been under way.
 */
import type { Erasure } from '../../schemas/erasure.ts'
import { assetRowKey } from '../assetrow.ts'
import { compareSequencers } from '../delivery.ts'
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

type Known = Pick<Erasure, 'createdAtMs' | 'touched' | 'sequencer'>

/** Whether predictions of the object's rows lie there, of whichever model, or its row among the assets. */
export const isMadeOf = (key: string, of: string): boolean =>
  of === assetRowKey(key) ||
  (of.startsWith('predictions/') && of.includes(`/run=${objectId(key)}/`))

/** Whether anything of the object lies there. */
export const isOfObject = (key: string, of: string): boolean =>
  [key, quarantineKey(key), reasonKey(key)].includes(of) || isMadeOf(key, of)

/**
 * Asked of each version in turn, with the receipt as it is after they were looked at: what landed since the walk began has
 * put its own there. It knows again what it said goes. `late` are versions aside of what had landed before it was asked,
 * though they are younger: the receipt may be of what landed anew by then. Of predictions `sequencer` is that of their rows.
 */
export function goneOf(
  { createdAtMs, touched, sequencer: erased = '' }: Known,
  key: string,
  late: ReadonlySet<string> = new Set(),
): (receipt: Receipt | undefined, of: string, version: Version, sequencer?: string) => boolean {
  const aside = quarantineKey(key)
  const known = touched[objectId(key)]
  const etags = new Set(known?.etags)
  // S3 keeps the ETag of what it copies, but not of what came in parts.
  const knowsBytes = known?.etags?.every((etag) => !etag.includes('-')) ?? false
  // Who had read the rows before may put their predictions long after. Of a version that is open the one before may hold.
  const isPredictedAnew = ({ state, object }: Receipt, sequencer: string): boolean =>
    state === 'committed'
      ? compareSequencers(sequencer, object.sequencer) >= 0
      : compareSequencers(sequencer, erased) > 0
  const isOfAnew = (
    receipt: Receipt | undefined,
    of: string,
    { versionId, etag, isLatest }: Version,
    sequencer = '',
  ): boolean => {
    const isThere =
      receipt !== undefined && receipt.state !== 'removed' && receipt.state !== 'removing'
    const isAnew =
      isThere &&
      !etags.has(receipt.object.etag) &&
      !landedBefore(receipt.times.event ?? 0, createdAtMs)
    // A receipt of what is gone tells when it went, and not when it had landed: then the bytes tell.
    const isSaid = isThere && receipt.quarantineVersion === versionId
    if (of === aside) return isSaid ? isAnew : knowsBytes
    if (!isAnew || !isLatest) return false
    return etag === '' || !isMadeOf(key, of) || isPredictedAnew(receipt, sequencer)
  }
  return (receipt, of, version, sequencer) => {
    if (!isOfObject(key, of)) return false
    const isKnown = etags.has(version.etag) || late.has(version.versionId)
    const isLater = version.modifiedMs > createdAtMs && !isKnown
    if (isLater && (of === key || isOfAnew(receipt, of, version, sequencer))) return false
    if (version.etag !== '' && (of === key || of === aside)) etags.add(version.etag)
    return true
  }
}
