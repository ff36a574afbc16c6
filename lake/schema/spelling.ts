/** How names, texts and types are spelt in DuckDB's SQL and in Glue's columns. */
import type { Type } from './type.ts'

/** A name as a DuckDB identifier. */
export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** A text as a constant of DuckDB's SQL, whose parser ends at a NUL. */
export const literal = (text: string): string =>
  text.includes('\0')
    ? `(${text.split('\0').map(literal).join(' || chr(0) || ')})`
    : `'${text.replaceAll("'", "''")}'`

/** Glue's and DuckDB's word for a plain type; a column without a value is written as text. */
const words: Record<string, [glue: string, duckdb: string]> = {
  null: ['string', 'VARCHAR'],
  boolean: ['boolean', 'BOOLEAN'],
  long: ['bigint', 'BIGINT'],
  double: ['double', 'DOUBLE'],
  date: ['date', 'DATE'],
  timestamp: ['timestamp', 'TIMESTAMP'],
  timestamptz: ['timestamp', 'TIMESTAMPTZ'],
  string: ['string', 'VARCHAR'],
  binary: ['binary', 'BLOB'],
}

/** A type as Glue writes it in a column, e.g. `array<struct<a:bigint>>`. */
export function glueType(type: Type): string {
  if (typeof type === 'string') return words[type]?.[0] ?? type
  if ('list' in type) return `array<${glueType(type.list)}>`
  if ('map' in type) return `map<${glueType(type.map[0])},${glueType(type.map[1])}>`
  if (type.struct.length === 0) return 'string'
  return `struct<${type.struct.map((field) => `${field.name}:${glueType(field.type)}`).join(',')}>`
}

/** A type as DuckDB writes it in a cast, e.g. `STRUCT("a" BIGINT)[]`. */
export function duckdbType(type: Type): string {
  if (typeof type === 'string') return words[type]?.[1] ?? type.toUpperCase()
  if ('list' in type) return `${duckdbType(type.list)}[]`
  if ('map' in type) return `MAP(${duckdbType(type.map[0])}, ${duckdbType(type.map[1])})`
  if (type.struct.length === 0) return 'JSON'
  const fields = type.struct.map((field) => `${quote(field.name)} ${duckdbType(field.type)}`)
  return `STRUCT(${fields.join(', ')})`
}

/** A text as a comment of a Glue column: one line of at most 255 characters. */
export const commentOf = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[\s\p{C}]+/gu, ' ')
    .slice(0, commentCharactersMax)
    .replace(/[\ud800-\udbff]$/, '')

const commentCharactersMax = 255
