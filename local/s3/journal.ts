/**
 * What the index of objects says, once more beside their files, a line a change: should the database be lost, the
 * objects are told from it. A line that is damaged costs no other.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { isDiskFull } from '../disk.ts'
import type { Bucket } from './bucket.ts'
import type { ObjectVersion } from './version.ts'

/** An object's file tells by its absence that it was removed; a marker has none. */
export type Entry =
  | { bucket: Bucket }
  /** The sums of its blocks in base64. */
  | { version: ObjectVersion; sums: string }
  | { gone: Pick<ObjectVersion, 'bucket' | 'key' | 'sequencer'> }

export const journalPath = (root: string) => join(root, 'journal')

const lineOf = (entry: Entry): string => {
  const text = JSON.stringify(entry)
  return `\n${crc32(text).toString(16).padStart(8, '0')} ${text}` // a torn line ends where the next begins
}

/**
 * Written anew from what the index says: it grows by the changes of one run, and the run before is kept. Where the disk
 * has no room for that, the one that is there goes on.
 */
export function openJournal(root: string, all: Iterable<Entry>) {
  const path = journalPath(root)
  try {
    rewrite(path, all)
  } catch (error) {
    if (!isDiskFull(error) || !existsSync(path)) throw error
    rmSync(`${path}.half`, { force: true })
  }
  const descriptor = openSync(path, 'a')
  return {
    /** To be synced before anything of it is acknowledged. */
    descriptor,
    append: (entry: Entry): void => writeFileSync(descriptor, lineOf(entry)),
    close: () => closeSync(descriptor),
  }
}

function rewrite(path: string, all: Iterable<Entry>): void {
  const half = openSync(`${path}.half`, 'w')
  try {
    for (const entry of all) writeFileSync(half, lineOf(entry))
    fsyncSync(half)
  } finally {
    closeSync(half)
  }
  if (existsSync(path)) renameSync(path, `${path}.before`)
  renameSync(`${path}.half`, path)
}

/** In the order in which they were written; what is damaged is left out, and counted. */
export function readJournal(root: string): { entries: Entry[]; damaged: number } {
  const lines = readFileSync(journalPath(root), 'utf8').split('\n').slice(1)
  const entries = lines.flatMap((line): Entry[] => {
    const text = line.slice(9)
    const isWhole = crc32(text).toString(16).padStart(8, '0') === line.slice(0, 8)
    return isWhole ? [JSON.parse(text)] : []
  })
  return { entries, damaged: lines.length - entries.length }
}
