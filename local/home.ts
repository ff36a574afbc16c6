/** The laptop's folder: one laptop at a time, and nothing of others is ever removed from it. */
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** Why a laptop cannot start, in words for the one who started it. */
export class LaptopError extends Error {
  override name = 'LaptopError'
}

/** `laptop.json`, by which scripts find the laptop. */
export interface Announcement {
  pid: number
  /** Null while the service has no HTTP route. */
  api: string | null
  aws: string
  region: string
  accessKeyId: string
  secretAccessKey: string
  /** For the API: all scopes. */
  token: string
  issuer: { url: string; tokenUrl: string; clientId: string; clientSecret: string }
  buckets: Record<string, string>
  databases: Record<string, string>
  workgroup: string
}

export interface Home {
  announce(announcement: Announcement): void
  release(): void
}

const ours = ['laptop.db', 'laptop.db-wal', 'laptop.db-shm', 's3', 'athena', 'tmp']

/** Takes the folder until it is released or the process dies; `fresh` empties it of what laptops left. */
export function takeHome(home: string, { fresh = false } = {}): Home {
  closeToOthers(home)
  const file = join(home, 'laptop.json')
  // SQLite's lock ends with the process, however that ends: no stale file, no reused process id.
  const lock = new DatabaseSync(join(home, 'laptop.lock'))
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    throw new LaptopError(
      `A laptop already runs on ${home}${runnerOf(file)}. Stop it, or set HYPATIA_HOME to another folder.`,
      { cause: error },
    )
  }
  rmSync(file, { force: true })
  if (fresh) for (const name of ours) rmSync(join(home, name), { recursive: true, force: true })
  return {
    announce(announcement) {
      const half = `${file}.${process.pid}`
      writeFileSync(half, `${JSON.stringify(announcement, null, 2)}\n`, { mode: 0o600 })
      renameSync(half, file)
    },
    release() {
      rmSync(file, { force: true })
      lock.close()
    },
  }
}

/** It holds keys that sign tokens: nobody else of this machine reads it, or what children write. An open one is closed. */
function closeToOthers(home: string): void {
  process.umask(0o077)
  mkdirSync(home, { recursive: true })
  if ((lstatSync(home).mode & 0o077) === 0) return
  for (const name of readdirSync(home, { recursive: true, encoding: 'utf8' })) {
    const path = join(home, name)
    const found = lstatSync(path)
    if (!found.isSymbolicLink()) chmodSync(path, found.mode & 0o700)
  }
  chmodSync(home, 0o700)
}

function runnerOf(file: string): string {
  if (!existsSync(file)) return ''
  const { pid } = JSON.parse(readFileSync(file, 'utf8')) as Announcement
  return ` (process ${pid})`
}
