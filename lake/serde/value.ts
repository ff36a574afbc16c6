/**
 * What a text reader yields for one cell, by its Hive type:
 * boolean → boolean; tinyint, smallint, int → number; bigint → bigint; float, double → number (NaN and ±Infinity
 * too); decimal → its digits with the whole scale (`1.20`); string, varchar, char → string; date → `yyyy-MM-dd`;
 * timestamp → `yyyy-MM-dd HH:mm:ss.SSS`; binary → bytes; array → array; map → entries in their order; struct →
 * object by field name. NULL is null.
 */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | Value[]
  | Entries
  | { [field: string]: Value }

/** The entries of a map: each key once, never null. */
export class Entries {
  readonly entries: [key: Value, value: Value][]

  constructor(entries: [key: Value, value: Value][]) {
    this.entries = entries
  }
}

/** One row's cells, in the order of the table's columns. */
export type Row = Value[]

/** Reads one line; throws BadRow where Athena would fail the query. */
export type LineReader = (line: string) => Row

/** Whether a column's cells are asked for, by its place; those of others are NULL and fail no query. */
export type Wanted = (column: number) => boolean

/** A row that fails the whole query: `code` is the error's name in Athena. */
export class BadRow extends Error {
  override name = 'BadRow'
  readonly code: 'HIVE_CURSOR_ERROR' | 'HIVE_BAD_DATA'

  constructor(code: 'HIVE_CURSOR_ERROR' | 'HIVE_BAD_DATA', message: string) {
    super(message)
    this.code = code
  }
}

/** A table whose SerDe or parameters cannot be read: the query fails before its first row. */
export class BadTable extends Error {
  override name = 'BadTable'
}

/** SerDe parameters as Glue keeps them. */
export type Parameters = Readonly<Record<string, string>>
