/**
 * Raw keys: `<source>/<dataset>/[<folder>/…][<key>=<value>/…]<file>`. A key is a sequence of bytes, never a
 * path of a file system: `..`, `//` and `.` mean nothing in it.
 */
import { createHash } from 'node:crypto'
import { keyBytesMax } from './limits.ts'
import type { Reason } from './problem.ts'
import { columnName } from './schema/names.ts'
import { assetsDataset, isReservedSource, predictionsSource } from './tablename.ts'

export interface Address {
  source: string
  dataset: string
  /** `key=value` folders in their order; keys as column names, values percent-decoded as Hive does. */
  partitions: { key: string; value: string }[]
  /** The last segment: what the sender called the file. */
  file: string
}

export type Addressed =
  | { kind: 'data'; address: Address }
  /** Kept and listed, invisible to Athena: a folder marker, or a name that begins with `_` or `.`. */
  | { kind: 'hidden'; address: Address }
  /** Our own quarantine: no object of the catalog. */
  | { kind: 'quarantine' }
  | { kind: 'refused'; reason: Reason }

/** The folder of what is aside: of a dataset, and of what belongs to none. */
export const quarantineFolder = '_quarantine'
const isHidden = (segment: string): boolean => segment.startsWith('_') || segment.startsWith('.')

/** Never throws: what cannot be named is refused with its reason. */
export function addressOf(key: string): Addressed {
  const [source = '', dataset = '', ...rest] = key.split('/')
  if (source === quarantineFolder || rest[0] === quarantineFolder) return { kind: 'quarantine' }
  const reason = refusalOf(key, source, dataset, rest)
  if (reason) return { kind: 'refused', reason }
  const file = rest.pop() ?? ''
  const address = { source, dataset, partitions: rest.flatMap(partitionOf), file }
  const hidden = file === '' || isHidden(file) || rest.some(isHidden)
  return { kind: hidden ? 'hidden' : 'data', address }
}

function refusalOf(
  key: string,
  source: string,
  dataset: string,
  rest: string[],
): Reason | undefined {
  if (isReservedSource(source) && !predictedKey.test(key)) return reserved(source)
  const isNamed = !isUnnameable(dataset) || isAssetRowKey(key)
  if (rest.length === 0 || isUnnameable(source) || !isNamed) return noDataset(key)
  return partitionRefusal(rest.slice(0, -1).flatMap(partitionOf))
}

/** What score alone puts; whether it did is in the record of the job that the object names. */
const predictedKey = /^predictions\/[a-z0-9][a-z0-9-]*\/run=[0-9a-f]{16,32}\/predictions\.ndjson$/

/** Whether the key is one of our own predictions: the catalog takes it only from the job that made it. */
export const isPredictedKey = (key: string): boolean => predictedKey.test(key)

/** What the catalog alone puts; whether it did is beside the object. */
const rowKey = new RegExp(`^[^/]+/${assetsDataset}/[0-9a-f]{16}\\.ndjson$`)

/** Whether the key is that of an asset's row. */
export const isAssetRowKey = (key: string): boolean => rowKey.test(key)

export const reserved = (source: string): Reason => ({
  code: 'key.reserved',
  detail: `The source "${source.slice(0, 200)}" is Hypatia's own: ${predictionsSource}, ops, and what begins with "_".`,
  remedy: 'Land the file under a source of your own.',
})

const noDataset = (key: string): Reason => ({
  code: 'key.no-dataset',
  detail: `The key "${key.slice(0, 200)}" does not begin with <source>/<dataset>/.`,
  remedy: 'Land the file under <source>/<dataset>/<file>, with a letter or digit in both names.',
})

const isUnnameable = (segment: string): boolean =>
  isHidden(segment) || segment.includes('=') || !/[\p{L}\p{N}]/u.test(segment)

function partitionOf(segment: string): { key: string; value: string }[] {
  const at = segment.indexOf('=')
  if (at < 1) return []
  return [{ key: columnName(segment.slice(0, at)), value: percentDecoded(segment.slice(at + 1)) }]
}

/** Of two folders with one key neither could be left out, and no engine takes a NUL. */
function partitionRefusal(partitions: Address['partitions']): Reason | undefined {
  const keys = partitions.map(({ key }) => key)
  if (keys.includes('')) return partitionReason('A folder key=value has a key without a letter.')
  const twice = keys.find((key, i) => keys.indexOf(key) < i)
  if (twice !== undefined) return partitionReason(`Two folders have the key "${twice}".`)
  const cut = partitions.find(({ value }) => value.includes('\0'))
  return cut && partitionReason(`The value of the folder "${cut.key}" has a NUL in it.`)
}

const partitionReason = (detail: string): Reason => ({
  code: 'key.partition',
  detail,
  remedy: 'Give each key=value folder a plain name of its own, and land the file again.',
})

function percentDecoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value // a lone `%` is no escape
  }
}

/** 16 hex characters that stand for a raw key: column `_object`, receipts, data files. */
export const objectId = (key: string): string =>
  createHash('sha256').update(key).digest('hex').slice(0, 16)

/** What is put beside an object in quarantine is called as it is, with this behind. */
const asideSuffix = '.reason.json'

/** Where a refused object goes: beside its dataset, in a folder that Athena does not see. */
export function quarantineKey(key: string): string {
  const aside = asideOf(key)
  const isLong = Buffer.byteLength(aside + asideSuffix) > keyBytesMax
  return isLong ? `${quarantineFolder}/${objectId(key)}` : aside
}

/** Where its reason lies. */
export const reasonKey = (key: string): string => quarantineKey(key) + asideSuffix

/** The raw key of what lies in a dataset's own quarantine; undefined for what does not, and for reasons beside it. */
export function quarantinedFrom(aside: string): string | undefined {
  const [source, dataset, folder, ...rest] = aside.split('/')
  if (folder !== quarantineFolder || aside.endsWith(asideSuffix)) return undefined
  return [source, dataset, ...rest].join('/')
}

function asideOf(key: string): string {
  const addressed = addressOf(key)
  if (addressed.kind !== 'data' && addressed.kind !== 'hidden') return `${quarantineFolder}/${key}`
  const { source, dataset } = addressed.address
  return `${source}/${dataset}/${quarantineFolder}/${key.slice(source.length + dataset.length + 2)}`
}

/** Hive writes a partition without a value so. */
export const noValue = '__HIVE_DEFAULT_PARTITION__'

/** What a folder says. */
export const folderValue = (value: string): string | null => (value === noValue ? null : value)
