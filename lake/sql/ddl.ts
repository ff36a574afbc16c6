/** Statements that make or change something, as trees: Hive's DDL as Athena has it, and Trino's that write. */
import type { Expression, Identifier } from './ast.ts'
import type { Position } from './error.ts'
import type { ParsedQuery } from './parse/query.ts'

/** `t`, `db.t`, `catalog.db.t`. */
export interface QualifiedName {
  parts: Identifier[]
  at: Position
}

export interface ColumnDefinition {
  name: string
  /** As Glue spells it: lower case, without spaces. */
  type: string
  comment?: string
}

export type Properties = Record<string, string>

/** How the bytes of a table are read. */
export interface StorageFormat {
  serde?: string
  serdeProperties: Properties
  /** `parquet`, `textfile` … of STORED AS. */
  storedAs?: string
  inputFormat?: string
  outputFormat?: string
}

export interface CreateTable {
  kind: 'createTable'
  name: QualifiedName
  external: boolean
  ifNotExists: boolean
  columns: ColumnDefinition[]
  partitions: ColumnDefinition[]
  /** Iceberg's: `bucket(16, id)`, or a column alone. */
  transforms: string[]
  buckets?: { columns: string[]; count: number }
  comment?: string
  format: StorageFormat
  location?: string
  properties: Properties
}

export interface PartitionClause {
  values: Record<string, string>
  location?: string
}

export type AlterAction =
  | { kind: 'addPartitions'; ifNotExists: boolean; partitions: PartitionClause[] }
  | { kind: 'dropPartitions'; ifExists: boolean; partitions: PartitionClause[] }
  | { kind: 'renamePartition'; from: PartitionClause; to: PartitionClause }
  | { kind: 'addColumns'; columns: ColumnDefinition[] }
  | { kind: 'replaceColumns'; columns: ColumnDefinition[] }
  | { kind: 'changeColumn'; column: string; to: ColumnDefinition }
  | { kind: 'dropColumn'; column: string }
  | { kind: 'setProperties'; properties: Properties }
  | { kind: 'unsetProperties'; names: string[] }
  | { kind: 'setLocation'; location: string; partition?: PartitionClause }

export type Ddl =
  | {
      kind: 'createDatabase'
      name: Identifier
      ifNotExists: boolean
      comment?: string
      location?: string
      properties: Properties
    }
  | { kind: 'dropDatabase'; name: Identifier; ifExists: boolean; cascade: boolean }
  | { kind: 'alterDatabase'; name: Identifier; properties: Properties }
  | CreateTable
  | { kind: 'drop'; object: 'TABLE' | 'VIEW'; name: QualifiedName; ifExists: boolean }
  | { kind: 'alterTable'; name: QualifiedName; action: AlterAction }
  | { kind: 'repair'; name: QualifiedName }

/** What a query's rows are written to. */
export type Writing =
  | {
      kind: 'createTableAs'
      name: QualifiedName
      ifNotExists: boolean
      properties: Record<string, Expression>
      query: ParsedQuery
      /** `WITH NO DATA` leaves it empty. */
      withData: boolean
    }
  | { kind: 'insert'; name: QualifiedName; columns?: Identifier[]; query: ParsedQuery }
  | {
      kind: 'unload'
      query: ParsedQuery
      location: string
      properties: Record<string, Expression>
      at: Position
    }
  | {
      kind: 'createView'
      name: QualifiedName
      replace: boolean
      query: ParsedQuery
      /** The query as it is written. */
      text: string
    }
