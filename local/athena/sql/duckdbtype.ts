/** Trino's types in DuckDB. */
import { quote } from '../../../lake/schema/spelling.ts'
import { byRow, type RowField, type Type } from '../../../lake/sql/type/type.ts'

const duckdbWords: Partial<Record<Type['kind'], string>> = {
  unknown: 'INTEGER',
  real: 'FLOAT',
  varbinary: 'BLOB',
  json: 'VARCHAR',
  geometry: 'VARCHAR',
  varchar: 'VARCHAR',
  char: 'VARCHAR',
  time: 'TIME',
  'interval day to second': 'INTERVAL',
  'interval year to month': 'INTERVAL',
}

/** What DuckDB holds a type's values in. */
export function duckdbType(type: Type): string {
  switch (type.kind) {
    case 'decimal':
      return `DECIMAL(${type.precision}, ${type.scale})`
    case 'timestamp':
      if (type.zone === byRow) return 'STRUCT(t TIMESTAMPTZ, z VARCHAR)'
      return type.zone === undefined ? 'TIMESTAMP' : 'TIMESTAMPTZ'
    case 'array':
      return `${duckdbType(type.element)}[]`
    case 'map':
      return `MAP(${duckdbType(type.key)}, ${duckdbType(type.value)})`
    case 'row':
      return `STRUCT(${type.fields.map((field, place) => `${fieldName(type.fields, place)} ${duckdbType(field.type)}`).join(', ')})`
    default:
      return duckdbWords[type.kind] ?? type.kind.toUpperCase()
  }
}

/** A row's field in DuckDB: its name, or its place where it has none or shares it. */
export function fieldName(fields: RowField[], place: number): string {
  const { name } = fields[place] as RowField
  const shared = fields.findIndex((field) => field.name === name) !== place
  return quote(name === undefined || shared ? `field${place}` : name)
}
