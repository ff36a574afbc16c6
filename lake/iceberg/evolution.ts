/** What joining a table with the columns of new files changes: ids before files. https://iceberg.apache.org/spec/#schema-evolution */
import { mergeTypes } from '../schema/merge.ts'
import { type Level, paired, spellingOf, withNames } from '../schema/names.ts'
import { spellingsOf } from '../schema/spellings.ts'
import type { Column, Type } from '../schema/type.ts'
import type { DataFile } from './datafile.ts'
import type { Entry } from './manifest.ts'
import { currentSchema, type Metadata } from './metadata.ts'
import {
  assignIds,
  columnsOf,
  decimalOf,
  type Field,
  type FieldType,
  heldType,
  objectColumn,
  primitiveLeaves,
  typeOf,
} from './schema.ts'
import { setUntyped, standIn, stoodFor, type Untyped, untypedOf } from './valueless.ts'

export interface Evolution {
  /** The whole schema after it; the same array when nothing changes. */
  fields: Field[]
  changed: boolean
  /** Fields whose type Iceberg cannot widen: their columns go to new ids, and files that hold the old ids read NULL. */
  replaced: Field[]
  /** The table's last-column-id that the new ids follow: two plans on one base use the same ids. */
  plannedOn: number
  lastColumnId: number
  /** Of the fields that have no type yet somewhere (`valueless.ts`). */
  untyped: Untyped
}

/**
 * Columns are never lost and types only widen, by Iceberg's promotions (int→long, float→double, a wider decimal of
 * equal scale) or under a new id. What has no type yet is a string until its first value.
 */
export function planEvolution(metadata: Metadata, columns: Column[]): Evolution {
  const current = currentSchema(metadata).fields
  const plannedOn = metadata['last-column-id']
  const replaced: Field[] = []
  let lastColumnId = plannedOn
  const next = (): number => ++lastColumnId
  const untyped = untypedOf(metadata)
  const said = JSON.stringify([...untyped])
  const become: Become = (field, column) => {
    const was = untyped.get(field.id) ?? typeOf(field.type)
    const type = mergeTypes(was, heldType(mergeTypes(was, column.type)))
    // Its first value; no file of ours has the field, but another engine may have written some.
    const isFirst = was === 'null' && type !== 'null'
    const wider = isFirst ? undefined : widened(field.type, standIn(type), next)
    if (wider !== undefined) {
      setUntyped(untyped, field.id, type)
      return retyped(field, wider)
    }
    replaced.push(field)
    untyped.delete(field.id)
    const [replacement] = assignIds([stoodFor({ ...column, type })], next)
    setUntyped(untyped, replacement!.id, type)
    return { ...replacement!, name: field.name, ...(field.doc ? { doc: field.doc } : {}) }
  }
  const fields = joinFields(current, columns, next, become, 'column', untyped)!
  const isOtherwise = JSON.stringify([...untyped]) !== said
  if (isOtherwise && lastColumnId === plannedOn) next() // no plan of before may undo it
  const changed = fields !== current || isOtherwise
  return { fields, changed, replaced, plannedOn, lastColumnId, untyped }
}

/** What a field is with the column's values; undefined refuses the whole join. */
type Become = (field: Field, column: Column) => Field | undefined

const retyped = (field: Field, type: FieldType): Field =>
  type === field.type ? field : { ...field, type }

/** The same array when nothing changes. Columns find their fields by their spelling; `_object` is nobody's. */
function joinFields(
  current: Field[],
  columns: Column[],
  next: () => number,
  become: Become,
  level: Level,
  untyped: Untyped = new Map(),
): Field[] | undefined {
  const known = new Map(columnsOf(current).map((column, i) => [column, current[i]!]))
  const open = [...known.keys()].filter(({ name }) => name !== objectColumn)
  const pairs = paired(open, columns)
  const added = new Map([...pairs].map(([column, found]) => [known.get(found)!, column]))
  const joined = current.map((field) => {
    const column = added.get(field)
    return column ? become(field, column) : field
  })
  if (joined.includes(undefined)) return undefined
  const fresh = columns.filter((column) => !pairs.has(column))
  const names = withNames([...known.keys(), ...fresh], level)
  const kept = (joined as Field[]).map((field, i) => {
    const { name } = names[i]!
    // Engines find members of a struct by name: theirs stay, and DuckDB would read NULL for the others.
    return level === 'member' || field.name === name ? field : { ...field, name }
  })
  const own = free(names.slice(current.length), kept)
  const assigned = assignIds(own.map(stoodFor), next)
  for (const [i, { id }] of assigned.entries()) setUntyped(untyped, id, own[i]!.type)
  const fields = [...kept, ...assigned]
  const isSame = fields.length === current.length && fields.every((f, i) => f === current[i])
  return isSame ? current : fields
}

/** New columns whose names are not those of fields that keep theirs. */
function free(columns: Column[], fields: Field[]): Column[] {
  const taken = new Set(fields.map(({ name }) => name))
  return columns.map((column) => {
    if (!taken.has(column.name)) return column
    const original = spellingOf(column)
    return { ...column, name: spellingsOf(original, 'member').exact, original }
  })
}

/** `to` is the join of both. The same object when nothing changes; undefined when Iceberg has no such promotion. */
function widened(type: FieldType, to: Type, next: () => number): FieldType | undefined {
  if (typeof type === 'string') return typeof to === 'string' ? promoted(type, to) : undefined
  if (typeof to === 'string') return undefined
  if (type.type === 'struct' && 'struct' in to) {
    const become: Become = (field, { type: joined }) => {
      const wider = widened(field.type, joined, next)
      return wider === undefined ? undefined : retyped(field, wider)
    }
    const fields = joinFields(type.fields, to.struct, next, become, 'member')
    if (fields === undefined || fields === type.fields) return fields && type
    return { ...type, fields }
  }
  if (type.type === 'list' && 'list' in to) {
    const element = widened(type.element, to.list, next)
    if (element === undefined || element === type.element) return element && type
    return { ...type, element }
  }
  if (type.type === 'map' && 'map' in to) {
    const key = widened(type.key, to.map[0], next)
    const value = widened(type.value, to.map[1], next)
    if (key !== type.key || value === undefined) return undefined // a map's keys may not evolve
    return value === type.value ? type : { ...type, value }
  }
  return undefined
}

function promoted(type: string, to: string): string | undefined {
  if (type === to) return type
  if ((type === 'int' && to === 'long') || (type === 'float' && to === 'double')) return to
  const [from, wider] = [decimalOf(type), decimalOf(to)]
  if (!from || !wider || from.scale !== wider.scale) return undefined
  return from.precision === wider.precision ? type : to
}

/** Whether a file may hold one of these fields: only files that surely do not may outlive a replacement. */
export function mayHold(entry: Entry, fields: Field[]): boolean {
  const sizes = entry.data_file.column_sizes as { key: number }[] | null | undefined
  const ids = new Set(sizes?.map(({ key }) => key))
  return fields.some((field) => {
    const leaves = [...primitiveLeaves([field]).keys()]
    return ids.size === 0 || leaves.length === 0 || leaves.some((id) => ids.has(id))
  })
}

/** The id of a column that the file holds and the table no longer has. */
export function replacedFieldOf(metadata: Metadata, file: DataFile): number | undefined {
  const ids = new Set(currentSchema(metadata).fields.map((field) => field.id))
  return file.fieldIds.find((id) => !ids.has(id))
}
