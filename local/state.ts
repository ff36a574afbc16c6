/** What must survive a restart, `kill -9` and a power cut: one SQLite database beside the objects' files. */
import { closeSync, fdatasync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { promisify } from 'node:util'
import { openBarrier } from './barrier.ts'
import { keepVacuumed, vacuumable } from './vacuum.ts'

export interface State {
  /** The folder of everything: `.hypatia` unless HYPATIA_HOME says otherwise. */
  home: string
  /** Each service creates its own tables (`CREATE TABLE IF NOT EXISTS`), named `<service>_<noun>`. */
  database: DatabaseSync
  /** Logs that go to the disk with the database. */
  alongside: { descriptor: number; close(): void }[]
  /** Resolves when all that was changed before the call outlives a power cut. */
  durable(): Promise<void>
  /** Work that waits until then; an end before it leaves it undone. */
  afterwards(work: () => void): void
  close(): void
}

const sync = promisify(fdatasync)

export function openState(home: string): State {
  mkdirSync(home, { recursive: true })
  const file = join(home, 'laptop.db')
  const database = new DatabaseSync(file)
  vacuumable(database)
  // With NORMAL a commit waits for no disk: `durable` syncs its log once for all that wait.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON')
  database.exec('PRAGMA secure_delete = ON') // what is deleted is not to be found in the file
  const changes = database.prepare('SELECT total_changes() AS count')
  const endVacuum = keepVacuumed(database)
  const alongside: State['alongside'] = []
  let wal: number | undefined
  let synced = 0
  const waiting: (() => void)[] = []
  const settled = openBarrier(async () => {
    const due = waiting.splice(0)
    const count = Number(changes.get()?.count)
    wal ??= openSync(`${file}-wal`, 'r')
    await Promise.all([wal, ...alongside.map(({ descriptor }) => descriptor)].map((fd) => sync(fd)))
    synced = count
    for (const work of due) work()
  })
  return {
    home,
    database,
    alongside,
    durable: async () => {
      if (Number(changes.get()?.count) !== synced) await settled()
    },
    afterwards(work) {
      waiting.push(work)
      settled().catch(() => undefined) // a full disk, or the end: whoever waits is told
    },
    close() {
      endVacuum()
      for (const log of alongside) log.close()
      if (wal !== undefined) closeSync(wal)
      database.close()
    },
  }
}
