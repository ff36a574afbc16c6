/** Former versions of tables: what an update replaced, unless it skipped the archive. */
import type { DatabaseSync } from 'node:sqlite'
import { glueTableVersionsMax } from '../../lake/limits.ts'
import { invalidInput, limitExceeded, notFound } from './fault.ts'
import type { Table } from './model.ts'

export interface TableVersions {
  /** The current version when no id is given. */
  getTableVersion(database: string, name: string, versionId?: string): Table
  /** Newest first. */
  getTableVersions(database: string, name: string): Table[]
  /** InvalidInputException for the current version. */
  deleteTableVersion(database: string, name: string, versionId: string): void
}

interface Archive {
  /** ResourceNumberLimitExceededException when the table has too many already. */
  keep(table: Table): void
  find(table: Table, version: number): Table | undefined
  /** Newest first. */
  list(table: Table): Table[]
  /** Whether it was there. */
  remove(table: Table, version: number): boolean
}

const schema = `
  CREATE TABLE IF NOT EXISTS glue_versions (
    database TEXT NOT NULL, name TEXT NOT NULL, version INTEGER NOT NULL, document TEXT NOT NULL,
    PRIMARY KEY (database, name, version),
    FOREIGN KEY (database, name) REFERENCES glue_tables ON DELETE CASCADE) STRICT`

export function openArchive(database: DatabaseSync): Archive {
  database.exec(schema)
  const of = 'WHERE database = ? AND name = ?'
  const insert = database.prepare('INSERT INTO glue_versions VALUES (?, ?, ?, ?)')
  const select = database.prepare(`SELECT document FROM glue_versions ${of} AND version = ?`)
  const selectAll = database.prepare(
    `SELECT document FROM glue_versions ${of} ORDER BY version DESC`,
  )
  const count = database.prepare(`SELECT count(*) AS versions FROM glue_versions ${of}`)
  const remove = database.prepare(`DELETE FROM glue_versions ${of} AND version = ?`)
  const parse = (row: Record<string, unknown>) => JSON.parse(row.document as string) as Table
  return {
    keep(table) {
      const { DatabaseName, Name, VersionId } = table
      if ((count.get(DatabaseName, Name)?.versions as number) >= glueTableVersionsMax) {
        throw limitExceeded(
          `Number of table versions exceeds the limit of ${glueTableVersionsMax}.`,
        )
      }
      insert.run(DatabaseName, Name, Number(VersionId), JSON.stringify(table))
    },
    find({ DatabaseName, Name }, version) {
      const row = select.get(DatabaseName, Name, version)
      return row && parse(row)
    },
    list: ({ DatabaseName, Name }) => selectAll.all(DatabaseName, Name).map(parse),
    remove: ({ DatabaseName, Name }, version) =>
      remove.run(DatabaseName, Name, version).changes === 1,
  }
}

/** The versions of tables: the archived ones, and the current one that `getTable` finds. */
export function openVersions(
  archive: Archive,
  getTable: (database: string, name: string) => Table,
): TableVersions {
  return {
    getTableVersion(databaseName, name, versionId) {
      const table = getTable(databaseName, name)
      if (versionId === undefined || versionId === table.VersionId) return table
      const version = archive.find(table, versionNumber(versionId))
      if (!version) throw notFound(`Table version ${versionId} not found.`)
      return version
    },
    getTableVersions(databaseName, name) {
      const table = getTable(databaseName, name)
      return [table, ...archive.list(table)]
    },
    deleteTableVersion(databaseName, name, versionId) {
      const table = getTable(databaseName, name)
      if (versionId === table.VersionId) {
        throw invalidInput(`Version ${versionId} is the current version of the table.`)
      }
      if (!archive.remove(table, versionNumber(versionId))) {
        throw notFound(`Table version ${versionId} not found.`)
      }
    },
  }
}

function versionNumber(versionId: string): number {
  if (!/^\d{1,15}$/.test(versionId)) throw invalidInput(`Invalid version id '${versionId}'.`)
  return Number(versionId)
}
