/** Which files of an archive are one table: those that share most of their columns. */
import { unknownName } from '../../render/unknown.ts'
import { spellingOf } from '../../schema/names.ts'
import type { Column } from '../../schema/type.ts'

export interface MemberTable {
  name: string
  bytes: number
  columns: Column[]
}

/** The largest group by bytes, or that of the pinned file, and what does not fit it; both in the order of the archive. */
export function theGroup<T extends MemberTable>(
  tables: T[],
  pinned?: string,
): { group: T[]; others: T[] } {
  const shapes = new Map<string, { names: Set<string>; tables: T[] }>()
  for (const table of tables) {
    const names = new Set(table.columns.map((column) => spellingOf(column).toLowerCase()))
    const key = JSON.stringify([...names].sort())
    const shape = shapes.get(key) ?? { names, tables: [] }
    shape.tables.push(table)
    shapes.set(key, shape)
  }
  const groups: T[][] = []
  for (const left = new Set(shapes.values()); left.size > 0; ) {
    const [first] = left
    const group = together(first!, left)
    groups.push(group.flatMap((shape) => shape.tables))
  }
  const bytesOf = (group: T[]) => group.reduce((sum, { bytes }) => sum + bytes, 0)
  const largest = groups.reduce((most, one) => (bytesOf(one) > bytesOf(most) ? one : most), [])
  const wanted = pinned === undefined ? undefined : fileOf(tables, pinned)
  const chosen = new Set(wanted ? groups.find((group) => group.includes(wanted)) : largest)
  return {
    group: tables.filter((table) => chosen.has(table)),
    others: tables.filter((table) => !chosen.has(table)),
  }
}

/** By its whole path, or its last steps. Throws Quarantined where no table has the name. */
function fileOf<T extends MemberTable>(tables: T[], pinned: string): T {
  const found =
    tables.find(({ name }) => name === pinned) ??
    tables.find(({ name }) => name.endsWith(`/${pinned}`))
  if (found) return found
  const names = tables.map(({ name }) => name)
  throw unknownName('file', pinned, names)
}

interface Shape<T> {
  names: Set<string>
  tables: T[]
}

/** With all that fit one of them, and so on: takes them out of what is left. */
function together<T>(first: Shape<T>, left: Set<Shape<T>>): Shape<T>[] {
  const group = [first]
  left.delete(first)
  for (const one of group) {
    for (const other of left) {
      if (!areAlike(one.names, other.names)) continue
      group.push(other)
      left.delete(other)
    }
  }
  return group
}

/** A key that two tables share makes no one table of them: more than half of the narrower, and a third of all. */
function areAlike(a: Set<string>, b: Set<string>): boolean {
  const shared = [...a].filter((name) => b.has(name)).length
  const all = a.size + b.size - shared
  return (
    shared === all || (shared > 1 && 2 * shared > Math.min(a.size, b.size) && 3 * shared >= all)
  )
}

/** What is not in the table though it may be one, in words. */
export function leftOut(others: Named[], archives: Named[]): string[] {
  const said: string[] = []
  const remedy = 'and are to be landed by themselves'
  if (others.length > 0) {
    said.push(`files of other columns are not in the table, ${remedy}: ${namesOf(others)}`)
  }
  if (archives.length > 0) {
    said.push(`archives within archives within it are not opened, ${remedy}: ${namesOf(archives)}`)
  }
  return said
}

type Named = Pick<MemberTable, 'name'>

export const namesOf = (members: Named[]): string => {
  const names = members.slice(0, 10).map(({ name }) => `"${name.slice(0, 100)}"`)
  const more = members.length - names.length
  return `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}
