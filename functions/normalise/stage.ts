/** What was written of an object goes to its receipt, what its values look like to its sketch, and word of it to the committer and the catalog. */
import { environment } from '../../aws/environment.ts'
import { changeRecord } from '../../aws/records.ts'
import { type Json, putBytes, putFile } from '../../aws/s3.ts'
import { storeSketch } from '../../aws/sketches.ts'
import { send } from '../../aws/sqs.ts'
import { entryKey } from '../../lake/entry.ts'
import type { DataFile } from '../../lake/iceberg/datafile.ts'
import { objectId } from '../../lake/key.ts'
import type { Source } from '../../lake/normalise.ts'
import { advanced, type Receipt, receiptKey, rejectsKeyOf, staged } from '../../lake/receipt.ts'
import { parquetSql, sketchOf } from '../../lake/sketch/measure.ts'
import type { Engine } from '../../layers/duckdb/engine.ts'
import type { CommitMessage, ExaminedMessage } from '../../schemas/messages.ts'
import type { Written } from './write.ts'

/** Before the file may be committed: so a file of a table has its sketch. */
export async function writeSketch(
  engine: Engine,
  { path, fields }: Written,
  file: DataFile,
): Promise<void> {
  const run = (sql: string) => engine.run(sql)
  await storeSketch(file.path, await sketchOf(run, parquetSql(path), fields, file.records))
}

/** By which the objects of a dataset are listed. */
export async function writeEntry({ object, table = '' }: Receipt): Promise<void> {
  const name = { bucket: environment.workBucket(), key: entryKey(table, object.key) }
  const { key, versionId, sequencer } = object
  const entry = JSON.stringify({ key, versionId, sequencer }) // another version's has another ETag
  await putBytes(name, entry, { contentType: 'application/json' })
}

/** Before the receipt says that they are there. */
export async function writeRejects(
  object: Receipt['object'],
  rejects: Source['rejects'],
): Promise<Receipt['rescued']> {
  if (!rejects) return undefined
  const own = rejectsKeyOf(objectId(object.key), object)
  await putFile(environment.workBucket(), own, rejects.path)
  return { rows: rejects.rows, key: own }
}

/** What the receipt then says: ours, or that of a newer version or a quicker worker. */
export async function writeStaged(
  found: Json<Receipt>,
  receipt: Receipt,
  file: DataFile,
  since: number,
): Promise<Receipt | undefined> {
  const change = (present: Receipt | undefined): Receipt | undefined => {
    const replaces = present?.staged ?? false
    const lake = { table: receipt.table ?? '', file, since, replaces }
    return advanced(present, staged(receipt, lake, Date.now()))
  }
  const key = receiptKey(receipt.object.key)
  return (await changeRecord(environment.workBucket(), key, change, { found }))?.value
}

/** Also for a message that came again: what it may have died before is done again, and harms nobody. */
export async function tell({ object, state, table = '', raw }: Receipt): Promise<void> {
  const { key, sequencer } = object
  const commit: CommitMessage = { kind: 'object', key, sequencer, table }
  const examined: ExaminedMessage = { kind: 'examined', key, sequencer, table }
  await Promise.all([
    state === 'staged' && send(environment.commitQueue(), { body: commit, group: table }),
    raw ? undefined : send(environment.arrivalsQueue(), { body: examined }),
  ])
}
