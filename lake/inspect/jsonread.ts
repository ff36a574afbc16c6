/** DuckDB's SQL that reads newline-delimited JSON with the columns given, nothing guessed. */
import type { Column } from '../schema/type.ts'

/** A SELECT with one column for each of `columns`, named `column.name`, holding its JSON (SQL NULL if absent). */
export function readJsonSql(_path: string, _columns: Column[]): string {
  throw new Error('readJsonSql: being written')
}
