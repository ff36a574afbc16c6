/** DuckDB's SQL that makes values of one type those of a wider one: what nests and becomes text is JSON, at any depth. */
import { paired, spellingOf } from './names.ts'
import { duckdbType, literal, quote } from './spelling.ts'
import type { Column, Type } from './type.ts'

type Struct = Extract<Type, { struct: Column[] }>

/** `from`: what the source is; a struct without members is there as JSON. `depth` keeps names of nested lambdas apart. */
export function convertedSql(source: string, from: Type, to: Type, depth = 0): string {
  if (to === 'string') return textOf(source, from)
  if (!becomesText(from, to)) return `CAST(${source} AS ${duckdbType(to)})`
  const each = (list: string, of: Type, as: Type): string => {
    const element = `v${depth}`
    return `list_transform(${list}, lambda ${element}: ${convertedSql(element, of, as, depth + 1)})`
  }
  const [a, b] = [from, to] as [Type & object, Type & object]
  if ('list' in a && 'list' in b) return each(source, a.list, b.list)
  if ('map' in a && 'map' in b) {
    const [keys, values] = [
      each(`map_keys(${source})`, a.map[0], b.map[0]),
      each(`map_values(${source})`, a.map[1], b.map[1]),
    ]
    return unlessNull(source, `map(${keys}, ${values})`)
  }
  const known = paired((a as Struct).struct, (b as Struct).struct)
  const members = (b as Struct).struct.map((member) => {
    const own = known.get(member)
    const value = own && convertedSql(memberOf(source, own), own.type, member.type, depth)
    return `${quote(member.name)} := ${value ?? `CAST(NULL AS ${duckdbType(member.type)})`}`
  })
  return unlessNull(source, `struct_pack(${members.join(', ')})`)
}

const unlessNull = (source: string, value: string): string =>
  `CASE WHEN ${source} IS NULL THEN NULL ELSE ${value} END`

const memberOf = (source: string, { name }: Column): string =>
  `struct_extract(${source}, ${literal(name)})`

/** Whether something within that nests is text now. */
export function becomesText(from: Type, to: Type): boolean {
  if (typeof from === 'string') return false
  if (typeof to === 'string') return to === 'string'
  if ('list' in from) return 'list' in to && becomesText(from.list, to.list)
  if ('map' in from) {
    return 'map' in to && from.map.some((part, i) => becomesText(part, to.map[i]!))
  }
  if (!('struct' in to)) return false
  return [...paired(from.struct, to.struct)].some(([now, was]) => becomesText(was.type, now.type))
}

function textOf(source: string, type: Type): string {
  const json = typeof type === 'string' ? source : `to_json(${spelt(source, type)})`
  return `CAST(${json} AS VARCHAR)`
}

/** Members as their file spells them: they are no engine's names any more. */
function spelt(source: string, type: Type, depth = 0): string {
  if (typeof type === 'string' || !hasOriginal(type)) return source
  const each = (list: string, of: Type): string =>
    hasOriginal(of)
      ? `list_transform(${list}, lambda w${depth}: ${spelt(`w${depth}`, of, depth + 1)})`
      : list
  if ('list' in type) return each(source, type.list)
  if ('map' in type) {
    const [keys, values] = [
      each(`map_keys(${source})`, type.map[0]),
      each(`map_values(${source})`, type.map[1]),
    ]
    return unlessNull(source, `map(${keys}, ${values})`)
  }
  // DuckDB has no two members whose names differ in case only.
  const isTwin =
    new Set(type.struct.map((one) => spellingOf(one).toLowerCase())).size < type.struct.length
  const members = type.struct.map((member) => {
    const name = isTwin ? member.name : spellingOf(member) || member.name
    return `${quote(name)} := ${spelt(memberOf(source, member), member.type, depth)}`
  })
  return unlessNull(source, `struct_pack(${members.join(', ')})`)
}

function hasOriginal(type: Type): boolean {
  if (typeof type === 'string') return false
  if ('list' in type) return hasOriginal(type.list)
  if ('map' in type) return type.map.some(hasOriginal)
  return type.struct.some((member) => member.original !== undefined || hasOriginal(member.type))
}
