/** CREATE EXTERNAL TABLE and DROP. */
import type { ColumnDefinition, CreateTable, Ddl, StorageFormat } from '../../../lake/sql/ddl.ts'
import { hiveError, notSupported, userError } from '../../../lake/sql/error.ts'
import type { GlueColumn, Table } from '../../glue/model.ts'
import { bucketAndPrefix } from '../scan/objects.ts'
import { descriptors, isReadable, serdeOf } from './formats.ts'
import {
  changeable,
  findTable,
  hiveTableOf,
  isIceberg,
  isOurs,
  readableLocation,
  type WriteScope,
  writable,
} from './scope.ts'

export function createTable(statement: CreateTable, scope: WriteScope): void {
  const { name, ifNotExists, columns, partitions, properties, comment, format } = statement
  const address = changeable(name, scope)
  if (findTable(scope, address)) {
    if (ifNotExists) return
    throw hiveError(
      'TABLE_ALREADY_EXISTS',
      `Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask. AlreadyExistsException(message:Table ${address.table} already exists.)`,
    )
  }
  if (properties.table_type?.toUpperCase() === 'ICEBERG')
    throw notSupported('CREATE TABLE … ICEBERG')
  if (!statement.external) {
    throw userError('NOT_SUPPORTED', 'CREATE TABLE without EXTERNAL is for Iceberg tables only')
  }
  if (statement.transforms.length > 0) {
    throw userError('SYNTAX_ERROR', 'A partition of an external table needs a type', name.at)
  }
  if (statement.location === undefined) {
    throw hiveError('MISSING_LOCATION', 'SemanticException Table location must be specified')
  }
  checkNames([...columns, ...partitions])
  const { bucket, prefix } = bucketAndPrefix(statement.location)
  const Location = readableLocation(`s3://${bucket}/${prefix}`, scope)
  const { serde, ...files } = storageOf(format)
  const { buckets } = statement
  scope.catalog.createTable(address.database, {
    Name: address.table,
    TableType: 'EXTERNAL_TABLE',
    Owner: 'hadoop',
    Parameters: {
      EXTERNAL: 'TRUE',
      ...(comment !== undefined && { comment }),
      ...properties,
      transient_lastDdlTime: String(Math.floor(Date.now() / 1000)),
    },
    PartitionKeys: partitions.map(glueColumn),
    StorageDescriptor: {
      Columns: columns.map(glueColumn),
      ...{ Location, ...files, Compressed: false },
      NumberOfBuckets: buckets?.count ?? -1,
      BucketColumns: buckets?.columns ?? [],
      SerdeInfo: {
        SerializationLibrary: serde,
        Parameters: { 'serialization.format': '1', ...format.serdeProperties },
      },
    },
  })
}

/** Its SerDe and its formats. AthenaError for a class that Athena has not. */
function storageOf(format: StorageFormat) {
  const known = descriptors[format.storedAs ?? 'textfile']
  if (!known) throw userError('SYNTAX_ERROR', `Unrecognized file format: '${format.storedAs}'`)
  const serde = format.serde ?? known.serde
  if (!isReadable(serde)) {
    throw hiveError(
      'INVALID_SERDE',
      `Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask. Cannot validate serde: ${serde}`,
    )
  }
  const ofSerde = format.storedAs === undefined ? serdeOf(serde) : known
  return {
    serde,
    InputFormat: format.inputFormat ?? ofSerde.input,
    OutputFormat: format.outputFormat ?? ofSerde.output,
  }
}

export const glueColumn = ({ name, type, comment }: ColumnDefinition): GlueColumn => ({
  Name: name,
  Type: type,
  ...(comment !== undefined && { Comment: comment }),
})

/** AthenaError where a name comes twice, keys of partitions among them. */
export function checkNames(columns: { name: string }[]): void {
  const seen = new Set<string>()
  for (const { name } of columns) {
    if (seen.has(name)) {
      throw hiveError(
        'DUPLICATE_COLUMN_NAME',
        `SemanticException [Error 10036]: Duplicate column name: ${name}`,
      )
    }
    seen.add(name)
  }
}

/** An external table's files stay; those of an Iceberg table go with it, as Athena has it. */
export function drop(statement: Extract<Ddl, { kind: 'drop' }>, scope: WriteScope): void {
  const { name, object, ifExists } = statement
  const address = changeable(name, scope)
  if (ifExists && !findTable(scope, address)) return
  const table = hiveTableOf(scope, address)
  const isView = table.TableType === 'VIRTUAL_VIEW'
  if (isView !== (object === 'VIEW')) {
    const text = isView
      ? 'Cannot drop a view with DROP TABLE'
      : 'Cannot drop a base table with DROP VIEW'
    throw hiveError('INVALID_DROP', `SemanticException ${text}`)
  }
  scope.catalog.deleteTable(address.database, address.table)
  if (isIceberg(table)) removeFiles(table, scope)
}

/** Of a folder that holds the table's own metadata: any other may be somebody else's. */
function removeFiles({ StorageDescriptor, Parameters }: Table, { store, ours }: WriteScope): void {
  const { bucket, prefix } = bucketAndPrefix(StorageDescriptor?.Location ?? '')
  if (prefix === '' || isOurs(bucket, prefix, ours) || !store.buckets.has(bucket)) return
  if (!Parameters?.metadata_location?.startsWith(`s3://${bucket}/${prefix}`)) return
  for (const { key } of store.list(bucket, prefix)) store.delete(bucket, key)
}
