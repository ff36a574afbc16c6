/** DuckDB's SQL that reads a Parquet file into the lake's names and types. */
import { duckdbType, literal, quote } from '../schema/spelling.ts'
import type { Column, Type } from '../schema/type.ts'

/**
 * A SELECT with one column for each of `columns`, which must be the file's own (all, in its order; or those at these places), named and
 * typed as the lake has them. By place, for DuckDB renames columns that differ in case only. `deleted`: a file of the numbers of
 * rows that are no more, one in a line.
 */
export function readParquetSql(
  path: string,
  columns: Column[],
  at?: number[],
  deleted?: string,
): string {
  const own = at ?? columns.map((_, i) => i)
  const all = Array.from({ length: Math.max(...own) + 1 }, (_, i) => quote(`c${i}`))
  const places = own.map((i) => all[i]!)
  const values = columns.map((column, i) => {
    const place = places[i]!
    const plain = column.type === 'string' ? textOf(place) : renamed(place, column.type)
    const value = isVariant(column) ? jsonOf(place) : plain
    const text = isUtcNano(column) && column.type === 'string' ? " || '+00'" : ''
    const cast = isNano(column) ? value : `CAST(${value} AS ${duckdbType(column.type)})${text}`
    return `${cast} AS ${quote(column.name)}`
  })
  const file = `read_parquet(${literal(path)}) AS file(${all.join(', ')})`
  const where = deleted
    ? ` WHERE file_row_number NOT IN (SELECT place FROM ${placesOf(deleted)})`
    : ''
  return `SELECT ${values.join(', ')} FROM ${file}${where}`
}

const placesOf = (path: string): string =>
  `read_csv(${literal(path)}, header = false, auto_detect = false, columns = {'place': 'BIGINT'})`

const isVariant = ({ reading }: Column): boolean => reading?.form?.kind === 'variant'

/** A nested value of a column that became text is JSON, as those of other formats are. */
const textOf = (source: string): string =>
  `CASE WHEN regexp_matches(typeof(${source}), '^(STRUCT|MAP)|]$') THEN CAST(to_json(${source}) AS VARCHAR) \
ELSE CAST(${source} AS VARCHAR) END`

/** Its own text is no JSON; of none its JSON would be a null that is there. */
const jsonOf = (source: string): string =>
  `CASE WHEN ${source} IS NULL THEN NULL ELSE CAST(CAST(${source} AS JSON) AS VARCHAR) END`

/** Nanoseconds that a cast would cut: they are read as they are, and cast where none is lost. */
export const isNano = ({ type, reading }: Column): boolean =>
  (type === 'timestamp' || type === 'timestamptz') && reading?.form?.kind === 'nanoseconds'

export const isUtcNano = ({ reading }: Column): boolean =>
  reading?.form?.kind === 'nanoseconds' && reading.form.isUtc === true

/** Struct fields under the lake's names, at every depth; the value itself where all have theirs already. */
function renamed(source: string, type: Type, depth = 0): string {
  if (typeof type === 'string' || !hasOriginal(type)) return source
  if ('struct' in type) {
    const fields = type.struct.map((field) => {
      const value = `struct_extract(${source}, ${literal(field.original ?? field.name)})`
      return `${quote(field.name)} := ${renamed(value, field.type, depth)}`
    })
    return `CASE WHEN ${source} IS NULL THEN NULL ELSE struct_pack(${fields.join(', ')}) END`
  }
  const element = `x${depth}`
  const transformed = (list: string, of: Type): string =>
    `list_transform(${list}, lambda ${element}: ${renamed(element, of, depth + 1)})`
  if ('list' in type) return transformed(source, type.list)
  const values = transformed(`map_values(${source})`, type.map[1])
  return `CASE WHEN ${source} IS NULL THEN NULL ELSE map(map_keys(${source}), ${values}) END`
}

function hasOriginal(type: Type): boolean {
  if (typeof type === 'string') return false
  if ('list' in type) return hasOriginal(type.list)
  if ('map' in type) return type.map.some(hasOriginal)
  return type.struct.some((field) => field.original !== undefined || hasOriginal(field.type))
}
