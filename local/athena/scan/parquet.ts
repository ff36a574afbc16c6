/** A Parquet table for DuckDB: columns by name whatever their case, one SELECT for each schema of files. */
import { literal, quote } from '../../../lake/schema/spelling.ts'
import { type HiveColumn, hiveColumns } from '../../../lake/serde/hivetype.ts'
import { userError } from '../../../lake/sql/error.ts'
import type { Table } from '../../glue/model.ts'
import { castSql, duckdbOfHive } from './hivesql.ts'
import { findColumn, parquetCast } from './parquetcast.ts'
import { type ParquetFile, parquetFile } from './parquetfile.ts'
import type { PlannedFile } from './request.ts'

interface Layout {
  columns: HiveColumn[]
  keys: HiveColumn[]
  withPath: boolean
}

/** Throws AthenaError where Athena would fail to read one of the files. */
export function planParquet(table: Table, files: PlannedFile[], withPath: boolean): string {
  const layout = {
    columns: hiveColumns(table.StorageDescriptor?.Columns ?? []),
    keys: hiveColumns(table.PartitionKeys ?? []),
    withPath,
  }
  const groups = new Map<string, { file: ParquetFile; files: PlannedFile[] }>()
  for (const planned of files) {
    const file = parquetFile(planned)
    refuseCodecs(file, planned)
    const schema = JSON.stringify(file.columns)
    const group = groups.get(schema) ?? { file, files: [] }
    group.files.push(planned)
    groups.set(schema, group)
  }
  const selects = [...groups.values()].map((group) => selectSql(layout, group.file, group.files))
  return selects.length > 0 ? selects.join(' UNION ALL ') : emptySql(layout)
}

/** https://docs.aws.amazon.com/athena/latest/ug/compression-formats.html */
const codecs = new Set(['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'ZSTD'])

function refuseCodecs(file: ParquetFile, { uri }: PlannedFile): void {
  const codec = file.codecs.find((name) => !codecs.has(name))
  if (codec) throw userError('HIVE_CURSOR_ERROR', `Failed to read Parquet file: ${uri}: ${codec}`)
}

function selectSql({ columns, keys, withPath }: Layout, file: ParquetFile, files: PlannedFile[]) {
  const cells = columns.map((column) => {
    return `${columnSql(column, file, files[0]!)} AS ${quote(column.name)}`
  })
  const paths = files.map(({ path }) => literal(path)).join(', ')
  const isConstant = keys.length > 0 || withPath
  // By place, for DuckDB renames columns that differ in case only.
  const places = file.columns.map((_, i) => `c${i}`)
  const names = [...places, ...(isConstant ? ['file'] : [])].join(', ')
  const options = `hive_partitioning = false${isConstant ? ", filename = 'file name'" : ''}`
  const from = `read_parquet([${paths}], ${options}) AS data(${names})`
  if (!isConstant) return `SELECT ${cells.join(', ')} FROM ${from}`
  const others = keys.map(({ name, type }, i) => `${castSql(`p${i}`, type)} AS ${quote(name)}`)
  if (withPath) others.push(`uri AS ${quote('$path')}`)
  const constants = ['there', 'uri', ...keys.map((_, i) => `p${i}`)].join(', ')
  return `SELECT ${[...cells, ...others].join(', ')} FROM ${from}
JOIN (VALUES ${files.map(valuesSql).join(', ')}) AS objects(${constants}) ON file = there`
}

const valuesSql = ({ path, uri, partition }: PlannedFile): string => {
  const values = partition.map((value) =>
    value === null ? 'CAST(NULL AS VARCHAR)' : literal(value),
  )
  return `(${[literal(path), literal(uri), ...values].join(', ')})`
}

function columnSql({ name, type }: HiveColumn, file: ParquetFile, { uri }: PlannedFile): string {
  const column = findColumn(file.columns, name)
  if (!column) return `CAST(NULL AS ${duckdbOfHive(type)})`
  const cast = parquetCast(`c${file.columns.indexOf(column)}`, column.type, type)
  if (cast !== undefined) return cast
  const found = 'name' in column.type ? column.type.name : column.type.kind
  throw userError(
    'HIVE_BAD_DATA',
    `Field ${name}'s type ${found.toUpperCase()} in parquet file ${uri} is incompatible with type ${type.kind} defined in table schema`,
  )
}

function emptySql({ columns, keys, withPath }: Layout): string {
  const cells = [...columns, ...keys].map(({ name, type }) => {
    return `CAST(NULL AS ${duckdbOfHive(type)}) AS ${quote(name)}`
  })
  if (withPath) cells.push(`CAST(NULL AS VARCHAR) AS ${quote('$path')}`)
  return `SELECT ${cells.join(', ')} WHERE false`
}
