/** Tags of anything that has an ARN. */
import type { DatabaseSync } from 'node:sqlite'

export interface Tags {
  tag(arn: string, tags: Record<string, string>): void
  untag(arn: string, keys: readonly string[]): void
  tagsOf(arn: string): Record<string, string>
  /** Of a thing that is no more, and of all below it. */
  forget(arn: string): void
}

/** `table` is the name of the service's own SQLite table of tags. */
export function openTags(database: DatabaseSync, table: string): Tags {
  database.exec(`CREATE TABLE IF NOT EXISTS ${table} (
    arn TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (arn, key)) STRICT`)
  const put = database.prepare(`INSERT OR REPLACE INTO ${table} VALUES (?, ?, ?)`)
  const remove = database.prepare(`DELETE FROM ${table} WHERE arn = ? AND key = ?`)
  const select = database.prepare(`SELECT key, value FROM ${table} WHERE arn = ? ORDER BY key`)
  const removeAll = database.prepare(
    `DELETE FROM ${table} WHERE arn = ?1 OR substr(arn, 1, length(?1) + 1) = ?1 || '/'`,
  )
  return {
    forget: (arn) => {
      removeAll.run(arn)
    },
    tag(arn, tags) {
      for (const [key, value] of Object.entries(tags)) put.run(arn, key, value)
    },
    untag(arn, keys) {
      for (const key of keys) remove.run(arn, key)
    },
    tagsOf: (arn) =>
      Object.fromEntries(select.all(arn).map((row) => [row.key as string, row.value as string])),
  }
}
