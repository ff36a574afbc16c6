/** Which rows go, in DuckDB's SQL: of a Parquet original by its own columns and members, of a data file by its table's. */
import { spellingOf } from '../schema/names.ts'
import { literal, quote } from '../schema/spelling.ts'
import type { Column, Type } from '../schema/type.ts'
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
