/**
 * What a receipt says once S3 was asked what the key's current version is. Events only tell that there is something to
 * look at. Whoever has swapped a receipt asks S3 again after it, and begins anew where it has another version by then:
 * the last one who writes has looked last, in whatever order events come and however often.
 */
import { isListed } from './assetrow.ts'
import { type Arrival, compareSequencers, type ObjectVersion, sequencerAfter } from './delivery.ts'
import type { Decided } from './logged/logged.ts'
import type { Receipt } from './receipt.ts'

/** The version that a key has now, as S3 was asked after the receipt was read. */
export interface Current extends Omit<ObjectVersion, 'sequencer'> {
  /** Milliseconds since 1970. */
  modifiedMs: number
  /** The version of the interpretation by which it is to be read; absent: nobody says how. */
  interpretation?: number | undefined
  /** What the log of the table says of it in whose folder it lies. */
  logged?: Decided | undefined
}

/** Whether the receipt is of this version, read as it is to be read, and has not seen it go. */
function isOf(receipt: Receipt, current: Current): boolean {
  const { versionId, etag, bytes, interpretation = 0, logged } = current
  const { object } = receipt
  if (isGone(receipt) || object.versionId !== versionId) return false
  if ((receipt.interpretation ?? 0) !== interpretation) return false
  if (isListed(receipt) && !receipt.listed) return false // it was looked at before assets had rows
  if (receipt.logged?.root !== logged?.root || receipt.logged?.mark !== logged?.mark) return false
  return versionId !== 'null' || (object.etag === etag && object.bytes === bytes)
}

const isGone = ({ state }: Receipt): boolean => state === 'removing' || state === 'removed'

/**
 * Of an event that is later than all that is known: what S3 will say, most likely; undefined where only S3 can tell. Where
 * the key was seen empty it may be of a version that was put and deleted since, of which the receipt knows nothing.
 */
export function hinted(
  receipt: Receipt | undefined,
  arrival: Arrival,
  nowMs: number,
  interpretation?: number,
): Receipt | undefined {
  if (arrival.kind !== 'created' || receipt?.looked) return undefined
  if (receipt && (isGone(receipt) || receipt.state === 'quarantined')) return undefined
  const { object, eventMs } = arrival
  const isLater = !receipt || compareSequencers(object.sequencer, receipt.object.sequencer) > 0
  const { sequencer: _, ...version } = object
  const likely = { ...version, modifiedMs: eventMs, interpretation }
  const next = isLater && looked(receipt, arrival, likely, nowMs)
  return next && next !== receipt ? next : undefined
}

/** The very same receipt where it says so already; undefined where nothing is known of the key, nor to be. */
export function looked(
  receipt: Receipt | undefined,
  arrival: Arrival,
  current: Current | undefined,
  nowMs: number,
): Receipt | undefined {
  if (!current) return receipt || arrival.kind !== 'look' ? gone(receipt, arrival, nowMs) : receipt
  if (receipt && isOf(receipt, current)) return receipt
  const { modifiedMs, interpretation, logged, ...version } = current
  const isOwn = arrival.kind === 'created' && arrival.object.versionId === version.versionId
  const order = orderAfter(receipt, arrival, isOwn)
  const event = isOwn ? arrival.eventMs : modifiedMs
  const times = { event, received: nowMs }
  return {
    ...placeOf(receipt),
    ...order,
    object: { ...version, ...order.object },
    state: 'landed',
    ...(interpretation && { interpretation }),
    ...(logged && { logged }),
    times,
  }
}

/** Its rows go; what was set aside keeps its reason, for it was we who took it away. */
function gone(receipt: Receipt | undefined, arrival: Arrival, nowMs: number): Receipt | undefined {
  const wasAside = receipt?.state === 'quarantined' || receipt?.quarantineKey !== undefined
  const isAside = wasAside && !forgets(receipt, arrival)
  const isSettled = receipt && (isGone(receipt) || (isAside && !receipt.staged))
  if (isSettled && isAside === wasAside) return receipt
  // What is aside stays the one that it is: whose event came late has no copy, and would be taken away.
  const object = isAside || arrival.kind === 'look' ? receipt?.object : arrival.object
  if (!object) return undefined
  // Whether it came after what is aside, and was seen before its own event, nobody knows: the next one is no surer.
  const isSure = arrival.kind === 'removed' && !(isAside && receipt.looked)
  const order = orderAfter(receipt, arrival, isSure)
  const toldMs = arrival.kind === 'look' ? nowMs : arrival.eventMs
  // What is aside landed no earlier than it did, though the event of another's going comes late.
  const eventMs = isAside ? Math.max(toldMs, receipt.times.event ?? 0) : toldMs
  const { reason, quarantineKey, quarantineVersion } = isAside ? receipt : {}
  return {
    ...placeOf(receipt),
    ...order,
    object: { ...object, ...order.object },
    state: receipt?.staged ? 'removing' : 'removed',
    ...(reason && { reason }),
    ...(quarantineKey && { quarantineKey }),
    ...(quarantineVersion && { quarantineVersion }),
    times: { event: eventMs, received: nowMs },
  }
}

/** A deletion that surely came after what is in quarantine; a version that goes for good may be our own taking away. */
function forgets({ object, looked }: Receipt, arrival: Arrival): boolean {
  if (arrival.kind !== 'removed' || !arrival.isMarker || looked) return false
  return compareSequencers(arrival.object.sequencer, object.sequencer) > 0
}

/** Where the key belongs, and whether the table may hold rows of it: no version changes that. */
function placeOf(receipt: Receipt | undefined): Pick<Receipt, 'partitions' | 'staged'> {
  const { source, dataset, table, partitions = [], staged = false, listed } = receipt ?? {}
  const place = { ...(source && { source }), ...(dataset && { dataset }), ...(table && { table }) }
  return { ...place, partitions, staged, ...(listed && { listed }) }
}

/** S3's own sequencer where the event is of what was seen; else the next one after all that is known. */
function orderAfter(
  receipt: Receipt | undefined,
  arrival: Arrival,
  isOwn: boolean,
): { object: { sequencer: string }; looked?: true } {
  const before = receipt?.object.sequencer ?? ''
  const told = arrival.kind === 'look' ? '' : arrival.object.sequencer
  const isLater = compareSequencers(told, before) > 0
  if (isOwn && isLater) return { object: { sequencer: told } }
  return { object: { sequencer: sequencerAfter(isLater ? told : before) }, looked: true }
}
