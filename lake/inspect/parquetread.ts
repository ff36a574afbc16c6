/** DuckDB's SQL that reads a Parquet file into the lake's names and types. */
import { isPlain, type Names, type Naming } from '../logged/names.ts'
import { spellingOf } from '../schema/names.ts'
import { duckdbType, literal, quote } from '../schema/spelling.ts'
import type { Column, Type } from '../schema/type.ts'

export interface FromParquet {
  places?: number[] | undefined
  /** A file of the numbers of rows that are no more, one in a line. */
  deleted?: string | undefined
  /** By which members are found. */
  names?: Naming[] | undefined
  /** As they were inspected: what is in one that became text. */
  inspected?: Column[] | undefined
}

/**
 * A SELECT with one column for each of `columns`, which must be the file's own (all, in its order; or those at these places), named and
 * typed as the lake has them. By place, for DuckDB renames columns that differ in case only.
 */
export function readParquetSql(
  path: string,
  columns: Column[],
  { places: at, deleted, names = [], inspected = [] }: FromParquet = {},
): string {
  const own = at ?? columns.map((_, i) => i)
  const all = Array.from({ length: Math.max(...own) + 1 }, (_, i) => quote(`c${i}`))
  const places = own.map((i) => all[i]!)
  const values = columns.map((column, i) => {
    const place = places[i]!
    const within = names.find(({ as }) => as === spellingOf(column))?.type ?? 'plain'
    const isText = column.type === 'string' && !isPlain(within)
    const shape = isText ? inspected.find((one) => spellingOf(one) === spellingOf(column)) : column
    const called = renamed(place, shape?.type ?? 'string', within)
    const plain = column.type === 'string' ? textOf(called) : called
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
function renamed(source: string, type: Type, names: Names, depth = 0): string {
  if (typeof type === 'string' || (isPlain(names) && !hasOriginal(type))) return source
  if ('struct' in type) {
    const namings = typeof names === 'object' && 'struct' in names ? names.struct : []
    const fields = type.struct.map((field) => {
      const naming = namings.find(({ as }) => as === spellingOf(field))
      const value = `struct_extract(${source}, ${literal(naming?.file ?? spellingOf(field))})`
      const within = naming?.type ?? 'plain'
      return `${quote(field.name)} := ${renamed(value, field.type, within, depth)}`
    })
    return `CASE WHEN ${source} IS NULL THEN NULL ELSE struct_pack(${fields.join(', ')}) END`
  }
  const element = `x${depth}`
  const transformed = (list: string, of: Type, within: Names): string =>
    `list_transform(${list}, lambda ${element}: ${renamed(element, of, within, depth + 1)})`
  if ('list' in type) {
    return transformed(source, type.list, 'list' in Object(names) ? (names as List).list : 'plain')
  }
  const [keys, values] =
    'map' in Object(names) ? (names as Pairs).map : (['plain', 'plain'] as const)
  const [key, value] = type.map
  const all = (part: string, of: Type, within: Names): string =>
    isPlain(within) && !hasOriginal(of)
      ? `${part}(${source})`
      : transformed(`${part}(${source})`, of, within)
  const entries = `map(${all('map_keys', key, keys)}, ${all('map_values', value, values)})`
  return `CASE WHEN ${source} IS NULL THEN NULL ELSE ${entries} END`
}

type List = Extract<Names, { list: Names }>
type Pairs = Extract<Names, { map: [Names, Names] }>

function hasOriginal(type: Type): boolean {
  if (typeof type === 'string') return false
  if ('list' in type) return hasOriginal(type.list)
  if ('map' in type) return type.map.some(hasOriginal)
  return type.struct.some((field) => field.original !== undefined || hasOriginal(field.type))
}
