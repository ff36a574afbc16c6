/** Sketches for files that have none: those of another writer, of a version before, or of a death at the wrong moment. */
import { environment } from '../../aws/environment.ts'
import { loadTable, objectOf, readUri } from '../../aws/icebergtable.ts'
import { listObjects } from '../../aws/listing.ts'
import { sketchFile, type Workshop } from '../../aws/rewrite.ts'
import { send } from '../../aws/sqs.ts'
import { liveFiles } from '../../lake/iceberg/live.ts'
import { sketchesMadeMax } from '../../lake/limits.ts'
import { sketchKey } from '../../lake/sketch/tree.ts'
import type { CommitMessage } from '../../schemas/messages.ts'

/** Some of them; where more are left it asks for itself again. */
export async function sketchTable(table: string, workshop: Workshop): Promise<void> {
  const found = await loadTable(environment.lakeDatabase(), table)
  if (!found) return
  const { metadata } = found
  const files = await liveFiles(readUri, metadata)
  const prefix = sketchKey(objectOf(`${metadata.location}/data/`).key).replace(/\.json\.gz$/, '')
  const there = await listObjects(environment.workBucket(), prefix)
  const keys = new Set(there.map(({ key }) => key))
  const missing = files.filter(({ path }) => !keys.has(sketchKey(objectOf(path).key)))
  for (const file of missing.slice(0, sketchesMadeMax)) await sketchFile(workshop, metadata, file)
  if (missing.length <= sketchesMadeMax) return
  const message: CommitMessage = { kind: 'sketch', table }
  await send(environment.commitQueue(), { body: message, group: table })
}
