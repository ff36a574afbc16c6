/**
 * Columns of which no value was ever seen: a table has them, as strings, and no data file does, so that the first value
 * gives them its type under a new id and whichever file came first makes no difference. Iceberg v2 has no type for
 * them (v3 has `unknown`, which Athena does not read): a property of the table names their ids.
 */
import type { Column } from '../schema/type.ts'

export const valuelessProperty = 'hypatia.columns-without-values'

export const isValueless = ({ type }: Column): boolean => type === 'null'

/** What stands for them in a schema. */
export const stoodFor = (column: Column): Column =>
  isValueless(column) ? { ...column, type: 'string' } : column

/** Of a table's metadata. */
export function valuelessIds({
  properties = {},
}: {
  properties?: Record<string, string>
}): Set<number> {
  const ids = (properties[valuelessProperty] ?? '').split(',').filter(Boolean)
  return new Set(ids.map(Number))
}

/** The table's properties, saying that these are the ids. */
export function withValueless(
  { [valuelessProperty]: _, ...others }: Record<string, string>,
  ids: Iterable<number>,
): Record<string, string> {
  const list = [...ids].join(',')
  return list === '' ? others : { ...others, [valuelessProperty]: list }
}
