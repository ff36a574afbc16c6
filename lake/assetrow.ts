/**
 * The row of an asset among its source's assets: an object of our own beside the datasets, one JSON line, which lands
 * like any other. What it says is a pure function of the asset's receipt, so it follows that one.
 */
import { createHash } from 'node:crypto'
import type { Pins } from '../schemas/interpretation.ts'
import type { AssetFacts } from './inspect/asset/facts.ts'
import { mimeOf } from './inspect/asset/mime.ts'
import { addressOf, isAssetRowKey, objectId } from './key.ts'
import { keyBytesMax } from './limits.ts'
import type { Receipt } from './receipt.ts'
import { assetsDataset } from './tablename.ts'

/** Undefined where the key is no data of a source, or too long: it has no row. */
export function assetRowKey(key: string): string | undefined {
  const addressed = addressOf(key)
  if (addressed.kind !== 'data' || isAssetRowKey(key)) return undefined
  const own = `${addressed.address.source}/${assetsDataset}/${objectId(key)}.ndjson`
  return addressOf(own).kind === 'data' && Buffer.byteLength(own) <= keyBytesMax ? own : undefined
}

/** The id of the asset whose row lies at such a key. */
export const assetOfRow = (rowKey: string): string => rowKey.slice(-'.ndjson'.length - 16, -7)

/** An asset by what it is, or as somebody says; what a table's log leaves out is none. */
export const isListed = ({ object, state, reason }: Receipt): boolean =>
  state === 'asset' &&
  reason?.code.startsWith('asset.') === true &&
  assetRowKey(object.key) !== undefined

/** Columns of what all have, and of what is said of some. */
const columns = {
  ...{ object: 'string', key: 'string', dataset: 'string', bytes: 'bigint', type: 'string' },
  ...{ mime: 'string', reason: 'string', landed: 'timestamp', width: 'bigint', height: 'bigint' },
  ...{ pages: 'bigint', title: 'string', author: 'string', album: 'string', created: 'string' },
  ...{ software: 'string', duration: 'double', sample_rate: 'bigint', channels: 'bigint' },
  ...{ camera: 'string', latitude: 'double', longitude: 'double' },
} as const

/** So no column's type hangs on which asset came first. */
export const assetRowPins: Pins = { types: columns }

/** Undefined where there is to be none. */
export function assetRow(receipt: Receipt): string | undefined {
  if (!isListed(receipt)) return undefined
  const { object, reason, inspection, dataset = '', times } = receipt
  const type = (reason?.code ?? '').slice('asset.'.length)
  const { sampleRate, ...facts }: AssetFacts = inspection?.asset ?? {}
  const said: Partial<Record<keyof typeof columns, unknown>> = {
    ...{ object: objectId(object.key), key: object.key, dataset, bytes: object.bytes },
    ...{ type, mime: mimeOf(type), reason: reason?.code },
    landed: new Date(times.event ?? 0).toISOString().replace('T', ' ').replace('Z', ''),
    ...facts,
    sample_rate: sampleRate,
  }
  const row = Object.keys(columns).map((name) => [name, said[name as keyof typeof said] ?? null])
  return `${JSON.stringify(Object.fromEntries(row))}\n`
}

/** By which a row is known for ours, and for the same. */
export const rowMark = (line: string | Uint8Array): string =>
  createHash('sha256').update(line).digest('hex')
