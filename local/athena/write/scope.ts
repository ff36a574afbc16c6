/** What a statement that makes or changes something works on, and what it may not touch. */
import type { QualifiedName } from '../../../lake/sql/ddl.ts'
import { hiveError, userError } from '../../../lake/sql/error.ts'
import { tableName } from '../../../lake/sql/tablename.ts'
import type { Catalog } from '../../glue/catalog.ts'
import type { Table } from '../../glue/model.ts'
import type { Store } from '../../s3/store.ts'
import type { Engine } from '../engine/engine.ts'
import { bucketAndPrefix } from '../scan/objects.ts'

/** What is the pipeline's own: it alone makes tables in these databases, and files in these buckets. */
export interface Ours {
  databases: ReadonlySet<string>
  buckets: ReadonlySet<string>
  /** Of these buckets others write in this folder alone, which ends in a slash. */
  open?: ReadonlyMap<string, string>
}

export interface WriteScope {
  catalog: Catalog
  store: Store
  engine: Engine
  ours: Ours
  /** Of the query execution. */
  id: string
  /** What an unqualified name belongs to. */
  database: string
  parameters: string[] | undefined
  /** Where the execution's results go, ending in a slash. */
  resultFolder: string
  /** Whether the workgroup decides where results go. */
  enforced: boolean
  bytesScannedMax: number | undefined
  /** A folder for files until they are stored. */
  scratch: string
  signal: AbortSignal
}

/** What has been done. */
export interface Written {
  rowCount: number
  bytesScanned: number
  /** URIs of the files written. */
  files: string[]
}

export interface TableAddress {
  database: string
  table: string
}

/** The name whole, where it may be changed. AthenaError for a database that is not there, or is the pipeline's. */
export function changeable(
  name: QualifiedName,
  { catalog, database, ours }: WriteScope,
): TableAddress {
  const context = { database: database.toLowerCase(), parameter: () => undefined, nowMs: 0 }
  const found = tableName({ kind: 'table', ...name }, context)
  refuseOurs(found.database, ours)
  if (!catalog.getDatabases().some(({ Name }) => Name === found.database)) {
    throw userError('SCHEMA_NOT_FOUND', `Schema '${found.database}' does not exist`, name.at)
  }
  return { database: found.database, table: found.table }
}

export function refuseOurs(database: string, { databases }: Ours): void {
  if (!databases.has(database)) return
  const text = `Access Denied: the tables of ${database} are made of what lands, and of nothing else. Make yours in a database of your own: CREATE DATABASE mine`
  throw userError('PERMISSION_DENIED', text)
}

export const findTable = ({ catalog }: WriteScope, { database, table }: TableAddress) =>
  catalog.getTables(database).find(({ Name }) => Name === table)

/** AthenaError in Hive's words where there is none. */
export function hiveTableOf(scope: WriteScope, address: TableAddress): Table {
  const found = findTable(scope, address)
  if (found) return found
  throw hiveError(
    'TABLE_NOT_FOUND',
    `SemanticException [Error 10001]: Table not found ${address.database}.${address.table}`,
  )
}

export const isIceberg = ({ Parameters }: Table): boolean =>
  Parameters?.table_type?.toUpperCase() === 'ICEBERG'

/** A location with its last slash. AthenaError for one that is not in S3, in no bucket, or in the pipeline's own. */
export function writable(location: string, { store, ours }: Pick<WriteScope, 'store' | 'ours'>) {
  const { bucket, prefix } = checked(location)
  if (!store.buckets.has(bucket)) {
    throw userError('HIVE_METASTORE_ERROR', `The specified bucket does not exist: ${bucket}`)
  }
  if (isOurs(bucket, prefix, ours)) {
    const place = ours.buckets.has(bucket) ? bucket : `${bucket}/${prefix}`
    throw userError('PERMISSION_DENIED', `Access Denied: s3://${place} is written by nobody else`)
  }
  return `s3://${bucket}/${prefix}`
}

/** Whether the pipeline alone keeps files there. */
export function isOurs(bucket: string, prefix: string, { buckets, open }: Ours): boolean {
  const folder = open?.get(bucket)
  return buckets.has(bucket) || (folder !== undefined && !prefix.startsWith(folder))
}

/** A location that may be read by whoever may write a table: somebody else's files too. */
export const readableLocation = (location: string, { store }: Pick<WriteScope, 'store'>): string =>
  writable(location, { store, ours: { databases: new Set(), buckets: new Set() } })

/** `..` is a name like any other in S3, and a trap for whoever lists it as a folder. */
function checked(location: string): { bucket: string; prefix: string } {
  const found = bucketAndPrefix(location)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a location is one line.
  const isOdd = /(^|\/)\.{1,2}(\/|$)|\/\/|[\x00-\x1f\x7f]/.test(found.prefix)
  if (!isOdd && found.prefix.length <= 900) return found
  throw userError('HIVE_METASTORE_ERROR', `The location "${location.slice(0, 200)}" is malformed`)
}
