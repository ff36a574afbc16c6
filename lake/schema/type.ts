/**
 * The types of columns, as the catalog knows them: Iceberg's names without field ids.
 * `null` is a column of which no value was seen yet, a struct without members one of which only `{}` was; `string` is
 * the top, which every type may widen to.
 */
export type Type =
  | 'null'
  | 'boolean'
  | 'long'
  | 'double'
  | 'date'
  | 'timestamp'
  | 'timestamptz'
  | 'string'
  | 'binary'
  | DecimalName
  | { struct: Column[] }
  | { list: Type }
  | { map: [key: Type, value: Type] }

/** `decimal(precision,scale)`, 1 ≤ precision ≤ 38, 0 ≤ scale ≤ precision; no space inside. */
export type DecimalName = `decimal(${number},${number})`

/**
 * `name` is the table's: lower case, letters, digits and `_`, unique in its level.
 * `original` is the file's own spelling, where it differs.
 */
export interface Column {
  name: string
  type: Type
  original?: string
  /** Of one file's cells, where they are not written in the lake's own way; a table has none. */
  reading?: Reading
}

/** How the texts of a column are read as its type; as text they are what they are. */
export interface Reading {
  /** Those that say that there is no value, in their order; what they were is in the original. */
  nulls?: string[]
  /** Somebody said so: those are no values as text either, and no others are guessed. */
  said?: true
  form?: Form
}

/** How numbers, dates and truth are written. Plain data: it is stored in the receipt. */
export type Form =
  | { kind: 'spaced' | 'signed' }
  /** Of Parquet: times in more digits than the lake's; `isUtc`: of a zone, and read without it. */
  | { kind: 'nanoseconds'; isUtc?: true }
  /** Of Parquet: a value of any type, which is JSON as text. */
  | { kind: 'variant' }
  | ({ kind: 'number' } & NumberForm)
  | ({ kind: 'date' } & DateForm)
  | { kind: 'words'; yes: string; no: string }

/** One character each. */
export interface NumberForm {
  decimal: string
  group: string
}

export interface DateForm {
  order: 'ymd' | 'dmy' | 'mdy' | 'd month y'
  separator: string
}
