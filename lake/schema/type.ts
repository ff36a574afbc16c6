/**
 * The types of columns, as the catalog knows them: Iceberg's names without field ids.
 * `null` is a column of which no value was seen yet; `string` is the top, which every type may widen to.
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
}
