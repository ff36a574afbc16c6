/** Objects: what became of each, one, of a dataset, or in quarantine. */
import { setTimeout as sleep } from 'node:timers/promises'
import { asideOf } from '../../../aws/aside.ts'
import { environment } from '../../../aws/environment.ts'
import { type Answer, type Call, type Caller, json, nextLink } from '../../../aws/gateway/call.ts'
import { listObjects } from '../../../aws/listing.ts'
import { retryQuarantined as landAgain, marks } from '../../../aws/quarantine.ts'
import { getJson, NoSuchObject } from '../../../aws/s3.ts'
import { isListed } from '../../../lake/assetrow.ts'
import { entriesPrefix } from '../../../lake/entry.ts'
import { datasetOf } from '../../../lake/interpretation.ts'
import { objectId } from '../../../lake/key.ts'
import { RequestProblem } from '../../../lake/problem.ts'
import { type Receipt, receiptKeyOf, type State } from '../../../lake/receipt.ts'
import { assetsDataset, tableName } from '../../../lake/tablename.ts'
import { demandTable } from '../datasets/tables.ts'
import { cursorOf, eachOf, keyOf } from '../paging.ts'

interface One {
  object: string
}
interface Page {
  limit: number
  cursor?: string
}

export const receiptOf = async (object: string): Promise<Receipt | undefined> =>
  (await getJson<Receipt>(environment.workBucket(), receiptKeyOf(object)))?.value

/** What a reason quotes of the file is as much an original as the file. */
function reasonOf({ reason }: Receipt, { scopes }: Caller) {
  if (!reason?.at || scopes.has('originals:read')) return reason ?? null
  const { excerpt: _, ...at } = reason.at
  return { ...reason, at }
}

/** By which the API calls its dataset, of which nothing may be a table. */
export function nameOf({ table, object }: Receipt): string | undefined {
  const owner = datasetOf(object.key)
  return table ?? (owner && tableName(owner.source, owner.dataset))
}

/** The table among whose rows it is. */
const listedIn = (receipt: Receipt): string | undefined =>
  isListed(receipt) && receipt.listed && receipt.source
    ? tableName(receipt.source, assetsDataset)
    : undefined

function bodyOf(receipt: Receipt, caller: Caller) {
  const { object, state, table, rows, times, inspection, lake, raw, rescued } = receipt
  const named = Object.entries(times).map(([step, ms]) => [step, new Date(ms).toISOString()])
  return {
    object: objectId(object.key),
    key: object.key,
    version: object.versionId,
    bytes: object.bytes,
    state,
    table: table ?? null,
    dataset: nameOf(receipt) ?? null,
    interpretation: receipt.interpretation ?? 0,
    rows: rows ?? null,
    reason: reasonOf(receipt, caller),
    times: Object.fromEntries(named),
    evidence: inspection?.evidence ?? [],
    doubt: inspection?.doubt ?? [],
    pins: inspection?.pins ?? null,
    origin: receipt.origin ?? null,
    rescued: rescued ?? null,
    metadata: inspection?.asset ?? null,
    listed: listedIn(receipt) ?? null,
    snapshot: lake?.snapshotId ?? null,
    raw: raw ?? null,
    dataFile: lake ? { rows: Number(lake.file.records), bytes: Number(lake.file.bytes) } : null,
  }
}

export const unknownObject = (object: string): RequestProblem =>
  new RequestProblem('object.unknown', `There is no object ${object}.`)

const ends: ReadonlySet<State> = new Set(['committed', 'asset', 'quarantined', 'removed'])
const pollMs = 100

export async function getObject({
  params,
  query,
  caller,
}: Call<{ wait: number }, One>): Promise<Answer> {
  const until = Date.now() + query.wait * 1000
  for (;;) {
    const receipt = await receiptOf(params.object)
    if (receipt && (ends.has(receipt.state) || Date.now() >= until))
      return json(bodyOf(receipt, caller))
    if (Date.now() >= until) throw unknownObject(params.object)
    await sleep(pollMs)
  }
}

/** Every object that was normalised has its entry under its table. */
export async function listFiles({
  query,
  params,
  ...call
}: Call<Page, { name: string }>): Promise<Answer> {
  await demandTable(params.name)
  const prefix = entriesPrefix(params.name)
  const bucket = environment.workBucket()
  const after = keyOf(query.cursor, (key) => key.startsWith(prefix))
  const listed = await listObjects(bucket, prefix, { after, max: query.limit + 1 })
  const page = listed.slice(0, query.limit)
  const ids = page.map(({ key }) => key.slice(prefix.length, -'.json'.length))
  const receipts = await eachOf(ids, 32, receiptOf)
  const last = page.at(-1)
  const next = listed.length > page.length && last ? cursorOf(last.key) : null
  const objects = receipts.flatMap((receipt) => (receipt ? [bodyOf(receipt, call.caller)] : []))
  return json({ objects, next }, nextLink(call, next))
}

export const quarantinedMarks = (after?: string, max?: number) =>
  listObjects(environment.workBucket(), marks, { after, ...(max && { max }) })

/** Marks are in the order of time, the newest first; those of what has left quarantine are passed over. */
export async function listQuarantine({ query, ...call }: Call<Page>): Promise<Answer> {
  const after = keyOf(query.cursor, (key) => key.startsWith(marks))
  const listed = await quarantinedMarks(after, query.limit + 1)
  const page = listed.slice(0, query.limit)
  const ids = [...new Set(page.map(({ key }) => key.slice(-16)))]
  const receipts = await eachOf(ids, 32, async (id) => asideOf(await receiptOf(id)))
  const objects = receipts.flatMap((receipt) => (receipt ? [bodyOf(receipt, call.caller)] : []))
  const last = page.at(-1)
  const next = listed.length > page.length && last ? cursorOf(last.key) : null
  return json({ objects, next }, nextLink(call, next))
}

async function quarantined(object: string): Promise<Receipt> {
  const receipt = await receiptOf(object)
  if (!receipt) throw unknownObject(object)
  const aside = await asideOf(receipt)
  if (aside) return aside
  throw new RequestProblem('quarantine.not-in-it', `The object is ${receipt.state}.`)
}

export async function getQuarantined({ params, caller }: Call<object, One>): Promise<Answer> {
  const receipt = await asideOf(await receiptOf(params.object))
  if (!receipt) throw unknownObject(params.object)
  return json(bodyOf(receipt, caller))
}

export async function retryQuarantined({ params, caller }: Call<object, One>): Promise<Answer> {
  const receipt = await quarantined(params.object)
  await landAgain(receipt).catch((error) => {
    if (!(error instanceof NoSuchObject)) throw error
    throw new RequestProblem('quarantine.not-in-it', 'It is on its way already.')
  })
  const headers = { Location: `/v1/objects/${params.object}` }
  return { status: 202, headers, body: bodyOf(receipt, caller) }
}
