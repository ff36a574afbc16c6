/** DuckDB's SQL that makes an object's rows the rows of a data file: pure functions of the object and its target schema. */
import { createHash } from 'node:crypto'
import type { ObjectVersion } from './delivery.ts'
import { type Field, objectColumn, typeOf } from './iceberg/schema.ts'
import { dataFileOptions } from './iceberg/spelling.ts'
import { failingCount, failingValues, strictCast } from './inspect/cast.ts'
import { readCsvSql, widestColumns } from './inspect/csvread.ts'
import type { Inspection, TextFacts } from './inspect/inspection.ts'
import { readJsonSql } from './inspect/jsonread.ts'
import { readParquetSql } from './inspect/parquetread.ts'
import { objectId } from './key.ts'
import { literal, quote } from './schema/spelling.ts'
import type { Column } from './schema/type.ts'

/** One object, as it lies decompressed on a disk. */
export interface Source {
  path: string
  key: string
  inspection: Inspection
  /** Of every byte; absent for Parquet, whose footer tells. */
  facts?: TextFacts
  partitions: { key: string; value: string }[]
}

export const rowsOf = ({ inspection, facts }: Source): number =>
  facts?.rows ?? inspection.parquet?.rows ?? 0

/** The object's own columns, as far as they are known before its rows are cast. */
export function sourceColumns({ inspection, facts, partitions }: Source): Column[] {
  if (inspection.format !== 'csv' || !facts) return inspection.columns
  const reserved = partitions.map(({ key }) => key)
  return widestColumns(inspection.columns, facts, reserved)
}

/** A SELECT of the object's columns as its format has them: cells, JSON members, Parquet values. */
export function readSql({ path, inspection, facts }: Source, columns: Column[]): string {
  if (inspection.format === 'parquet') return readParquetSql(path, columns)
  if (!facts) throw new Error(`${path}: text is read only once it was scanned`)
  if (inspection.csv) return readCsvSql(path, inspection.csv, columns, facts)
  return readJsonSql(path, columns, facts)
}

/** Columns that the object adds to the table: its own, and its folders. */
export const tableColumns = (columns: Column[], partitions: Source['partitions']): Column[] => [
  ...columns,
  ...partitions.map(({ key }): Column => ({ name: key, type: 'string' })),
]

/** Of the table's fields those that the object has a value for; what a data file lacks reads NULL. */
export function fieldsOf(table: Field[], columns: Column[], source: Source): Field[] {
  const names = new Set(tableColumns(columns, source.partitions).map(({ name }) => name))
  return table.filter(({ name }) => names.has(name) || name === objectColumn)
}

/** COPY of the object's rows to a Parquet file whose columns carry the table's ids. Fails where a value does not fit. */
export function copySql(source: Source, columns: Column[], fields: Field[], to: string): string {
  const values = new Map<string, string>([
    [objectColumn, literal(objectId(source.key))],
    ...source.partitions.map(({ key, value }): [string, string] => [key, literal(value)]),
  ])
  const byName = new Map(columns.map((column) => [column.name, column]))
  const selected = fields.map((field) => {
    const column = byName.get(field.name)
    const value = values.get(field.name)
    const cast = column && strictCast(typed(column, field), source.inspection.format)
    return `${value ?? cast} AS ${quote(field.name)}`
  })
  const rows = `SELECT ${selected.join(', ')} FROM (${readSql(source, columns)})`
  return `COPY (${rows}) TO ${literal(to)} (${dataFileOptions(fields)})`
}

/** The file's column as the table has it. */
export const typed = (column: Column, field: Field): Column => ({
  ...column,
  type: typeOf(field.type),
})

/** One row: for each of the columns, by its number, how many of its values do not fit. */
export const failuresSql = (source: Source, all: Column[], targets: Column[]): string =>
  aggregatesSql(source, all, targets, failingCount)

/** One row: for each of the columns, by its number, a list of some of its values that do not fit. */
export const failingValuesSql = (source: Source, all: Column[], targets: Column[]): string =>
  aggregatesSql(source, all, targets, failingValues)

/** All in one pass over the object, however many columns there are. */
function aggregatesSql(
  source: Source,
  all: Column[],
  targets: Column[],
  aggregate: (column: Column, format: Inspection['format']) => string,
): string {
  const values = targets.map(
    (column, i) => `${aggregate(column, source.inspection.format)} AS ${quote(String(i))}`,
  )
  return `SELECT ${values.join(', ')} FROM (${readSql(source, all)})`
}

/**
 * 8 hex characters: another arrival or another schema makes another file. Not the version alone: one that was deleted
 * and comes back must not be taken for the file that the table had before.
 */
export const contentId = (
  { versionId, sequencer }: Pick<ObjectVersion, 'versionId' | 'sequencer'>,
  fields: Field[],
): string =>
  createHash('sha256')
    .update(JSON.stringify([versionId, sequencer, fields]))
    .digest('hex')
    .slice(0, 8)
