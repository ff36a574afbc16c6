/** The index of objects, made anew from the journal and the files that are there. */
import { existsSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { transaction } from '../transaction.ts'
import type { Bucket } from './bucket.ts'
import type { Buckets } from './buckets.ts'
import type { Files } from './files.ts'
import { type Entry, journalPath, readJournal } from './journal.ts'
import type { Sums } from './sums.ts'
import type { ObjectVersion } from './version.ts'
import type { Versions } from './versions.ts'

export interface Restored {
  versions: number
  /** Lines of the journal that could not be read. */
  damaged: number
}

/** For an index that is empty; undefined where there is no journal. Uploads that were not completed are not restored. */
export function restoreIndex(
  database: DatabaseSync,
  root: string,
  store: { buckets: Buckets; versions: Versions; files: Files; sums: Sums },
): Restored | undefined {
  if (!existsSync(journalPath(root))) return undefined
  const { entries, damaged } = readJournal(root)
  const { buckets, versions } = newest(entries)
  const there = versions.filter(({ version: { isMarker, bucket, file = '' } }) => {
    return isMarker || existsSync(store.files.path(bucket, file))
  })
  transaction(database, () => {
    for (const bucket of buckets) store.buckets.restore(bucket)
    for (const { version, sums } of there) {
      store.versions.add(version)
      if (version.file) store.sums.keep(version.file, Buffer.from(sums, 'base64'))
    }
  })
  return { versions: there.length, damaged }
}

function newest(entries: readonly Entry[]) {
  const buckets = new Map<string, Bucket>()
  const versions = new Map<string, { version: ObjectVersion; sums: string }>()
  const nameOf = ({
    bucket,
    key,
    sequencer,
  }: Pick<ObjectVersion, 'bucket' | 'key' | 'sequencer'>) =>
    JSON.stringify([bucket, key, sequencer])
  for (const entry of entries) {
    if ('bucket' in entry) buckets.set(entry.bucket.name, entry.bucket)
    else if ('gone' in entry) versions.delete(nameOf(entry.gone))
    else versions.set(nameOf(entry.version), entry)
  }
  // As they were made: the last of a key is its current one.
  const ordered = [...versions.values()].sort((a, b) =>
    a.version.sequencer < b.version.sequencer ? -1 : 1,
  )
  return { buckets: buckets.values(), versions: ordered }
}
