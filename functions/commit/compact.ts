/** Many small files become few: a commit in which no row changes. */
import { note } from '../../aws/activity.ts'
import { environment } from '../../aws/environment.ts'
import { commit, type IcebergTable, readUri } from '../../aws/icebergtable.ts'
import { type Rewritten, rewrite, type Workshop } from '../../aws/rewrite.ts'
import type { Change } from '../../lake/iceberg/commit.ts'
import { compactionPlan } from '../../lake/iceberg/compaction.ts'
import { currentSchema } from '../../lake/iceberg/metadata.ts'
import { withTable } from './lost.ts'

export async function compactTable(table: string, workshop: Workshop): Promise<void> {
  const began = Date.now()
  // A lost race leaves most groups as they were; rows that were deleted since they were read do not come back.
  const done = new Map<string, Rewritten & { readAt: number }>()
  const plan = async ({ metadata }: IcebergTable): Promise<Change | undefined> => {
    const { groups, readAt: now } = await compactionPlan(readUri, metadata)
    let readAt = now
    if (groups.length === 0) return undefined
    const { fields } = currentSchema(metadata)
    const add: Rewritten['files'] = []
    for (const { files } of groups) {
      const key = JSON.stringify([fields, files.map(({ path }) => path)])
      const known = done.get(key)
      const written = known ?? {
        ...(await rewrite(workshop, metadata, files, fields)),
        readAt: now,
      }
      done.set(key, written)
      readAt = Math.min(readAt, written.readAt)
      add.push(...written.files)
    }
    const remove = groups.flatMap(({ files }) => files.map(({ path }) => path))
    return { add, remove, readAt, operation: 'replace' }
  }
  const outcome = await withTable(table, () => commit(environment.lakeDatabase(), table, plan))
  const prepared = outcome?.prepared
  if (!prepared) return
  const detail = `${prepared.removed.length} files became ${prepared.added.length}`
  note({ step: 'compacted', table, detail, tookMs: Date.now() - began })
}
