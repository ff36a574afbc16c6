/** Databases of the Data Catalog. */
import type { DatabaseSync } from 'node:sqlite'
import { glueDatabasesMax } from '../../lake/limits.ts'
import { accountId } from '../wire/service.ts'
import { alreadyExists, invalidInput, limitExceeded, notFound } from './fault.ts'
import { type Database, type DatabaseInput, databaseInput } from './model.ts'
import { nowSeconds } from './time.ts'

export interface Databases {
  /** AlreadyExistsException when there is one of that name. */
  createDatabase(input: DatabaseInput): void
  /** EntityNotFoundException when there is none. */
  getDatabase(name: string): Database
  /** All of them, by name. */
  getDatabases(): Database[]
  updateDatabase(name: string, input: DatabaseInput): void
  /** With its tables, their versions and their partitions. */
  deleteDatabase(name: string): void
}

export function openDatabases(database: DatabaseSync): Databases {
  database.exec(`CREATE TABLE IF NOT EXISTS glue_databases (
    name TEXT PRIMARY KEY, document TEXT NOT NULL) STRICT, WITHOUT ROWID`)
  const select = database.prepare('SELECT document FROM glue_databases WHERE name = ?')
  const selectAll = database.prepare('SELECT document FROM glue_databases ORDER BY name')
  const count = database.prepare('SELECT count(*) AS databases FROM glue_databases')
  const insert = database.prepare('INSERT OR IGNORE INTO glue_databases VALUES (?, ?)')
  const update = database.prepare('UPDATE glue_databases SET document = ? WHERE name = ?')
  const remove = database.prepare('DELETE FROM glue_databases WHERE name = ?')
  const parse = (row: Record<string, unknown>) => JSON.parse(row.document as string) as Database

  const databases: Databases = {
    createDatabase(input) {
      if ((count.get()?.databases as number) >= glueDatabasesMax) {
        throw limitExceeded(`Number of databases exceeds the limit of ${glueDatabasesMax}.`)
      }
      const document: Database = {
        CreateTableDefaultPermissions: [],
        ...databaseInput.parse(input),
        CreateTime: nowSeconds(),
        CatalogId: accountId,
      }
      if (insert.run(document.Name, JSON.stringify(document)).changes === 0) {
        throw alreadyExists('Database')
      }
    },
    getDatabase(name) {
      const row = select.get(name.toLowerCase())
      if (!row) throw notFound(`Database ${name} not found.`)
      return parse(row)
    },
    getDatabases: () => selectAll.all().map(parse),
    updateDatabase(name, input) {
      const { CreateTime, CatalogId } = databases.getDatabase(name)
      const document: Database = { ...databaseInput.parse(input), CreateTime, CatalogId }
      if (document.Name !== name.toLowerCase()) {
        throw invalidInput('A database cannot be renamed.')
      }
      update.run(JSON.stringify(document), document.Name)
    },
    deleteDatabase(name) {
      if (remove.run(name.toLowerCase()).changes === 0) {
        throw notFound(`Database ${name} not found.`)
      }
    },
  }
  return databases
}
