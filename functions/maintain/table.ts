/** One table: old history goes, manifests and files become few, and what nothing names any more is deleted. */
import { note } from '../../aws/activity.ts'
import { environment } from '../../aws/environment.ts'
import { commit, readUri } from '../../aws/icebergtable.ts'
import { NoSuchObject } from '../../aws/s3.ts'
import { send } from '../../aws/sqs.ts'
import { compactionPlan } from '../../lake/iceberg/compaction.ts'
import type { Metadata } from '../../lake/iceberg/metadata.ts'
import type { CommitMessage, MaintainMessage } from '../../schemas/messages.ts'
import { heal } from './heal.ts'
import { retain } from './retention.ts'
import { isOurs, sweepTable } from './sweep.ts'

type Table = Extract<MaintainMessage, { kind: 'table' }>

/** Of its history what somebody deleted comes back first: what it names nobody would know, and nothing could be swept. */
export async function maintainTable(message: Table): Promise<void> {
  try {
    await maintained(message)
  } catch (error) {
    if (!(error instanceof NoSuchObject)) throw error
    await heal({ table: message.table, waiting: [] }, { isPast: true })
    await maintained(message)
  }
}

async function maintained({ table, hurry }: Table): Promise<void> {
  if (hurry && Date.now() > hurry.untilMs) return
  await retain(table)
  if (!(await isOurs(table))) return // nothing of it was committed yet, or it is another's
  const began = Date.now()
  const expire = hurry
    ? { snapshotAgeMsMax: hurry.graceMs, metadataLogAgeMsMax: hurry.graceMs }
    : {}
  const { metadata } = await commit(environment.lakeDatabase(), table, async () => ({
    expire,
    rewriteManifests: true,
  }))
  if (!hurry) await compactWhereDue(table, metadata)
  const swept = await sweepTable(table, hurry && (() => hurry.graceMs))
  if (swept.files === 0) return
  const detail = `${swept.files} files that nothing named`
  note({ step: 'swept', table, bytes: swept.bytes, detail, tookMs: Date.now() - began })
}

/** The committer does it: it has the engine, and no two of a table are at work. */
async function compactWhereDue(table: string, metadata: Metadata): Promise<void> {
  const { groups } = await compactionPlan(readUri, metadata)
  if (groups.length === 0) return
  const message: CommitMessage = { kind: 'compact', table }
  await send(environment.commitQueue(), { body: message, group: table })
}
