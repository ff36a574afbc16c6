/** Column names from a file's own spelling: safe in Glue, unique in their level, the same in any order. */
import { formerName } from '../tablename.ts'
import type { Column, Type } from './type.ts'

/** Glue's and Athena's safe names: lower case, letters, digits, `_`. Uniqueness is the caller's. */
export const columnName = formerName

/**
 * One name for each original, in the same places. `reserved` are names taken before (partition keys). Of those
 * that want the same name, the one spelt exactly so gets it, the others `<name>_2`, … in order of spelling,
 * so that the order in which a file lists them changes nothing. An empty one is `column_<place from 1>`.
 */
export function uniqueNames(originals: string[], reserved: readonly string[] = []): string[] {
  const taken = new Set(reserved)
  const names: string[] = new Array(originals.length)
  const wanted = originals.map((original, i) => columnName(original) || `column_${i + 1}`)
  const isExact = (i: number): number => (originals.indexOf(wanted[i]!) === i ? 0 : 1)
  const inOrder = [...originals.keys()].sort(
    (i, j) => isExact(i) - isExact(j) || compare(originals[i]!, originals[j]!) || i - j,
  )
  for (const i of inOrder) names[i] = takeName(wanted[i]!, taken)
  return names
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function takeName(wanted: string, taken: Set<string>): string {
  let name = wanted
  for (let n = 2; taken.has(name); n++) name = `${wanted}_${n}`
  taken.add(name)
  return name
}

/** Columns of one level; `original` is kept only where it differs from the name. */
export function namedColumns(
  fields: { original: string; type: Type }[],
  reserved: readonly string[] = [],
): Column[] {
  const names = uniqueNames(
    fields.map((field) => field.original),
    reserved,
  )
  return fields.map(({ original, type }, i) => {
    const name = names[i]!
    return { name, type, ...(original === name ? {} : { original }) }
  })
}
