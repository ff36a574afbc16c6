/** A table whose rows are not those that its receipts say: which objects they are of, and what mends it. */
import { objectId } from '../lake/key.ts'
import { reconcileReadsAtOnce, takenBackLookSeconds } from '../lake/limits.ts'
import { rowsSaid, takenBack } from '../lake/maintain/agreement.ts'
import { isCurrent, type Receipt, receiptKey, receiptKeyOf } from '../lake/receipt.ts'
import type { CommitMessage, LookMessage, NormaliseMessage } from '../schemas/messages.ts'
import { atOnce } from './atonce.ts'
import { readDataset } from './datasets.ts'
import { environment } from './environment.ts'
import { loadTable } from './icebergtable.ts'
import { objectsUnder } from './listing.ts'
import { changeRecord } from './records.ts'
import { getJson, type Json } from './s3.ts'
import { send } from './sqs.ts'
import { rowsByObject } from './tableobjects.ts'

export interface Disagreement {
  /** Of the object; undefined where no receipt tells it. */
  key: string | undefined
  id: string
  /** Rows by the receipt, and in the table. */
  said: number
  held: number
}

/** All of them; each is mended unless the run is dry, or nobody knows its key. */
export async function mendAgreement(
  table: string,
  { dryRun = false } = {},
): Promise<Disagreement[]> {
  const suspects = await suspectsOf(table)
  const receipts = new Map<string, Json<Receipt> | undefined>()
  for await (const [id, found] of atOnce(suspects, reconcileReadsAtOnce, readReceipt)) {
    receipts.set(id, found)
  }
  if (receipts.size === 0) return []
  const held = await heldBy(table) // after the receipts: what they said then, the table must hold
  const all: Disagreement[] = []
  for (const [id, found] of receipts) {
    const said = rowsSaid(found?.value, table)
    const rows = held.get(id) ?? 0
    if (said === undefined || said === rows) continue
    all.push({ key: found?.value.object.key, id, said, held: rows })
    if (found && !dryRun) await mend(found, table)
  }
  return all
}

const readReceipt = async (id: string): Promise<[string, Json<Receipt> | undefined]> => [
  id,
  await getJson<Receipt>(environment.workBucket(), receiptKeyOf(id)),
]

async function heldBy(table: string): Promise<Map<string, number>> {
  const present = await loadTable(environment.lakeDatabase(), table)
  return present ? rowsByObject(present.metadata) : new Map()
}

/** By a first look, in which anything may move: the ids of objects that do not agree. */
async function suspectsOf(table: string): Promise<string[]> {
  const { source, dataset } = await readDataset(table)
  const held = await heldBy(table)
  const suspects: string[] = []
  const keys = objectsUnder(environment.rawBucket(), `${source}/${dataset}/`)
  const looked = atOnce(keys, reconcileReadsAtOnce, ({ key }) => readReceipt(objectId(key)))
  for await (const [id, found] of looked) {
    const said = rowsSaid(found?.value, table)
    if (said !== undefined && said !== (held.get(id) ?? 0)) suspects.push(id)
    held.delete(id)
  }
  return [...suspects, ...held.keys()] // what is left has no object any more
}

/** Its rows are written again as its original says them, in the place of whatever the table has of it. */
export async function landAgain(id: string, table: string): Promise<void> {
  const [, found] = await readReceipt(id)
  if (found?.value.state === 'committed' && found.value.table === table) await mend(found, table)
}

/** A receipt that moved on meanwhile is left to whoever moved it. Who dies once it is taken back has asked to look before. */
async function mend(found: Json<Receipt>, table: string): Promise<void> {
  const { object, state } = found.value
  const { key, sequencer } = object
  const next = takenBack(found.value, table)
  const look: LookMessage = { kind: 'look', key }
  await send(environment.arrivalsQueue(), { body: look, delaySeconds: takenBackLookSeconds })
  const written = await changeRecord<Receipt>(
    environment.workBucket(),
    receiptKey(key),
    (present) => {
      const isSame = isCurrent(present, sequencer) && present.state === state
      return isSame ? next : undefined
    },
    { found },
  )
  if (written?.value !== next) return
  if (next.state === 'landed') {
    const message: NormaliseMessage = { kind: 'normalise', key, sequencer, table }
    return send(environment.normaliseQueue(), { body: message })
  }
  const message: CommitMessage = { kind: 'removed', key, sequencer, table }
  return send(environment.commitQueue(), { body: message, group: table })
}
