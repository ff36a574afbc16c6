/** Partitions of the Data Catalog's tables. */
import { createHash } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { transaction } from '../transaction.ts'
import { accountId } from '../wire/service.ts'
import { partitionFilter } from './expression.ts'
import { alreadyExists, invalidInput, notFound } from './fault.ts'
import { type Partition, type PartitionInput, partitionInput, type Table } from './model.ts'
import type { Tables } from './tables.ts'
import { nowSeconds } from './time.ts'

export interface PartitionQuery {
  /** Glue's filter; see expression.ts. */
  expression?: string
  /** Every partition is in exactly one of `total` segments, counted from 0. */
  segment?: { number: number; total: number }
  /** Only partitions that come after these values in the catalog's order. */
  after?: readonly string[]
  limit?: number
}

export interface Partitions {
  /** AlreadyExistsException; InvalidInputException when the values do not fit the keys. */
  createPartition(database: string, table: string, input: PartitionInput): void
  findPartition(
    table: { DatabaseName: string; Name: string },
    values: readonly string[],
  ): Partition | undefined
  /** EntityNotFoundException "Cannot find partition." */
  getPartition(database: string, table: string, values: readonly string[]): Partition
  /** In an order that never changes. */
  getPartitions(database: string, table: string, query?: PartitionQuery): Partition[]
  /** Replaces the partition that has these values, which the input may change. */
  updatePartition(
    database: string,
    table: string,
    values: readonly string[],
    input: PartitionInput,
  ): void
  deletePartition(database: string, table: string, values: readonly string[]): void
}

const schema = `
  CREATE TABLE IF NOT EXISTS glue_partitions (
    database TEXT NOT NULL, name TEXT NOT NULL, "values" TEXT NOT NULL, document TEXT NOT NULL,
    PRIMARY KEY (database, name, "values"),
    FOREIGN KEY (database, name) REFERENCES glue_tables ON DELETE CASCADE) STRICT, WITHOUT ROWID`

export function openPartitions(database: DatabaseSync, tables: Tables): Partitions {
  database.exec(schema)
  const one = 'WHERE database = ? AND name = ? AND "values" = ?'
  const select = database.prepare(`SELECT document FROM glue_partitions ${one}`)
  const selectAfter = database.prepare(`SELECT "values", document FROM glue_partitions
    WHERE database = ? AND name = ? AND "values" > ? ORDER BY "values"`)
  const insert = database.prepare('INSERT OR IGNORE INTO glue_partitions VALUES (?, ?, ?, ?)')
  const remove = database.prepare(`DELETE FROM glue_partitions ${one}`)

  function create(
    databaseName: string,
    tableName: string,
    input: PartitionInput,
    CreationTime = nowSeconds(),
  ) {
    const table = tables.getTable(databaseName, tableName)
    const document = documentOf(table, input, CreationTime)
    const key = [table.DatabaseName, table.Name, JSON.stringify(document.Values)] as const
    if (insert.run(...key, JSON.stringify(document)).changes === 0) {
      throw alreadyExists('Partition')
    }
  }

  const partitions: Partitions = {
    createPartition: (databaseName, tableName, input) => create(databaseName, tableName, input),
    findPartition({ DatabaseName, Name }, values) {
      const row = select.get(DatabaseName, Name, JSON.stringify(values))
      return row && JSON.parse(row.document as string)
    },
    getPartition(databaseName, tableName, values) {
      const found = partitions.findPartition(tables.getTable(databaseName, tableName), values)
      if (!found) throw notFound('Cannot find partition.')
      return found
    },
    getPartitions(databaseName, tableName, query = {}) {
      const { expression, segment, after, limit = Number.POSITIVE_INFINITY } = query
      const table = tables.getTable(databaseName, tableName)
      const keys = table.PartitionKeys ?? []
      const wanted = expression?.trim() ? partitionFilter(expression, keys) : () => true
      const from = after ? JSON.stringify(after) : ''
      const found: Partition[] = []
      for (const row of selectAfter.iterate(table.DatabaseName, table.Name, from)) {
        if (found.length >= limit) break
        const values = row.values as string
        if (segment && segmentOf(values, segment.total) !== segment.number) continue
        if (wanted(JSON.parse(values))) found.push(JSON.parse(row.document as string))
      }
      return found
    },
    updatePartition(databaseName, tableName, values, input) {
      transaction(database, () => {
        const { CreationTime } = partitions.getPartition(databaseName, tableName, values)
        partitions.deletePartition(databaseName, tableName, values)
        create(databaseName, tableName, input, CreationTime)
      })
    },
    deletePartition(databaseName, tableName, values) {
      const table = tables.getTable(databaseName, tableName)
      const { changes } = remove.run(table.DatabaseName, table.Name, JSON.stringify(values))
      if (changes === 0) throw notFound('Cannot find partition.')
    },
  }
  return partitions
}

const segmentOf = (values: string, total: number) =>
  createHash('md5').update(values).digest().readUInt32BE() % total

function documentOf(table: Table, input: PartitionInput, CreationTime: number): Partition {
  const checked = partitionInput.parse(input)
  if (checked.Values.length !== (table.PartitionKeys ?? []).length) {
    throw invalidInput('The number of partition keys do not match the number of partition values')
  }
  const { DatabaseName, Name: TableName } = table
  return { ...checked, DatabaseName, TableName, CreationTime, CatalogId: accountId }
}
