/** DuckDB's SQL that reads a CSV file exactly as the scanner counted it, every cell as text. */
import type { Column } from '../schema/type.ts'
import type { CsvDialect, TextFacts } from './inspection.ts'

/** The file's columns, and `column_<n>` for the cells that its widest row has beyond them. */
export function widestColumns(
  _columns: Column[],
  _facts: TextFacts,
  _reserved: readonly string[] = [],
): Column[] {
  throw new Error('widestColumns: being written')
}

/** A SELECT whose columns are VARCHAR, named `column.name`, one for each of `columns` (see widestColumns). */
export function readCsvSql(
  _path: string,
  _dialect: CsvDialect,
  _columns: Column[],
  _facts: TextFacts,
): string {
  throw new Error('readCsvSql: being written')
}
