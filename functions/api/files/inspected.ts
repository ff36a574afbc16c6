/** A file looked at as somebody would have it read: nothing is kept. */
import { partFor } from '../../../aws/parts.ts'
import { getFirst, getRange, type ObjectName } from '../../../aws/s3.ts'
import { columnsUnder, type Dataset, dividedBy } from '../../../lake/dataset.ts'
import { uploadedPins } from '../../../lake/hints.ts'
import { firstReadBytes, inspect, unread } from '../../../lake/inspect/inspect.ts'
import type { Inspection } from '../../../lake/inspect/inspection.ts'
import { idlePins } from '../../../lake/inspect/pinned.ts'
import {
  type Interpretation,
  isSamePins,
  pinnedIn,
  versionOf,
} from '../../../lake/interpretation.ts'
import { addressOf } from '../../../lake/key.ts'
import { asLogged, partitionsOf, tableAround, withheldBy } from '../../../lake/logged/logged.ts'
import { RequestProblem } from '../../../lake/problem.ts'
import type { Receipt } from '../../../lake/receipt.ts'
import type { Pins } from '../../../schemas/interpretation.ts'

/** Where its bytes lie: in quarantine, or at their key. */
function placeOf({ object, state, quarantineKey, quarantineVersion }: Receipt): ObjectName {
  const { bucket, key, versionId } = object
  if (state !== 'quarantined' || !quarantineKey) return { bucket, key, versionId }
  return { bucket, key: quarantineKey, ...(quarantineVersion && { versionId: quarantineVersion }) }
}

/** One of the dataset's files as it would be read under the record. Throws Quarantined, and NoSuchObject. */
export async function inspectedBy(receipt: Receipt, record: Interpretation, dataset?: Dataset) {
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
  return { inspection, read, reserved }
}

/** Throws RequestProblem where a pin that was not said before says nothing of a file of this format. */
export function demandSaying(pins: Pins, before: Pins = {}, format: Inspection['format']): void {
  const idle = idlePins(pins, format).filter(
    ({ pin }) => !isSamePins({ [pin]: pins[pin] }, { [pin]: before[pin] }),
  )
  const [first] = idle
  if (!first) return
  const errors = idle.map(({ pin, why }) => ({
    ...{ in: 'body' as const, name: `/pins/${pin}`, detail: why },
  }))
  throw new RequestProblem('interpretation.refused', `${first.pin}: ${first.why}`, { errors })
}
