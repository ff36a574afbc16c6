/** Columns that Iceberg cannot promote get new ids, and every file that holds the old ones is written again, in one commit. */
import { note } from '../../aws/activity.ts'
import { environment } from '../../aws/environment.ts'
import { commit, type IcebergTable, readUri } from '../../aws/icebergtable.ts'
import { changeRecord } from '../../aws/records.ts'
import { objectIdsOf, rewrittenEach, type Workshop } from '../../aws/rewrite.ts'
import { getJson } from '../../aws/s3.ts'
import { send } from '../../aws/sqs.ts'
import { type Dataset, datasetKey, joinDataset } from '../../lake/dataset.ts'
import type { Change } from '../../lake/iceberg/commit.ts'
import { type Evolution, mayHold, planEvolution } from '../../lake/iceberg/evolution.ts'
import { type LiveFile, liveFiles, objectIdOf } from '../../lake/iceberg/live.ts'
import { doubledFields } from '../../lake/iceberg/rounded.ts'
import { columnsOf, type Field, heldColumns } from '../../lake/iceberg/schema.ts'
import { landAgainSeconds } from '../../lake/limits.ts'
import { type Receipt, receiptKeyOf } from '../../lake/receipt.ts'
import { digitsLost } from '../../lake/schema/decimal.ts'
import { mergeColumns } from '../../lake/schema/merge.ts'
import { spellingOf } from '../../lake/schema/names.ts'
import type { Column } from '../../lake/schema/type.ts'
import { DuckdbRefused } from '../../layers/duckdb/engine.ts'
import type { CommitMessage, NormaliseMessage } from '../../schemas/messages.ts'
import { withTable } from './lost.ts'

type WidenMessage = Extract<CommitMessage, { kind: 'widen' }>

/** The dataset's record says to what; the objects that asked for it are then normalised again. */
export async function widenTable(
  table: string,
  messages: WidenMessage[],
  workshop: Workshop,
): Promise<void> {
  const began = Date.now()
  const found = await getJson<Dataset>(environment.workBucket(), datasetKey(table))
  if (!found) throw new Error(`dataset ${table} has no record`)
  const columns = heldColumns(found.value.columns)
  const widened = (isDouble: boolean) =>
    commit(environment.lakeDatabase(), table, async (present) => {
      const evolution = await plannedOn(table, present, columns, isDouble)
      return evolution.changed ? changeOf(table, present, evolution, workshop) : undefined
    })
  const committed = await withTable(table, () =>
    widened(true).catch((error) => {
      if (!(error instanceof DuckdbRefused) || !error.message.includes(digitsLost)) throw error
      return widened(false)
    }),
  )
  // Where nothing is left of the table normalise makes it, as the record says.
  await Promise.all(messages.map(({ key, sequencer }) => normaliseAgain(table, key, sequencer)))
  const prepared = committed?.prepared
  if (!prepared) return
  const detail = `${prepared.removed.length} files written again`
  note({ step: 'widened', table, detail, tookMs: Date.now() - began })
}

/**
 * Columns whose digits a double would change become text instead; the record says so first, for what waits is then
 * read as text.
 */
async function plannedOn(
  table: string,
  { metadata }: IcebergTable,
  columns: Column[],
  isDouble: boolean,
): Promise<Evolution> {
  const evolution = planEvolution(metadata, columns)
  const doubled = isDouble ? [] : doubledFields(evolution)
  if (doubled.length === 0) return evolution
  const texts = columnsOf(doubled).map((column): Column => ({ ...column, type: 'string' }))
  // One that began anew has other columns, of what is read another way.
  const change = (known: Dataset | undefined) =>
    known && !known.replaying ? joinDataset(known, texts) : undefined
  await changeRecord(environment.workBucket(), datasetKey(table), change)
  return planEvolution(metadata, mergeColumns(columns, texts))
}

async function changeOf(
  table: string,
  { metadata }: IcebergTable,
  evolution: Evolution,
  workshop: Workshop,
): Promise<Change> {
  const { fields, replaced } = evolution
  if (replaced.length === 0) return { evolution }
  const all = await liveFiles(readUri, metadata)
  const files = all.filter(({ entry }) => mayHold(entry, replaced))
  const toText = replaced.filter((field) => isText(field, fields))
  if (toText.length > 0) {
    await landAgain(table, files, workshop, (receipt) => isInexact(receipt, toText))
  }
  return { evolution, ...(await rewrittenEach(workshop, metadata, files, fields)) }
}

const isText = ({ name, doc = name }: Field, fields: Field[]): boolean =>
  fields.some((to) => (to.doc ?? to.name) === doc && to.type === 'string')

/** As text some values differ from what their object says: `1.50` was read as 1.5, `NA` as NULL. */
const isInexact = ({ columns = [] }: Receipt, toText: Field[]): boolean =>
  toText.some(
    ({ name, doc = name, type }) =>
      (type !== 'long' && type !== 'date') ||
      columns.some((own) => own.reading && spellingOf(own).toLowerCase() === doc.toLowerCase()),
  )

/**
 * Their rows stay, from what the table has, until they are normalised again from the originals: then the order in
 * which objects came makes no difference. Before the swap, so that a death after it forgets none. Also what is staged:
 * who has committed it may not yet have said so.
 */
export async function landAgain(
  table: string,
  files: LiveFile[],
  workshop: Workshop,
  isWanted: (receipt: Receipt) => boolean,
): Promise<void> {
  const own = files.flatMap(({ path }) => objectIdOf(path) ?? [])
  const merged = files.filter(({ path }) => objectIdOf(path) === undefined)
  const ids = new Set([...own, ...(await objectIdsOf(workshop, merged))])
  for (const id of ids) {
    const found = await changeRecord<Receipt>(
      environment.workBucket(),
      receiptKeyOf(id),
      (receipt) =>
        isDone(receipt) && receipt.table === table && isWanted(receipt)
          ? { ...receipt, state: 'landed' }
          : undefined,
    )
    const receipt = found?.value
    if (receipt?.state !== 'landed' || receipt.table !== table) continue
    const { key, sequencer } = receipt.object
    await normaliseAgain(table, key, sequencer, landAgainSeconds)
  }
}

const isDone = (receipt: Receipt | undefined): receipt is Receipt =>
  receipt?.state === 'committed' || receipt?.state === 'staged'

async function normaliseAgain(
  table: string,
  key: string,
  sequencer: string,
  delaySeconds = 0,
): Promise<void> {
  const message: NormaliseMessage = { kind: 'normalise', key, sequencer, table }
  await send(environment.normaliseQueue(), { body: message, delaySeconds })
}
