/** Iceberg's schemas: the types of `lake/schema/type.ts` with field ids. https://iceberg.apache.org/spec/#schemas */
import { isNameOf } from '../schema/names.ts'
import type { Column, Type } from '../schema/type.ts'

/** A primitive by its name, e.g. `long`, `decimal(9, 2)`; other engines' tables may hold any of Iceberg's. */
export type FieldType = string | StructType | ListType | MapType

export interface Field {
  id: number
  name: string
  required: boolean
  type: FieldType
  doc?: string
}

export interface StructType {
  type: 'struct'
  fields: Field[]
}

export interface ListType {
  type: 'list'
  'element-id': number
  'element-required': boolean
  element: FieldType
}

export interface MapType {
  type: 'map'
  'key-id': number
  key: FieldType
  'value-id': number
  'value-required': boolean
  value: FieldType
}

export interface Schema extends StructType {
  'schema-id': number
  'identifier-field-ids'?: number[]
}

/** The column that says which object a row came from: `objectId` of its raw key, constant in a file of ours. */
export const objectColumn = '_object'

/** What a file of position deletes may have of each row that it deletes. https://iceberg.apache.org/spec/#position-delete-files */
export const deletedRow: Field = {
  id: 2_147_483_544,
  name: 'row',
  required: false,
  type: { type: 'struct', fields: [] },
}

/** Precision and scale of a decimal's name; undefined for every other type. */
export function decimalOf(type: FieldType): { precision: number; scale: number } | undefined {
  const match = typeof type === 'string' ? /^decimal\((\d+), ?(\d+)\)$/.exec(type) : null
  return match ? { precision: Number(match[1]), scale: Number(match[2]) } : undefined
}

/** Gives every column an id: a level first, then what it nests, as Iceberg's own library does. Throws TypeError on type null. */
export function assignIds(columns: Column[], next: () => number): Field[] {
  const ids = columns.map(() => next())
  return columns.map((column, i) => ({
    id: ids[i]!,
    name: column.name,
    required: false,
    type: fieldType(column.name, column.type, next),
    ...(column.original ? { doc: column.original } : {}),
  }))
}

function fieldType(name: string, type: Type, next: () => number): FieldType {
  if (type === 'null') throw new TypeError(`column ${name} has no type yet: leave it out`)
  if (typeof type === 'string') return type
  if ('struct' in type) return { type: 'struct', fields: assignIds(type.struct, next) }
  if ('list' in type) {
    const id = next()
    const element = fieldType(name, type.list, next)
    return { type: 'list', 'element-id': id, 'element-required': false, element }
  }
  const [keyId, valueId] = [next(), next()]
  const [key, value] = [fieldType(name, type.map[0], next), fieldType(name, type.map[1], next)]
  return { type: 'map', 'key-id': keyId, key, 'value-id': valueId, 'value-required': false, value }
}

/** What a table says of these columns: of type null those of which no value was seen. */
export const heldColumns = (columns: Column[]): Column[] =>
  columns.map((column) => ({ ...column, type: heldType(column.type) }))

/** Without the members of which no value was seen, as long as there are others: a later one is added for nothing. */
export function heldType(type: Type): Type {
  if (typeof type === 'string') return type
  if ('list' in type) return { list: heldType(type.list) }
  if ('map' in type) return { map: [heldType(type.map[0]), heldType(type.map[1])] }
  const held = heldColumns(type.struct)
  const seen = held.filter((member) => member.type !== 'null')
  return { struct: seen.length > 0 ? seen : held }
}

/** The columns of a table without their ids, by the spelling that is their `doc`; another engine's types as the narrowest of ours that hold them. */
export const columnsOf = (fields: Field[]): Column[] =>
  fields.map((field) => ({
    name: field.name,
    type: typeOf(field.type),
    ...(field.doc && isNameOf(field.name, field.doc) ? { original: field.doc } : {}),
  }))

/** A field's type without ids; int is long, float is double, and what we have no name for is string. */
export function typeOf(type: FieldType): Type {
  if (typeof type === 'string') return primitiveOf(type)
  if (type.type === 'struct') return { struct: columnsOf(type.fields) }
  if (type.type === 'list') return { list: typeOf(type.element) }
  return { map: [typeOf(type.key), typeOf(type.value)] }
}

function primitiveOf(name: string): Type {
  switch (name) {
    case 'boolean':
    case 'long':
    case 'double':
    case 'date':
    case 'timestamp':
    case 'timestamptz':
    case 'string':
    case 'binary':
      return name
    case 'int':
      return 'long'
    case 'float':
      return 'double'
  }
  const decimal = decimalOf(name)
  return decimal ? `decimal(${decimal.precision},${decimal.scale})` : 'string'
}

/** Types by id of the leaves that may have statistics: top level or inside structs, never inside a list or a map. */
export function primitiveLeaves(fields: Field[]): Map<number, string> {
  const leaves = new Map<number, string>()
  for (const field of fields) {
    if (typeof field.type === 'string') leaves.set(field.id, field.type)
    else if (field.type.type === 'struct') {
      for (const [id, type] of primitiveLeaves(field.type.fields)) leaves.set(id, type)
    }
  }
  return leaves
}
