/**
 * Raw keys: `<source>/<dataset>/[<folder>/…][<key>=<value>/…]<file>`. A key is a sequence of bytes, never a
 * path of a file system: `..`, `//` and `.` mean nothing in it.
 */
import { createHash } from 'node:crypto'
import type { Reason } from './problem.ts'

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

const quarantineFolder = '_quarantine'
const isHidden = (segment: string): boolean => segment.startsWith('_') || segment.startsWith('.')

export function addressOf(key: string): Addressed {
  const [source = '', dataset = '', ...rest] = key.split('/')
  if (source === quarantineFolder || rest[0] === quarantineFolder) return { kind: 'quarantine' }
  if (rest.length === 0 || isUnnameable(source) || isUnnameable(dataset)) {
    return { kind: 'refused', reason: noDataset(key) }
  }
  const file = rest.pop() ?? ''
  const address = { source, dataset, partitions: rest.flatMap(partitionOf), file }
  const hidden = file === '' || isHidden(file) || rest.some(isHidden)
  return { kind: hidden ? 'hidden' : 'data', address }
}

const noDataset = (key: string): Reason => ({
  code: 'key.no-dataset',
  detail: `The key "${key.slice(0, 200)}" does not begin with <source>/<dataset>/.`,
  remedy: 'Land the file under <source>/<dataset>/<file>, with a letter or digit in both names.',
})

const isUnnameable = (segment: string): boolean =>
  isHidden(segment) || segment.includes('=') || !/[a-z0-9]/.test(columnName(segment))

function partitionOf(segment: string): { key: string; value: string }[] {
  const at = segment.indexOf('=')
  if (at < 1) return []
  return [{ key: columnName(segment.slice(0, at)), value: percentDecoded(segment.slice(at + 1)) }]
}

function percentDecoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value // a lone `%` is no escape
  }
}

/** Glue's and Athena's safe names: lower case, letters, digits, `_`. Uniqueness is the caller's. */
export function columnName(original: string): string {
  const plain = original.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  return plain
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 120)
}

/** `<source>_<dataset>`; two datasets may want the same name: the catalog gives it to the first. */
export const tableName = (source: string, dataset: string): string =>
  `${columnName(source)}_${columnName(dataset)}`.slice(0, 240)

/** 16 hex characters that stand for a raw key: column `_object`, receipts, data files. */
export const objectId = (key: string): string =>
  createHash('sha256').update(key).digest('hex').slice(0, 16)

/** Where a refused object goes: beside its dataset, in a folder that Athena does not see. */
export function quarantineKey(key: string): string {
  const addressed = addressOf(key)
  if (addressed.kind !== 'data' && addressed.kind !== 'hidden') return `${quarantineFolder}/${key}`
  const { source, dataset } = addressed.address
  return `${source}/${dataset}/${quarantineFolder}/${key.slice(source.length + dataset.length + 2)}`
}
