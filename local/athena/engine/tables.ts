/** The tables that a statement names: their columns, and by which SQL DuckDB reads them. */
import { metadataLocationOf } from '../../../lake/iceberg/gluetable.ts'
import {
  currentSchema,
  type Metadata,
  parseMetadata,
  schemaOf,
  snapshotOf,
} from '../../../lake/iceberg/metadata.ts'
import type { Field, FieldType } from '../../../lake/iceberg/schema.ts'
import { literal, quote } from '../../../lake/schema/spelling.ts'
import { rangesOf } from '../../../lake/sql/condition.ts'
import { notSupported, userError } from '../../../lake/sql/error.ts'
import type { TableName } from '../../../lake/sql/tablename.ts'
import { fromGlue } from '../../../lake/sql/type/spelling.ts'
import { arrayOf, bigint, decimal, mapOf, type Type, varchar } from '../../../lake/sql/type/type.ts'
import type { Catalog } from '../../glue/catalog.ts'
import type { Table } from '../../glue/model.ts'
import type { Store } from '../../s3/store.ts'
import { readerOf } from '../scan/lake.ts'
import { objectAddress } from '../scan/objects.ts'
import { type PlannedTable, planTable } from '../scan/plan.ts'
import type { TableColumn, TableUse } from '../sql/compile/compiler.ts'
import { duckdbType } from '../sql/duckdbtype.ts'
import { icebergView, viewColumns, viewSql } from './icebergtables.ts'
import { informationColumns, informationSql } from './information.ts'

export interface Source {
  store: Store
  catalog: Catalog
}

const partitionsSuffix = '$partitions'
const path: TableColumn = { name: '$path', type: varchar, hidden: true }
/** Of the file that holds a row. */
const hidden: TableColumn[] = [
  path,
  { name: '$file_size', type: bigint, hidden: true },
  {
    name: '$file_modified_time',
    type: { kind: 'timestamp', precision: 3, zone: 'UTC' },
    hidden: true,
  },
]

/** A table's columns; AthenaError when the catalog has it not, or in types that the laptop has not. */
export async function columnsOf(name: TableName, source: Source): Promise<TableColumn[]> {
  if (name.database === 'information_schema') {
    const columns = informationColumns(name.table)
    if (columns) return columns
    throw noTable(name)
  }
  const table = tableOf(name, source.catalog)
  const view = viewOf(name, table)
  if (view !== undefined) {
    if (name.version) throw notSupported(`Time travel in $${view}`, name.at)
    return viewColumns(view, await metadataOf(table, source.store))
  }
  if (name.table.endsWith(partitionsSuffix)) {
    const keys = (table.PartitionKeys ?? []).map(glueColumn(name))
    if (keys.length === 0) throw noTable(name)
    return keys
  }
  if (isIceberg(table)) return [...(await icebergColumns(name, table, source.store)), ...hidden]
  if (name.version) throw notSupported('Time travel in a table that is not Iceberg', name.at)
  const columns = [...(table.StorageDescriptor?.Columns ?? []), ...(table.PartitionKeys ?? [])]
  return [...columns.map(glueColumn(name)), ...hidden]
}

const glueColumn =
  (table: TableName) =>
  ({ Name, Type = 'string' }: { Name: string; Type?: string | undefined }): TableColumn => {
    const type = fromGlue(Type)
    if (!type) throw notSupported(`The type ${Type} of column ${Name}`, table.at)
    return { name: Name.toLowerCase(), type }
  }

const isIceberg = ({ Parameters }: Table) => Parameters?.table_type?.toUpperCase() === 'ICEBERG'

function tableOf({ database, table, at }: TableName, catalog: Catalog): Table {
  if (!catalog.getDatabases().some(({ Name }) => Name === database)) {
    throw userError('SCHEMA_NOT_FOUND', `Schema '${database}' does not exist`, at)
  }
  const tables = catalog.getTables(database)
  const named = (name?: string) => tables.find(({ Name }) => Name === name)
  const of = named(icebergView(table)?.table)
  const isView = of !== undefined && (isIceberg(of) || table.endsWith(partitionsSuffix))
  const found = isView ? of : named(table)
  if (!found) throw noTable({ database, table, at })
  if (found.TableType === 'VIRTUAL_VIEW') throw notSupported('A view', at)
  return found
}

/** Which table about an Iceberg table is meant, if one is. */
function viewOf({ table: name }: TableName, table: Table): string | undefined {
  const found = icebergView(name)
  return found && isIceberg(table) && table.Name === found.table ? found.view : undefined
}

async function metadataOf(table: Table, store: Store): Promise<Metadata> {
  const { bucket, key } = objectAddress(metadataLocationOf(table))
  return parseMetadata(await store.get(bucket, key))
}

const noTable = ({ database, table, at }: TableName) =>
  userError('TABLE_NOT_FOUND', `Table 'awsdatacatalog.${database}.${table}' does not exist`, at)

async function icebergColumns(name: TableName, table: Table, store: Store): Promise<TableColumn[]> {
  const metadata = await metadataOf(table, store)
  const { version } = name
  const asOf = version && 'asOfMs' in version ? version.asOfMs : undefined
  const logged = metadata['snapshot-log']?.findLast((entry) => entry['timestamp-ms'] <= (asOf ?? 0))
  const wanted = version && ('asOfMs' in version ? logged?.['snapshot-id'] : version.snapshotId)
  const past = schemaOf(metadata, snapshotOf(metadata, wanted)?.['schema-id'])
  const { fields } = past ?? currentSchema(metadata)
  return fields.map((field) => ({ name: field.name.toLowerCase(), type: icebergType(field, name) }))
}

const icebergWords: Record<string, Type> = {
  boolean: { kind: 'boolean' },
  int: { kind: 'integer' },
  long: { kind: 'bigint' },
  float: { kind: 'real' },
  double: { kind: 'double' },
  date: { kind: 'date' },
  time: { kind: 'time', precision: 6 },
  timestamp: { kind: 'timestamp', precision: 6 },
  timestamptz: { kind: 'timestamp', precision: 6, zone: 'UTC' },
  string: varchar,
  binary: { kind: 'varbinary' },
  uuid: { kind: 'uuid' },
}

function icebergType({ name, type }: Pick<Field, 'name' | 'type'>, table: TableName): Type {
  const inner = (each: FieldType) => icebergType({ name, type: each }, table)
  if (typeof type !== 'string') {
    if (type.type === 'list') return arrayOf(inner(type.element))
    if (type.type === 'map') return mapOf(inner(type.key), inner(type.value))
    const fields = type.fields.map((field) => ({
      name: field.name.toLowerCase(),
      type: inner(field.type),
    }))
    return { kind: 'row', fields }
  }
  const [, precision, scale] = /^decimal\((\d+),\s*(\d+)\)$/.exec(type) ?? []
  const known =
    precision === undefined ? icebergWords[type] : decimal(Number(precision), Number(scale))
  if (!known) throw notSupported(`The type ${type} of column ${name}`, table.at)
  return known
}

/** How DuckDB reads what a statement uses; `sql` is the statement translated. */
export async function planUse(
  use: TableUse,
  sql: string,
  { store, catalog }: Source,
): Promise<Pick<PlannedTable, 'sql' | 'files' | 'bytesScanned' | 'textScan'>> {
  if (use.database === 'information_schema') {
    return { sql: informationSql(use, catalog), files: [], bytesScanned: 0 }
  }
  const table = tableOf(use, catalog)
  const view = viewOf(use, table)
  if (view !== undefined) {
    const rows = await viewSql(view, await metadataOf(table, store), readerOf(store))
    return { sql: rows, files: [], bytesScanned: 0 }
  }
  if (use.table.endsWith(partitionsSuffix)) {
    return { sql: partitionsSql(use, catalog), files: [], bytesScanned: 0 }
  }
  const { version } = use
  const names = (column: TableColumn) => sql.includes(`${use.relation}.${quote(column.name)}`)
  const planned = await planTable({
    ...{ table, catalog, store },
    where: use.conditions.flatMap((each) => rangesOf(each.column, each)),
    withPath: hidden.some(names),
    ...(version && { version }),
  })
  const ofFiles = hidden.filter((column) => column !== path && names(column))
  return ofFiles.length === 0 ? planned : { ...planned, sql: withFileColumns(planned, store) }
}

/** Beside each row the size of its file and when that was written. */
function withFileColumns({ sql, files }: PlannedTable, store: Store): string {
  const rows = files.map(({ uri, bytes }) => {
    const { bucket, key } = objectAddress(uri)
    const ms = store.head(bucket, key).modifiedMs
    return `(${literal(uri)}, ${bytes}::BIGINT, timezone('UTC', make_timestamp(${ms}000::BIGINT)))`
  })
  const names = ['uri', ...hidden.slice(1).map(({ name }) => name)].map(quote).join(', ')
  const types = "('', 0::BIGINT, timezone('UTC', make_timestamp(0::BIGINT)))"
  return `SELECT * EXCLUDE (${quote('uri')}) FROM (${sql}) AS rows JOIN (VALUES ${rows.join(', ') || types}) AS files(${names}) ON rows.${quote('$path')} = files.${quote('uri')}`
}

function partitionsSql(use: TableUse, catalog: Catalog): string {
  const { Name } = tableOf(use, catalog)
  const values = catalog.getPartitions(use.database, Name).map(({ Values }) => {
    return `(${Values.map((value) => (value === '__HIVE_DEFAULT_PARTITION__' ? 'NULL' : literal(value))).join(', ')})`
  })
  const names = use.columns.map(({ name }) => quote(name))
  const columns = use.columns.map(
    ({ name, type }) => `CAST(${quote(name)} AS ${duckdbType(type)}) AS ${quote(name)}`,
  )
  const nothing = `(${names.map(() => 'NULL').join(', ')})`
  const rows = values.join(', ') || nothing
  return `SELECT ${columns.join(', ')} FROM (VALUES ${rows}) AS v(${names.join(', ')})${values.length === 0 ? ' WHERE false' : ''}`
}
