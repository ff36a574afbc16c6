/**
 * An erasure, turn by turn: each message does what is next, writes down how far it is, and hands on. Every step may be
 * repeated, so a death at any call leaves a message that goes on. What goes: originals with all their versions, what was
 * set aside, then the rows by the usual road, those too of which no original tells any more, rows that another engine put,
 * then the tables' history and files, then whatever repeats them elsewhere.
 */
import { note } from '../../aws/activity.ts'
import { environment } from '../../aws/environment.ts'
import { getJson } from '../../aws/s3.ts'
import { send } from '../../aws/sqs.ts'
import { storeTimeMs } from '../../aws/storetime.ts'
import { purge } from '../../aws/versions.ts'
import { isSameChain } from '../../lake/maintain/chain.ts'
import {
  afterPass,
  eraseOf,
  erasureKey,
  followSeconds,
  takenUp,
} from '../../lake/maintain/erasure.ts'
import type { Erasure } from '../../schemas/erasure.ts'
import type { MaintainMessage } from '../../schemas/messages.ts'
import { follow } from './erasefollow.ts'
import { eraseGone } from './erasegone.ts'
import { eraseOriginals } from './eraseoriginals.ts'
import { eraseRecords } from './eraserecords.ts'
import { eraseRows } from './eraserows.ts'
import { eraseSketches, eraseTables } from './erasetables.ts'
import { changeInTurn } from './erasurerecord.ts'
import { forgetAll } from './forgotten.ts'
import { turnOf } from './turn.ts'

type Erase = Extract<MaintainMessage, { kind: 'erase' }>

const delaySecondsMax = 900 // SQS's own

export async function erase(message: Erase): Promise<void> {
  const found = await getJson<Erasure>(environment.workBucket(), erasureKey(message.id))
  const erasure = found?.value
  if (!erasure) return
  if (erasure.state === 'done') return certified(erasure)
  if (!isSameChain(message, erasure)) return
  if (erasure.state === 'blocked') {
    await changeInTurn(erasure, (present) => takenUp(present, storeTimeMs()))
    return goOn(erasure)
  }
  const waitMs = (erasure.settledAtMs ?? 0) - storeTimeMs()
  if (erasure.state === 'settling' && waitMs > 0) return goOn(erasure, waitMs / 1000)
  if (erasure.place !== undefined) {
    await eraseOriginals(erasure)
    return goOn(erasure)
  }
  const turn = turnOf(erasure)
  if (erasure.kind === 'value' && turn.from('gone') !== undefined) {
    await eraseGone(erasure, turn)
    return goOn(erasure)
  }
  if (turn.from('follow') !== undefined) {
    const told = await follow(erasure, turn)
    if (told.state === 'blocked') return tell(told)
    return goOn(erasure, followSeconds(told, storeTimeMs()))
  }
  if (turn.from('rows') !== undefined) {
    await eraseRows(erasure, turn)
    return goOn(erasure)
  }
  const isDone =
    (await eraseTables(erasure, turn)) &&
    (await eraseSketches(erasure, turn)) &&
    (await eraseRecords(erasure, turn))
  if (!isDone) return goOn(erasure)
  await advance(erasure)
}

async function advance(begun: Erasure): Promise<void> {
  const settleMs = environment.erasureSettleMs()
  const changed = await changeInTurn(begun, (present) =>
    afterPass(present, storeTimeMs(), settleMs),
  )
  if (changed?.state !== 'done' && changed?.state !== 'blocked') return goOn(begun)
  tell(changed)
  if (changed.state === 'done') await certified(changed)
}

function tell({ counts, touched, remaining = [] }: Erasure): void {
  const still = remaining.length > 0 ? `; not at its end: ${remaining.length} still to go` : ''
  const detail = `${Object.keys(touched).length} objects, ${counts.versions} versions${still}`
  note({ step: 'erased', bytes: counts.bytes, detail })
}

/** Its own older versions name the values. */
async function certified({ id }: Erasure): Promise<void> {
  await forgetAll(id)
  await purge(environment.workBucket(), erasureKey(id))
}

function goOn(erasure: Erasure, seconds = 0): Promise<void> {
  const delaySeconds = Math.min(delaySecondsMax, Math.ceil(seconds))
  return send(environment.maintainQueue(), { body: eraseOf(erasure), delaySeconds })
}
