/** Several statements that a crash leaves all done or none. */
import type { DatabaseSync } from 'node:sqlite'

export function transaction<T>(database: DatabaseSync, work: () => T): T {
  if (database.isTransaction) return work()
  database.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    database.exec('COMMIT')
    return result
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK') // SQLite does so itself where the disk is full
    throw error
  }
}
