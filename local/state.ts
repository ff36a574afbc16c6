/** What must survive a restart and `kill -9`: one SQLite database beside the objects' files. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

export interface State {
  /** The folder of everything: `.hypatia` unless HYPATIA_HOME says otherwise. */
  home: string
  /** Each service creates its own tables (`CREATE TABLE IF NOT EXISTS`), named `<service>_<noun>`. */
  database: DatabaseSync
  close(): void
}

export function openState(home: string): State {
  mkdirSync(home, { recursive: true })
  const database = new DatabaseSync(join(home, 'laptop.db'))
  // WAL with NORMAL loses nothing when the process dies, only when the machine does.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON')
  return { home, database, close: () => database.close() }
}
