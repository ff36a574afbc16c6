/** How fields are spelt in Glue's columns and in DuckDB's SQL, with the ids where they have a place. */
import { rowGroupRows } from '../limits.ts'
import { quote } from '../schema/spelling.ts'
import { decimalOf, type Field, type FieldType } from './schema.ts'

/** Iceberg's name: Glue's, DuckDB's. */
const names: Record<string, [glue: string, duckdb: string]> = {
  boolean: ['boolean', 'BOOLEAN'],
  int: ['int', 'INTEGER'],
  long: ['bigint', 'BIGINT'],
  float: ['float', 'FLOAT'],
  double: ['double', 'DOUBLE'],
  date: ['date', 'DATE'],
  time: ['string', 'TIME'],
  timestamp: ['timestamp', 'TIMESTAMP'],
  timestamptz: ['timestamp', 'TIMESTAMPTZ'],
  string: ['string', 'VARCHAR'],
  uuid: ['string', 'UUID'],
  binary: ['binary', 'BLOB'],
}

function nameOf(type: string): [glue: string, duckdb: string] {
  const decimal = decimalOf(type)
  if (decimal) {
    const arguments_ = `(${decimal.precision},${decimal.scale})`
    return [`decimal${arguments_}`, `DECIMAL${arguments_}`]
  }
  return names[type] ?? ['binary', 'BLOB'] // fixed[n]
}

/** As Iceberg's own Glue catalogs write a column's type. */
export function fieldGlueType(type: FieldType): string {
  if (typeof type === 'string') return nameOf(type)[0]
  if (type.type === 'list') return `array<${fieldGlueType(type.element)}>`
  if (type.type === 'map') return `map<${fieldGlueType(type.key)},${fieldGlueType(type.value)}>`
  return `struct<${type.fields.map((f) => `${f.name}:${fieldGlueType(f.type)}`).join(',')}>`
}

export function fieldDuckdbType(type: FieldType): string {
  if (typeof type === 'string') return nameOf(type)[1]
  if (type.type === 'list') return `${fieldDuckdbType(type.element)}[]`
  if (type.type === 'map') {
    return `MAP(${fieldDuckdbType(type.key)}, ${fieldDuckdbType(type.value)})`
  }
  const fields = type.fields.map((f) => `${quote(f.name)} ${fieldDuckdbType(f.type)}`)
  return `STRUCT(${fields.join(', ')})`
}

/** DuckDB's options of COPY TO for a data file: its columns carry Iceberg's ids, its row groups are small enough to page. */
export const dataFileOptions = (fields: Field[], groupRows = rowGroupRows): string =>
  `FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${groupRows}, FIELD_IDS ${fieldIdsOf(fields)}`

const fieldIdsOf = (fields: Field[]): string =>
  `{${fields.map((field) => `${quote(field.name)}: ${fieldIds(field.id, field.type)}`).join(', ')}}`

function fieldIds(id: number, type: FieldType): string {
  if (typeof type === 'string') return String(id)
  if (type.type === 'list') {
    return `{__duckdb_field_id: ${id}, element: ${fieldIds(type['element-id'], type.element)}}`
  }
  if (type.type === 'map') {
    const key = fieldIds(type['key-id'], type.key)
    const value = fieldIds(type['value-id'], type.value)
    return `{__duckdb_field_id: ${id}, key: ${key}, value: ${value}}`
  }
  const fields = type.fields.map((f) => `${quote(f.name)}: ${fieldIds(f.id, f.type)}`)
  return `{__duckdb_field_id: ${id}, ${fields.join(', ')}}`
}
