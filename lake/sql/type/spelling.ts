/** Types as others write them: in a CAST, in a Glue column. */

import type { TypeName } from '../ast.ts'
import { type Position, userError } from '../error.ts'
import { arrayOf, decimal, mapOf, type Plain, type RowField, type Type, varchar } from './type.ts'

const plains: Record<string, Plain> = {
  boolean: 'boolean',
  tinyint: 'tinyint',
  smallint: 'smallint',
  integer: 'integer',
  int: 'integer',
  bigint: 'bigint',
  real: 'real',
  double: 'double',
  date: 'date',
  varbinary: 'varbinary',
  json: 'json',
  uuid: 'uuid',
  'interval day to second': 'interval day to second',
  'interval year to month': 'interval year to month',
}

/** Trino's; DuckDB keeps microseconds, and what is finer is refused where it is not zero. */
const precisionMax = 12

/** The type that a name in a statement means. */
export function typeOf(name: TypeName, at = name.at): Type {
  const kind = plains[name.name]
  if (kind) return { kind }
  const [first, second] = name.numbers
  const inner = name.types.map(({ type }) => typeOf(type, at))
  switch (name.name) {
    case 'decimal':
      return decimalOf(first ?? 38, second ?? 0, name.at)
    case 'varchar':
      return first === undefined ? varchar : { kind: 'varchar', length: first }
    case 'char':
      return { kind: 'char', length: first ?? 1 }
    case 'time':
      return { kind: 'time', precision: precisionOf(first, name.at) }
    case 'timestamp':
      return { kind: 'timestamp', precision: precisionOf(first, name.at) }
    case 'timestamp with time zone':
      return { kind: 'timestamp', precision: precisionOf(first, name.at), zone: 'UTC' }
    case 'array':
      if (inner[0]) return arrayOf(inner[0])
      break
    case 'map':
      if (inner[0] && inner[1]) return mapOf(inner[0], inner[1])
      break
    case 'row':
      return { kind: 'row', fields: rowFields(name, inner) }
  }
  throw userError('TYPE_MISMATCH', `Unknown type: ${name.name}`, at)
}

function rowFields({ types }: TypeName, inner: Type[]): RowField[] {
  return types.map(({ name }, place) => ({
    type: inner[place] as Type,
    ...(name !== undefined && { name }),
  }))
}

function decimalOf(precision: number, scale: number, at: Position): Type {
  if (precision < 1 || precision > 38 || scale > precision) {
    throw userError('INVALID_TYPE', `Invalid DECIMAL(${precision},${scale})`, at)
  }
  return decimal(precision, scale)
}

function precisionOf(precision = 3, at: Position): number {
  if (precision > precisionMax) {
    throw userError(
      'INVALID_TYPE',
      `TIMESTAMP precision must be in range [0, 12]: ${precision}`,
      at,
    )
  }
  return precision
}

const glueWords: Record<string, Type> = {
  boolean: { kind: 'boolean' },
  tinyint: { kind: 'tinyint' },
  smallint: { kind: 'smallint' },
  int: { kind: 'integer' },
  integer: { kind: 'integer' },
  bigint: { kind: 'bigint' },
  float: { kind: 'real' },
  double: { kind: 'double' },
  string: varchar,
  binary: { kind: 'varbinary' },
  date: { kind: 'date' },
  timestamp: { kind: 'timestamp', precision: 3 },
}

/** A type of a Glue column, e.g. `array<struct<a:bigint>>`; nothing when it is none of Hive's. */
export function fromGlue(text: string): Type | undefined {
  const word = text.trim().toLowerCase()
  const known = glueWords[word]
  if (known) return known
  const [, name, body] = /^(\w+)\s*[<(](.*)[>)]$/s.exec(word) ?? []
  if (name === undefined || body === undefined)
    return word === 'decimal' ? decimal(10, 0) : undefined
  const parts = split(body)
  const numbers = parts.map(Number)
  if (name === 'decimal') return decimal(numbers[0] ?? 10, numbers[1] ?? 0)
  if (name === 'varchar' || name === 'char') return { kind: name, length: numbers[0] ?? 1 }
  if (name === 'struct') return structOf(parts)
  const inner = parts.map(fromGlue)
  if (name === 'array' && inner[0]) return arrayOf(inner[0])
  return name === 'map' && inner[0] && inner[1] ? mapOf(inner[0], inner[1]) : undefined
}

function structOf(parts: string[]): Type | undefined {
  const fields: RowField[] = []
  for (const part of parts) {
    const colon = part.indexOf(':')
    const type = fromGlue(part.slice(colon + 1))
    if (!type) return undefined
    fields.push({ name: part.slice(0, colon).trim(), type })
  }
  return { kind: 'row', fields }
}

/** Splits at the commas of the outermost level. */
function split(body: string): string[] {
  const parts: string[] = []
  let depth = 0
  let start = 0
  for (const [place, sign] of [...body].entries()) {
    if (sign === '<' || sign === '(') depth += 1
    if (sign === '>' || sign === ')') depth -= 1
    if (sign !== ',' || depth > 0) continue
    parts.push(body.slice(start, place))
    start = place + 1
  }
  return [...parts, body.slice(start)]
}
