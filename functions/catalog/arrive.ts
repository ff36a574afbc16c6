/** A key changed, or may have: ask S3 what lies there now, file it, publish what its SerDe reads faithfully, pass it on. */
import { setTimeout as sleep } from 'node:timers/promises'
import { note } from '../../aws/activity.ts'
import { pauseMs } from '../../aws/conflict.ts'
import { environment } from '../../aws/environment.ts'
import { interpretationFor, lastInterpretationFor } from '../../aws/interpretations.ts'
import { partFor } from '../../aws/parts.ts'
import { isOfJob } from '../../aws/predictionjobs.ts'
import { quarantine } from '../../aws/quarantine.ts'
import { swapRecord } from '../../aws/records.ts'
import { getFirst, getJson, getRange, headObject, type Json, NoSuchObject } from '../../aws/s3.ts'
import { isListed } from '../../lake/assetrow.ts'
import { columnsUnder, dividedBy } from '../../lake/dataset.ts'
import { type Arrival, keyOf } from '../../lake/delivery.ts'
import { hintedPins, hintOwnerOf, saysHow, uploadedPins } from '../../lake/hints.ts'
import { firstReadBytes, inspect, unread } from '../../lake/inspect/inspect.ts'
import { calledByPins } from '../../lake/inspect/pinned.ts'
import { type Interpretation, pinnedIn, versionOf } from '../../lake/interpretation.ts'
import { type Address, addressOf, isAssetRowKey, isPredictedKey, reserved } from '../../lake/key.ts'
import { arrivalAttemptsMax, hintBytesMax } from '../../lake/limits.ts'
import { icebergLogOf } from '../../lake/logged/iceberg.ts'
import {
  asLogged,
  decidedBy,
  type LoggedTable,
  type Part,
  partitionsOf,
  tableAround,
  withheldBy,
} from '../../lake/logged/logged.ts'
import { hinted, looked } from '../../lake/look.ts'
import { originIn } from '../../lake/origin.ts'
import { Quarantined, type Reason } from '../../lake/problem.ts'
import { type Receipt, receiptKey } from '../../lake/receipt.ts'
import type { Column } from '../../lake/schema/type.ts'
import { isRowNow } from './assetrow.ts'
import { Outdated, recordOf } from './dataset.ts'
import { passOn } from './passon.ts'
import { askForRawAgain, publish } from './publish.ts'

type Found = Json<Receipt> | undefined

/**
 * Repeated, late and reordered deliveries change nothing: each only asks to look. Where the message `isAgain` here its last
 * attempt may have died between table and receipt, or may write late what it knew: the one is mended, the other fenced off.
 */
export async function arrive(arrival: Arrival, isAgain = false): Promise<void> {
  const key = keyOf(arrival)
  if (addressOf(key).kind === 'quarantine') return
  for (let attempt = 1; ; attempt++) {
    const found = await getJson<Receipt>(environment.workBucket(), receiptKey(key))
    const sight = (attempt === 1 && hintOf(found, arrival)) || (await seen(found?.value, arrival))
    const { receipt } = sight
    if (!receipt) return
    const filed = await filedNow(found, { ...sight, receipt }, isAgain)
    // S3 is asked once more after it is written: another may have seen later, and found nothing to write.
    const isSo =
      filed && (filed === found?.value || (await seen(filed, again(key))).receipt === filed)
    if (isSo && isAgain) await mendRaw(key)
    if (isSo) return passOn(filed, arrival)
    if (attempt >= arrivalAttemptsMax) throw new Error(`${key}: its receipt changes all the time`)
    await sleep(pauseMs(attempt))
  }
}

async function mendRaw(key: string): Promise<void> {
  const addressed = addressOf(key)
  const record = addressed.kind === 'data' && (await recordOf(addressed.address))
  if (record) await askForRawAgain(record.table)
}

async function filedNow(found: Found, sight: Seen, isAgain: boolean): Promise<Receipt | undefined> {
  const { receipt } = sight
  if (receipt !== found?.value) return filedOrLost(found, sight)
  if (!isAgain) return receipt
  const next = { ...receipt, fence: (receipt.fence ?? 0) + 1 }
  const key = receiptKey(receipt.object.key)
  return (await swapRecord(environment.workBucket(), key, next, found))?.value
}

const again = (key: string): Arrival => ({ kind: 'look', key })

/** What the receipt is to say, and by what the object is then read. */
interface Sight {
  receipt: Receipt | undefined
  interpretation: Interpretation | undefined
  /** In whose folder it lies, and what that one's log says of it. */
  table?: LoggedTable | undefined
  part?: Part | undefined
  /** S3 was not asked yet. */
  isHint?: true
}
type Seen = Sight & { receipt: Receipt }

/** By what is known already: S3, and whoever says how it is read, are asked afterwards. */
function hintOf(found: Found, arrival: Arrival): Sight | undefined {
  const key = keyOf(arrival)
  const interpretation = lastInterpretationFor(key)
  if (interpretation === null || tableAround(interpretation?.tables, key)) return undefined
  const version = versionOf(interpretation)
  const receipt = hinted(found?.value, arrival, Date.now(), version)
  return receipt && { receipt, interpretation, isHint: true }
}

async function seen(receipt: Receipt | undefined, arrival: Arrival): Promise<Sight> {
  const bucket = arrival.kind === 'look' ? environment.rawBucket() : arrival.object.bucket
  const key = keyOf(arrival)
  const [head, interpretation] = await Promise.all([
    headObject({ bucket, key }),
    interpretationFor(key),
  ])
  if (!head) return { receipt: looked(receipt, arrival, undefined, Date.now()), interpretation }
  const table = tableAround(interpretation?.tables, key)
  const part = table && !table.refused ? await partFor(key) : undefined
  const logged = table && decidedBy(table, part)
  const { metadata: _, ...version } = head
  const current = { bucket, key, ...version, interpretation: versionOf(interpretation), logged }
  return { receipt: looked(receipt, arrival, current, Date.now()), interpretation, table, part }
}

/** Undefined where another came first, the version is gone, or it is read another way by now: then S3 is to be asked again. */
async function filedOrLost(found: Found, sight: Seen): Promise<Receipt | undefined> {
  const { receipt, isHint } = sight
  if (receipt.state !== 'landed') return written(found, receipt, 'removed')
  try {
    return await filed(found, sight)
  } catch (error) {
    if (error instanceof NoSuchObject || error instanceof Outdated) return undefined
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

async function filed(found: Found, sight: Seen): Promise<Receipt | undefined> {
  const { receipt } = sight
  const { object } = receipt
  const addressed = addressOf(object.key)
  if (addressed.kind === 'refused') throw new Quarantined(addressed.reason)
  if (isPredictedKey(object.key) && !(await isOfJob(object))) {
    throw new Quarantined(reserved('predictions'))
  }
  if (isAssetRowKey(object.key) && !(await isRowNow(object))) return undefined
  if (addressed.kind === 'data') return catalogued(found, sight, addressed.address)
  const reason = await reasonOf(receipt)
  return written(found, { ...receipt, state: 'asset', reason }, 'kept')
}

/** Of what is hidden. Throws Quarantined where it would say how files are read, and makes no sense. */
async function reasonOf({ object }: Receipt): Promise<Reason> {
  if (!hintOwnerOf(object.key)) return hidden
  hintedPins(await getRange(object, 0, Math.min(object.bytes, hintBytesMax + 1)))
  return saysHow
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
  sight: Seen,
  address: Address,
): Promise<Receipt | undefined> {
  const { receipt: landed, interpretation, table, part } = sight
  const { source, dataset } = address
  const folders = table && part ? partitionsOf(table, part) : address.partitions
  const record = await recordOf(address)
  const receipt = { ...landed, source, dataset, partitions: dividedBy(record, folders) }
  const known = record ? columnsUnder(record, versionOf(interpretation)) : []
  const inspection = await inspected(receipt, sight, known)
  receipt.inspection = inspection
  receipt.times = { ...receipt.times, inspected: Date.now() }
  const { columns, reason, verdict } = inspection
  if (verdict === 'asset') {
    if (receipt.object.bytes > 0) await publish(receipt, inspection, interpretation)
    const kept: Receipt = { ...receipt, state: 'asset', ...(reason && { reason }) }
    return written(found, isListed(kept) ? { ...kept, listed: true } : kept, 'kept')
  }
  const published = await publish(receipt, inspection, interpretation)
  // An object that was found without an event may be one whose receipt was lost, and whose rows are there.
  const staged = receipt.staged || (!found && receipt.looked === true)
  const reserved = receipt.partitions.map(({ key }) => key)
  const called = calledByPins(inspection, columns, reserved)
  return written(found, { ...receipt, ...published, columns: called, staged }, 'catalogued')
}

async function inspected(
  receipt: Receipt,
  { interpretation, table, part }: Seen,
  known: Column[],
): Promise<NonNullable<Receipt['inspection']>> {
  const { object, partitions } = receipt
  const withheld = table && withheldBy(table, object.key, part)
  if (withheld) return unread(withheld)
  const first = await getFirst(object, Math.min(object.bytes, firstReadBytes))
  const read = async (start: number, end: number) =>
    end <= first.bytes.length ? first.bytes.subarray(start, end) : getRange(object, start, end)
  const aside = await icebergLogOf(object, read)
  if (aside) return unread(aside)
  const origin = originIn(first.metadata)
  if (origin) receipt.origin = origin
  const reserved = partitions.map((partition) => partition.key)
  const pinned = pinnedIn(interpretation, uploadedPins(first.metadata))
  const { key, bytes } = object
  const inspection = await inspect({ key, bytes }, read, reserved, pinned, known)
  return table && part ? asLogged(inspection, table, part) : inspection
}
