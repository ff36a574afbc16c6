/** DuckDB's SQL that reads a Parquet file. */
import type { Column } from '../schema/type.ts'

/** A SELECT with one column for each of `columns`, named `column.name`, of the file's own type. */
export function readParquetSql(_path: string, _columns: Column[]): string {
  throw new Error('readParquetSql: being written')
}
