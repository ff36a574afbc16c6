/**
 * Columns by their own spelling, which is what they are; their names follow from the set of spellings in their level, so
 * that no order of files or columns changes one. What differs in case only is one column, for no engine tells it apart,
 * except where a file holds both.
 */
import { isFormer, type Level, spellingsOf } from './spellings.ts'
import type { Column, Type } from './type.ts'

export { isNameOf, type Level } from './spellings.ts'

/** As its file spells it. */
export const spellingOf = ({ name, original = name }: Pick<Column, 'name' | 'original'>): string =>
  original

/** What a spelling alone is called in the engines; empty where nothing of it can stand in a name. */
export const columnName = (original: string): string => spellingsOf(original).plain

/**
 * Columns of one level of one file, named; `original` is kept only where it differs from the name. `reserved` are names
 * taken before (partition keys). The second of a file's columns spelt `a` is `a (2)`.
 */
export function namedColumns(
  fields: { original: string; type: Type }[],
  reserved: readonly string[] = [],
  level: Level = 'column',
): Column[] {
  const labels = distinct(fields.map(({ original }) => original))
  const columns = fields.map(({ type }, i) => {
    const original = labels[i]!
    const { plain, hashed, isOwn } = spellingsOf(original, level)
    return { name: plain === '' || (level === 'member' && !isOwn) ? hashed : plain, type, original }
  })
  return withNames(columns, level, reserved)
}

/** What comes again has a number behind it, which no other has. */
export function distinct(originals: readonly string[]): string[] {
  const all = new Set(originals)
  const counts = new Map<string, number>()
  return originals.map((original) => {
    let n = (counts.get(original) ?? 0) + 1
    let label = n === 1 ? original : `${original} (${n})`
    while (n > 1 && all.has(label)) label = `${original} (${++n})`
    counts.set(original, n)
    return label
  })
}

/** How surely a name is its spelling's; `kept` is one of a release before, or another engine's: it stays. */
type Rank = 'kept' | 'plain' | 'hashed' | 'exact'
const surest: Rank[] = ['kept', 'exact', 'hashed', 'plain']

function rankOf(column: Column, level: Level): Rank {
  const { plain, hashed, exact, isOwn } = spellingsOf(spellingOf(column), level)
  if (column.name === exact) return 'exact'
  if (column.name === hashed) return 'hashed'
  return column.name === plain && (isOwn || level === 'column') ? 'plain' : 'kept'
}

/**
 * The columns with the names that their level gives them. A rank only rises; a member's name is never changed but for a
 * clash, since engines find members by name.
 */
export function withNames(
  columns: Column[],
  level: Level,
  reserved: readonly string[] = [],
): Column[] {
  const ranked = columns.map((column) => ({ column, rank: rankOf(column, level) }))
  const kept = ranked.filter(({ rank }) => rank === 'kept').map(({ column }) => column.name)
  const taken = new Set([...reserved, ...kept])
  const derived = ranked.filter(({ rank }) => rank !== 'kept').map(({ column }) => column)
  const cases = counted(derived.map((column) => spellingOf(column).toLowerCase()))
  const wanted = counted(derived.map((column) => spellingsOf(spellingOf(column), level).plain))
  const used = new Set(taken)
  return ranked.map(({ column, rank }) => {
    if (rank === 'kept') return column
    const original = spellingOf(column)
    const { plain, hashed, exact, isOwn } = spellingsOf(original, level)
    const isTwin = cases.get(original.toLowerCase())! > 1 && original !== original.toLowerCase()
    const isClash = taken.has(plain) || (wanted.get(plain)! > 1 && !isOwn)
    const names = { plain, hashed, exact }
    let name = names[isTwin ? 'exact' : rank === 'plain' && isClash ? 'hashed' : rank]
    for (const next of [hashed, exact]) if (used.has(name)) name = next
    used.add(name)
    return spelt(name, column.type, original)
  })
}

const spelt = (name: string, type: Type, original: string): Column => ({
  name,
  type,
  ...(original === name ? {} : { original }),
})

function counted(texts: string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1)
  return counts
}

/** Which of the `known` columns each of these is, in pairs; the others are new. Each is in one pair at most. */
export function paired(known: Column[], columns: Column[]): Map<Column, Column> {
  const pairs = new Map<Column, Column>()
  const free = new Set(known)
  const pair = (keyOf: (column: Column) => string | undefined, isAlone = false): void => {
    if (pairs.size === columns.length) return
    const byKey = Map.groupBy(isAlone ? known : free, keyOf)
    const rivals = isAlone ? counted(columns.map((column) => keyOf(column) ?? '')) : undefined
    for (const column of columns) {
      const key = keyOf(column)
      if (pairs.has(column) || key === undefined || (rivals && rivals.get(key) !== 1)) continue
      const found = byKey.get(key)?.filter((one) => free.has(one)) ?? []
      const [first] = found
      if (!first || (isAlone && byKey.get(key)!.length > 1)) continue
      pairs.set(column, first)
      free.delete(first)
    }
  }
  pair((column) => JSON.stringify([spellingOf(column), column.name]))
  pair(spellingOf)
  pair(formerTwin)
  pair((column) => spellingOf(column).toLowerCase(), true)
  return pairs
}

/** The second `a` of a file was `a` too in releases before, called `a_2`. */
function formerTwin(column: Column): string | undefined {
  const original = spellingOf(column)
  const [, base = original] = /^(.*) \(\d+\)$/s.exec(original) ?? []
  return isFormer(column.name, base) ? JSON.stringify([base, column.name]) : undefined
}

/** Of two names of one column the surer, of two spellings the one in lower case; the same in either order. */
export function joinedName(a: Column, b: Column, level: Level): { name: string; original: string } {
  const [left, right] = [spellingOf(a), spellingOf(b)]
  const lower = left.toLowerCase()
  const isLeft = left === lower || (right !== lower && left < right)
  const order = surest.indexOf(rankOf(a, level)) - surest.indexOf(rankOf(b, level))
  const isFirst = order < 0 || (order === 0 && a.name < b.name)
  return { name: (isFirst ? a : b).name, original: isLeft ? left : right }
}

/** The type of a table with each member spelt as the file spells it. */
export function speltAs(table: Type, file: Type): Type {
  return together(table, file, (member, own) => {
    const original = spellingOf(own ?? member)
    return spelt(member.name, speltAs(member.type, own?.type ?? 'null'), original)
  })
}

/** The type of a file with each member called as the table calls it. */
export function calledAs(file: Type, table: Type): Type {
  return together(file, table, (member, known) =>
    spelt((known ?? member).name, calledAs(member.type, known?.type ?? 'null'), spellingOf(member)),
  )
}

/** The type `a`, its members made anew with those of `b` that are the same. */
function together(a: Type, b: Type, made: (of: Column, other: Column | undefined) => Column): Type {
  if (typeof a === 'string' || typeof b === 'string') return a
  if ('list' in a) return 'list' in b ? { list: together(a.list, b.list, made) } : a
  if ('map' in a) {
    return 'map' in b
      ? { map: [together(a.map[0], b.map[0], made), together(a.map[1], b.map[1], made)] }
      : a
  }
  if (!('struct' in b)) return a
  const others = new Map([...paired(b.struct, a.struct)])
  return { struct: a.struct.map((member) => made(member, others.get(member))) }
}
