/**
 * The join of schemas: commutative, associative, idempotent. So repeated, late and reordered objects make the
 * same table. Types only widen, columns only unite.
 *
 *   null → boolean ──────────────────────────→ string
 *   null → long → decimal → double ──────────→ string
 *   null → date → timestamp ─────────────────→ string
 *   null → timestamptz | binary | struct | list | map → string
 */
import { decimalName, digitsOf } from './decimal.ts'
import { joinedName, type Level, paired, withNames } from './names.ts'
import type { Column, Type } from './type.ts'

/** The narrowest type that holds the values of both; `string` (their text, JSON for nested ones) at the top. */
export function mergeTypes(a: Type, b: Type): Type {
  if (a === 'null') return b
  if (b === 'null') return a
  if (typeof a === 'string' || typeof b === 'string') {
    return typeof a === 'string' && typeof b === 'string' ? mergePlain(a, b) : 'string'
  }
  if ('list' in a && 'list' in b) return { list: mergeTypes(a.list, b.list) }
  if ('struct' in a && 'struct' in b) return { struct: mergeColumns(a.struct, b.struct, 'member') }
  if ('map' in a && 'map' in b) {
    return { map: [mergeTypes(a.map[0], b.map[0]), mergeTypes(a.map[1], b.map[1])] }
  }
  return 'string'
}

function mergePlain(a: Type & string, b: Type & string): Type {
  if (a === b) return a
  if (isNumber(a) && isNumber(b)) return mergeNumbers(a, b)
  const isTime = (type: Type): boolean => type === 'date' || type === 'timestamp'
  return isTime(a) && isTime(b) ? 'timestamp' : 'string'
}

const isNumber = (type: Type): boolean => type === 'double' || digitsOf(type) !== undefined

/** Decimals by the widest whole part and the widest scale: associative, for both only grow. */
function mergeNumbers(a: Type, b: Type): Type {
  const [left, right] = [digitsOf(a), digitsOf(b)]
  if (!left || !right) return 'double'
  const whole = Math.max(left.whole, right.whole)
  return decimalName({ whole, scale: Math.max(left.scale, right.scale) }) ?? 'double'
}

/**
 * The union of both by their spellings. Columns of `a` keep their places and those that only `b` has follow in theirs:
 * the laws hold for the set of columns, the order tells who came first.
 */
export function mergeColumns(a: Column[], b: Column[], level: Level = 'column'): Column[] {
  const pairs = paired(a, b)
  const others = new Map([...pairs].map(([theirs, ours]) => [ours, theirs]))
  const merged = a.map((column) => {
    const other = others.get(column)
    return other ? mergeColumn(column, other, level) : column
  })
  return withNames([...merged, ...b.filter((column) => !pairs.has(column))], level)
}

function mergeColumn(a: Column, b: Column, level: Level): Column {
  const { name, original } = joinedName(a, b, level)
  const type = mergeTypes(a.type, b.type)
  return { name, type, ...(original === name ? {} : { original }) }
}
