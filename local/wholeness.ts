/** Whether the laptop's database is there and whole, before anything is written to it or swept away by it. */
import { existsSync, readdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { LaptopError } from './home.ts'
import { journalPath } from './s3/journal.ts'

const parts = ['', '-wal', '-shm']

/** Throws LaptopError where it is not; with `repair` it is moved aside, and the objects are told from their journal. */
export function checkDatabase(home: string, repair: boolean): void {
  const file = join(home, 'laptop.db')
  const fault = faultOf(home, file)
  if (fault === undefined) return
  if (repair && existsSync(journalPath(join(home, 's3')))) {
    const aside = `${file}.damaged-${Date.now()}`
    for (const part of parts) {
      if (existsSync(file + part)) renameSync(file + part, aside + part)
    }
    return
  }
  throw new LaptopError(
    `${file} ${fault}. It is the laptop's index: which file in ${join(home, 's3')} is which object, the messages on their way, the catalog of tables. The objects' own bytes are not in it. ${remedyOf(home)}`,
  )
}

function remedyOf(home: string): string {
  const anew = '`npm start -- --fresh` begins anew, without them'
  if (!existsSync(journalPath(join(home, 's3')))) {
    return `Put back a copy of it: ${join(home, 's3/journal')}, from which it could be made again, is not there either. ${anew}.`
  }
  return `\`npm start -- --repair\` moves it aside, tells the objects from ${join(home, 's3/journal')}, makes the tables anew and lets go on what was on its way. ${anew}.`
}

/** Folders of objects' files are named by two digits of their ids. */
function hasObjects(root: string): boolean {
  if (!existsSync(root)) return false
  if (existsSync(journalPath(root))) return true
  const buckets = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  return buckets.some(({ name }) =>
    readdirSync(join(root, name)).some((folder) => /^[0-9a-f]{2}$/.test(folder)),
  )
}

/** Undefined: it is whole, or this is a new home. */
function faultOf(home: string, file: string): string | undefined {
  const isUsed = hasObjects(join(home, 's3'))
  if (!existsSync(file)) return isUsed ? 'is gone' : undefined
  let database: DatabaseSync | undefined
  try {
    database = new DatabaseSync(file)
    const [found] = database.prepare('PRAGMA quick_check(1)').all()
    if (found?.quick_check !== 'ok') return `is damaged (${String(found?.quick_check).trim()})`
    const tables = Number(
      database.prepare("SELECT count(*) AS n FROM sqlite_schema WHERE name = 's3_versions'").get()
        ?.n,
    )
    return tables === 0 && isUsed ? 'is empty' : undefined
  } catch (error) {
    return `is damaged (${(error as Error).message})`
  } finally {
    database?.close()
  }
}
