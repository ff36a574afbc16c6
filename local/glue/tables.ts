/** Tables of the Data Catalog and their versions. */
import type { DatabaseSync } from 'node:sqlite'
import { glueTablesMax, glueTableVersionsMax } from '../../lake/limits.ts'
import { transaction } from '../transaction.ts'
import { AwsFault, accountId } from '../wire/service.ts'
import type { Databases } from './databases.ts'
import { alreadyExists, invalidInput, limitExceeded, notFound } from './fault.ts'
import { type Table, type TableInput, tableInput } from './model.ts'
import { nowSeconds } from './time.ts'

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
  /** The current version when no id is given. */
  getTableVersion(database: string, name: string, versionId?: string): Table
  /** Newest first. */
  getTableVersions(database: string, name: string): Table[]
  /** InvalidInputException for the current version. */
  deleteTableVersion(database: string, name: string, versionId: string): void
}

const schema = `
  CREATE TABLE IF NOT EXISTS glue_tables (
    database TEXT NOT NULL REFERENCES glue_databases (name) ON DELETE CASCADE,
    name TEXT NOT NULL, document TEXT NOT NULL, PRIMARY KEY (database, name)) STRICT;
  CREATE TABLE IF NOT EXISTS glue_versions (
    database TEXT NOT NULL, name TEXT NOT NULL, version INTEGER NOT NULL, document TEXT NOT NULL,
    PRIMARY KEY (database, name, version),
    FOREIGN KEY (database, name) REFERENCES glue_tables ON DELETE CASCADE) STRICT`

export function openTables(database: DatabaseSync, databases: Databases): Tables {
  database.exec(schema)
  const of = 'WHERE database = ? AND name = ?'
  const select = database.prepare(`SELECT document FROM glue_tables ${of}`)
  const selectAll = database.prepare(
    'SELECT document FROM glue_tables WHERE database = ? ORDER BY name',
  )
  const count = database.prepare('SELECT count(*) AS tables FROM glue_tables WHERE database = ?')
  const insert = database.prepare('INSERT OR IGNORE INTO glue_tables VALUES (?, ?, ?)')
  const update = database.prepare(`UPDATE glue_tables SET document = ? ${of}`)
  const remove = database.prepare(`DELETE FROM glue_tables ${of}`)
  const archive = database.prepare('INSERT INTO glue_versions VALUES (?, ?, ?, ?)')
  const archived = database.prepare(`SELECT document FROM glue_versions ${of} AND version = ?`)
  const allArchived = database.prepare(
    `SELECT document FROM glue_versions ${of} ORDER BY version DESC`,
  )
  const countArchived = database.prepare(`SELECT count(*) AS versions FROM glue_versions ${of}`)
  const removeArchived = database.prepare(`DELETE FROM glue_versions ${of} AND version = ?`)
  const parse = (row: Record<string, unknown>) => JSON.parse(row.document as string) as Table

  function keepVersion(table: Table, key: [string, string]) {
    if ((countArchived.get(...key)?.versions as number) >= glueTableVersionsMax) {
      throw limitExceeded(`Number of table versions exceeds the limit of ${glueTableVersionsMax}.`)
    }
    archive.run(...key, Number(table.VersionId), JSON.stringify(table))
  }

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
        const key: [string, string] = [old.DatabaseName, old.Name]
        if (!skipArchive) keepVersion(old, key)
        const VersionId = String(Number(old.VersionId) + 1)
        update.run(JSON.stringify(documentOf(input, { ...old, VersionId })), ...key)
      })
    },
    deleteTable(databaseName, name) {
      const table = tables.getTable(databaseName, name)
      remove.run(table.DatabaseName, table.Name)
    },
    getTableVersion(databaseName, name, versionId) {
      const table = tables.getTable(databaseName, name)
      if (versionId === undefined || versionId === table.VersionId) return table
      const row = archived.get(table.DatabaseName, table.Name, versionNumber(versionId))
      if (!row) throw notFound(`Table version ${versionId} not found.`)
      return parse(row)
    },
    getTableVersions(databaseName, name) {
      const table = tables.getTable(databaseName, name)
      return [table, ...allArchived.all(table.DatabaseName, table.Name).map(parse)]
    },
    deleteTableVersion(databaseName, name, versionId) {
      const table = tables.getTable(databaseName, name)
      if (versionId === table.VersionId) {
        throw invalidInput(`Version ${versionId} is the current version of the table.`)
      }
      const version = versionNumber(versionId)
      if (removeArchived.run(table.DatabaseName, table.Name, version).changes === 0) {
        throw notFound(`Table version ${versionId} not found.`)
      }
    },
  }
  return tables
}

function versionNumber(versionId: string): number {
  if (!/^\d{1,15}$/.test(versionId)) throw invalidInput(`Invalid version id '${versionId}'.`)
  return Number(versionId)
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
