/**
 * Columns that somebody says are others by now: `{ "zip": "postcode" }`, from the spelling that a file has to the one that
 * its table has. Pure: what is read by is the file's own column, what it is in the table the one of the same place here.
 */
import { namedColumns, spellingOf, withNames } from './names.ts'
import type { Column } from './type.ts'

export type Renames = Readonly<Record<string, string>>

/**
 * Each column as its table has it, in the same order. One that would be called as another one of its file keeps its name:
 * two columns of one file are two.
 */
export function renamed(
  columns: Column[],
  renames: Renames = {},
  reserved: readonly string[] = [],
): Column[] {
  const wanted = wantedOf(columns, renames)
  if (wanted.every((name) => name === undefined)) return columns
  const called = columns.map((column, i) => {
    const original = wanted[i]
    return original === undefined ? column : namedColumns([{ original, type: column.type }])[0]!
  })
  return withNames(called, 'column', reserved).map(({ name, original }, i) => {
    const { original: _, ...column } = columns[i]!
    return { ...column, name, ...(original !== undefined && { original }) }
  })
}

/** The columns that keep a name which they were to lose, and which they were to have. */
export function unrenamed(columns: Column[], renames: Renames = {}): [from: string, to: string][] {
  const wanted = wantedOf(columns, renames)
  const said = saidOf(columns, renames)
  return columns.flatMap((column, i): [string, string][] =>
    said[i] !== undefined && wanted[i] === undefined ? [[spellingOf(column), said[i]]] : [],
  )
}

/** The spellings that a column of a table may have in its files. */
export const formerOf = (spelling: string, renames: Renames = {}): string[] =>
  Object.entries(renames).flatMap(([from, to]) => (isAlike(to, spelling) ? [from] : []))

const isAlike = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

/** As it is said; what differs in case only is one column, unless the file holds both. */
function saidOf(columns: Column[], renames: Renames): (string | undefined)[] {
  const exact = new Map(Object.entries(renames))
  const alike = new Map(Object.entries(renames).map(([from, to]) => [from.toLowerCase(), to]))
  const cases = countOf(columns.map(spellingOf))
  return columns.map((column) => {
    const own = spellingOf(column)
    const to =
      exact.get(own) ??
      (cases.get(own.toLowerCase()) === 1 ? alike.get(own.toLowerCase()) : undefined)
    return to === own ? undefined : to
  })
}

function wantedOf(columns: Column[], renames: Renames): (string | undefined)[] {
  const wanted = saidOf(columns, renames)
  for (;;) {
    const names = wanted.map((name, i) => name ?? spellingOf(columns[i]!))
    const counts = countOf(names)
    const isTaken = (i: number): boolean =>
      wanted[i] !== undefined && counts.get(names[i]!.toLowerCase())! > 1
    if (!wanted.some((_, i) => isTaken(i))) return wanted
    for (const i of names.keys()) if (isTaken(i)) wanted[i] = undefined
  }
}

function countOf(names: string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const name of names)
    counts.set(name.toLowerCase(), (counts.get(name.toLowerCase()) ?? 0) + 1)
  return counts
}
