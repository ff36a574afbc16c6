/** Members of JSON objects that come after what the inspection saw: without a type yet, so that their values give it. */

import type { TextFacts } from './inspect/inspection.ts'
import type { Structure } from './inspect/jsonmembers.ts'
import { jsonLinesSql } from './inspect/jsonread.ts'
import { type Level, namedColumns, spellingOf, withNames } from './schema/names.ts'
import type { Column, Type } from './schema/type.ts'

/** One row: every member of every line, at any depth, as DuckDB's JSON of a structure in column `structure`. */
export const structureSql = (path: string, facts: TextFacts): string =>
  `SELECT json_group_structure(json) AS structure FROM ${jsonLinesSql(path, facts)}`

/** The columns, and those that only the structure has. */
export function withStructure(
  columns: Column[],
  structure: Structure,
  reserved: readonly string[] = [],
  level: Level = 'column',
): Column[] {
  if (typeof structure !== 'object' || Array.isArray(structure)) return columns
  const known = new Set(columns.map(spellingOf))
  const late = Object.keys(structure).filter((member) => !known.has(member))
  const added = namedColumns(
    late.map((original) => ({ original, type: 'null' as const })),
    reserved,
    level,
  )
  return withNames([...columns, ...added], level, reserved).map((column) => {
    const member = structure[spellingOf(column)]
    return member === undefined ? column : { ...column, type: typeWith(column.type, member) }
  })
}

function typeWith(type: Type, structure: Structure): Type {
  if (typeof type === 'string') return type
  if ('struct' in type) return { struct: withStructure(type.struct, structure, [], 'member') }
  if ('list' in type && Array.isArray(structure) && structure[0] !== undefined) {
    return { list: typeWith(type.list, structure[0]) }
  }
  return type
}

/** The columns `wider` with no type where the file, all of which was seen, has no value: a table has some word there. */
export const boundBy = (own: Column[], wider: Column[]): Column[] => {
  const known = new Map(own.map(({ name, type }) => [name, type]))
  return wider.map((column) => ({
    ...column,
    type: bound(known.get(column.name) ?? 'null', column.type),
  }))
}

function bound(own: Type, wider: Type): Type {
  if (typeof own === 'string') return own === 'null' ? own : wider
  if ('struct' in own && own.struct.length === 0) return own
  if (typeof wider === 'string') return wider
  if ('list' in own && 'list' in wider) return { list: bound(own.list, wider.list) }
  if ('map' in own && 'map' in wider) {
    return { map: [bound(own.map[0], wider.map[0]), bound(own.map[1], wider.map[1])] }
  }
  if (!('struct' in own && 'struct' in wider)) return wider
  const others = new Map(wider.struct.map((member) => [spellingOf(member), member]))
  return {
    struct: own.struct.map((member) => {
      const other = others.get(spellingOf(member))
      return other ? { ...member, type: bound(member.type, other.type) } : member
    }),
  }
}

/** Whether somewhere in it no value was seen, or of a struct no member. */
export function hasNull(type: Type): boolean {
  if (typeof type === 'string') return type === 'null'
  if ('list' in type) return hasNull(type.list)
  if ('map' in type) return type.map.some(hasNull)
  return type.struct.length === 0 || type.struct.some((field) => hasNull(field.type))
}
