/** A new version of an object: look at it, file it, publish what its SerDe reads faithfully, pass it on. */
import { note } from '../../aws/activity.ts'
import { environment } from '../../aws/environment.ts'
import { quarantine, takeAway } from '../../aws/quarantine.ts'
import { changeRecord } from '../../aws/records.ts'
import { getJson, getRange, type Json, NoSuchObject } from '../../aws/s3.ts'
import { send } from '../../aws/sqs.ts'
import type { Delivery } from '../../lake/delivery.ts'
import { inspect } from '../../lake/inspect/inspect.ts'
import { type Address, addressOf } from '../../lake/key.ts'
import { Quarantined } from '../../lake/problem.ts'
import { advanced, arrived, type Receipt, receiptKey } from '../../lake/receipt.ts'
import type { CommitMessage, NormaliseMessage } from '../../schemas/messages.ts'
import { publish } from './publish.ts'

type Arrival = Extract<Delivery, { kind: 'created' | 'removed' }>

/** Repeated, late and reordered deliveries change nothing: the receipt knows the newest, and how far it is. */
export async function arrive(delivery: Arrival): Promise<void> {
  const { key } = delivery.object
  const addressed = addressOf(key)
  if (addressed.kind === 'quarantine') return
  const found = await getJson<Receipt>(environment.workBucket(), receiptKey(key))
  const receipt = arrived(found?.value, delivery, Date.now())
  if (receipt?.state === 'quarantined') return takeAway(receipt)
  if (receipt?.state !== 'landed') return
  try {
    if (addressed.kind === 'refused') throw new Quarantined(addressed.reason)
    if (addressed.kind === 'hidden') return await keepAsset(found, { ...receipt, reason: hidden })
    await catalogue(found, receipt, addressed.address)
  } catch (error) {
    if (error instanceof Quarantined) return quarantine(receipt, error.reason)
    if (error instanceof NoSuchObject) return // taken away meanwhile: a later event says so
    throw error
  }
}

const hidden = {
  code: 'key.hidden',
  detail: 'A folder or file whose name begins with "_" or "." is no data to Athena.',
  remedy: 'Land the file under a name that begins with a letter or digit.',
}

async function catalogue(
  found: Json<Receipt> | undefined,
  landed: Receipt,
  address: Address,
): Promise<void> {
  const { source, dataset } = address
  const receipt = { ...landed, source, dataset, partitions: partitionsOf(address) }
  const inspection = receipt.inspection ?? (await inspected(receipt))
  receipt.inspection = inspection
  receipt.times = { ...receipt.times, inspected: receipt.times.inspected ?? Date.now() }
  if (inspection.verdict === 'asset') {
    if (receipt.object.bytes > 0) await publish(receipt, inspection)
    return keepAsset(found, inspection.reason ? { ...receipt, reason: inspection.reason } : receipt)
  }
  const published = await publish(receipt, inspection)
  const next = await write(found, { ...receipt, ...published, columns: inspection.columns })
  if (next?.state !== 'landed' || !next.table) return
  const { key, sequencer } = next.object
  const message: NormaliseMessage = { kind: 'normalise', key, sequencer, table: next.table }
  await send(environment.normaliseQueue(), { body: message })
  noteCatalogued(next)
}

function noteCatalogued({ object, table, raw, times }: Receipt): void {
  const tookMs = Date.now() - (times.event ?? Date.now())
  const read = raw && { raw: 'withheld' in raw ? ('withheld' as const) : ('published' as const) }
  const of = { ...(table && { table }), key: object.key, bytes: object.bytes }
  note({ step: 'catalogued', ...of, ...read, tookMs })
}

/** Folders as columns: of two with one name the first counts, one without a name does not. */
const partitionsOf = ({ partitions }: Address): Address['partitions'] =>
  partitions.filter(
    ({ key }, i) => key !== '' && i === partitions.findIndex((other) => other.key === key),
  )

function inspected({ object, partitions }: Receipt): Promise<NonNullable<Receipt['inspection']>> {
  const read = (start: number, end: number) => getRange(object, start, end)
  const reserved = partitions.map((partition) => partition.key)
  return inspect({ key: object.key, bytes: object.bytes }, read, reserved)
}

/** Kept and listed. If an older version was a table's object, its rows are to go. */
async function keepAsset(found: Json<Receipt> | undefined, receipt: Receipt): Promise<void> {
  const next = await write(found, { ...receipt, state: 'asset' })
  if (next?.state !== 'asset') return
  const { key, sequencer } = next.object
  note({ step: 'kept', key, bytes: next.object.bytes })
  if (!next.staged || !next.table) return
  const message: CommitMessage = { kind: 'removed', key, sequencer, table: next.table }
  await send(environment.commitQueue(), { body: message, group: next.table })
}

/** What the receipt then says: ours, or the one of a newer version or a quicker worker. */
async function write(
  found: Json<Receipt> | undefined,
  next: Receipt,
): Promise<Receipt | undefined> {
  const key = receiptKey(next.object.key)
  const change = (present: Receipt | undefined) => advanced(present, next)
  const written = await changeRecord(environment.workBucket(), key, change, { found })
  return written?.value
}
