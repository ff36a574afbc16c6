/** Staged and removed objects of one table, in one commit. */
import { note } from '../../aws/activity.ts'
import { environment } from '../../aws/environment.ts'
import { commit, type IcebergTable, readUri } from '../../aws/icebergtable.ts'
import { changeRecord } from '../../aws/records.ts'
import { rewrite, type Workshop } from '../../aws/rewrite.ts'
import { getJson, type Json } from '../../aws/s3.ts'
import { readRules } from '../../aws/scoringrules.ts'
import { send } from '../../aws/sqs.ts'
import { type Arrival, planArrivals } from '../../lake/iceberg/arrivals.ts'
import type { Change } from '../../lake/iceberg/commit.ts'
import { currentSchema, currentSnapshot, type Metadata } from '../../lake/iceberg/metadata.ts'
import { objectId } from '../../lake/key.ts'
import { isPredicted } from '../../lake/predict/job.ts'
import { cleared, committed, isCurrent, type Receipt, receiptKey } from '../../lake/receipt.ts'
import type { CommitMessage, NormaliseMessage } from '../../schemas/messages.ts'
import type { ScoreMessage, ScoringRules } from '../../schemas/predictionjob.ts'
import { withTable } from './lost.ts'

type ObjectMessage = Extract<CommitMessage, { kind: 'object' | 'removed' }>
type Found = Json<Receipt>

/** What the receipts of a batch ask for, as they were after the table was read. */
interface Wanted {
  staged: Found[]
  removed: Found[]
  /** Their files hold a column that was replaced since: they are to be written again. */
  outdated: Found[]
}

/**
 * The table's metadata after it; undefined where there is no table, nor files that tell of one: then there is nothing to
 * take out of it, and what was staged for it is written again, into the one that normalise makes.
 */
export async function commitObjects(
  table: string,
  messages: ObjectMessage[],
  workshop: Workshop,
): Promise<Metadata | undefined> {
  const metadata = await withTable(table, () => commitAll(table, messages, workshop))
  if (!metadata) await record(await wantedOf(messages, undefined), '')
  return metadata
}

async function commitAll(
  table: string,
  messages: ObjectMessage[],
  workshop: Workshop,
): Promise<Metadata> {
  let wanted: Wanted = { staged: [], removed: [], outdated: [] }
  const committing = commit(environment.lakeDatabase(), table, async (present) => {
    // After the table, so that a version that was superseded meanwhile is dropped or loses the swap.
    wanted = await wantedOf(messages, present.metadata)
    return changeOf(present, wanted, workshop)
  })
  const [{ metadata, prepared }, rules] = await Promise.all([committing, rulesOf(table)])
  const snapshotId = String(
    prepared?.snapshotId ?? currentSnapshot(metadata)?.['snapshot-id'] ?? '',
  )
  // Before the receipts: a committer that dies in between is called again, and a receipt that is done says nothing.
  await tellRules(rules, table, [...wanted.staged, ...wanted.removed])
  await record(wanted, snapshotId)
  return metadata
}

const rulesOf = async (table: string): Promise<ScoringRules> =>
  isPredicted(table) ? {} : readRules(table)

/** The rows have come, or gone: their predictions are to follow. */
async function tellRules(rules: ScoringRules, table: string, changed: Found[]): Promise<void> {
  const sent = Object.entries(rules).flatMap(([model, { alias }]) =>
    changed.map(({ value: { object } }) => {
      const { key, sequencer } = object
      const message: ScoreMessage = { kind: 'changed', model, alias, table, key, sequencer }
      return send(environment.scoreQueue(), { body: message })
    }),
  )
  await Promise.all(sent)
}

async function wantedOf(
  messages: ObjectMessage[],
  metadata: Metadata | undefined,
): Promise<Wanted> {
  const wanted: Wanted = { staged: [], removed: [], outdated: [] }
  const ids = new Set(metadata && currentSchema(metadata).fields.map(({ id }) => id))
  const bucket = environment.workBucket()
  // The last message of a key need not be of its newest version: who sent an older one may be slow.
  const ofKeys = Map.groupBy(messages, ({ key }) => key)
  await Promise.all(
    Array.from(ofKeys, async ([key, told]) => {
      const found = await getJson<Receipt>(bucket, receiptKey(key))
      const receipt = found?.value
      if (!found || !receipt?.staged) return
      if (!told.some(({ sequencer }) => isCurrent(receipt, sequencer))) return
      if (receipt.state === 'removing' || receipt.state === 'asset') wanted.removed.push(found)
      // Taken back by a committer that may have died before it said so to normalise.
      if (receipt.state === 'landed') wanted.outdated.push(found)
      if (receipt.state !== 'staged') return
      const isOutdated = !metadata || receipt.lake?.file.fieldIds.some((id) => !ids.has(id))
      wanted[isOutdated ? 'outdated' : 'staged'].push(found)
    }),
  )
  return wanted
}

async function changeOf(
  { metadata }: IcebergTable,
  { staged, removed }: Wanted,
  workshop: Workshop,
): Promise<Change | undefined> {
  const arrivals = [
    ...removed.map(({ value }) => ({ objectId: objectId(value.object.key), replaces: true })),
    ...staged.map(({ value }): Arrival => {
      const { file, since, replaces } = value.lake!
      return { objectId: objectId(value.object.key), replaces, file, since }
    }),
  ]
  const plan = await planArrivals(readUri, metadata, arrivals)
  const { add, remove } = await withoutObjects(metadata, plan.shared, plan.without, workshop)
  const change: Change = {
    add: [...plan.add, ...add],
    remove: [...plan.remove, ...remove],
    readAt: metadata['last-sequence-number'],
  }
  if (change.add!.length + change.remove!.length > 0) return change
  // A committer may still be under way that was to add what is removed, or to write again what is there already, and
  // would find the table as it read it.
  return removed.length + staged.length > 0 ? { isFence: true } : undefined
}

/** Merged files that hold rows of these objects, written again without them. */
async function withoutObjects(
  metadata: Metadata,
  shared: Awaited<ReturnType<typeof planArrivals>>['shared'],
  without: string[],
  workshop: Workshop,
): Promise<{ add: NonNullable<Change['add']>; remove: string[] }> {
  const add: NonNullable<Change['add']> = []
  const remove: string[] = []
  for (const file of shared) {
    const { fields } = currentSchema(metadata)
    const written = await rewrite(workshop, metadata, [file], fields, { without })
    if (written.lostRows === 0) continue // the bounds said "perhaps", the rows say no
    remove.push(file.path)
    add.push(...written.files)
  }
  return { add, remove }
}

async function record({ staged, removed, outdated }: Wanted, snapshotId: string): Promise<void> {
  const nowMs = Date.now()
  await Promise.all([
    ...staged.map(async (found) => {
      await change(found, (receipt) => committed(receipt, snapshotId, nowMs))
      const { object, rows = 0, table = '', times } = found.value
      const tookMs = nowMs - (times.event ?? nowMs)
      note({ step: 'committed', table, key: object.key, rows, bytes: object.bytes, tookMs })
    }),
    ...removed.map((found) => change(found, (receipt) => cleared(receipt, nowMs))),
    ...outdated.map(async (found) => {
      await change(found, (receipt) => ({ ...receipt, state: 'landed' }))
      const { object, table = '' } = found.value
      const { key, sequencer } = object
      const message: NormaliseMessage = { kind: 'normalise', key, sequencer, table }
      await send(environment.normaliseQueue(), { body: message })
    }),
  ])
}

/** A receipt that moved on meanwhile is left to the message that moved it, also where it was staged once more since. */
function change(found: Found, next: (receipt: Receipt) => Receipt): Promise<unknown> {
  const { object, state, times } = found.value
  const isSame = (present: Receipt | undefined): present is Receipt =>
    isCurrent(present, object.sequencer) &&
    present.state === state &&
    present.times.staged === times.staged
  return changeRecord<Receipt>(
    environment.workBucket(),
    receiptKey(object.key),
    (present) => (isSame(present) ? next(present) : undefined),
    { found },
  )
}
