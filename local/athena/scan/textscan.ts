/** The reading of a text table, as plain data for the process that runs DuckDB. */
import type { HiveColumn, HiveType } from '../../../lake/serde/hivetype.ts'

export interface TextScan {
  /** Names it in SQL: `text_rows('<id>')` or `text_lines('<id>')`. */
  id: string
  serde: string
  columns: HiveColumn[]
  /** Of the SerDe and the table. */
  parameters: Record<string, string>
  partitionKeys: string[]
  files: TextFile[]
}

export interface TextFile {
  uri: string
  path: string
  compression: 'none' | 'gzip' | 'zstd' | 'bzip2'
  partition: (string | null)[]
}

/** The DuckDB type that a scan hands a column over in; those not here come as text to be cast. */
export const handedOver: Partial<Record<HiveType['kind'], string>> = {
  boolean: 'BOOLEAN',
  tinyint: 'TINYINT',
  smallint: 'SMALLINT',
  int: 'INTEGER',
  bigint: 'BIGINT',
  float: 'FLOAT',
  double: 'DOUBLE',
  string: 'VARCHAR',
  varchar: 'VARCHAR',
  char: 'VARCHAR',
}
