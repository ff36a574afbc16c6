/** Hive's types and values in DuckDB's SQL. */

import { quote } from '../../../lake/schema/spelling.ts'
import type { HiveType } from '../../../lake/serde/hivetype.ts'
import { Entries, type Value } from '../../../lake/serde/value.ts'

const words: Partial<Record<HiveType['kind'], string>> = {
  int: 'INTEGER',
  string: 'VARCHAR',
  varchar: 'VARCHAR',
  char: 'VARCHAR',
}

/** The DuckDB type that holds a Hive type's values. */
export function duckdbOfHive(type: HiveType, bytes = 'BLOB'): string {
  switch (type.kind) {
    case 'decimal':
      return `DECIMAL(${type.precision}, ${type.scale})`
    case 'array':
      return `${duckdbOfHive(type.element, bytes)}[]`
    case 'map':
      return `MAP(${duckdbOfHive(type.key, bytes)}, ${duckdbOfHive(type.value, bytes)})`
    case 'struct': {
      const fields = type.fields.map(
        (field) => `${quote(field.name)} ${duckdbOfHive(field.type, bytes)}`,
      )
      return `STRUCT(${fields.join(', ')})`
    }
    case 'binary':
      return bytes
    default:
      return words[type.kind] ?? type.kind.toUpperCase()
  }
}

export const isNested = (type: HiveType): boolean =>
  type.kind === 'array' || type.kind === 'map' || type.kind === 'struct'

/** An expression of DuckDB's type for text that `castText` spelt. */
export function castSql(source: string, type: HiveType): string {
  if (!isNested(type)) return `CAST(${source} AS ${duckdbOfHive(type)})`
  // A cast of JSON to bytes takes their spelling for them; that of a text reads it.
  const texts = `CAST(CAST(${source} AS JSON) AS ${duckdbOfHive(type, 'VARCHAR')})`
  return `CAST(${texts} AS ${duckdbOfHive(type)})`
}

/** A value as text that DuckDB casts back to its type: nested ones as JSON, whose leaves are all text. */
export function castText(value: Exclude<Value, null>): string {
  if (typeof value === 'string') return value
  if (value instanceof Uint8Array) return blobText(value)
  if (typeof value === 'object') return JSON.stringify(jsonOf(value))
  return String(value)
}

type Json = null | string | Json[] | { [key: string]: Json }

function jsonOf(value: Value): Json {
  if (value === null) return null
  if (Array.isArray(value)) return value.map(jsonOf)
  if (value instanceof Entries) {
    return Object.fromEntries(
      value.entries.map(([key, element]) => [castText(key!), jsonOf(element)]),
    )
  }
  if (typeof value !== 'object' || value instanceof Uint8Array) return castText(value)
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, jsonOf(field)]))
}

/** DuckDB's own spelling of bytes. */
const blobText = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')
