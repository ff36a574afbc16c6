/**
 * What no value gave a type yet. Columns of which none was ever seen: a table has them, as strings, and no data file does,
 * so that the first value gives them its type under a new id and whichever file came first makes no difference. Within
 * lists, maps and structs it is a string that files have, for the list that is empty is a value; `{}` alone is its text.
 * Iceberg v2 has no type for either (v3 has `unknown`, which Athena does not read): properties of the table say of which
 * columns which type is meant.
 */
import type { Column, Type } from '../schema/type.ts'
import { hasNull } from '../structure.ts'

/** Ids of columns without a value. */
export const valuelessProperty = 'hypatia.columns-without-values'
/** Types by the ids of the columns that have values, as JSON. */
export const untypedProperty = 'hypatia.columns-without-types'

/** Types by the ids of the table's columns, of those that have none somewhere. */
export type Untyped = Map<number, Type>

type Properties = Record<string, string>

/** What stands for it in a schema. */
export function standIn(type: Type): Type {
  if (type === 'null') return 'string'
  if (typeof type === 'string') return type
  if ('list' in type) return { list: standIn(type.list) }
  if ('map' in type) return { map: [standIn(type.map[0]), standIn(type.map[1])] }
  return type.struct.length === 0 ? 'string' : { struct: type.struct.map(stoodFor) }
}

export const stoodFor = (column: Column): Column => ({ ...column, type: standIn(column.type) })

/** Says what the column's type is; nothing where the schema does. */
export function setUntyped(untyped: Untyped, id: number, type: Type): void {
  if (hasNull(type)) untyped.set(id, type)
  else untyped.delete(id)
}

/** Of a table's metadata. */
export function untypedOf({ properties = {} }: { properties?: Properties }): Untyped {
  const within = JSON.parse(properties[untypedProperty] ?? '{}') as Record<string, Type>
  const ids = (properties[valuelessProperty] ?? '').split(',').filter(Boolean)
  return new Map([
    ...ids.map((id): [number, Type] => [Number(id), 'null']),
    ...Object.entries(within).map(([id, type]): [number, Type] => [Number(id), type]),
  ])
}

/** Of the columns that no data file has. */
export const valuelessIds = (metadata: { properties?: Properties }): Set<number> =>
  new Set([...untypedOf(metadata)].flatMap(([id, type]) => (type === 'null' ? [id] : [])))

/** The table's properties, saying that these are the types. */
export function withUntyped(
  { [valuelessProperty]: _, [untypedProperty]: __, ...others }: Properties,
  untyped: Untyped,
): Properties {
  const all = [...untyped]
  const ids = all.flatMap(([id, type]) => (type === 'null' ? [id] : []))
  const within = all.filter(([, type]) => type !== 'null')
  return {
    ...others,
    ...(ids.length > 0 && { [valuelessProperty]: ids.join(',') }),
    ...(within.length > 0 && { [untypedProperty]: JSON.stringify(Object.fromEntries(within)) }),
  }
}
