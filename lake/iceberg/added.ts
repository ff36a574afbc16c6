/**
 * The guard against a repeated delivery. Not "is the file live": compaction replaces a file by another, and adding it
 * again would double its rows. But "was it added since it was staged".
 */
import { createHash } from 'node:crypto'
import { addedMarksMax } from '../limits.ts'
import { status } from './manifest.ts'
import { type Metadata, type Snapshot, sameId } from './metadata.ts'
import { entriesOf, manifestsOf, type Read } from './read.ts'

/** A data file and the table's last-sequence-number that was read before it was staged. */
export interface Staged {
  file: { path: string }
  since?: number | undefined
}

/** Paths that were added since, and paths of which nobody can say: the snapshots since are expired. */
export interface Added {
  added: Set<string>
  unknown: Set<string>
}

const marksKey = 'hypatia.added'
const mark = (path: string): string =>
  createHash('sha256').update(path).digest('base64url').slice(0, 6)

/** Short marks of the files that a commit adds, for its summary: so absence costs no read later. */
export const marksOf = (paths: string[]): Record<string, string> =>
  paths.length > addedMarksMax ? {} : { [marksKey]: paths.map(mark).join(' ') }

/** Reads the manifests only of snapshots whose marks match, or that have none (another engine's). */
export async function addedSince(read: Read, metadata: Metadata, staged: Staged[]): Promise<Added> {
  const snapshots = metadata.snapshots ?? []
  const last = metadata['last-sequence-number']
  const unknown = new Set<string>()
  const asked = new Map<Snapshot, Set<string>>()
  for (const { file, since } of staged) {
    if (since === undefined) continue
    const later = snapshots.filter((snapshot) => snapshot['sequence-number'] > since)
    if (later.length < last - since) unknown.add(file.path)
    for (const snapshot of later) {
      const marks = snapshot.summary[marksKey]
      if (marks !== undefined && !marks.split(' ').includes(mark(file.path))) continue
      asked.set(snapshot, (asked.get(snapshot) ?? new Set()).add(file.path))
    }
  }
  const found = await Promise.all(
    [...asked].map(([snapshot, paths]) => addedBy(read, snapshot, paths)),
  )
  const added = new Set(found.flat())
  return { added, unknown: new Set([...unknown].filter((path) => !added.has(path))) }
}

async function addedBy(read: Read, snapshot: Snapshot, paths: Set<string>): Promise<string[]> {
  const manifests = await manifestsOf(read, snapshot)
  const own = manifests.filter((file) => {
    const isOwn = sameId(file.added_snapshot_id, snapshot['snapshot-id'])
    return isOwn && file.content === 0 && file.added_files_count > 0
  })
  const entries = (await Promise.all(own.map((file) => entriesOf(read, file)))).flat()
  return entries
    .filter((entry) => entry.status === status.added && paths.has(entry.data_file.file_path))
    .map((entry) => entry.data_file.file_path)
}
