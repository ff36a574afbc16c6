/** The row of an asset follows its receipt: put, put again, taken away. */
import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { Conflict, pauseMs } from '../../aws/conflict.ts'
import { environment } from '../../aws/environment.ts'
import {
  deleteObject,
  getFirst,
  getJson,
  headObject,
  NoSuchObject,
  putBytes,
} from '../../aws/s3.ts'
import { assetOfRow, assetRow, assetRowKey, assetRowPins, rowMark } from '../../lake/assetrow.ts'
import type { ObjectVersion } from '../../lake/delivery.ts'
import { metadataOf, uploadedPins } from '../../lake/hints.ts'
import { arrivalAttemptsMax, assetRowBytesMax } from '../../lake/limits.ts'
import { Quarantined } from '../../lake/problem.ts'
import { type Receipt, receiptKeyOf } from '../../lake/receipt.ts'

/**
 * Until what lies there is what the receipt says, and after each change it is read again: so whoever wrote last has seen
 * the newest receipt, and whoever dies in between has a message that comes again.
 */
export async function followAsset(asset: string): Promise<void> {
  for (let attempt = 1; attempt <= arrivalAttemptsMax; attempt++) {
    const found = await getJson<Receipt>(environment.workBucket(), receiptKeyOf(asset))
    const key = found && assetRowKey(found.value.object.key)
    if (!key) return
    const row = { bucket: environment.rawBucket(), key }
    const line = assetRow(found.value)
    const there = await headObject(row)
    if (there?.metadata.row === (line && rowMark(line))) return
    try {
      const condition = there && { etag: `"${there.etag}"` }
      const metadata = line && beside(line, found.value)
      if (metadata) await putBytes(row, line, { condition: condition ?? 'absent', metadata })
      else await deleteObject(row, condition)
    } catch (error) {
      if (!(error instanceof Conflict || error instanceof NoSuchObject)) throw error
      await sleep(pauseMs(attempt))
    }
  }
  throw new Error(`${asset}: its receipt changes all the time`)
}

const beside = (line: string, { object }: Receipt): Record<string, string> => ({
  ...metadataOf(assetRowPins),
  row: rowMark(line),
  sequencer: object.sequencer,
})

/**
 * False where the asset's receipt says otherwise by now, and what lies there was made to follow it. Throws Quarantined for
 * what is no row of ours.
 */
export async function isRowNow(object: ObjectVersion): Promise<boolean> {
  if (object.bytes > assetRowBytesMax) throw notOurs(object.key)
  const { bytes, metadata } = await getFirst(object, object.bytes)
  const asset = assetOfRow(object.key)
  const found = await getJson<Receipt>(environment.workBucket(), receiptKeyOf(asset))
  const isReadSo = isDeepStrictEqual(uploadedPins(metadata), assetRowPins)
  if (!found || !isReadSo || metadata.row !== rowMark(bytes)) throw notOurs(object.key)
  const line = assetRow(found.value)
  const isOf = assetRowKey(found.value.object.key) === object.key
  if (isOf && line && rowMark(line) === metadata.row) return true
  await followAsset(asset)
  if (!isOf) throw notOurs(object.key)
  return false
}

const notOurs = (key: string): Quarantined =>
  new Quarantined({
    code: 'key.reserved',
    detail: `Rows of assets lie at keys like "${key.slice(0, 200)}", and only the catalog puts them.`,
    remedy: 'Land the file as a dataset of your own.',
  })
