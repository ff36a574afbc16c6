/** What a file would be if it were read so: nothing is kept, and at most what an inspection reads is read. */
import { type Answer, type Call, json } from '../../aws/gateway/call.ts'
import { demandSource } from '../../aws/gateway/caller.ts'
import { partFor } from '../../aws/parts.ts'
import { getFirst, getRange, NoSuchObject, type ObjectName } from '../../aws/s3.ts'
import { columnsUnder, type Dataset, dividedBy } from '../../lake/dataset.ts'
import { uploadedPins } from '../../lake/hints.ts'
import { firstReadBytes, inspect, unread } from '../../lake/inspect/inspect.ts'
import { readAs } from '../../lake/inspect/readas.ts'
import {
  datasetOf,
  type Interpretation,
  pinnedIn,
  said,
  versionOf,
} from '../../lake/interpretation.ts'
import { addressOf } from '../../lake/key.ts'
import { asLogged, partitionsOf, tableAround, withheldBy } from '../../lake/logged/logged.ts'
import { Quarantined } from '../../lake/problem.ts'
import type { Receipt } from '../../lake/receipt.ts'
import { glueType } from '../../lake/schema/spelling.ts'
import type { Pins } from '../../schemas/interpretation.ts'
import { demandSense, interpretationOf, ownerOf } from './interpretation.ts'
import { receiptOf, unknownObject } from './objects.ts'
import { firstRows } from './previewrows.ts'
import { recordOf } from './tables.ts'

export async function previewInterpretation({
  params,
  body: { pins, file },
  caller,
}: Call<object, { name: string }, { pins: Pins; file: string }>): Promise<Answer> {
  const owner = await ownerOf(params.name, file)
  demandSource(caller, owner.source)
  demandSense(pins)
  const receipt = await receiptOf(file)
  const of = receipt && datasetOf(receipt.object.key)
  if (!receipt || of?.source !== owner.source || of.dataset !== owner.dataset) {
    throw unknownObject(file)
  }
  const who = { by: caller.subject, nowMs: Date.now() }
  const record = said(await interpretationOf(owner), owner, pins, who)
  try {
    return json(await previewOf(receipt, record, await recordOf(params.name)))
  } catch (error) {
    if (error instanceof NoSuchObject) throw unknownObject(file)
    if (!(error instanceof Quarantined)) throw error
    const nothing = { columns: [], rows: null, read: {}, evidence: [], doubt: [], format: null }
    return json({ verdict: 'quarantined', reason: error.reason, ...nothing })
  }
}

/** Where its bytes lie: in quarantine, or at their key. */
function placeOf({ object, state, quarantineKey, quarantineVersion }: Receipt): ObjectName {
  const { bucket, key, versionId } = object
  if (state !== 'quarantined' || !quarantineKey) return { bucket, key, versionId }
  return { bucket, key: quarantineKey, ...(quarantineVersion && { versionId: quarantineVersion }) }
}

async function previewOf(receipt: Receipt, record: Interpretation, dataset?: Dataset) {
  const { key, bytes } = receipt.object
  const place = placeOf(receipt)
  const first = await getFirst(place, Math.min(bytes, firstReadBytes))
  const read = async (start: number, end: number) =>
    end <= first.bytes.length ? first.bytes.subarray(start, end) : getRange(place, start, end)
  const pinned = pinnedIn(record, uploadedPins(first.metadata))
  const addressed = addressOf(key)
  const table = tableAround(record.tables, key)
  const part = table && !table.refused ? await partFor(key) : undefined
  const own = addressed.kind === 'data' ? addressed.address.partitions : []
  const folders = table && part ? partitionsOf(table, part) : own
  const reserved = dividedBy(dataset, folders).map((partition) => partition.key)
  const known = dataset ? columnsUnder(dataset, versionOf(record)) : []
  const withheld = table && withheldBy(table, key, part)
  const found = withheld
    ? unread(withheld)
    : await inspect({ key, bytes }, read, reserved, pinned, known)
  const inspection = table && part ? asLogged(found, table, part) : found
  const { verdict, format, evidence, doubt = [], reason = null } = inspection
  const { rows, columns } =
    verdict === 'table'
      ? await firstRows(inspection, bytes, read, reserved)
      : { rows: null, columns: inspection.columns }
  const named = columns.map((column) => {
    const { name, original, type } = column
    return {
      name,
      ...(original && { original }),
      type: glueType(type === 'null' ? 'string' : type),
    }
  })
  return {
    verdict,
    format,
    columns: named,
    rows,
    read: readAs(inspection),
    evidence,
    doubt,
    reason,
  }
}
