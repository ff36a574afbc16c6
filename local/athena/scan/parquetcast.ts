/** A column of a Parquet file as the table's type, as far as Athena casts; undefined where it refuses. */
import { quote } from '../../../lake/schema/spelling.ts'
import type { HiveType } from '../../../lake/serde/hivetype.ts'
import { duckdbOfHive } from './hivesql.ts'
import type { ParquetColumn, ParquetType } from './parquetfile.ts'

/** `depth` names the variables of nested lambdas apart. */
export function parquetCast(
  source: string,
  from: ParquetType,
  to: HiveType,
  depth = 0,
): string | undefined {
  switch (to.kind) {
    case 'array':
      return from.kind === 'list' ? listCast(source, from.element, to.element, depth) : undefined
    case 'map':
      return from.kind === 'map' ? mapCast(source, from, to, depth) : undefined
    case 'struct':
      return from.kind === 'struct' ? structCast(source, from.fields, to, depth) : undefined
    default:
      return plainCast(source, from, to)
  }
}

function plainCast(source: string, from: ParquetType, to: HiveType): string | undefined {
  const cast = `CAST(${source} AS ${duckdbOfHive(to)})`
  const isText = to.kind === 'string' || to.kind === 'varchar' || to.kind === 'char'
  const limited = (text: string) => ('length' in to ? `left(${text}, ${to.length})` : text)
  switch (from.kind) {
    case 'int':
      if (isText) return limited(cast)
      return integers.has(to.kind) ? cast : undefined
    case 'float':
      return to.kind === 'float' || to.kind === 'double' ? cast : undefined
    case 'string':
      if (to.kind === 'binary') return `encode(${source})`
      return isText ? limited(source) : undefined
    case 'binary':
      if (isText) return limited(`decode(${source})`)
      return to.kind === 'binary' ? source : undefined
    case 'timestamp': {
      if (to.kind !== 'timestamp') return
      const local = from.utc ? `(${source}) AT TIME ZONE 'UTC'` : source
      // Athena keeps milliseconds, and rounds to them.
      return `date_trunc('milliseconds', CAST(${local} AS TIMESTAMP) + INTERVAL 500 MICROSECONDS)`
    }
    case 'boolean':
    case 'double':
    case 'date':
    case 'decimal':
      return from.kind === to.kind ? cast : undefined
  }
}

const integers = new Set<HiveType['kind']>(['tinyint', 'smallint', 'int', 'bigint'])

function listCast(
  source: string,
  from: ParquetType,
  to: HiveType,
  depth: number,
): string | undefined {
  const element = parquetCast(`e${depth}`, from, to, depth + 1)
  if (element === `e${depth}`) return source
  return element && `list_transform(${source}, lambda e${depth}: ${element})`
}

function mapCast(
  source: string,
  from: Extract<ParquetType, { kind: 'map' }>,
  to: Extract<HiveType, { kind: 'map' }>,
  depth: number,
): string | undefined {
  const keys = listCast(`map_keys(${source})`, from.key, to.key, depth)
  const values = listCast(`map_values(${source})`, from.value, to.value, depth)
  return keys && values && `CASE WHEN ${source} IS NULL THEN NULL ELSE map(${keys}, ${values}) END`
}

function structCast(
  source: string,
  from: ParquetColumn[],
  to: Extract<HiveType, { kind: 'struct' }>,
  depth: number,
): string | undefined {
  const fields: string[] = []
  for (const { name, type } of to.fields) {
    const field = findColumn(from, name)
    const value = field
      ? parquetCast(`(${source}).${quote(field.name)}`, field.type, type, depth)
      : `CAST(NULL AS ${duckdbOfHive(type)})`
    if (value === undefined) return
    fields.push(`${quote(name)} := ${value}`)
  }
  return `CASE WHEN ${source} IS NULL THEN NULL ELSE struct_pack(${fields.join(', ')}) END`
}

/** By name, whatever its case. */
export const findColumn = (columns: ParquetColumn[], name: string): ParquetColumn | undefined =>
  columns.find((column) => column.name.toLowerCase() === name.toLowerCase())
