/**
 * What files of an Iceberg table call its columns: they were named so when the files were written, and the table knows them
 * by ids. https://iceberg.apache.org/spec/#column-projection
 */
import { currentSchema, type Metadata } from '../iceberg/metadata.ts'
import type { FieldType, StructType } from '../iceberg/schema.ts'
import { isPlain, type Names, type Naming } from './names.ts'

/** Names of fields by their ids, and ids of the members of each, from all schemas that were. */
interface History {
  names: Map<number, Set<string>>
  /** By the id of what they are within; -1 is the table. */
  members: Map<number, Map<string, Set<number>>>
}

const table = -1

/**
 * Undefined where all files name its columns as it does. Throws Error where a name was another column's before, or nobody
 * knows what columns were called.
 */
export function icebergNames(metadata: Metadata): Naming[] | undefined {
  const ids = metadata.schemas.map((schema) => schema['schema-id'])
  const isWhole = Math.max(...ids) < new Set(ids).size // those that were thrown away cannot be asked
  const history: History = { names: new Map(), members: new Map() }
  for (const schema of metadata.schemas) remember(schema, table, history)
  for (const [, members] of history.members) {
    const [again] = [...members].find(([, known]) => known.size > 1) ?? []
    if (again !== undefined) throw new Error(`"${again.slice(0, 100)}" was another column before`)
  }
  const names = namesOf(currentSchema(metadata), history)
  if (typeof names === 'string' || !('struct' in names)) return undefined
  const known = knownIn(currentSchema(metadata))
  const isDropped = [...history.names.keys()].some((id) => !known.has(id))
  if (isPlain(names) && !isDropped && isWhole) return undefined
  if (!isWhole) throw new Error('schemas that were thrown away may have named columns otherwise')
  return names.struct
}

/** Of a column right in the table, not of a member, where no file ever called it otherwise. */
export function onlyName(metadata: Metadata, id: number): string | undefined {
  const names = metadata.schemas.flatMap(({ fields }) =>
    fields.filter((field) => field.id === id && typeof field.type === 'string'),
  )
  const [only, ...others] = new Set(names.flatMap(({ name }) => [name, inParquet(name)]))
  return others.length === 0 && currentSchema(metadata).fields.some((field) => field.id === id)
    ? only
    : undefined
}

function remember(type: FieldType | StructType, within: number, history: History): void {
  if (typeof type === 'string') return
  if (type.type === 'list') remember(type.element, type['element-id'], history)
  else if (type.type === 'map') {
    remember(type.key, type['key-id'], history)
    remember(type.value, type['value-id'], history)
  } else {
    const members = history.members.get(within) ?? new Map<string, Set<number>>()
    history.members.set(within, members)
    for (const field of type.fields) {
      for (const name of new Set([field.name, inParquet(field.name)])) {
        members.set(name, (members.get(name) ?? new Set()).add(field.id))
      }
      history.names.set(field.id, (history.names.get(field.id) ?? new Set()).add(field.name))
      remember(field.type, field.id, history)
    }
  }
}

function namesOf(type: FieldType | StructType, history: History): Names {
  if (typeof type === 'string') return 'plain'
  if (type.type === 'list') return { list: namesOf(type.element, history) }
  if (type.type === 'map') {
    return {
      map: [namesOf(type.key, history), namesOf(type.value, history)],
    }
  }
  const struct = type.fields.flatMap(({ id, name, type: own }): Naming[] => {
    const inner = namesOf(own, history)
    const called = [...history.names.get(id)!]
    const files = new Set([...called, ...called.map(inParquet)])
    return [...files].map((file) => ({ file, as: name, type: inner }))
  })
  return { struct }
}

function knownIn(type: FieldType | StructType): Set<number> {
  const ids = new Set<number>()
  const visit = (one: FieldType | StructType): void => {
    if (typeof one === 'string') return
    if (one.type === 'list') visit(one.element)
    else if (one.type === 'map') {
      visit(one.key)
      visit(one.value)
    } else {
      for (const field of one.fields) {
        ids.add(field.id)
        visit(field.type)
      }
    }
  }
  visit(type)
  return ids
}

/** Java's writer spells what no name of Avro may have: `a b` is `a_x20b`. */
const inParquet = (name: string): string =>
  name
    .replace(
      /[^\p{L}\p{Nd}_]/gu,
      (letter) => `_x${letter.codePointAt(0)!.toString(16).toUpperCase()}`,
    )
    .replace(/^(?=\p{Nd})/u, '_')
