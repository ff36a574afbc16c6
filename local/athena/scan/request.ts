/** What is asked of a table of the catalog, and what DuckDB needs to answer it. */
import type { Filter } from '../../../lake/iceberg/filter.ts'
import type { Id } from '../../../lake/iceberg/metadata.ts'
import type { Catalog } from '../../glue/catalog.ts'
import type { Table } from '../../glue/model.ts'
import type { Store } from '../../s3/store.ts'
import type { TextScan } from './textscan.ts'

export interface PlanRequest {
  table: Table
  catalog: Pick<Catalog, 'getPartitions'>
  store: Pick<Store, 'list' | 'verified' | 'head' | 'get'>
  /** Conditions that every row of the answer meets: they only leave files out, no single row. */
  where?: Filter[]
  /** Iceberg's time travel. */
  version?: { snapshotId?: Id; asOfMs?: number }
  /** The hidden column `$path`: the URI of the object that holds the row. */
  withPath?: boolean
}

export interface PlannedTable {
  /** A SELECT of `columns` and, when asked, `$path`. */
  sql: string
  columns: { name: string; hiveType: string }[]
  files: PlannedFile[]
  /** What Athena would bill: the stored size of every file that may be read. */
  bytesScanned: number
  /** To be given to registerTextScans on the database that runs `sql`. */
  textScan?: TextScan
}

/** Where the rows of one combination of partition values lie. */
export interface TablePartition {
  location: string
  values: (string | null)[]
}

export interface PlannedFile {
  uri: string
  path: string
  bytes: number
  /** Values of the table's partition keys; null of `__HIVE_DEFAULT_PARTITION__`. */
  partition: (string | null)[]
}
