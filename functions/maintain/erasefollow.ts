/** Receipts of what was touched follow: until then a version that is gone can still reach a table. */
import { atOnce } from '../../aws/atonce.ts'
import { environment } from '../../aws/environment.ts'
import { getJson } from '../../aws/s3.ts'
import { send } from '../../aws/sqs.ts'
import { storeTimeMs } from '../../aws/storetime.ts'
import { erasureLooksAtOnce, reconcileReadsAtOnce } from '../../lake/limits.ts'
import { hasFollowed, waiting, withTables } from '../../lake/maintain/erasure.ts'
import { type Receipt, receiptKeyOf } from '../../lake/receipt.ts'
import type { Erasure } from '../../schemas/erasure.ts'
import type { LookMessage } from '../../schemas/messages.ts'
import { isThere } from './erasegone.ts'
import { changeInTurn } from './erasurerecord.ts'
import type { Turn } from './turn.ts'

/** Whoever waits asks: the event that it waits for may be late, or lost. */
async function waits(receipt: Receipt | undefined): Promise<void> {
  if (!receipt) return
  const body: LookMessage = { kind: 'look', key: receipt.object.key }
  await send(environment.arrivalsQueue(), { body })
}

interface Seen {
  object: string
  receipt: Receipt | undefined
  isLate: boolean
}

async function seen(object: string, versions: string[]): Promise<Seen> {
  const found = await getJson<Receipt>(environment.workBucket(), receiptKeyOf(object))
  const isLate = !hasFollowed(found?.value, versions) || !(await isThere(found?.value))
  return { object, receipt: found?.value, isLate }
}

/**
 * Until no version that is gone can reach a table any more. Those that have followed are not asked again; of the others
 * some are told to look at a time. What went unseen may have reached a table since. Answers the erasure as it then is.
 */
export async function follow(erasure: Erasure, turn: Turn): Promise<Erasure> {
  let after = turn.from('follow')
  if (after === undefined) return erasure
  const { touched } = erasure
  const begin = after
  const objects = Object.keys(touched).filter((object) => object > begin)
  const tables: Record<string, string> = {}
  const late: Receipt[] = []
  let isEnded = true
  const all = atOnce(objects.sort(), reconcileReadsAtOnce, (object) =>
    seen(object, touched[object]!.versions),
  )
  for await (const { object, receipt, isLate } of all) {
    if (isLate && receipt) late.push(receipt)
    if (!isLate && !touched[object]!.table && receipt?.table) tables[object] = receipt.table
    if (late.length === 0) after = object
    isEnded = late.length < erasureLooksAtOnce && !turn.isOver()
    if (!isEnded) break
  }
  for await (const _ of atOnce(late, reconcileReadsAtOnce, waits));
  const hasAll = isEnded && late.length === 0
  const at: Erasure['at'] = hasAll ? ['rows', ''] : ['follow', after]
  const keys = after === begin ? late.map(({ object }) => object.key) : []
  const nowMs = storeTimeMs()
  const told = await changeInTurn(erasure, (present) =>
    waiting(withTables({ ...present, at }, tables), keys, nowMs),
  )
  return told ?? erasure
}
