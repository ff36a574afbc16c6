/** One object's rows, from the raw bucket to a staged data file. */
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Conflict } from '../../aws/conflict.ts'
import { describeLocal, storeDataFile } from '../../aws/datafile.ts'
import { environment } from '../../aws/environment.ts'
import { quarantine, takeAway } from '../../aws/quarantine.ts'
import { getJson, type Json, NoSuchObject } from '../../aws/s3.ts'
import { send } from '../../aws/sqs.ts'
import type { DataFile } from '../../lake/iceberg/datafile.ts'
import { dataFilePath } from '../../lake/iceberg/live.ts'
import { objectId } from '../../lake/key.ts'
import { contentId, rowsOf, type Source } from '../../lake/normalise.ts'
import { Quarantined, type Reason } from '../../lake/problem.ts'
import { isCurrent, type Receipt, receiptKey } from '../../lake/receipt.ts'
import { DuckdbDied, type Engine } from '../../layers/duckdb/engine.ts'
import type { CommitMessage, NormaliseMessage } from '../../schemas/messages.ts'
import { download } from './download.ts'
import { tell, writeEntry, writeSketch, writeStaged } from './stage.ts'
import { forgetTable, MustWiden, type Target } from './target.ts'
import { refuseLostRows, type Written, write } from './write.ts'

/** A message that came again goes on where the receipt says; one about a version that is not the newest is dropped. */
export async function normalise(message: NormaliseMessage, engine: Engine, folder: string) {
  const found = await getJson<Receipt>(environment.workBucket(), receiptKey(message.key))
  const receipt = found?.value
  if (!found || !isCurrent(receipt, message.sequencer)) return
  if (receipt.state === 'staged' || receipt.state === 'committed') return tell(receipt)
  if (receipt.state === 'quarantined') return takeAway(receipt)
  if (receipt.state !== 'landed') return
  const own = await mkdtemp(join(folder, 'object-'))
  try {
    await stage(found, engine, own)
  } catch (error) {
    if (error instanceof Quarantined) return await setAside(found, error.reason)
    if (error instanceof MustWiden) return await askToWiden(message)
    if (error instanceof NoSuchObject) return // taken away meanwhile: a later event says so
    throw error
  } finally {
    await rm(own, { recursive: true, force: true })
  }
}

async function setAside(found: Json<Receipt>, reason: Reason): Promise<void> {
  const aside = await quarantine(found.value, reason, found)
  if (!aside) throw new Conflict(`the receipt of ${found.value.object.key}`) // another look decides
  await takeAway(aside)
}

async function stage(found: Json<Receipt>, engine: Engine, folder: string): Promise<void> {
  const receipt = found.value
  const { object, inspection, partitions, table } = receipt
  if (!inspection || !table) throw new Error(`${object.key}: its receipt is incomplete`)
  const path = join(folder, 'object')
  const facts = await download(object, inspection, path)
  const source: Source = { path, key: object.key, inspection, partitions, ...(facts && { facts }) }
  const written = await writtenOnce(engine, table, source, join(folder, 'rows.parquet'))
  const { columns, fields, target } = written
  const content = contentId(object, fields)
  const uri = dataFilePath(target.location, objectId(object.key), content)
  const local = { path: written.path, uri, fields, partition: partitionOf(target, source) }
  const described = await describeLocal(local)
  refuseLostRows(described.records, rowsOf(source))
  const [file] = await Promise.all([
    storeDataFile(local, described),
    writeSketch(engine, written, described),
    writeEntry(receipt),
  ])
  const whole = { ...inspection, columns, whole: true, ...(facts && { text: facts }) }
  const next = { ...receipt, inspection: whole, columns }
  const told = await writeStaged(found, next, file, target.since)
  if (told?.state === 'staged' && isCurrent(told, object.sequencer)) await tell(told)
}

/** Null for a folder that the key lacks. */
function partitionOf({ partitionKeys }: Target, { partitions }: Source): DataFile['partition'] {
  const values = new Map(partitions.map(({ key, value }) => [key, value]))
  return Object.fromEntries(partitionKeys.map((key) => [key, values.get(key) ?? null]))
}

/** What kills DuckDB twice would kill it always; what killed it once may have been another's fault. */
async function writtenOnce(
  engine: Engine,
  table: string,
  source: Source,
  path: string,
): Promise<Written> {
  try {
    return await write(engine, table, source, path)
  } catch (error) {
    if (!(error instanceof DuckdbDied)) throw error
  }
  try {
    return await write(engine, table, source, path)
  } catch (error) {
    if (!(error instanceof DuckdbDied)) throw error
    await engine.run('SELECT 1') // where this dies too, the engine is at fault and not the object: it comes again
    throw new Quarantined(
      {
        code: 'duckdb.crashed',
        detail: `Reading the file ended DuckDB twice: ${error.message.slice(0, 300)}`,
        remedy: 'Send the file in smaller parts, or with less nesting.',
      },
      { cause: error },
    )
  }
}

async function askToWiden({ key, sequencer, table }: NormaliseMessage): Promise<void> {
  forgetTable(table)
  const message: CommitMessage = { kind: 'widen', key, sequencer, table }
  await send(environment.commitQueue(), { body: message, group: table })
}
