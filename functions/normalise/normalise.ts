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
import { withDoubts } from '../../lake/inspect/facts.ts'
import { folderValue, objectId } from '../../lake/key.ts'
import { memoryAttemptsMax } from '../../lake/limits.ts'
import { contentId, rowsOf, type Source } from '../../lake/normalise.ts'
import { Quarantined, type Reason } from '../../lake/problem.ts'
import { isCurrent, type Receipt, receiptKey } from '../../lake/receipt.ts'
import type { Engine } from '../../layers/duckdb/engine.ts'
import type {
  CommitMessage,
  LookMessage,
  MaintainMessage,
  NormaliseMessage,
} from '../../schemas/messages.ts'
import { withoutDeleted } from './deleted.ts'
import { download } from './download.ts'
import { plainSource } from './source.ts'
import { tell, writeEntry, writeRejects, writeSketch, writeStaged } from './stage.ts'
import { FilesLost, forgetTable, MustWiden, Outdated, type Target } from './target.ts'
import { twice } from './twice.ts'
import { refuseLostRows, write } from './write.ts'

/** A message that came again goes on where the receipt says; one about a version that is not the newest is dropped. */
export async function normalise(
  message: NormaliseMessage,
  engine: Engine,
  folder: string,
  attempts = 1,
): Promise<void> {
  const found = await getJson<Receipt>(environment.workBucket(), receiptKey(message.key))
  const receipt = found?.value
  if (!found || !isCurrent(receipt, message.sequencer)) return
  if (receipt.state === 'staged' || receipt.state === 'committed') return tell(receipt)
  if (receipt.state === 'quarantined') return takeAway(receipt)
  if (receipt.state !== 'landed') return
  if (receipt.lake) forgetTable(message.table) // it was written for a schema that is no more
  const own = await mkdtemp(join(folder, 'object-'))
  try {
    await stage(found, engine, own, attempts)
  } catch (error) {
    if (error instanceof Quarantined) return await setAside(found, error.reason)
    if (error instanceof MustWiden) return await askToWiden(message)
    if (error instanceof Outdated) return await askToLook(message)
    if (error instanceof FilesLost) return await askToHeal(message)
    if (error instanceof NoSuchObject) return // taken away meanwhile: a later event says so
    const reason = attempts >= memoryAttemptsMax && faultOf(error)
    if (reason) return await setAside(found, reason)
    throw error
  } finally {
    await rm(own, { recursive: true, force: true })
  }
}

/** A fault of ours over its bytes: aside with that until it is mended, and not for ever on its way. */
const faultOf = (error: unknown): Reason | undefined =>
  error instanceof TypeError || error instanceof RangeError
    ? {
        code: 'normalise.failed',
        detail: `Making rows of the file failed ${memoryAttemptsMax} times: ${error.message.slice(0, 200)}.`,
        remedy: 'Land it in another format, or retry it with a later release.',
      }
    : undefined

async function setAside(found: Json<Receipt>, reason: Reason): Promise<void> {
  const aside = await quarantine(found.value, reason, found)
  if (!aside) throw new Conflict(`the receipt of ${found.value.object.key}`) // another look decides
  await takeAway(aside)
}

async function stage(
  found: Json<Receipt>,
  engine: Engine,
  folder: string,
  attempts: number,
): Promise<void> {
  const receipt = found.value
  const { object, partitions, table, interpretation = 0 } = receipt
  if (!receipt.inspection || !table) throw new Error(`${object.key}: its receipt is incomplete`)
  const path = join(folder, 'object')
  const { inspection, facts, json } = await download(object, receipt.inspection, path)
  const about = { key: object.key, inspection, partitions, interpretation }
  const lying: Source = { path, ...about, ...(facts && { facts }), ...(json && { json }) }
  const plain = await plainSource(lying, folder, engine, attempts)
  const source = await withoutDeleted(plain, folder, { engine, attempts })
  const { doubt: said, evidence, everyLine, split, pairs } = source.inspection
  const rows = join(folder, 'rows.parquet')
  const written = await twice(engine, folder, attempts, (own) => write(own, table, source, rows))
  const { columns, called, fields, target } = written
  const content = contentId(object, fields)
  const uri = dataFilePath(target.location, objectId(object.key), content)
  const local = { path: written.path, uri, fields, partition: partitionOf(target, source) }
  const described = await describeLocal(local)
  refuseLostRows(described.records, rowsOf(source))
  const [file] = await Promise.all([
    storeDataFile(local, described),
    twice(engine, folder, attempts, (own) => writeSketch(own, written, described)),
    writeEntry(receipt),
  ])
  const text = source.facts
  const lines = everyLine !== undefined && {
    everyLine,
    ...(split && { split }),
    ...(pairs && { pairs }),
  }
  const seen = { ...(text && { text }), ...lines }
  const doubt = withDoubts(said, text)
  const whole = { ...inspection, evidence, columns, whole: true, ...seen, ...doubt }
  const rescued = await writeRejects(object, source.rejects)
  const next = { ...receipt, inspection: whole, columns: called, ...(rescued && { rescued }) }
  const told = await writeStaged(found, next, file, target.since)
  if (told?.state === 'staged' && isCurrent(told, object.sequencer)) await tell(told)
}

/** Null for a folder that the key lacks. */
function partitionOf({ partitionKeys }: Target, { partitions }: Source): DataFile['partition'] {
  const values = new Map(partitions.map(({ key, value }) => [key, folderValue(value)]))
  return Object.fromEntries(partitionKeys.map((key) => [key, values.get(key) ?? null]))
}

async function askToWiden({ key, sequencer, table }: NormaliseMessage): Promise<void> {
  forgetTable(table)
  const message: CommitMessage = { kind: 'widen', key, sequencer, table }
  await send(environment.commitQueue(), { body: message, group: table })
}

/** Its columns are those of another reading; nobody need wait until a replay comes to it. */
async function askToLook({ key }: NormaliseMessage): Promise<void> {
  const message: LookMessage = { kind: 'look', key }
  await send(environment.arrivalsQueue(), { body: message })
}

/** It waits at maintain, and comes again after what can be is brought back. */
async function askToHeal(waiting: NormaliseMessage): Promise<void> {
  const { table } = waiting
  const message: MaintainMessage = { kind: 'heal', table, waiting: [waiting] }
  await send(environment.maintainQueue(), { body: message })
}
