/** Hive's types and values in DuckDB's SQL. */

import { quote } from '../../../lake/schema/spelling.ts'
import type { HiveType } from '../../../lake/serde/hivetype.ts'
import { Entries, type Value } from '../../../lake/serde/value.ts'

const words: Partial<Record<HiveType['kind'], string>> = {
  int: 'INTEGER',
  string: 'VARCHAR',
  varchar: 'VARCHAR',
  char: 'VARCHAR',
  binary: 'BLOB',
}

/** The DuckDB type that holds a Hive type's values. */
export function duckdbOfHive(type: HiveType): string {
  switch (type.kind) {
    case 'decimal':
      return `DECIMAL(${type.precision}, ${type.scale})`
    case 'array':
      return `${duckdbOfHive(type.element)}[]`
    case 'map':
      return `MAP(${duckdbOfHive(type.key)}, ${duckdbOfHive(type.value)})`
    case 'struct': {
      const fields = type.fields.map((field) => `${quote(field.name)} ${duckdbOfHive(field.type)}`)
      return `STRUCT(${fields.join(', ')})`
    }
    default:
      return words[type.kind] ?? type.kind.toUpperCase()
  }
}

export const isNested = (type: HiveType): boolean =>
  type.kind === 'array' || type.kind === 'map' || type.kind === 'struct'

/** An expression of DuckDB's type for text that `castText` spelt. */
export function castSql(source: string, type: HiveType): string {
  const json = isNested(type) ? `CAST(${source} AS JSON)` : source
  return `CAST(${json} AS ${duckdbOfHive(type)})`
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
