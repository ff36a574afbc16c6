/** Which rows go, in DuckDB's SQL: of a Parquet original by its own columns and members, of a data file by its table's. */
import { spellingOf } from '../schema/names.ts'
import { literal, quote } from '../schema/spelling.ts'
import type { Column, Type } from '../schema/type.ts'
import { writingsOf } from './needle.ts'
import { isMember, isWanted, type Wanted } from './redact.ts'

/** Never NULL. What the file does not have is in none of its rows. `placeOf`: how it calls a column. */
export function hitSql(
  columns: Column[],
  wanted: Wanted,
  placeOf: (column: Column) => string = (column) => quote(spellingOf(column)),
): string {
  const values = [...wanted.values].map(literal).join(', ')
  const hits = columns.flatMap((column) => {
    const place = placeOf(column)
    const own = isWanted(column, wanted) ? hitsOf(place, column.type, [], values) : []
    const inner = wanted.columns.flatMap((path) => {
      const [first = '', ...rest] = path.split('.')
      const isHere = rest.length > 0 && isWanted(column, { columns: [first] })
      return isHere ? hitsOf(place, column.type, rest, values) : []
    })
    return [...own, ...inner]
  })
  return `coalesce(${hits.join(' OR ') || 'false'}, false)`
}

/**
 * How many rows say one of the values in whichever column. JSON has a text as it is, and no zeros behind a decimal; DuckDB's
 * own text has these, and bytes that are no text.
 */
export function saidSql(path: string, values: readonly string[]): string {
  const forms = [...new Set([...writingsOf(values), ...values.map(bytesText)])]
  const texts = ['CAST(to_json(file) AS VARCHAR)', 'CAST(file AS VARCHAR)']
  const hits = texts.flatMap((text) => forms.map((one) => `contains(${text}, ${literal(one)})`))
  return `SELECT count(*) AS rows FROM read_parquet(${literal(path)}) file WHERE ${hits.join(' OR ')}`
}

/** As DuckDB writes a BLOB. */
const bytesText = (value: string): string =>
  Array.from(Buffer.from(value), (byte) =>
    byte >= 32 && byte < 127 && !`"'\\`.includes(String.fromCharCode(byte))
      ? String.fromCharCode(byte)
      : `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`,
  ).join('')

/** Into lists and the values of maps too: one element is enough. */
function hitsOf(place: string, type: Type, path: string[], values: string, depth = 0): string[] {
  const [name, ...rest] = path
  if (typeof type === 'string') {
    return name === undefined ? [`coalesce(CAST(${place} AS VARCHAR) IN (${values}), false)`] : []
  }
  if ('struct' in type) {
    const members = type.struct.filter((member) => name && isMember(name, spellingOf(member)))
    return members.flatMap((member) => {
      const inner = `(${place}).${quote(spellingOf(member))}`
      return hitsOf(inner, member.type, rest, values, depth)
    })
  }
  const element = `e${depth}`
  const [elements, inner] =
    'list' in type ? [place, type.list] : [`map_values(${place})`, type.map[1]]
  return hitsOf(element, inner, path, values, depth + 1).map(
    (hit) => `len(list_filter(${elements}, lambda ${element}: ${hit})) > 0`,
  )
}
