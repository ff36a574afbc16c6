/** What a snapshot says of itself: counts of this commit and totals of the table. https://iceberg.apache.org/spec/#optional-snapshot-summary-fields */
import type { Entry } from './manifest.ts'
import { currentSnapshot, type Metadata } from './metadata.ts'

export type Operation = 'append' | 'overwrite' | 'delete' | 'replace'

/** Files in and out of the table, as entries. */
export interface Delta {
  added: Entry[]
  removed: Entry[]
}

/** Totals follow from the parent's: no manifest is read. `total-records` ignores position deletes, as everywhere. */
export function summaryOf(
  operation: Operation,
  { added, removed }: Delta,
  parent: Record<string, string> | undefined,
): Record<string, string> {
  const total = (key: string, delta: bigint): string => String(BigInt(parent?.[key] ?? 0) + delta)
  const [plus, minus] = [measured(added), measured(removed)]
  const partitions = [...added, ...removed].map((entry) =>
    JSON.stringify(entry.data_file.partition),
  )
  return {
    operation,
    ...(plus.files > 0n && {
      'added-data-files': String(plus.files),
      'added-records': String(plus.records),
      'added-files-size': String(plus.bytes),
    }),
    ...(minus.files > 0n && {
      'deleted-data-files': String(minus.files),
      'deleted-records': String(minus.records),
      'removed-files-size': String(minus.bytes),
    }),
    'changed-partition-count': String(new Set(partitions).size),
    'total-data-files': total('total-data-files', plus.files - minus.files),
    'total-records': total('total-records', plus.records - minus.records),
    'total-files-size': total('total-files-size', plus.bytes - minus.bytes),
    'total-delete-files': total('total-delete-files', 0n),
    'total-position-deletes': total('total-position-deletes', 0n),
    'total-equality-deletes': total('total-equality-deletes', 0n),
  }
}

const measured = (entries: Entry[]) => ({
  files: BigInt(entries.length),
  records: entries.reduce((sum, entry) => sum + entry.data_file.record_count, 0n),
  bytes: entries.reduce((sum, entry) => sum + entry.data_file.file_size_in_bytes, 0n),
})

/** The table's size by its current snapshot; zeros without one. Rows are too many by `positionDeletes`. */
export function totalsOf(metadata: Metadata) {
  const summary = currentSnapshot(metadata)?.summary
  const number = (key: string): number => Number(summary?.[key] ?? 0)
  return {
    rows: number('total-records'),
    files: number('total-data-files'),
    bytes: number('total-files-size'),
    positionDeletes: number('total-position-deletes'),
  }
}
