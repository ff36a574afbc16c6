/**
 * What a table needs no more once all its files were read another way: columns that only the wrong reading had, and
 * types that only it asked for. https://iceberg.apache.org/spec/#schema-evolution
 */
import { mergeTypes } from '../schema/merge.ts'
import { paired } from '../schema/names.ts'
import type { Column } from '../schema/type.ts'
import { type Evolution, mayHold } from './evolution.ts'
import type { Entry } from './manifest.ts'
import { currentSchema, type Metadata, specOf } from './metadata.ts'
import {
  assignIds,
  columnsOf,
  type Field,
  objectColumn,
  primitiveLeaves,
  typeOf,
} from './schema.ts'
import { untypedOf } from './valueless.ts'

/** Whether some file holds a value of the field, as far as its figures tell. */
export function holdsValue(entry: Entry, field: Field): boolean {
  const { data_file } = entry
  const [nulls, values] = [data_file.null_value_counts, data_file.value_counts].map(
    (list) =>
      new Map(
        (list as { key: number; value: number | bigint }[] | null | undefined)?.map((count) => [
          count.key,
          Number(count.value),
        ]),
      ),
  )
  const leaves = [...primitiveLeaves([field]).keys()]
  if (values!.size === 0 || leaves.length === 0) return true
  // Other engines count the first hundred columns only.
  const isUncounted = leaves.some((id) => !values!.has(id)) && mayHold(entry, [field])
  return isUncounted || leaves.some((id) => values!.has(id) && values!.get(id) !== nulls!.get(id))
}

/**
 * `columns` are what all files together hold. Fields that none of them is, and of which no file holds a value, go; what is
 * text in the table and of a type in them gets a new id, where `isNarrowed`. Everything else stays as it is.
 */
export function planSettling(
  metadata: Metadata,
  columns: Column[],
  entries: Entry[],
  isNarrowed: boolean,
): Evolution {
  const current = currentSchema(metadata).fields
  const plannedOn = metadata['last-column-id']
  let lastColumnId = plannedOn
  const spec = specOf(metadata, metadata['default-spec-id'])
  const sources = new Set(spec.fields.map((field) => field['source-id']))
  const isOurs = ({ id, name }: Field): boolean => name === objectColumn || sources.has(id)
  const known = new Map(columnsOf(current).map((column, i) => [column, current[i]!]))
  const open = [...known].flatMap(([column, field]) => (isOurs(field) ? [] : [column]))
  const pairs = new Map([...paired(open, columns)].map(([column, found]) => [found, column]))
  const replaced: Field[] = []
  const fields = [...known].flatMap(([column, field]): Field[] => {
    if (isOurs(field)) return [field]
    const wanted = pairs.get(column)
    if (!wanted) return entries.some((entry) => holdsValue(entry, field)) ? [field] : []
    if (!isNarrowed || !isNarrower(wanted, field)) return [field]
    replaced.push(field)
    const [next] = assignIds([wanted], () => ++lastColumnId)
    return [{ ...next!, name: field.name, ...(field.doc ? { doc: field.doc } : {}) }]
  })
  const changed = fields.length < current.length || replaced.length > 0
  const held = new Set(fields.map(({ id }) => id))
  const untyped = new Map([...untypedOf(metadata)].filter(([id]) => held.has(id)))
  const kept = changed ? fields : current
  return { fields: kept, changed, replaced, plannedOn, lastColumnId, untyped }
}

/** Text, of which every value is now of a plain type. */
const isNarrower = ({ type }: Column, field: Field): boolean =>
  field.type === 'string' &&
  typeof type === 'string' &&
  type !== 'string' &&
  type !== 'null' &&
  mergeTypes(typeOf(field.type), type) === 'string'
