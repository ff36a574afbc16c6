/** Types as others write them: in a CAST, in a Glue column, in DuckDB, in Athena's ColumnInfo. */
import { quote } from '../../../../lake/schema/spelling.ts'
import type { ResultColumn } from '../../engine/resultcolumn.ts'
import { notSupported, type Position, userError } from '../../error.ts'
import type { TypeName } from '../ast.ts'
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

/** DuckDB keeps microseconds. */
const precisionMax = 6

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
  if (precision > precisionMax) throw notSupported(`A precision of ${precision}`, at)
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

const duckdbWords: Partial<Record<Type['kind'], string>> = {
  unknown: 'INTEGER',
  real: 'FLOAT',
  varbinary: 'BLOB',
  json: 'VARCHAR',
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

const precisions: Partial<Record<Type['kind'], number>> = {
  tinyint: 3,
  smallint: 5,
  integer: 10,
  bigint: 19,
  real: 17,
  double: 17,
  timestamp: 3,
  time: 3,
  varbinary: 1_073_741_824,
}

/** A result's column as Athena's ColumnInfo has it. */
export function resultColumn(name: string, type: Type): ResultColumn {
  if (type.kind === 'decimal')
    return { name, type: 'decimal', precision: type.precision, scale: type.scale }
  if (type.kind === 'varchar' || type.kind === 'char') {
    return { name, type: type.kind, precision: type.length ?? 2_147_483_647, scale: 0 }
  }
  const zoned = type.kind === 'timestamp' && type.zone !== undefined
  const word = zoned ? 'timestamp with time zone' : type.kind === 'real' ? 'float' : type.kind
  return { name, type: word, precision: precisions[type.kind] ?? 0, scale: 0 }
}
