/**
 * Columns that somebody says are others by now: they keep their ids, so every file that is there is read under the new name
 * at once, whether it was written anew or not. https://iceberg.apache.org/spec/#schema-evolution
 */
import { spellingOf } from '../schema/names.ts'
import { type Renames, renamed } from '../schema/renamed.ts'
import type { Evolution } from './evolution.ts'
import { currentSchema, type Metadata, specOf } from './metadata.ts'
import { columnsOf, type Field, objectColumn } from './schema.ts'
import { untypedOf } from './valueless.ts'

/**
 * Asked again it changes nothing. Chains and swaps are left, which a second time would rename again, and what another column
 * of the table is called: there the files that are read anew go to the column that is theirs. So are names that only an
 * earlier renaming gave (`given`, in lower case, and those that columns had not from their beginning): a renaming says what
 * files call a column, and theirs may be another one.
 */
export function planRenaming(
  metadata: Metadata,
  renames: Renames,
  given: readonly string[] = [],
): Evolution {
  const current = currentSchema(metadata).fields
  const spec = specOf(metadata, metadata['default-spec-id'])
  const sources = new Set(spec.fields.map((field) => field['source-id']))
  const isOurs = ({ id, name }: Field): boolean => name === objectColumn || sources.has(id)
  const open = current.filter((field) => !isOurs(field))
  const reserved = current.filter(isOurs).map(({ name }) => name)
  const before = columnsOf(open)
  const after = renamed(before, ownOnes(metadata, plainOnes(renames), given), reserved)
  const called = new Map(open.map((field, i) => [field, after[i]]))
  const fields = current.map((field): Field => {
    const column = called.get(field)
    if (after === before || !column || column.name === field.name) return field
    const { doc: _, ...rest } = field
    return { ...rest, name: column.name, ...(column.original && { doc: column.original }) }
  })
  return {
    fields,
    changed: fields.some((field, i) => field !== current[i]),
    replaced: [],
    plannedOn: metadata['last-column-id'],
    lastColumnId: metadata['last-column-id'],
    untyped: untypedOf(metadata),
  }
}

function plainOnes(renames: Renames): Renames {
  const lower = (names: string[]): Set<string> => new Set(names.map((name) => name.toLowerCase()))
  const [from, to] = [lower(Object.keys(renames)), lower(Object.values(renames))]
  return Object.fromEntries(
    Object.entries(renames).filter(
      ([one, other]) => !to.has(one.toLowerCase()) && !from.has(other.toLowerCase()),
    ),
  )
}

function ownOnes(metadata: Metadata, renames: Renames, given: readonly string[]): Renames {
  const later = new Set([...given, ...laterNames(metadata)])
  return Object.fromEntries(
    Object.entries(renames).filter(([from]) => !later.has(from.toLowerCase())),
  )
}

/** Spellings, in lower case, of columns that began as another one. */
function laterNames({ schemas }: Metadata): string[] {
  const first = new Map<number, string>()
  return schemas.flatMap(({ fields }) =>
    columnsOf(fields).flatMap((column, i) => {
      const { id } = fields[i]!
      const spelling = spellingOf(column).toLowerCase()
      if (!first.has(id)) first.set(id, spelling)
      return first.get(id) === spelling ? [] : [spelling]
    }),
  )
}
