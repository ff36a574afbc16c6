/** A key changed, or may have: ask S3 what lies there now, file it, publish what its SerDe reads faithfully, pass it on. */
import { setTimeout as sleep } from 'node:timers/promises'
import { note } from '../../aws/activity.ts'
import { pauseMs } from '../../aws/conflict.ts'
import { environment } from '../../aws/environment.ts'
import { isOfJob } from '../../aws/predictionjobs.ts'
import { quarantine } from '../../aws/quarantine.ts'
import { swapRecord } from '../../aws/records.ts'
import { getJson, getRange, headObject, type Json, NoSuchObject } from '../../aws/s3.ts'
import { type Arrival, keyOf } from '../../lake/delivery.ts'
import { inspect } from '../../lake/inspect/inspect.ts'
import { type Address, addressOf, isPredictedKey, reserved } from '../../lake/key.ts'
import { arrivalAttemptsMax } from '../../lake/limits.ts'
import { hinted, looked } from '../../lake/look.ts'
import { Quarantined, type Reason } from '../../lake/problem.ts'
import { type Receipt, receiptKey } from '../../lake/receipt.ts'
import { knownColumns } from './dataset.ts'
import { passOn } from './passon.ts'
import { publish } from './publish.ts'

type Found = Json<Receipt> | undefined

/** Repeated, late and reordered deliveries change nothing: each only asks to look. */
export async function arrive(arrival: Arrival): Promise<void> {
  const key = keyOf(arrival)
  if (addressOf(key).kind === 'quarantine') return
  for (let attempt = 1; ; attempt++) {
    const found = await getJson<Receipt>(environment.workBucket(), receiptKey(key))
    const hint = attempt === 1 ? hinted(found?.value, arrival, Date.now()) : undefined
    const receipt = hint ?? (await seen(found?.value, arrival))
    if (!receipt) return
    const filed =
      receipt === found?.value ? receipt : await filedOrLost(found, receipt, hint !== undefined)
    // S3 is asked once more after it is written: another may have seen later, and found nothing to write.
    const isSo = filed && (filed === found?.value || (await seen(filed, again(key))) === filed)
    if (isSo) return passOn(filed, arrival)
    if (attempt >= arrivalAttemptsMax) throw new Error(`${key}: its receipt changes all the time`)
    await sleep(pauseMs(attempt))
  }
}

const again = (key: string): Arrival => ({ kind: 'look', key })

async function seen(receipt: Receipt | undefined, arrival: Arrival): Promise<Receipt | undefined> {
  const bucket = arrival.kind === 'look' ? environment.rawBucket() : arrival.object.bucket
  const key = keyOf(arrival)
  const head = await headObject({ bucket, key })
  if (!head) return looked(receipt, arrival, undefined, Date.now())
  const { metadata: _, ...version } = head
  return looked(receipt, arrival, { bucket, key, ...version }, Date.now())
}

/** Undefined where another came first, or the version is gone: then S3 is to be asked again. */
async function filedOrLost(
  found: Found,
  receipt: Receipt,
  isHint: boolean,
): Promise<Receipt | undefined> {
  if (receipt.state !== 'landed') return written(found, receipt, 'removed')
  try {
    return await filed(found, receipt)
  } catch (error) {
    if (error instanceof NoSuchObject) return undefined
    if (!(error instanceof Quarantined)) throw error
    // What is aside stays so when its key is empty: S3 must have said that it was there.
    return isHint ? undefined : quarantineOf(found, receipt, error.reason)
  }
}

async function quarantineOf(found: Found, receipt: Receipt, reason: Reason) {
  try {
    return await quarantine(receipt, reason, found)
  } catch (error) {
    if (error instanceof NoSuchObject) return undefined
    throw error
  }
}

async function filed(found: Found, receipt: Receipt): Promise<Receipt | undefined> {
  const { object } = receipt
  const addressed = addressOf(object.key)
  if (addressed.kind === 'refused') throw new Quarantined(addressed.reason)
  if (isPredictedKey(object.key) && !(await isOfJob(object))) {
    throw new Quarantined(reserved('predictions'))
  }
  if (addressed.kind === 'data') return catalogued(found, receipt, addressed.address)
  return written(found, { ...receipt, state: 'asset', reason: hidden }, 'kept')
}

async function written(
  found: Found,
  next: Receipt,
  step: 'catalogued' | 'kept' | 'removed',
): Promise<Receipt | undefined> {
  const { key, bytes } = next.object
  const swapped = await swapRecord(environment.workBucket(), receiptKey(key), next, found)
  if (!swapped) return undefined
  const { table, raw, times } = next
  const of = { step, ...(table && { table }), key, ...(step !== 'removed' && { bytes }) }
  const tookMs = Date.now() - (times.event ?? Date.now())
  const read = raw && { raw: 'withheld' in raw ? ('withheld' as const) : ('published' as const) }
  note({ ...of, ...(step === 'catalogued' && { ...read, tookMs }) })
  return next
}

const hidden = {
  code: 'key.hidden',
  detail: 'A folder or file whose name begins with "_" or "." is no data to Athena.',
  remedy: 'Land the file under a name that begins with a letter or digit.',
}

async function catalogued(
  found: Found,
  landed: Receipt,
  { source, dataset, partitions }: Address,
): Promise<Receipt | undefined> {
  const receipt = { ...landed, source, dataset, partitions }
  const inspection = await inspected(receipt)
  receipt.inspection = inspection
  receipt.times = { ...receipt.times, inspected: Date.now() }
  const { columns, reason, verdict } = inspection
  if (verdict === 'asset') {
    if (receipt.object.bytes > 0) await publish(receipt, inspection)
    return written(found, { ...receipt, state: 'asset', ...(reason && { reason }) }, 'kept')
  }
  const published = await publish(receipt, inspection)
  // An object that was found without an event may be one whose receipt was lost, and whose rows are there.
  const staged = receipt.staged || (!found && receipt.looked === true)
  return written(found, { ...receipt, ...published, columns, staged }, 'catalogued')
}

async function inspected(receipt: Receipt): Promise<NonNullable<Receipt['inspection']>> {
  const { object, partitions } = receipt
  const read = (start: number, end: number) => getRange(object, start, end)
  const reserved = partitions.map((partition) => partition.key)
  const known = await knownColumns(receipt)
  return inspect({ key: object.key, bytes: object.bytes }, read, reserved, undefined, known)
}
