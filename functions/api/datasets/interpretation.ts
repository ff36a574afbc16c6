/** How a dataset's files are read: what a person pins, undone, and looked at. maintain reads the files anew. */
import { environment } from '../../../aws/environment.ts'
import { type Answer, type Call, json } from '../../../aws/gateway/call.ts'
import { demandSource } from '../../../aws/gateway/caller.ts'
import { changeRecord } from '../../../aws/records.ts'
import { getJson, NoSuchObject } from '../../../aws/s3.ts'
import { send } from '../../../aws/sqs.ts'
import {
  datasetOf,
  type Interpretation,
  interpretationKey,
  interpretationKeyOf,
  isReplayed,
  nothingSaid,
  replayOf,
  type Said,
  said,
  unsaid,
} from '../../../lake/interpretation.ts'
import { Quarantined, RequestProblem } from '../../../lake/problem.ts'
import { assetsDataset, tableName } from '../../../lake/tablename.ts'
import { contradictionOf, type Pins } from '../../../schemas/interpretation.ts'
import { demandSaying, inspectedBy } from '../files/inspected.ts'
import { receiptOf } from '../files/objects.ts'
import { recordOf, unknownDataset } from './tables.ts'

interface Named {
  name: string
}
type Owner = Pick<Interpretation, 'source' | 'dataset'>

/** Whose the name is; where nothing of it is a table yet by what is said of it, or by one of its files. Throws RequestProblem where there is none. */
export async function ownerOf(name: string, file?: string): Promise<Owner> {
  const known = (await recordOf(name)) ?? (await saidOf(name))
  if (known) return known
  const receipt = file ? await receiptOf(file) : undefined
  const owner = receipt && datasetOf(receipt.object.key)
  if (!owner || tableName(owner.source, owner.dataset) !== name) throw unknownDataset(name)
  return owner
}

/** Throws RequestProblem where its rows are made of what assets say. */
function demandFiles({ source, dataset }: Owner): void {
  if (dataset !== assetsDataset) return
  const detail = `Its rows are what the assets of ${source} say: pin how their own datasets are read.`
  throw new RequestProblem('interpretation.refused', detail)
}

/** Throws RequestProblem where two pins cannot both hold. */
export function demandSense(pins: Pins): void {
  const contradiction = contradictionOf(pins)
  if (!contradiction) return
  const errors = [
    { in: 'body' as const, name: `/pins/${contradiction.pin}`, detail: contradiction.why },
  ]
  throw new RequestProblem('interpretation.refused', contradiction.why, { errors })
}

export const interpretationOf = ({ source, dataset }: Owner): Promise<Interpretation | undefined> =>
  saidOf(tableName(source, dataset))

const saidOf = async (name: string): Promise<Interpretation | undefined> =>
  (await getJson<Interpretation>(environment.workBucket(), interpretationKeyOf(name)))?.value

const timeOf = (ms: number): string | null => (ms > 0 ? new Date(ms).toISOString() : null)
const wordOf = ({ version, pins, by, atMs }: Said) => ({
  ...{ version, pins, by: by || null, at: timeOf(atMs) },
})

const bodyOf = (record: Interpretation) => ({
  ...wordOf(record.said),
  version: record.version,
  before: record.before.map(wordOf),
  definition: record.defined?.pins ?? null,
  hint: record.hint ?? null,
  isReplayed: isReplayed(record),
})

export async function getInterpretation({
  params,
  query,
}: Call<{ file?: string }, Named>): Promise<Answer> {
  const owner = await ownerOf(params.name, query.file)
  return json(bodyOf((await interpretationOf(owner)) ?? nothingSaid(owner)))
}

export async function pinInterpretation({
  params,
  body,
  caller,
}: Call<object, Named, { pins: Pins; file?: string }>): Promise<Answer> {
  const owner = await ownerOf(params.name, body.file)
  demandSource(caller, owner.source)
  demandFiles(owner)
  demandSense(body.pins)
  const { source, dataset } = owner
  const who = { by: caller.subject, nowMs: Date.now() }
  if (body.file) await demandSayingOf(body.file, owner, body.pins)
  return changed(owner, (present) => said(present, { source, dataset }, body.pins, who))
}

/** Of a file that is of the dataset; of one that is broken, or gone, everything may be said. */
async function demandSayingOf(file: string, owner: Owner, pins: Pins): Promise<void> {
  const receipt = await receiptOf(file)
  const of = receipt && datasetOf(receipt.object.key)
  if (!receipt || of?.source !== owner.source || of.dataset !== owner.dataset) return
  const present = await interpretationOf(owner)
  const record = said(present, owner, pins, { by: '', nowMs: 0 })
  try {
    const dataset = await recordOf(tableName(owner.source, owner.dataset))
    const { inspection } = await inspectedBy(receipt, record, dataset)
    demandSaying(pins, present?.said.pins, inspection.format)
  } catch (error) {
    if (!(error instanceof Quarantined || error instanceof NoSuchObject)) throw error
  }
}

export async function undoInterpretation({ params, caller }: Call<object, Named>): Promise<Answer> {
  const owner = await ownerOf(params.name)
  demandSource(caller, owner.source)
  return changed(owner, (present) => {
    const before = present && unsaid(present, Date.now())
    if (before) return before
    throw new RequestProblem('interpretation.unknown', 'There is nothing to go back to.')
  })
}

/** Asked again it is the same version; its replay is asked for as long as it has not ended. */
async function changed(
  { source, dataset }: Owner,
  change: (present: Interpretation | undefined) => Interpretation,
): Promise<Answer> {
  const key = interpretationKey(source, dataset)
  const found = await changeRecord(environment.workBucket(), key, change)
  const record = found!.value
  if (!isReplayed(record)) await send(environment.maintainQueue(), { body: replayOf(record) })
  return { status: 202, body: bodyOf(record) }
}
