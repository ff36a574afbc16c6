/** A key changed, or may have: ask S3 what lies there now, file it, publish what its SerDe reads faithfully, pass it on. */
import { setTimeout as sleep } from 'node:timers/promises'
import { note } from '../../aws/activity.ts'
import { pauseMs } from '../../aws/conflict.ts'
import { environment } from '../../aws/environment.ts'
import { isOfJob } from '../../aws/predictionjobs.ts'
import { quarantine, takeAway } from '../../aws/quarantine.ts'
import { swapRecord } from '../../aws/records.ts'
import { getJson, getRange, headObject, type Json, NoSuchObject } from '../../aws/s3.ts'
import { send } from '../../aws/sqs.ts'
import { type Arrival, keyOf } from '../../lake/delivery.ts'
import { inspect } from '../../lake/inspect/inspect.ts'
import { type Address, addressOf, isPredictedKey, reserved } from '../../lake/key.ts'
import { arrivalAttemptsMax } from '../../lake/limits.ts'
import { isKnown, looked } from '../../lake/look.ts'
import { Quarantined } from '../../lake/problem.ts'
import { type Receipt, receiptKey } from '../../lake/receipt.ts'
import type { NormaliseMessage } from '../../schemas/messages.ts'
import { passOn, tellRemoval } from './passon.ts'
import { publish } from './publish.ts'

type Found = Json<Receipt> | undefined

/** Repeated, late and reordered deliveries change nothing: each only asks to look. Who loses the swap looks again. */
export async function arrive(arrival: Arrival): Promise<void> {
  const key = keyOf(arrival)
  if (addressOf(key).kind === 'quarantine') return
  for (let attempt = 1; ; attempt++) {
    const found = await getJson<Receipt>(environment.workBucket(), receiptKey(key))
    // After the receipt was read: so what is written is never older than what it replaces.
    const receipt = isKnown(found?.value, arrival) ? found?.value : await seen(found, arrival)
    if (!receipt || (await isDone(found, receipt, arrival))) return
    if (attempt >= arrivalAttemptsMax) throw new Error(`${key}: its receipt changes all the time`)
    await sleep(pauseMs(attempt))
  }
}

async function seen(found: Found, arrival: Arrival): Promise<Receipt | undefined> {
  const bucket = arrival.kind === 'look' ? environment.rawBucket() : arrival.object.bucket
  const key = keyOf(arrival)
  const head = await headObject({ bucket, key })
  if (!head) return looked(found?.value, arrival, undefined, Date.now())
  const { metadata: _, ...version } = head
  return looked(found?.value, arrival, { bucket, key, ...version }, Date.now())
}

/** False where another came first. */
async function isDone(found: Found, receipt: Receipt, arrival: Arrival): Promise<boolean> {
  if (receipt === found?.value) {
    await passOn(receipt, arrival)
    return true
  }
  if (receipt.state !== 'landed') return isRemoved(found, receipt)
  try {
    return await isFiled(found, receipt)
  } catch (error) {
    if (error instanceof NoSuchObject) return false // taken away meanwhile
    throw error
  }
}

async function isFiled(found: Found, receipt: Receipt): Promise<boolean> {
  const { object } = receipt
  const addressed = addressOf(object.key)
  try {
    if (addressed.kind === 'refused') throw new Quarantined(addressed.reason)
    if (isPredictedKey(object.key) && !(await isOfJob(object))) {
      throw new Quarantined(reserved('predictions'))
    }
    if (addressed.kind === 'data') return await isCatalogued(found, receipt, addressed.address)
    return await isKept(found, { ...receipt, reason: hidden })
  } catch (error) {
    if (!(error instanceof Quarantined)) throw error
    const aside = await quarantine(receipt, error.reason, found)
    if (aside) await takeAway(aside)
    return aside !== undefined
  }
}

async function isRemoved(found: Found, receipt: Receipt): Promise<boolean> {
  const { key } = receipt.object
  const written = await swapRecord(environment.workBucket(), receiptKey(key), receipt, found)
  if (!written) return false
  note({ step: 'removed', key, ...(receipt.table ? { table: receipt.table } : {}) })
  await tellRemoval(receipt)
  return true
}

const hidden = {
  code: 'key.hidden',
  detail: 'A folder or file whose name begins with "_" or "." is no data to Athena.',
  remedy: 'Land the file under a name that begins with a letter or digit.',
}

async function isCatalogued(found: Found, landed: Receipt, address: Address): Promise<boolean> {
  const { source, dataset } = address
  const receipt = { ...landed, source, dataset, partitions: address.partitions }
  const inspection = await inspected(receipt)
  receipt.inspection = inspection
  receipt.times = { ...receipt.times, inspected: Date.now() }
  if (inspection.verdict === 'asset') {
    if (receipt.object.bytes > 0) await publish(receipt, inspection)
    const { reason } = inspection
    return isKept(found, reason ? { ...receipt, reason } : receipt)
  }
  const published = await publish(receipt, inspection)
  // An object that was found without an event may be one whose receipt was lost, and whose rows are there.
  const staged = receipt.staged || (!found && receipt.looked === true)
  const next: Receipt = { ...receipt, ...published, columns: inspection.columns, staged }
  const { key, sequencer } = next.object
  const written = await swapRecord(environment.workBucket(), receiptKey(key), next, found)
  if (!written) return false
  const message: NormaliseMessage = { kind: 'normalise', key, sequencer, table: published.table }
  await send(environment.normaliseQueue(), { body: message })
  noteCatalogued(next)
  return true
}

function noteCatalogued({ object, table, raw, times }: Receipt): void {
  const tookMs = Date.now() - (times.event ?? Date.now())
  const read = raw && { raw: 'withheld' in raw ? ('withheld' as const) : ('published' as const) }
  const of = { ...(table && { table }), key: object.key, bytes: object.bytes }
  note({ step: 'catalogued', ...of, ...read, tookMs })
}

function inspected({ object, partitions }: Receipt): Promise<NonNullable<Receipt['inspection']>> {
  const read = (start: number, end: number) => getRange(object, start, end)
  const reserved = partitions.map((partition) => partition.key)
  return inspect({ key: object.key, bytes: object.bytes }, read, reserved)
}

/** Kept and listed. If an older version was a table's object, its rows are to go. */
async function isKept(found: Found, landed: Receipt): Promise<boolean> {
  const receipt: Receipt = { ...landed, state: 'asset' }
  const { key, bytes } = receipt.object
  const written = await swapRecord(environment.workBucket(), receiptKey(key), receipt, found)
  if (!written) return false
  note({ step: 'kept', key, bytes })
  await tellRemoval(receipt)
  return true
}
