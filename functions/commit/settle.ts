/** All files of a table were read another way: columns and types that only the former reading had leave its schema. */
import { note } from '../../aws/activity.ts'
import { environment } from '../../aws/environment.ts'
import { commit, type IcebergTable, readUri } from '../../aws/icebergtable.ts'
import { rewrittenEach, type Workshop } from '../../aws/rewrite.ts'
import { getJson } from '../../aws/s3.ts'
import { type Dataset, datasetKey } from '../../lake/dataset.ts'
import type { Change } from '../../lake/iceberg/commit.ts'
import { mayHold } from '../../lake/iceberg/evolution.ts'
import { liveFiles } from '../../lake/iceberg/live.ts'
import { heldColumns } from '../../lake/iceberg/schema.ts'
import { planSettling } from '../../lake/iceberg/settling.ts'
import { DuckdbRefused } from '../../layers/duckdb/engine.ts'
import { withTable } from './lost.ts'
import { landAgain } from './widen.ts'

export async function settleTable(table: string, workshop: Workshop): Promise<void> {
  const began = Date.now()
  const settled = (isNarrowed: boolean) =>
    commit(environment.lakeDatabase(), table, (present) =>
      changeOf(table, present, workshop, isNarrowed),
    )
  const outcome = await withTable(table, () =>
    settled(true).catch((error) => {
      if (!(error instanceof DuckdbRefused)) throw error
      return settled(false) // some text is no value of the type: it stays text
    }),
  )
  if (outcome?.prepared) note({ step: 'settled', table, tookMs: Date.now() - began })
}

/** The dataset's record is read after the table: whoever adds a column to it afterwards finds the table changed. */
async function changeOf(
  table: string,
  { metadata }: IcebergTable,
  workshop: Workshop,
  isNarrowed: boolean,
): Promise<Change | undefined> {
  const found = await getJson<Dataset>(environment.workBucket(), datasetKey(table))
  if (!found || found.value.replaying) return undefined // another interpretation has begun
  const live = await liveFiles(readUri, metadata)
  const columns = heldColumns(found.value.columns)
  if (columns.length === 0) return undefined // nothing of it is a table now: the columns are those of its history
  const entries = live.map(({ entry }) => entry)
  const evolution = planSettling(metadata, columns, entries, isNarrowed)
  const { changed, replaced, fields } = evolution
  if (!changed) return undefined
  const files = replaced.length > 0 ? live.filter(({ entry }) => mayHold(entry, replaced)) : []
  if (files.length === 0) return { evolution }
  // The values are those of the text until they are read again from the originals.
  await landAgain(table, files, workshop, () => true)
  return { evolution, ...(await rewrittenEach(workshop, metadata, files, fields)) }
}
