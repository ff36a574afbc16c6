/** The record of an erasure while it goes on, and the certificate that it becomes. */
import { createHash } from 'node:crypto'
import type { Erasure } from '../../schemas/erasure.ts'
import type { MaintainMessage } from '../../schemas/messages.ts'
import { compareSequencers } from '../delivery.ts'
import { objectIdOf } from '../iceberg/live.ts'
import { addressOf, objectId } from '../key.ts'
import {
  erasedListMax,
  erasureFollowMsMax,
  erasureFollowSeconds,
  erasurePassesMax,
} from '../limits.ts'
import type { Receipt } from '../receipt.ts'
import { isSameChain } from './chain.ts'
import { isWanted, type Wanted } from './redact.ts'
import { type Grace, grace, isAtRest } from './sweep.ts'

export const erasureKey = (id: string): string => `erasures/${id}.json`

/** Where files that a table has named are written down, or all of an erasure's: see `functions/maintain/forgotten.ts`. */
export const forgottenUnder = (id: string, table?: string): string =>
  table === undefined ? `erasing/${id}/` : `erasing/${id}/${table}/`

export const forgottenKey = (id: string, table: string, uri: string): string =>
  `${forgottenUnder(id, table)}${sha256(uri)}.json`

type Asked =
  | { kind: 'object'; key: string; sequencer?: string }
  | { kind: 'value'; columns: string[]; values: string[] }

export function newErasure(
  id: string,
  wanted: Asked,
  { by, salt, nowMs }: { by: string; salt: string; nowMs: number },
): Erasure {
  const values = wanted.kind === 'value' ? wanted.values : []
  const none = { versions: 0, bytes: 0, redacted: 0, rows: 0, files: 0, records: 0 }
  const hashes = values.map((value) => sha256(salt + value))
  const empty = { hashes, place: '', touched: {}, counts: none, chain: '', left: [] }
  const object = wanted.kind === 'object' ? { object: objectId(wanted.key) } : {}
  return { id, state: 'working', by, salt, createdAtMs: nowMs, ...empty, ...object, ...wanted }
}

/** Whether it is the erasure of the same; after its end its hashes still say so. */
export const isOf = (erasure: Erasure, wanted: Asked): boolean =>
  wanted.kind === 'object'
    ? erasure.object === objectId(wanted.key)
    : JSON.stringify([erasure.columns, erasure.hashes]) ===
      JSON.stringify([wanted.columns, wanted.values.map((one) => sha256(erasure.salt + one))])

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Asks for its next turn. */
export const eraseOf = ({ id, resumed }: Erasure): MaintainMessage => ({
  kind: 'erase',
  id,
  ...(resumed && { resumed }),
})

/** Whether a turn that began there may still say how far it is: not of another chain, nor of what it has done before. */
export const isOfTurn = (erasure: Erasure, begun: Erasure): boolean =>
  erasure.state === begun.state && isSamePass(erasure, begun) && isSameChain(erasure, begun)

const isSamePass = (one: Erasure, other: Erasure): boolean =>
  (one.passes ?? 0) === (other.passes ?? 0)

/** What went of one key. */
export interface Gone {
  key: string
  /** The id of the object whose rows they were. */
  object: string
  table?: string | undefined
  versions: { versionId: string; etag: string; bytes: number }[]
  /** Of versions that had gone before. */
  etags?: string[]
  redacted?: { rows: number }
}

/** Told again, after a death, it counts nothing twice. */
export function withGone(
  erasure: Erasure,
  { key, object: id, table, redacted, etags: former = [], ...gone }: Gone,
): Erasure {
  const known = erasure.touched[id]
  const before = known?.versions ?? []
  const versions = gone.versions.filter(({ versionId }) => !before.includes(versionId))
  const ids = versions.map(({ versionId }) => versionId)
  const lines = versions.map(({ versionId, etag }) => `${key} ${versionId} ${etag}\n`)
  const { counts } = erasure
  const own = versions.map(({ etag }) => etag)
  const etags = new Set([...(known?.etags ?? []), ...former, ...own])
  etags.delete('') // of delete markers
  const touch = { versions: [...before, ...ids], etags: [...etags] }
  return {
    ...erasure,
    touched: { ...erasure.touched, [id]: { ...known, ...(table && { table }), ...touch } },
    chain: lines.reduce((chain, line) => sha256(chain + line), erasure.chain),
    counts: {
      ...counts,
      versions: counts.versions + versions.length,
      bytes: counts.bytes + versions.reduce((sum, { bytes }) => sum + bytes, 0),
      redacted: counts.redacted + (redacted ? 1 : 0),
      rows: counts.rows + (redacted?.rows ?? 0),
    },
  }
}

/** Those that held its rows, now or once. */
export const tablesOf = ({ touched, past = [] }: Pick<Erasure, 'touched' | 'past'>): string[] =>
  [...new Set([...Object.values(touched).flatMap(({ table }) => table ?? []), ...past])].sort()

/** Its history goes. */
export const withPast = (erasure: Erasure, table: string): Erasure =>
  erasure.past?.includes(table) ? erasure : { ...erasure, past: [...(erasure.past ?? []), table] }

/** Of objects that were touched before anything was known of them. `tables`: by object. */
export function withTables(erasure: Erasure, tables: Record<string, string>): Erasure {
  const known = Object.entries(tables).map(([id, table]) => [id, { ...erasure.touched[id], table }])
  return { ...erasure, touched: { ...erasure.touched, ...Object.fromEntries(known) } }
}

/** The newest that is known of what goes: predictions of its rows may still come. */
export function withSequencer(erasure: Erasure, sequencer: string): Erasure {
  return compareSequencers(erasure.sequencer ?? '', sequencer) < 0
    ? { ...erasure, sequencer }
    : erasure
}

export function withLeft(erasure: Erasure, key: string, why: string): Erasure {
  const isKnown = erasure.left.some((left) => left.key === key)
  if (isKnown) return erasure
  if (erasure.left.length >= erasedListMax) return withUnlisted(erasure, key)
  return { ...erasure, left: [...erasure.left, { key, why }] }
}

/** Keys come in their order, and a turn that died comes past them again; what Athena keeps comes after them. */
function withUnlisted({ unlisted = 0, unlistedTo, ...erasure }: Erasure, key: string): Erasure {
  const to = unlistedTo === undefined ? {} : { unlistedTo }
  if (key.startsWith('athena:')) return { ...erasure, ...to, unlisted: unlisted + 1 }
  const isMet =
    unlistedTo !== undefined && Buffer.compare(Buffer.from(key), Buffer.from(unlistedTo)) <= 0
  return isMet
    ? { ...erasure, unlisted, ...to }
    : { ...erasure, unlisted: unlisted + 1, unlistedTo: key }
}

/** What an original is left for whose rows with the value are gone all the same. */
export const standsInOthers = 'the value stands in other columns too'

/** Of this pass alone: the next looks once more. */
export function withRemaining(erasure: Erasure, key: string, why: string): Erasure {
  const { remaining = [] } = erasure
  const isKnown = remaining.some((one) => one.key === key)
  if (isKnown || remaining.length >= erasedListMax) return erasure
  return { ...erasure, remaining: [...remaining, { key, why }] }
}

export const withTaken = (erasure: Erasure): Erasure => ({
  ...erasure,
  taken: (erasure.taken ?? 0) + 1,
})

/** Whether the pipeline has followed: no version that is gone can still reach a table. */
export function hasFollowed(receipt: Receipt | undefined, versions: string[]): boolean {
  if (!receipt) return true
  if (!isAtRest(receipt)) return false
  if (receipt.staged && receipt.state !== 'committed') return false // its rows are still to be taken out
  const isAside = receipt.state === 'removed' || receipt.state === 'quarantined'
  return isAside || !versions.includes(receipt.object.versionId)
}

/**
 * Where nothing has followed: it waits; after too long it is told by name what for, and the nights try again. `late`: keys, or
 * none where some have followed.
 */
export function waiting(erasure: Erasure, late: string[], nowMs: number): Erasure {
  const { waitsSinceMs = nowMs, ...rest } = erasure
  if (late.length === 0) return rest
  if (nowMs - waitsSinceMs < erasureFollowMsMax) return { ...rest, waitsSinceMs }
  const passes = (rest.passes ?? 0) + 1 // whoever is late is of another
  const blocked: Erasure = { ...rest, passes, state: 'blocked' }
  return late.reduce((one, key) => withRemaining(one, key, unfollowed), blocked)
}

const unfollowed =
  'its table has not followed for hours: activity and the dead letters say what keeps it'

/** In how many it goes on: a twentieth of what it has waited, for what does not follow soon seldom does. */
export const followSeconds = ({ at, waitsSinceMs }: Erasure, nowMs: number): number =>
  at?.[0] === 'follow'
    ? Math.max(erasureFollowSeconds, (nowMs - (waitsSinceMs ?? nowMs)) / 20_000)
    : 0

/** Of an object that is gone: that it was there, and that late words of it are late. */
export function tombstone({ object, times, ...receipt }: Receipt): Receipt {
  const { source, dataset, table, looked, listed } = receipt
  const place = { ...(source && { source }), ...(dataset && { dataset }), ...(table && { table }) }
  return {
    ...place,
    ...(looked && { looked }),
    ...(listed && { listed }),
    object: { ...object, etag: '', bytes: 0 },
    state: 'removed',
    partitions: [],
    staged: false,
    times: { ...(times.event !== undefined && { event: times.event }) },
  }
}

/** Files of what was touched go at once, for no receipt can name them; others when whoever wrote them must have ended. */
export const erasureGrace =
  (touched: ReadonlySet<string>, settleMs: number): Grace =>
  (uri) => {
    const owner = objectIdOf(uri)
    if (owner && touched.has(owner)) return Number.NEGATIVE_INFINITY
    const isOurs = owner !== undefined || /\/(data\/merged-|metadata\/)[^/]+$/.test(uri)
    return isOurs ? settleMs : grace(uri)
  }

/** The id of the object that lies at the key, or aside there. */
export function ownerOf(key: string): string {
  const landed = landedKeyOf(key)
  return 'id' in landed ? landed.id : objectId(landed.key)
}

/** Whether a folder of the key says one of the values of one of the columns, also where it was set aside. */
export function isSaidByFolder(key: string, wanted: Wanted): boolean {
  const landed = landedKeyOf(key)
  const addressed = 'key' in landed ? addressOf(landed.key) : undefined
  if (addressed?.kind !== 'data' && addressed?.kind !== 'hidden') return false
  return isSaidBy(addressed.address.partitions, wanted)
}

/** Of folders, or of what a table's log says of a file. */
export const isSaidBy = (partitions: Receipt['partitions'], wanted: Wanted): boolean =>
  partitions.some(({ key: name, value }) => isWanted({ name }, wanted) && wanted.values.has(value))

/** Of what lies aside too; the id alone of a key that was too long to be kept. */
export function landedKeyOf(key: string): { key: string } | { id: string } {
  if (addressOf(key).kind !== 'quarantine') return { key }
  const plain = key.replace(/\.reason\.json$/, '')
  const [, id] = /^_quarantine\/([0-9a-f]{16})$/.exec(plain) ?? [] // of a key too long to be kept
  const landed = plain.startsWith('_quarantine/')
    ? plain.slice('_quarantine/'.length)
    : plain.replace('/_quarantine/', '/')
  return id ? { id } : { key: landed }
}

/**
 * What a pass over all is followed by. The first by another, when nothing of before can still be at work; and so any that
 * has taken something away, so many times. One that has found nothing is the last.
 */
export function afterPass(erasure: Erasure, nowMs: number, settleMs: number): Erasure {
  const { at: _, unlisted, unlistedTo: __, taken = 0, remaining = [], ...rest } = erasure
  const passes = (erasure.passes ?? 0) + 1
  const next = { ...rest, passes, left: [], state: 'settling' as const, place: '' }
  const again = { ...next, settledAtMs: nowMs + 2 * settleMs }
  if (erasure.state === 'working') return again
  const isBound = passes - (erasure.passesBefore ?? 0) >= erasurePassesMax
  if (taken > 0 && !isBound) return again
  const still = taken > 0 ? [...remaining, restless] : remaining
  if (still.length > 0) {
    const more = unlisted ? { unlisted } : {}
    return { ...rest, ...more, passes, state: 'blocked', remaining: still }
  }
  return ended({ ...erasure, passes }, nowMs)
}

const restless = {
  key: 'passes',
  why: `each of ${erasurePassesMax} passes found something more: whoever writes it is still at work`,
}

/** All is met once more. A pass that had not come to its end is followed by two: what it waited for may be at work in the first. */
export function takenUp(blocked: Erasure, nowMs: number): Erasure {
  const { remaining: _, taken: __, unlisted: ___, unlistedTo: ____, at, ...erasure } = blocked
  const passesBefore = erasure.passes ?? 0
  const begun = { ...erasure, left: [], ...(at && { taken: 1 }), passesBefore, settledAtMs: nowMs }
  return { ...begun, state: 'settling', place: '' }
}

/** When this pass began to look through the originals. */
export const passBegan = ({ state, createdAtMs, settledAtMs }: Erasure): number =>
  state === 'working' ? createdAtMs : (settledAtMs ?? createdAtMs)

/** With its end values, keys and versions leave the record: what stays is the certificate. */
export function ended(erasure: Erasure, nowMs: number): Erasure {
  const { values: _values, place: _place, at: _at, key: _key, ...present } = erasure
  const { sequencer: _sequencer, unlistedTo: _unlistedTo, foreign: _foreign, ...own } = present
  const { taken: _taken, remaining: _remaining, touched, ...rest } = own
  const ids = Object.entries(touched).map(([id, { table }]) => [
    id,
    { ...(table && { table }), versions: [] },
  ])
  return { ...rest, touched: Object.fromEntries(ids), state: 'done', endedAtMs: nowMs }
}

export function certificateOf(erasure: Erasure) {
  const {
    id,
    kind,
    state,
    by,
    object = null,
    columns = [],
    salt,
    hashes,
    touched,
    counts,
    remaining = [],
  } = erasure
  const timeOf = (ms: number | undefined) => (ms === undefined ? null : new Date(ms).toISOString())
  return {
    ...{ id, kind, state, by, object, columns },
    values: { salt, sha256: hashes },
    objects: Object.keys(touched).length,
    tables: tablesOf(erasure),
    counts: { ...counts, foreign: counts.foreign ?? 0, uploads: counts.uploads ?? 0 },
    sha256: erasure.chain,
    left: [...erasure.left, ...remaining],
    unlisted: erasure.unlisted ?? 0,
    createdAt: timeOf(erasure.createdAtMs),
    settledAt: timeOf(erasure.settledAtMs),
    endedAt: timeOf(erasure.endedAtMs),
  }
}
