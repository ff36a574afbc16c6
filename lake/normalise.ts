/** DuckDB's SQL that makes an object's rows the rows of a data file: pure functions of the object and its target schema. */
import { createHash } from 'node:crypto'
import type { ObjectVersion } from './delivery.ts'
import { columnsOf, type Field, objectColumn, typeOf } from './iceberg/schema.ts'
import { dataFileOptions } from './iceberg/spelling.ts'
import { failingCount, failingValues, strictCast } from './inspect/cast.ts'
import { readCsvSql, widestColumns } from './inspect/csvread.ts'
import type { Inspection, TextFacts } from './inspect/inspection.ts'
import type { Members } from './inspect/jsonmembers.ts'
import { type ReadAs, readAs, readJsonSql, readTypedSql } from './inspect/jsonread.ts'
import { readParquetSql } from './inspect/parquetread.ts'
import { calledByPins } from './inspect/pinned.ts'
import { folderValue, objectId } from './key.ts'
import { calledAs, paired, speltAs } from './schema/names.ts'
import { duckdbType, literal, quote } from './schema/spelling.ts'
import type { Column } from './schema/type.ts'

/** One object, as it lies decompressed on a disk. */
export interface Source {
  path: string
  key: string
  inspection: Inspection
  /** Of every byte; absent for Parquet, whose footer tells. */
  facts?: TextFacts
  /** Of JSON lines, all of which were seen. */
  json?: Members
  partitions: { key: string; value: string }[]
  /** Of an archive its files, whose rows are its rows. */
  members?: Source[]
  /** Rows that were set aside, as a file of JSON lines. */
  rejects?: { rows: number; path: string }
  /** Numbers of its rows that the log of its table deletes, one in a line. */
  deleted?: string
  /** The version of the dataset's interpretation under which it was inspected. */
  interpretation?: number
}

export const rowsOf = ({ inspection, facts, members }: Source): number =>
  members?.reduce((sum, member) => sum + rowsOf(member), 0) ??
  facts?.rows ??
  inspection.parquet?.rows ??
  0

/** What is read by one SELECT, and its columns: of an archive a file. */
export interface Part {
  source: Source
  columns: Column[]
}

/** The object's own columns, as far as they are known before its rows are cast. */
export function sourceColumns({ inspection, facts, partitions }: Source): Column[] {
  if (inspection.format !== 'csv' || !facts) return inspection.columns
  const reserved = partitions.map(({ key }) => key)
  return widestColumns(inspection.columns, facts, reserved)
}

/** A SELECT of the object's columns as its format has them: cells, JSON members, Parquet values. */
export function readSql({ path, inspection, facts, deleted }: Source, columns: Column[]): string {
  if (inspection.format === 'parquet') {
    const inspected = inspection.columns
    return readParquetSql(path, columns, { ...inspection.parquet, deleted, inspected })
  }
  if (!facts) throw new Error(`${path}: text is read only once it was scanned`)
  if (inspection.csv) return readCsvSql(path, inspection.csv, columns, facts)
  return readJsonSql(path, columns, facts)
}

/** Columns that the object adds to the table: its own, and its folders. */
export const tableColumns = (columns: Column[], partitions: Source['partitions']): Column[] => [
  ...columns,
  ...partitions.map(({ key }): Column => ({ name: key, type: 'string' })),
]

/** Which of the object's columns, or of its folders, each field of the table is; the others read NULL. */
function ownOf(table: Field[], own: Column[], called = own): Map<Field, Column> {
  const known = new Map(columnsOf(table).map((column, i) => [column, table[i]!]))
  const open = [...known.keys()].filter(({ name }) => name !== objectColumn)
  const places = new Map(called.map((column, i) => [column, own[i]!]))
  return new Map(
    [...paired(open, called)].map(([column, found]) => [known.get(found)!, places.get(column)!]),
  )
}

/** The object's columns as its table has them: as somebody says that they are called by now. */
export function calledColumns(columns: Column[], { inspection, partitions }: Source): Column[] {
  const reserved = partitions.map(({ key }) => key)
  return calledByPins(inspection, columns, reserved)
}

/** Of the table's fields those that the object, whose columns are called as there, has a value for; what a data file lacks reads NULL. */
export function fieldsOf(table: Field[], columns: Column[], source: Source): Field[] {
  const own = ownOf(table, tableColumns(columns, source.partitions))
  return table.filter((field) => own.has(field) || field.name === objectColumn)
}

/** COPY of the object's rows to a Parquet file whose columns carry the table's ids. Fails where a value does not fit. */
export const copySql = (source: Source, columns: Column[], fields: Field[], to: string): string =>
  copyPartsSql([{ source, columns }], fields, to)

/** Of all rows of these, in their order; what one has no column for is NULL in its rows. */
export function copyPartsSql(parts: Part[], fields: Field[], to: string): string {
  const rows = parts.map((part) => partSql(part, fields)).join(' UNION ALL ')
  return `COPY (${rows}) TO ${literal(to)} (${dataFileOptions(fields)})`
}

function partSql({ source, columns }: Part, fields: Field[]): string {
  const all = tableColumns(columns, source.partitions)
  const own = ownOf(fields, all, tableColumns(calledColumns(columns, source), source.partitions))
  const types = new Map([...own].map(([field, column]) => [column, typeOf(field.type)]))
  const { facts, json } = source
  const isJson = source.inspection.format === 'ndjson'
  const known = isJson && facts ? readAs(columns, types, facts, json) : undefined
  const read = columns.map((column) => {
    const type = types.get(column)
    return type === undefined ? column : { ...column, type: calledAs(column.type, type) }
  })
  const selected = fields.map((field) => {
    const column = own.get(field)
    const place = column ? all.indexOf(column) : -1
    const folder = source.partitions[place - columns.length]
    if (field.name === objectColumn) return valueAs(literal(objectId(source.key)), field)
    if (folder) return valueAs(folderSql(folder.value), field)
    if (!column) return valueAs(`CAST(NULL AS ${duckdbType(typeOf(field.type))})`, field)
    return valueAs(castTo(field, column, source.inspection.format, known?.get(column)), field)
  })
  const rows = known ? readTypedSql(source.path, columns, known) : readSql(source, read)
  return `SELECT ${selected.join(', ')} FROM (${rows})`
}

function castTo(
  field: Field,
  column: Column,
  format: Inspection['format'],
  known: ReadAs | undefined,
): string {
  if (known)
    return known === 'VARCHAR' ? strictCast(typed(column, field), 'text') : quote(column.name)
  const to = typed(column, field)
  return strictCast(to, format, calledAs(column.type, to.type))
}

function folderSql(text: string): string {
  const value = folderValue(text)
  return value === null ? 'CAST(NULL AS VARCHAR)' : literal(value)
}

const valueAs = (sql: string, { name }: Field): string => `${sql} AS ${quote(name)}`

/** The file's column as the table has it: its types and names of members, by the file's spelling of each. */
export const typed = (column: Column, field: Field): Column => ({
  ...column,
  type: speltAs(typeOf(field.type), column.type),
})

/** The object's columns that the table has, of the types that they have there; `called`: what they are called there. */
export function typedAs(fields: Field[], columns: Column[], called = columns): Column[] {
  const pairs = [...ownOf(fields, columns, called)]
  const fieldOf = new Map(pairs.map(([field, column]) => [column, field]))
  return columns.flatMap((column) => {
    const field = fieldOf.get(column)
    return field ? [typed(column, field)] : []
  })
}

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
