/**
 * From what the read SQL yields (text of a CSV cell, JSON of a member, a Parquet value) to the lake's type: exactly
 * the values that our inference accepts, where DuckDB's own casts would change them silently ('007', '1_000').
 * The session's TimeZone must be UTC wherever a timestamptz becomes text.
 */
import { mergeTypes } from '../schema/merge.ts'
import { duckdbType, literal, quote } from '../schema/spelling.ts'
import type { Column, Type } from '../schema/type.ts'
import type { Format } from './inspection.ts'
import { jsonTally } from './jsontally.ts'
import { newTally } from './tally.ts'
import { castOf, fits, isNone, textOf, valueFit } from './value.ts'

/** An expression of the lake's type over the read column; the query fails where a value does not fit. */
export function strictCast({ name, type }: Column, format: Format): string {
  const source = quote(name)
  if (format === 'parquet') return `CAST(${source} AS ${duckdbType(type)})`
  if (type === 'string') return castOf(source, type, format)
  const complaint = `${literal(`${name}: not ${duckdbType(type)}: `)} || left(${textOf(source, format)}, 100)`
  return `CASE WHEN ${isNone(source, type, format)} THEN NULL \
WHEN ${valueFit(source, type, format)} THEN ${castOf(source, type, format)} ELSE error(${complaint}) END`
}

/** A BOOLEAN expression, never NULL: this row's value does not fit the column's type. */
export const failing = (column: Column, format: Format): string =>
  format === 'parquet' ? 'false' : `NOT ${fits(quote(column.name), column.type, format)}`

/** An aggregate: how many rows do not fit. */
export const failingCount = (column: Column, format: Format): string =>
  `count(*) FILTER (WHERE ${failing(column, format)})`

/** An aggregate: a list of up to 100 texts that do not fit, for `widen`. */
export function failingValues(column: Column, format: Format): string {
  const value = `CAST(${quote(column.name)} AS VARCHAR)`
  return `min(${value}, 100) FILTER (WHERE ${failing(column, format)})`
}

/**
 * The type that also holds these texts (cells of a CSV column, JSON of a member). Always wider than `type`, so that
 * repeating it ends at `string`, which holds everything.
 */
export function widen(type: Type, values: string[], format: Format): Type {
  const tally = format === 'ndjson' ? jsonTally() : newTally()
  for (const value of values) tally.add(value)
  const wider = mergeTypes(type, tally.type())
  return JSON.stringify(wider) === JSON.stringify(type) ? 'string' : wider
}
