/**
 * An erasure, turn by turn: each message does what is next, writes down how far it is, and hands on. Every step may be
 * repeated, so a death at any call leaves a message that goes on. What goes: originals with all their versions, what was
 * set aside, then the rows by the usual road, those too of which no original tells any more, then the tables' history and files, then whatever repeats them elsewhere.
 */
import { note } from '../../aws/activity.ts'
import { environment } from '../../aws/environment.ts'
import { changeRecord } from '../../aws/records.ts'
import { getJson } from '../../aws/s3.ts'
import { send } from '../../aws/sqs.ts'
import { storeTimeMs } from '../../aws/storetime.ts'
import { purge } from '../../aws/versions.ts'
import { erasureFollowSeconds } from '../../lake/limits.ts'
import { isSameChain } from '../../lake/maintain/chain.ts'
import {
  ended,
  eraseOf,
  erasureKey,
  hasFollowed,
  isOfTurn,
  withTables,
} from '../../lake/maintain/erasure.ts'
import { type Receipt, receiptKeyOf } from '../../lake/receipt.ts'
import type { Erasure } from '../../schemas/erasure.ts'
import type { LookMessage, MaintainMessage } from '../../schemas/messages.ts'
import { eraseGone, isThere } from './erasegone.ts'
import { eraseOriginals } from './eraseoriginals.ts'
import { eraseRecords } from './eraserecords.ts'
import { eraseTables } from './erasetables.ts'
import { turnOf } from './turn.ts'

type Erase = Extract<MaintainMessage, { kind: 'erase' }>

const delaySecondsMax = 900 // SQS's own

export async function erase(message: Erase): Promise<void> {
  const found = await getJson<Erasure>(environment.workBucket(), erasureKey(message.id))
  const erasure = found?.value
  if (!erasure) return
  if (erasure.state === 'done') return certified(erasure)
  if (!isSameChain(message, erasure)) return
  const waitMs = (erasure.settledAtMs ?? 0) - storeTimeMs()
  if (erasure.state === 'settling' && waitMs > 0) return goOn(erasure, waitMs / 1000)
  if (erasure.place !== undefined) {
    await eraseOriginals(erasure)
    return goOn(erasure)
  }
  const gone = turnOf(erasure)
  if (erasure.kind === 'value' && gone.from('gone') !== undefined) {
    await eraseGone(erasure, gone)
    return goOn(erasure)
  }
  const known = await followed(erasure)
  if (!known) return goOn(erasure, erasureFollowSeconds)
  const turn = turnOf(known)
  const isDone = (await eraseTables(known, turn)) && (await eraseRecords(known, turn))
  if (!isDone) return goOn(erasure)
  await advance(erasure)
}

/** The first time it settles, the second time it has ended. */
async function advance(begun: Erasure): Promise<void> {
  const nowMs = storeTimeMs()
  const settledAtMs = nowMs + 2 * environment.erasureSettleMs()
  const changed = await changeRecord<Erasure>(
    environment.workBucket(),
    erasureKey(begun.id),
    (present) => {
      if (!present || !isOfTurn(present, begun)) return undefined // another worker was quicker
      if (begun.state === 'settling') return ended(present, nowMs)
      const { at: _, unlisted: __, unlistedTo: ___, ...rest } = present // all of them are met once more
      return { ...rest, state: 'settling', place: '', settledAtMs }
    },
  )
  if (changed?.value.state !== 'done') return goOn(begun)
  const { counts, touched } = changed.value
  const detail = `${Object.keys(touched).length} objects, ${counts.versions} versions`
  note({ step: 'erased', bytes: counts.bytes, detail })
  await certified(changed.value)
}

/** Its own older versions name the values. */
async function certified({ id }: Erasure): Promise<void> {
  await purge(environment.workBucket(), erasureKey(id))
}

function goOn(erasure: Erasure, seconds = 0): Promise<void> {
  const delaySeconds = Math.min(delaySecondsMax, Math.ceil(seconds))
  return send(environment.maintainQueue(), { body: eraseOf(erasure), delaySeconds })
}

/** Whoever waits asks: the event that it waits for may be late, or lost. */
async function waits(receipt: Receipt | undefined): Promise<undefined> {
  if (!receipt) return
  const body: LookMessage = { kind: 'look', key: receipt.object.key }
  await send(environment.arrivalsQueue(), { body })
}

/** Undefined until no version that is gone can reach a table any more. What went unseen may have reached one since. */
async function followed(erasure: Erasure): Promise<Erasure | undefined> {
  const tables: Record<string, string> = {}
  for (const [object, { versions, table }] of Object.entries(erasure.touched)) {
    const found = await getJson<Receipt>(environment.workBucket(), receiptKeyOf(object))
    if (!hasFollowed(found?.value, versions)) return waits(found?.value)
    if (!(await isThere(found?.value))) return waits(found?.value)
    if (!table && found?.value.table) tables[object] = found.value.table
  }
  if (Object.keys(tables).length === 0) return erasure
  const changed = await changeRecord<Erasure>(
    environment.workBucket(),
    erasureKey(erasure.id),
    (present) => (present && isOfTurn(present, erasure) ? withTables(present, tables) : undefined),
  )
  return changed && isOfTurn(changed.value, erasure) ? changed.value : undefined
}
