/** The raw bucket, key by key: versions that hold what is to go are deleted, the current one is written again without its rows. */
import { Conflict } from '../../aws/conflict.ts'
import { environment } from '../../aws/environment.ts'
import { setAsideSince } from '../../aws/reasons.ts'
import { deleteObject, deleteVersion, getJson, headObject } from '../../aws/s3.ts'
import { send } from '../../aws/sqs.ts'
import { type Version, type Versioned, versionsOf } from '../../aws/versions.ts'
import { assetRowKey } from '../../lake/assetrow.ts'
import { objectId } from '../../lake/key.ts'
import {
  type Gone,
  ownerOf,
  withGone,
  withLeft,
  withSequencer,
} from '../../lake/maintain/erasure.ts'
import { goneOf, isMadeOf, isOfObject, landedBefore } from '../../lake/maintain/objectgone.ts'
import { type Receipt, receiptKey, receiptKeyOf } from '../../lake/receipt.ts'
import type { Erasure } from '../../schemas/erasure.ts'
import { abortUploads } from './eraseuploads.ts'
import { change, changeInTurn, take } from './erasurerecord.ts'
import { type Looked, searchOf } from './search.ts'

/** Until the walk has ended, or the turn: then it goes on after the last key. */
export async function eraseOriginals(erasure: Erasure): Promise<void> {
  const until = Date.now() + environment.erasureTurnMs()
  const look = await lookerOf(erasure)
  let place = erasure.place ?? ''
  for await (const versioned of versionsOf(environment.rawBucket(), '', place)) {
    await eraseKey(erasure, versioned, await look(versioned))
    place = versioned.key
    if (Date.now() < until) continue
    await changeInTurn(erasure, (present) => ({ ...present, place }))
    return
  }
  await abortUploads(erasure)
  await changeInTurn(erasure, ({ place: _, ...present }) => present)
}

type Look = (versioned: Versioned) => Promise<Looked>

async function lookerOf(erasure: Erasure): Promise<Look> {
  if (erasure.kind === 'value') return searchOf(erasure)
  const { key = '' } = erasure
  const known = (await touch(erasure, key, await receiptNow(key))) ?? erasure
  const late = await setAsideSince(key, erasure.createdAtMs)
  const isGone = goneOf(known, key, late)
  return async ({ key: other, versions }) => {
    if (!isOfObject(key, other)) return { gone: [] }
    const object = { bucket: environment.rawBucket(), key: other }
    const head = isMadeOf(key, other) ? await headObject(object) : undefined
    const sequencerOf = ({ versionId }: Version): string | undefined =>
      versionId === head?.versionId ? head.metadata.sequencer : undefined
    const receipt = await receiptNow(key) // after them: since the walk began another may have landed, and is theirs
    return { gone: versions.filter((one) => isGone(receipt, other, one, sequencerOf(one))) }
  }
}

const receiptNow = async (key: string): Promise<Receipt | undefined> =>
  (await getJson<Receipt>(environment.workBucket(), receiptKey(key)))?.value

/** The table's past may hold rows of versions that had gone before it was asked. */
function touch(
  { id, createdAtMs }: Erasure,
  key: string,
  receipt: Receipt | undefined,
): Promise<Erasure | undefined> {
  const isBefore = receipt !== undefined && landedBefore(receipt.times.event ?? 0, createdAtMs)
  const etags = isBefore ? [receipt.object.etag] : []
  const gone = { key, object: objectId(key), table: receipt?.table, versions: [], etags }
  const sequencer = isBefore ? receipt.object.sequencer : ''
  const row = receipt?.listed && assetRowKey(key)
  const listed = row && { key: row, object: objectId(row), versions: [] }
  return change(id, (present) => {
    const touched = withGone(withSequencer(present, sequencer), gone)
    return listed ? withGone(touched, listed) : touched
  })
}

/** The record first: what a death leaves half done is then known to have been touched. */
async function eraseKey(
  erasure: Erasure,
  { key, versions }: Versioned,
  { gone, redacted, left, isAhead, isAside = false }: Looked,
): Promise<void> {
  const { id } = erasure
  if (left) await change(id, (present) => withLeft(present, key, left))
  if (gone.length === 0 && !isAhead) return
  await take(erasure)
  const object = ownerOf(key)
  const found = await getJson<Receipt>(environment.workBucket(), receiptKeyOf(object))
  const table = found?.value.table
  const went: Gone = { key, object, table, versions: gone, ...(redacted && { redacted }) }
  await change(id, (present) => withGone(present, went))
  const bucket = environment.rawBucket()
  const isBare = versions.every((version) => version.isMarker || gone.includes(version))
  if (!redacted && !isBare && !isAside) await cover(key, gone)
  // The current one last: what lies beneath is not to come back first.
  const inOrder = [...gone.filter((one) => !one.isLatest), ...gone.filter((one) => one.isLatest)]
  for (const { versionId } of inOrder) await deleteVersion({ bucket, key, versionId })
  if (object === objectId(key))
    await send(environment.arrivalsQueue(), { body: { kind: 'look', key } })
}

/** What lies beneath was replaced by what goes, and does not come back in its place. */
async function cover(key: string, gone: Version[]): Promise<void> {
  const current = gone.find(({ isLatest, isMarker }) => isLatest && !isMarker)
  if (!current) return
  const etag = `"${current.etag}"`
  await deleteObject({ bucket: environment.rawBucket(), key }, { etag }).catch((error) => {
    if (!(error instanceof Conflict)) throw error // a newer one covers it
  })
}
