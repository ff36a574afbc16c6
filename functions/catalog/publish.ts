/** The raw table of a dataset in Glue is what the dataset's record says: published, widened, or withdrawn. */
import { setTimeout as sleep } from 'node:timers/promises'
import { Conflict, pauseMs } from '../../aws/conflict.ts'
import { environment } from '../../aws/environment.ts'
import { alignRawTable, wordsOf } from '../../aws/rawtable.ts'
import { send } from '../../aws/sqs.ts'
import type { Dataset } from '../../lake/dataset.ts'
import type { Inspection } from '../../lake/inspect/inspection.ts'
import type { Interpretation } from '../../lake/interpretation.ts'
import { isAssetRowKey } from '../../lake/key.ts'
import { rawMendDelaySeconds } from '../../lake/limits.ts'
import { besideLog } from '../../lake/logged/logged.ts'
import { calledColumns, sourceColumns } from '../../lake/normalise.ts'
import type { Reason } from '../../lake/problem.ts'
import type { Receipt } from '../../lake/receipt.ts'
import type { Column } from '../../lake/schema/type.ts'
import { isDecidable, type RawVerdict, shapeOf } from '../../lake/serde/shape.ts'
import { serdeOf } from '../../lake/serde/tableinput.ts'
import type { MaintainMessage } from '../../schemas/messages.ts'
import { joined, read } from './dataset.ts'
import { keepPartition, publishPartition } from './partitions.ts'

export type Published = Pick<Receipt, 'raw' | 'times'> & { table: string }

/**
 * Joins the object into its dataset; `raw` is absent while nobody has seen all of its bytes. `interpretation`: as
 * which all are read, where the dataset may not know it yet. Throws Outdated where a later one than the receipt's began meanwhile.
 */
export async function publish(
  receipt: Receipt,
  inspection: Inspection,
  interpretation?: Interpretation,
): Promise<Published> {
  const { object, partitions, times } = receipt
  const { text: facts } = inspection
  const source = { path: '', key: object.key, inspection, partitions, ...(facts && { facts }) }
  const columns = sourceColumns(source)
  const verdict = receipt.logged
    ? { withheld: besideLog(receipt.logged) }
    : verdictOf(inspection, object.key, columns)
  return inTurn(`${receipt.source}/${receipt.dataset}`, async () => {
    const called = calledColumns(columns, source)
    const record = await joined(receipt, called, verdict, interpretation)
    const { table } = record
    if (!verdict) return { table, times }
    const raw = rawOf(await published(record, receipt))
    return { table, ...(raw && { raw }), times: { ...times, raw: Date.now() } }
  })
}

/** Athena reads every object in the table's folder, what is no table too. */
function verdictOf(inspection: Inspection, key: string, columns: Column[]): RawVerdict | undefined {
  if (isAssetRowKey(key)) return { withheld: rowOfAsset }
  if (inspection.verdict === 'asset') return { withheld: besideAsset(key) }
  return isDecidable(inspection) ? shapeOf(inspection, key, columns) : undefined
}

const besideAsset = (key: string): Reason => ({
  code: 'raw.asset-beside',
  detail: `"${key.slice(0, 200)}" lies in the folder and is no table; Athena would read it as rows.`,
  remedy: 'Query the table in lake, or land what is no table as another dataset.',
})

const rowOfAsset: Reason = {
  code: 'raw.of-assets',
  detail: 'Its rows are made of what assets say of themselves; the files are the assets.',
  remedy: 'Query the table in lake.',
}

const rawOf = ({ table, raw, withheld }: Dataset): Receipt['raw'] =>
  withheld ? { withheld } : raw && { table, serde: serdeOf(raw).split('.').at(-1) ?? '' }

/** Objects of a dataset one after another: the first changes the record and the table, the others find it done. */
const turns = new Map<string, Promise<unknown>>()

function inTurn<T>(name: string, work: () => Promise<T>): Promise<T> {
  const turn = (turns.get(name) ?? Promise.resolve()).then(work, work)
  turns.set(name, turn)
  return turn
}

/** What this function has seen, or made, in Glue: the record's own words for the table. */
const verified = new Map<string, string>()

const attemptsMax = 40

async function published(known: Dataset, receipt: Receipt): Promise<Dataset> {
  let record = known
  for (let attempt = 1; ; attempt++) {
    try {
      if (verified.get(record.table) !== wordsOf(record)) record = await align(record.table)
      const isNew = await publishPartition(record, receipt)
      const now = isNew ? await read(record.table) : record // a table that changed meanwhile missed it
      if (wordsOf(now) === wordsOf(record)) return record
      record = now
    } catch (error) {
      if (!(error instanceof Conflict) || attempt >= attemptsMax) throw error
      verified.delete(record.table)
      await sleep(pauseMs(attempt))
    }
  }
}

/** Its partitions are all its folders'. */
export function askForRaw(table: string, delaySeconds = 0): Promise<void> {
  const body: MaintainMessage = { kind: 'raw', table }
  return send(environment.maintainQueue(), { body, delaySeconds })
}

/** By who comes again: the attempt before may have died at the table, or be there late. */
export const askForRawAgain = (table: string): Promise<void> =>
  askForRaw(table, rawMendDelaySeconds)

async function align(table: string): Promise<Dataset> {
  const { record, partitions, isBare } = await alignRawTable(table, read)
  if (isBare) await askForRaw(table)
  for (const values of partitions) keepPartition(record, values)
  verified.set(table, wordsOf(record))
  return record
}
