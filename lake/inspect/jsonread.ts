/** DuckDB's SQL that reads newline-delimited JSON member by member, nothing guessed. */
import { lineBytesMax } from '../limits.ts'
import { literal, quote } from '../schema/spelling.ts'
import type { Column, Type } from '../schema/type.ts'
import type { TextFacts } from './inspection.ts'
import { type Kinds, kinds, type Members } from './jsonmembers.ts'

/**
 * A SELECT with one column for each of `columns`, named `column.name`, of type JSON (SQL NULL where a line has no
 * such member). DuckDB's own typed columns round 1.5 to 2, mix up names that differ in case and fail on a repeated
 * member; this takes the members by their exact spelling, the first of repeated ones.
 */
export function readJsonSql(
  path: string,
  columns: Column[],
  facts: Pick<TextFacts, 'bom'>,
): string {
  const paths = columns.map((column) => memberPath(column.original ?? column.name))
  const members = columns.map((column, i) => `members[${i + 1}] AS ${quote(column.name)}`)
  // All members in one pass over a line: one by one, each would parse it again.
  return `SELECT ${members.join(', ')} FROM (SELECT json_extract(json, [${paths.join(', ')}]) AS members \
FROM ${jsonLinesSql(path, facts)})`
}

/** DuckDB's own type of a member, as which it reads every value right. */
export type ReadAs = 'BIGINT' | 'DOUBLE' | 'BOOLEAN' | 'VARCHAR'

/**
 * Of members of which every value is known: those that DuckDB's own reader makes values of that are right, and for all others
 * JSON. Undefined where it does not read by exact names: two that differ in case are one to it, a repeated one is a fault.
 */
export function readAs(
  columns: Column[],
  types: Map<Column, Type>,
  facts: TextFacts,
  json: Members | undefined,
): Map<Column, ReadAs> | undefined {
  if (columns.length === 0 || !json || facts.bom || facts.repeatedKeys || facts.twinKeys)
    return undefined
  const names = new Set([...json.kinds.keys(), ...columns.map(spelt)])
  const alike = new Set([...names].map((name) => name.toLowerCase()))
  if (alike.size < names.size || alike.has('')) return undefined
  const own = columns.flatMap((column): [Column, ReadAs][] => {
    const as = readerOf(types.get(column) ?? column.type, json.kinds.get(spelt(column)) ?? 0)
    return as ? [[column, as]] : []
  })
  return new Map(own)
}

const spelt = ({ original, name }: Column): string => original ?? name

function readerOf(type: Type, found: Kinds): ReadAs | undefined {
  const areAll = (some: Kinds): boolean => (found & ~(some | kinds.none)) === 0
  switch (type) {
    case 'long':
      return areAll(kinds.short | kinds.whole) ? 'BIGINT' : undefined
    case 'double':
      return areAll(kinds.short | kinds.fraction) ? 'DOUBLE' : undefined
    case 'boolean':
      return areAll(kinds.word) ? 'BOOLEAN' : undefined
    case 'string':
    case 'date':
    case 'timestamp':
    case 'timestamptz':
      return areAll(kinds.text) ? 'VARCHAR' : undefined
    default:
      return undefined
  }
}

/** As `readJsonSql`, but that the columns of `own` are of these types, and JSON's null is NULL in all. */
export function readTypedSql(path: string, columns: Column[], own: Map<Column, ReadAs>): string {
  const types = columns.map((column) => `${literal(spelt(column))}: '${own.get(column) ?? 'JSON'}'`)
  const named = columns.map((column) => `${quote(spelt(column))} AS ${quote(column.name)}`)
  return `SELECT ${named.join(', ')} FROM read_json(${literal(path)}, format = 'newline_delimited', auto_detect = false, \
columns = {${types.join(', ')}}, maximum_object_size = ${2 * lineBytesMax}, compression = 'uncompressed')`
}

/** What a FROM names: the lines, each as JSON in column `json`. */
export const jsonLinesSql = (path: string, facts: Pick<TextFacts, 'bom'>): string =>
  facts.bom ? lines(path) : objects(path)

const objects = (path: string): string =>
  `read_ndjson_objects(${literal(path)}, maximum_object_size = ${2 * lineBytesMax}, compression = 'uncompressed')`

/** DuckDB's JSON reader refuses a byte order mark, its CSV reader skips it; no JSON line holds a raw \x01. */
const lines = (path: string): string =>
  `(SELECT json::JSON AS json FROM read_csv(${literal(path)}, auto_detect = false, columns = {'json': 'VARCHAR'}, \
delim = '\x01', quote = '', escape = '', header = false, strict_mode = false, parallel = false, \
max_line_size = ${2 * lineBytesMax}, compression = 'none') WHERE trim(json, E' \\t\\r') <> '')`

/** The member of a JSON object by its exact key, as JSON. */
export const jsonMember = (json: string, key: string): string => `${json}->${memberPath(key)}`

/** A JSON pointer (RFC 6901). */
const memberPath = (key: string): string =>
  literal(`/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`)
