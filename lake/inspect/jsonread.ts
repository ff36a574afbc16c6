/** DuckDB's SQL that reads newline-delimited JSON member by member, nothing guessed. */
import { lineBytesMax } from '../limits.ts'
import { literal, quote } from '../schema/spelling.ts'
import type { Column } from '../schema/type.ts'
import type { TextFacts } from './inspection.ts'

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
