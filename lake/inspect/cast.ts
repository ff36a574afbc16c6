/**
 * From what the read SQL yields (text of a CSV cell, JSON of a member, a Parquet value) to the lake's type: exactly
 * the values that our inference accepts, where DuckDB's own casts would change them silently ('007', '1_000').
 */
import type { Column, Type } from '../schema/type.ts'
import type { Format } from './inspection.ts'

/** An expression of the lake's type over the read column; the query fails where a value does not fit. */
export function strictCast(_column: Column, _format: Format): string {
  throw new Error('strictCast: being written')
}

/** A BOOLEAN expression, never NULL: this row's value does not fit the column's type. */
export function failing(_column: Column, _format: Format): string {
  throw new Error('failing: being written')
}

/** An aggregate: how many rows do not fit. */
export const failingCount = (column: Column, format: Format): string =>
  `count(*) FILTER (WHERE ${failing(column, format)})`

/** A SELECT of column `value`: up to 1,000 different texts that do not fit, for `widen`. */
export function failingValuesSql(_readSql: string, _column: Column, _format: Format): string {
  throw new Error('failingValuesSql: being written')
}

/** The type that also holds these texts; always wider than `type`, so that repeating it ends at `string`. */
export function widen(_type: Type, _values: string[], _format: Format): Type {
  throw new Error('widen: being written')
}
