/** CREATE TABLE AS and INSERT INTO: rows of a query become files of a table. */

import { serdeClasses } from '../../../lake/serde/reader.ts'
import type { Writing } from '../../../lake/sql/ddl.ts'
import { notSupported, userError } from '../../../lake/sql/error.ts'
import { hiveType } from '../../../lake/sql/type/hive.ts'
import { fromGlue } from '../../../lake/sql/type/spelling.ts'
import { children, coerces, isText, spell, type Type } from '../../../lake/sql/type/type.ts'
import type { Table } from '../../glue/model.ts'
import type { Fields } from '../engine/engine.ts'
import { coerce } from '../sql/compile/coerce.ts'
import { varcharText } from '../sql/compile/text.ts'
import { discard, inEmpty, type StoredRows, storeRows, target, withScratch } from './files.ts'
import { type Cell, descriptors, type Format, formatOf, suffixOf, writing } from './formats.ts'
import { locationOf, nullPartition, partitionInput } from './partitions.ts'
import { checkKnown, textOf, textsOf } from './properties.ts'
import {
  changeable,
  findTable,
  isIceberg,
  type TableAddress,
  type WriteScope,
  type Written,
  writable,
} from './scope.ts'

type Of<K extends Writing['kind']> = Extract<Writing, { kind: K }>

const start = { line: 1, column: 1 }

/** The fields as columns of a file; AthenaError for one without a name, or of a type that Hive has not. */
export function cellsOf(fields: Fields): (Cell & { hive: string })[] {
  const seen = new Set<string>()
  return fields.map(({ name, type }, i) => {
    if (name === undefined) {
      throw userError(
        'MISSING_COLUMN_NAME',
        `Column name not specified at position ${i + 1}`,
        start,
      )
    }
    if (seen.has(name)) {
      throw userError(
        'DUPLICATE_COLUMN_NAME',
        `Column name '${name}' specified more than once`,
        start,
      )
    }
    seen.add(name)
    if (type.kind === 'unknown') {
      throw userError('COLUMN_TYPE_UNKNOWN', `Column type is unknown: ${name}`, start)
    }
    const hive = hiveType(type)
    if (hive === undefined)
      throw userError('NOT_SUPPORTED', `Unsupported Hive type: ${spell(type)}`)
    return { name, sql: `r.c${i}`, type, hive }
  })
}

/** Hive's tables are read by milliseconds: Athena cuts nothing off, it refuses. */
function refuseMicros(type: Type, name: string): void {
  if (type.kind === 'timestamp' && type.precision > 3) {
    const text = `Incorrect timestamp precision for ${spell(type)}; the configured precision is MILLISECONDS; column name: ${name}`
    throw userError('NOT_SUPPORTED', text)
  }
  for (const inner of children(type)) refuseMicros(inner, name)
}

/** As the name of its folder holds it. */
function keyOf({ name, sql, type }: Cell): { name: string; sql: string } {
  const text = varcharText(sql, type)
  if (text === undefined)
    throw userError('NOT_SUPPORTED', `Unsupported partition type: ${spell(type)}`)
  return { name, sql: `coalesce(${text}, '${nullPartition}')` }
}

/** The keys come last, in their order. AthenaError as Athena says it where they do not. */
export function checkKeysLast(names: string[], keys: string[], at = start): void {
  const unknown = keys.find((key) => !names.includes(key))
  if (unknown !== undefined) {
    throw userError(
      'INVALID_TABLE_PROPERTY',
      `Partition columns [${unknown}] not present in schema`,
      at,
    )
  }
  if (keys.length === names.length) {
    throw userError('INVALID_TABLE_PROPERTY', 'Table contains only partition columns', at)
  }
  const last = names.slice(names.length - keys.length)
  if (last.join('\0') !== keys.join('\0')) {
    const text = `Partition keys must be the last columns in the table and in the same order as the table properties: [${keys.join(', ')}]`
    throw userError('HIVE_COLUMN_ORDER_MISMATCH', text, at)
  }
}

interface Files {
  format: Format
  keys: string[]
  cells: (fields: Fields) => Cell[]
}

export interface Ran {
  rowCount: number
  bytesScanned: number
}

/** Runs the query and hands its files over while they last. */
export async function write<T>(
  query: Of<'insert'>['query'],
  { format, keys, cells }: Files,
  scope: WriteScope,
  take: (result: Ran) => Promise<T>,
): Promise<T> {
  const { database, parameters, signal, bytesScannedMax } = scope
  return withScratch(scope, async () => {
    const result = await scope.engine.write({
      statement: { query, database, ...(parameters && { parameters }) },
      ...{ signal, ...(bytesScannedMax !== undefined && { bytesScannedMax }) },
      shape(fields) {
        const all = cells(fields)
        const folders = all.filter(({ name }) => keys.includes(name)).map(keyOf)
        const { columns, options } = writing(
          format,
          all.filter(({ name }) => !keys.includes(name)),
          folders,
        )
        return { columns, output: { ...target(scope, keys.length > 0), options } }
      },
    })
    signal.throwIfAborted()
    return take(result)
  })
}

const ctasProperties = [
  ...['format', 'external_location', 'partitioned_by', 'bucketed_by', 'bucket_count'],
  ...['write_compression', 'parquet_compression', 'orc_compression', 'field_delimiter'],
  ...['table_type', 'is_external', 'location', 'compression_level'],
]

export async function createTableAs(
  { name, ifNotExists, properties, query, withData }: Of<'createTableAs'>,
  scope: WriteScope,
): Promise<Written> {
  checkKnown(properties, ctasProperties)
  const address = changeable(name, scope)
  if (findTable(scope, address)) {
    if (ifNotExists) return { rowCount: 0, bytesScanned: 0, files: [] }
    throw alreadyThere(address)
  }
  if (textOf(properties, 'table_type')?.toUpperCase() === 'ICEBERG')
    throw notSupported('CTAS of an Iceberg table')
  if (properties.bucketed_by || properties.bucket_count) throw notSupported('CTAS with buckets')
  const external = textOf(properties, 'external_location')
  if (external !== undefined && scope.enforced) throw enforced()
  const location = writable(external ?? `${scope.resultFolder}tables/${scope.id}/`, scope)
  const format = formatOf(
    textOf(properties, 'format') ?? 'parquet',
    ...compressionOf(properties),
    textOf(properties, 'field_delimiter'),
  )
  const keys = textsOf(properties, 'partitioned_by')
  let columns: ReturnType<typeof cellsOf> = []
  const cells = (fields: Fields) => {
    columns = cellsOf(fields)
    for (const { type, name: column } of columns) refuseMicros(type, column)
    checkKeysLast(
      columns.map((cell) => cell.name),
      keys,
    )
    return columns
  }
  const take = async ({ rowCount, bytesScanned }: Ran) => {
    const isEmpty = rowCount === 0 || !withData
    const below = location.replace(/\/?$/, '/')
    const draft = draftOf(address, columns, keys, below, format)
    const stored = isEmpty
      ? []
      : await storeRows(scope, suffixOf(format), (values) => locationOf(draft, values))
    try {
      publish(draft, stored, scope)
    } catch (error) {
      discard(scope, stored)
      throw error
    }
    return { rowCount: isEmpty ? 0 : rowCount, bytesScanned, files: stored.map(({ uri }) => uri) }
  }
  const what = `Target directory for table '${address.database}.${address.table}'`
  return inEmpty(location, what, scope, () => write(query, { format, keys, cells }, scope, take))
}

/** The table with its partitions, or nothing of it. */
function publish(draft: Table, stored: StoredRows[], scope: WriteScope): void {
  const { DatabaseName: database, Name: table } = draft
  if (findTable(scope, { database, table })) throw alreadyThere({ database, table })
  scope.catalog.createTable(database, draft)
  try {
    addPartitions(draft, stored, scope)
  } catch (error) {
    scope.catalog.deleteTable(database, table)
    throw error
  }
}

const alreadyThere = ({ database, table }: TableAddress) =>
  userError(
    'TABLE_ALREADY_EXISTS',
    `Destination table 'awsdatacatalog.${database}.${table}' already exists`,
    start,
  )

export const compressionOf = (properties: Of<'unload'>['properties']): [string | undefined] => [
  textOf(properties, 'write_compression') ??
    textOf(properties, 'parquet_compression') ??
    textOf(properties, 'compression'),
]

const enforced = () =>
  userError(
    'INVALID_TABLE_PROPERTY',
    "The Create Table As Select query failed because it was submitted with an 'external_location' property to an Athena Workgroup that enforces a centralized output location for all queries. Please remove the 'external_location' property and resubmit the query.",
  )

function draftOf(
  { database, table }: { database: string; table: string },
  columns: ReturnType<typeof cellsOf>,
  keys: string[],
  Location: string,
  { name, parameters }: Format,
): Table {
  const glue = columns.map((cell) => ({ Name: cell.name, Type: cell.hive }))
  const { serde, input, output } = descriptors[name]!
  const now = Math.floor(Date.now() / 1000)
  return {
    ...{ Name: table, DatabaseName: database, TableType: 'EXTERNAL_TABLE', Owner: 'hadoop' },
    Parameters: {
      EXTERNAL: 'TRUE',
      has_encrypted_data: 'false',
      transient_lastDdlTime: String(now),
    },
    PartitionKeys: glue.filter(({ Name }) => keys.includes(Name)),
    StorageDescriptor: {
      Columns: glue.filter(({ Name }) => !keys.includes(Name)),
      ...{ Location, InputFormat: input, OutputFormat: output, Compressed: false },
      ...{ NumberOfBuckets: -1, StoredAsSubDirectories: false },
      SerdeInfo: {
        SerializationLibrary: serde,
        Parameters: { 'serialization.format': '1', ...parameters },
      },
    },
    ...{ Retention: 0, CreateTime: now, UpdateTime: now, VersionId: '0', CatalogId: '' },
    IsRegisteredWithLakeFormation: false,
  }
}

/** Those that are not there yet. */
function addPartitions(table: Table, all: StoredRows[], { catalog }: WriteScope): void {
  if ((table.PartitionKeys ?? []).length === 0) return
  for (const { values } of all) {
    if (catalog.findPartition(table, values)) continue
    const input = partitionInput(table, values, locationOf(table, values))
    catalog.createPartition(table.DatabaseName, table.Name, input)
  }
}

export async function insert(
  { name, columns: named, query }: Of<'insert'>,
  scope: WriteScope,
): Promise<Written> {
  const address = changeable(name, scope)
  const table = findTable(scope, address)
  if (!table) {
    const shown = `'awsdatacatalog.${address.database}.${address.table}'`
    throw userError('TABLE_NOT_FOUND', `Table ${shown} does not exist`, name.at)
  }
  if (table.TableType === 'VIRTUAL_VIEW')
    throw userError('NOT_SUPPORTED', 'Inserting into views is not supported', name.at)
  if (isIceberg(table)) throw notSupported('INSERT INTO an Iceberg table', name.at)
  const format = formatOfTable(table)
  writable(table.StorageDescriptor?.Location ?? '', scope)
  const keys = (table.PartitionKeys ?? []).map(({ Name }) => Name)
  const cells = (fields: Fields) =>
    insertedCells(
      table,
      named?.map(({ text }) => text),
      fields,
    )
  return write(query, { format, keys, cells }, scope, async ({ rowCount, bytesScanned }) => {
    const at = (values: string[]) =>
      scope.catalog.findPartition(table, values)?.StorageDescriptor?.Location ??
      locationOf(table, values)
    const stored = rowCount === 0 ? [] : await storeRows(scope, suffixOf(format), at)
    try {
      addPartitions(table, stored, scope)
    } catch (error) {
      discard(scope, stored)
      throw error
    }
    return { rowCount, bytesScanned, files: stored.map(({ uri }) => uri) }
  })
}

function formatOfTable({ StorageDescriptor: storage, Parameters = {} }: Table): Format {
  if ((storage?.NumberOfBuckets ?? 0) > 0) throw notSupported('INSERT INTO a bucketed table')
  if (Parameters['storage.location.template'])
    throw notSupported('INSERT INTO a table of projected locations')
  const serde = storage?.SerdeInfo?.SerializationLibrary
  const said =
    Parameters.write_compression ??
    Parameters['parquet.compression'] ??
    Parameters['parquet.compress']
  if (serde === serdeClasses.parquet) return formatOf('parquet', said ?? 'gzip')
  if (Parameters['skip.header.line.count'] && Parameters['skip.header.line.count'] !== '0') {
    throw userError(
      'NOT_SUPPORTED',
      'Inserting into Hive table with skip.header.line.count property not supported',
    )
  }
  if (serde === serdeClasses.openx) return formatOf('json', said ?? 'gzip')
  if (serde !== serdeClasses.lazysimple) throw notSupported(`INSERT INTO a table of ${serde}`)
  return {
    ...formatOf('textfile', said ?? 'gzip'),
    parameters: storage?.SerdeInfo?.Parameters ?? {},
  }
}

/** The query's columns in the table's types; those that are not named are NULL. */
function insertedCells(table: Table, named: string[] | undefined, fields: Fields): Cell[] {
  const all = [...(table.StorageDescriptor?.Columns ?? []), ...(table.PartitionKeys ?? [])].map(
    ({ Name, Type = 'string' }) => ({
      name: Name,
      type: fromGlue(Type) ?? { kind: 'unknown' as const },
    }),
  )
  const names = named ?? all.map(({ name }) => name)
  const unknown = names.find((name) => !all.some((column) => column.name === name))
  if (unknown !== undefined) {
    throw userError(
      'COLUMN_NOT_FOUND',
      `Insert column name does not exist in target table: ${unknown}`,
      start,
    )
  }
  const twice = names.find((name, i) => names.indexOf(name) < i)
  if (twice !== undefined) {
    throw userError(
      'DUPLICATE_COLUMN_NAME',
      `Insert column name is specified more than once: ${twice}`,
      start,
    )
  }
  const types = names.map((name) => all.find((column) => column.name === name)!.type)
  const fits = (from: Type, to: Type) => coerces(from, to) || (isText(from) && isText(to))
  if (types.length !== fields.length || !fields.every(({ type }, i) => fits(type, types[i]!))) {
    const list = (each: Type[]) => `[${each.map(spell).join(', ')}]`
    const text = `Insert query has mismatched column types: Table: ${list(types)}, Query: ${list(fields.map(({ type }) => type))}`
    throw userError('TYPE_MISMATCH', text, start)
  }
  return all.map(({ name, type }) => {
    const place = names.indexOf(name)
    const from = fields[place]?.type ?? { kind: 'unknown' as const }
    return { name, type, sql: fitted(place < 0 ? 'NULL' : `r.c${place}`, from, type) }
  })
}

/** A text that is too long fails, as it does in Athena; blanks at its end may go. */
function fitted(sql: string, from: Type, to: Type): string {
  const value = coerce({ sql, type: from }, to).sql
  const length = 'length' in to ? to.length : undefined
  const longer =
    'length' in from && from.length !== undefined && length !== undefined && from.length <= length
  if (length === undefined || longer || !isText(from)) return value
  const message = `'INVALID_CAST_ARGUMENT: Cannot truncate non-space characters when casting from ${spell(from)} to ${spell(to)} on INSERT'`
  return `CASE WHEN length(rtrim(${value}, ' ')) > ${length} THEN t_error(${message} || substr(${value}, 1, 0)) ELSE substr(${value}, 1, ${length}) END`
}
