/** Partitions of a raw table: the `key=value` folders right below its location. */
import { addressOf } from '../key.ts'
import type { Reason } from '../problem.ts'

/** The keys of an object's partition, or why its folders are no partition of a table. */
export function partitionKeysOf(key: string): { keys: string[] } | { withheld: Reason } {
  const [, , ...segments] = key.split('/')
  const folders = segments.slice(0, -1).map((folder) => folder.indexOf('=') > 0)
  if (folders.lastIndexOf(true) > folders.indexOf(false) && folders.includes(false)) {
    return { withheld: folderBetween }
  }
  const addressed = addressOf(key)
  if (addressed.kind === 'refused') return { withheld: addressed.reason }
  return { keys: partitionsOf(key).map((partition) => partition.key) }
}

/** The folder of an object's partition, `<source>/<dataset>/<key>=<value>/…/`, by which Athena lists it. */
export function partitionFolder(key: string): string {
  const segments = key.split('/')
  return `${segments.slice(0, 2 + partitionsOf(key).length).join('/')}/`
}

function partitionsOf(key: string): { key: string; value: string }[] {
  const addressed = addressOf(key)
  return addressed.kind === 'data' || addressed.kind === 'hidden'
    ? addressed.address.partitions
    : []
}

const folderBetween: Reason = {
  code: 'partition.folder',
  detail: 'A folder that is no key=value comes before one that is.',
  remedy: 'Put the key=value folders right below the dataset.',
}
