/** When and which small files are merged: a `replace` commit, in which no row changes. */
import {
  compactedBytesTarget,
  compactionFilesMax,
  compactionFilesMin,
  smallFileBytes,
} from '../limits.ts'
import { type LiveFile, liveFiles } from './live.ts'
import { currentSnapshot, type Metadata, snapshotOf } from './metadata.ts'
import type { Read } from './read.ts'

export interface CompactionLimits {
  compactedBytesTarget: number
  compactionFilesMax: number
  compactionFilesMin: number
  smallFileBytes: number
}
const limits: CompactionLimits = {
  compactedBytesTarget,
  compactionFilesMax,
  compactionFilesMin,
  smallFileBytes,
}

/** Files of one partition that become one file; by path, so that the rows of an object stay together. */
export interface CompactionGroup {
  partition: LiveFile['partition']
  files: LiveFile[]
  bytes: number
}

export interface CompactionPlan {
  groups: CompactionGroup[]
  /** For `Change.readAt`. */
  readAt: number
}

/**
 * Whether the newest commit took the table's number of files past a multiple of the least worth a rewrite: nothing is
 * read, and a table whose files cannot be merged is looked at only so often.
 */
export function compactionDue(metadata: Metadata, { compactionFilesMin } = limits): boolean {
  const snapshot = currentSnapshot(metadata)
  if (!snapshot || snapshot.summary.operation === 'replace') return false
  const parent = snapshotOf(metadata, snapshot['parent-snapshot-id'])
  const steps = (summary: Record<string, string> | undefined): number =>
    Math.floor(Number(summary?.['total-data-files'] ?? 0) / compactionFilesMin)
  return steps(snapshot.summary) > steps(parent?.summary)
}

/** Reads the manifests of the current snapshot. */
export async function compactionPlan(
  read: Read,
  metadata: Metadata,
  within: CompactionLimits = limits,
): Promise<CompactionPlan> {
  const byPartition = new Map<string, LiveFile[]>()
  for (const file of await liveFiles(read, metadata)) {
    const isOurs = file.specId === metadata['default-spec-id']
    if (!isOurs || file.bytes >= within.smallFileBytes) continue
    const key = JSON.stringify([file.partition, tierOf(file)])
    byPartition.set(key, [...(byPartition.get(key) ?? []), file])
  }
  const groups = [...byPartition.values()].flatMap((files) => packed(files, within))
  return {
    groups: groups.filter(({ files }) => files.length >= within.compactionFilesMin),
    readAt: metadata['last-sequence-number'],
  }
}

/**
 * Files are merged with their like: were a grown file merged with each batch of new ones, every row would be written
 * again by every compaction; by tiers of fourfold size it is written a dozen times at most.
 */
const tierOf = ({ bytes }: LiveFile): number => Math.floor(Math.log2(Math.max(1, bytes)) / 2)

function packed(files: LiveFile[], within: CompactionLimits): CompactionGroup[] {
  const groups: CompactionGroup[] = []
  const byPath = files.toSorted((a, b) => (a.path < b.path ? -1 : 1))
  for (const file of byPath) {
    const group = groups.at(-1)
    const isFull =
      group === undefined ||
      group.files.length >= within.compactionFilesMax ||
      group.bytes + file.bytes > within.compactedBytesTarget
    if (isFull) groups.push({ partition: file.partition, files: [file], bytes: file.bytes })
    else {
      group.files.push(file)
      group.bytes += file.bytes
    }
  }
  return groups
}
