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
  objectColumn,
  primitiveLeaves,
  typeOf,
} from './schema.ts'
import { isValueless, stoodFor, valuelessIds } from './valueless.ts'

export interface Evolution {
  /** The whole schema after it; the same array when nothing changes. */
  fields: Field[]
  changed: boolean
  /** Fields whose type Iceberg cannot widen: their columns go to new ids, and files that hold the old ids read NULL. */
  replaced: Field[]
  /** The table's last-column-id that the new ids follow: two plans on one base use the same ids. */
  plannedOn: number
  lastColumnId: number
  /** Ids of the fields of which no value was seen (`valueless.ts`). */
  valueless: number[]
}

/**
 * Columns are never lost and types only widen, by Iceberg's promotions (int→long, float→double, a wider decimal of
 * equal scale) or under a new id. A column of type null is a string until its first value.
 */
export function planEvolution(metadata: Metadata, columns: Column[]): Evolution {
  const current = currentSchema(metadata).fields
  const plannedOn = metadata['last-column-id']
  const replaced: Field[] = []
  let lastColumnId = plannedOn
  const next = (): number => ++lastColumnId
  const replace: Clash = (field, column) => {
    replaced.push(field)
    const [replacement] = assignIds([column], next)
    return { ...replacement!, name: field.name, ...(field.doc ? { doc: field.doc } : {}) }
  }
  const valueless = valuelessIds(metadata)
  const fields = joinFields(current, columns, next, replace, 'column', valueless)!
  const changed = fields !== current
  return { fields, changed, replaced, plannedOn, lastColumnId, valueless: [...valueless] }
}

/** Answers for a field that cannot become the column; undefined refuses the whole join. */
type Clash = (field: Field, column: Column) => Field | undefined

/** The same array when nothing changes. Columns find their fields by their spelling; `_object` is nobody's. */
function joinFields(
  current: Field[],
  columns: Column[],
  next: () => number,
  clash: Clash,
  level: Level,
  valueless = new Set<number>(),
): Field[] | undefined {
  const known = new Map(columnsOf(current).map((column, i) => [column, current[i]!]))
  const open = [...known.keys()].filter(({ name }) => name !== objectColumn)
  const pairs = paired(open, columns)
  const added = new Map([...pairs].map(([column, found]) => [known.get(found)!, column]))
  const joined = current.map((field) => {
    const column = added.get(field)
    if (!column) return field
    // Its first value; no file of ours has the field, but another engine may have written some.
    if (!isValueless(column) && valueless.delete(field.id)) return clash(field, column)
    const merged = mergeTypes(typeOf(field.type), column.type)
    const type = widened(field.type, merged, next)
    if (type === undefined) return clash(field, { ...column, type: merged })
    return type === field.type ? field : { ...field, type }
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
  for (const [i, { id }] of assigned.entries()) if (isValueless(own[i]!)) valueless.add(id)
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

/** The same object when nothing changes; undefined when Iceberg has no such promotion. */
function widened(type: FieldType, to: Type, next: () => number): FieldType | undefined {
  if (typeof type === 'string') return typeof to === 'string' ? promoted(type, to) : undefined
  if (typeof to === 'string') return undefined
  if (type.type === 'struct' && 'struct' in to) {
    const fields = joinFields(type.fields, to.struct, next, () => undefined, 'member')
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
