/** Tables of the Data Catalog. */
import type { DatabaseSync } from 'node:sqlite'
import { glueTablesMax } from '../../lake/limits.ts'
import { transaction } from '../transaction.ts'
import { AwsFault, accountId } from '../wire/service.ts'
import type { Databases } from './databases.ts'
import { alreadyExists, limitExceeded, notFound } from './fault.ts'
import { type Table, type TableInput, tableInput } from './model.ts'
import { nowSeconds } from './time.ts'
import { openArchive, openVersions, type TableVersions } from './versions.ts'

export interface Tables {
  /** EntityNotFoundException without the database, AlreadyExistsException with the table. */
  createTable(database: string, input: TableInput): void
  /** EntityNotFoundException when there is none. */
  getTable(database: string, name: string): Table
  /** All tables of a database, by name. */
  getTables(database: string): Table[]
  /**
   * Replaces the definition. ConcurrentModificationException when `versionId` is given and is no
   * longer the table's; the replaced version stays readable unless `skipArchive`.
   */
  updateTable(
    database: string,
    input: TableInput,
    options?: { versionId?: string; skipArchive?: boolean },
  ): void
  /** With its versions and partitions. */
  deleteTable(database: string, name: string): void
}

const schema = `
  CREATE TABLE IF NOT EXISTS glue_tables (
    database TEXT NOT NULL REFERENCES glue_databases (name) ON DELETE CASCADE,
    name TEXT NOT NULL, document TEXT NOT NULL, PRIMARY KEY (database, name)) STRICT`

export function openTables(database: DatabaseSync, databases: Databases): Tables & TableVersions {
  database.exec(schema)
  const archive = openArchive(database)
  const of = 'WHERE database = ? AND name = ?'
  const select = database.prepare(`SELECT document FROM glue_tables ${of}`)
  const selectAll = database.prepare(
    'SELECT document FROM glue_tables WHERE database = ? ORDER BY name',
  )
  const count = database.prepare('SELECT count(*) AS tables FROM glue_tables WHERE database = ?')
  const insert = database.prepare('INSERT OR IGNORE INTO glue_tables VALUES (?, ?, ?)')
  const update = database.prepare(`UPDATE glue_tables SET document = ? ${of}`)
  const remove = database.prepare(`DELETE FROM glue_tables ${of}`)
  const parse = (row: Record<string, unknown>) => JSON.parse(row.document as string) as Table

  const tables: Tables = {
    createTable(databaseName, input) {
      const DatabaseName = databases.getDatabase(databaseName).Name
      if ((count.get(DatabaseName)?.tables as number) >= glueTablesMax) {
        throw limitExceeded(`Number of tables exceeds the limit of ${glueTablesMax}.`)
      }
      const CreateTime = nowSeconds()
      const document = documentOf(input, { DatabaseName, CreateTime, VersionId: '0' })
      if (insert.run(DatabaseName, document.Name, JSON.stringify(document)).changes === 0) {
        throw alreadyExists('Table')
      }
    },
    getTable(databaseName, name) {
      const row = select.get(databaseName.toLowerCase(), name.toLowerCase())
      if (row) return parse(row)
      databases.getDatabase(databaseName)
      throw notFound('Entity Not Found')
    },
    getTables: (databaseName) => selectAll.all(databases.getDatabase(databaseName).Name).map(parse),
    updateTable(databaseName, input, { versionId, skipArchive = false } = {}) {
      transaction(database, () => {
        const old = tables.getTable(databaseName, input.Name)
        if (versionId !== undefined && versionId !== old.VersionId) {
          throw new AwsFault(
            'ConcurrentModificationException',
            `Update table failed due to concurrent modifications.`,
          )
        }
        if (!skipArchive) archive.keep(old)
        const VersionId = String(Number(old.VersionId) + 1)
        const document = documentOf(input, { ...old, VersionId })
        update.run(JSON.stringify(document), old.DatabaseName, old.Name)
      })
    },
    deleteTable(databaseName, name) {
      const table = tables.getTable(databaseName, name)
      remove.run(table.DatabaseName, table.Name)
    },
  }
  return { ...tables, ...openVersions(archive, tables.getTable) }
}

function documentOf(
  input: TableInput,
  { DatabaseName, CreateTime, VersionId }: Pick<Table, 'DatabaseName' | 'CreateTime' | 'VersionId'>,
): Table {
  return {
    ...tableInput.parse(input),
    DatabaseName,
    CreateTime,
    UpdateTime: nowSeconds(),
    IsRegisteredWithLakeFormation: false,
    CatalogId: accountId,
    VersionId,
  }
}
