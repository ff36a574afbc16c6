/** What was deleted gives its bytes back on the disk too: some pages at a time, for whoever writes waits meanwhile. */
import type { DatabaseSync } from 'node:sqlite'

const incremental = 2
const pagesAtOnce = 256 // 1 MiB: some ms
const everyMs = 1_000

/** Before the database has its first table; one that an older release made is written anew, once. */
export function vacuumable(database: DatabaseSync): void {
  database.exec('PRAGMA auto_vacuum = INCREMENTAL')
  if (of(database, 'auto_vacuum') === incremental) return
  try {
    database.exec('VACUUM')
  } catch {
    // no room for a second one: the next start tries again
  }
}

/** Until it is ended. */
export function keepVacuumed(database: DatabaseSync): () => void {
  const timer = setInterval(() => vacuumSome(database), everyMs)
  timer.unref()
  return () => clearInterval(timer)
}

/** Each time a transaction of its own; a disk that is full has it done later, and damage is told by whoever reads. */
export function vacuumSome(database: DatabaseSync): void {
  try {
    if (database.isTransaction || of(database, 'freelist_count') === 0) return
    database.exec(`PRAGMA incremental_vacuum(${pagesAtOnce})`)
    if (of(database, 'freelist_count') === 0) database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  } catch {}
}

const of = (database: DatabaseSync, name: string): number =>
  Number(Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0])
