/** A text table for DuckDB: its lines are cut and read by us, by the same readers that the catalog proves with. */
import { createHash } from 'node:crypto'
import { literal, quote } from '../../../lake/schema/spelling.ts'
import { type HiveColumn, hiveColumns } from '../../../lake/serde/hivetype.ts'
import { delimiters } from '../../../lake/serde/lazysimple.ts'
import { lineReader, serdeClasses } from '../../../lake/serde/reader.ts'
import { BadTable } from '../../../lake/serde/value.ts'
import { notSupported, userError } from '../../../lake/sql/error.ts'
import type { Table } from '../../glue/model.ts'
import { castSql } from './hivesql.ts'
import type { PlannedFile } from './request.ts'
import { handedOver, type TextFile, type TextScan } from './textscan.ts'

export interface TextPlan {
  sql: string
  scan: TextScan
}

/** Throws AthenaError for a SerDe, a type or a parameter that cannot be read. */
export function planText(table: Table, files: PlannedFile[], withPath: boolean): TextPlan {
  const { Columns = [], SerdeInfo } = table.StorageDescriptor ?? {}
  const serde = SerdeInfo?.SerializationLibrary ?? ''
  const parameters = { ...table.Parameters, ...SerdeInfo?.Parameters }
  const columns = refusing(() => hiveColumns(Columns))
  refusing(() => lineReader(serde, columns, parameters))
  const scan: Omit<TextScan, 'id'> = {
    serde,
    columns,
    parameters,
    partitionKeys: (table.PartitionKeys ?? []).map(({ Name }) => Name),
    files: files.map(textFile),
  }
  const id = createHash('sha256').update(JSON.stringify(scan)).digest('hex').slice(0, 16)
  const select = isPlainSplit(scan) ? splitSql : rowsSql
  return { sql: select({ ...scan, id }, table, withPath), scan: { ...scan, id } }
}

function refusing<T>(act: () => T): T {
  try {
    return act()
  } catch (error) {
    if (error instanceof BadTable) throw userError('HIVE_INVALID_METADATA', error.message)
    throw error
  }
}

/** Athena goes by the name, never by the bytes. */
function textFile({ uri, path, partition }: PlannedFile): TextFile {
  const suffix = /\.(gz|gzip|zst|zstd|bz2|snappy|lz4|lzo|lzo_deflate|deflate)$/.exec(uri)?.[1]
  const codecs = { gz: 'gzip', zst: 'zstd', bz2: 'bzip2', '': 'none' } as const
  const compression = codecs[(suffix ?? '') as keyof typeof codecs]
  if (compression) return { uri, path, partition, compression }
  throw notSupported(`Text compressed as .${suffix} (${uri})`)
}

/** Cells that are plain text between separators: DuckDB splits them itself, ten times as fast. */
function isPlainSplit({ serde, columns, parameters }: Omit<TextScan, 'id'>): boolean {
  if (serde !== serdeClasses.lazysimple) return false
  const { escape: escaping, lastTakesRest } = delimiters(parameters)
  return (
    escaping === undefined && !lastTakesRest && columns.every(({ type }) => type.kind === 'string')
  )
}

function splitSql(scan: TextScan, table: Table, withPath: boolean): string {
  const { separators, nullText } = delimiters(scan.parameters)
  const cells = scan.columns.map(
    ({ name }, i) => `nullif(cells[${i + 1}], ${literal(nullText)}) AS ${quote(name)}`,
  )
  const others = partitionColumns(table, withPath)
  const kept = ['', ...scan.partitionKeys.map((_, i) => `p${i}`), ...(withPath ? ['path'] : [])]
  const lines = `SELECT unnest(string_split(lines, chr(10))) AS line${kept.join(', ')} FROM text_lines(${literal(scan.id)})`
  const split = `SELECT string_split(line, ${literal(separators[0]!)}) AS cells${kept.join(', ')} FROM (${lines})`
  return `SELECT ${[...cells, ...others].join(', ')} FROM (${split})`
}

function rowsSql(scan: TextScan, table: Table, withPath: boolean): string {
  const cells = scan.columns.map((column, i) => `${cellSql(column, i)} AS ${quote(column.name)}`)
  const others = partitionColumns(table, withPath)
  return `SELECT ${[...cells, ...others].join(', ')} FROM text_rows(${literal(scan.id)})`
}

const cellSql = ({ type }: HiveColumn, i: number): string =>
  handedOver[type.kind] ? `c${i}` : castSql(`c${i}`, type)

function partitionColumns(table: Table, withPath: boolean): string[] {
  const types = hiveColumns(table.PartitionKeys ?? [])
  const keys = types.map(({ name, type }, i) => `${castSql(`p${i}`, type)} AS ${quote(name)}`)
  return withPath ? [...keys, `path AS ${quote('$path')}`] : keys
}
