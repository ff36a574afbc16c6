/**
 * A dataset's files are read anew, as its interpretation says: each key gets a `look`, what is in quarantine lands again,
 * and once all receipts have followed the dataset's record is whole. A message does a page and hands on, so a death
 * anywhere leaves one that goes on; and looking at a file that has followed changes nothing.
 */
import { note } from '../../aws/activity.ts'
import { atOnce } from '../../aws/atonce.ts'
import { environment } from '../../aws/environment.ts'
import { commit, loadTable } from '../../aws/icebergtable.ts'
import { type Listed, listObjects } from '../../aws/listing.ts'
import { retryQuarantined } from '../../aws/quarantine.ts'
import { rebuildRaw } from '../../aws/rebuild.ts'
import { changeRecord } from '../../aws/records.ts'
import { getJson, NoSuchObject } from '../../aws/s3.ts'
import { send } from '../../aws/sqs.ts'
import { type Dataset, datasetKey, nameOf, replayed, whose } from '../../lake/dataset.ts'
import { planRenaming } from '../../lake/iceberg/renaming.ts'
import {
  type Interpretation,
  interpretationKey,
  isReplayed,
  pinnedIn,
  versionOf,
} from '../../lake/interpretation.ts'
import { addressOf, quarantinedFrom } from '../../lake/key.ts'
import { givenNamesMax, replayDelaySecondsMax, replayedAtOnce } from '../../lake/limits.ts'
import { isSameChain } from '../../lake/maintain/chain.ts'
import { type Receipt, receiptKey, type State } from '../../lake/receipt.ts'
import type {
  CommitMessage,
  ExaminedMessage,
  LookMessage,
  MaintainMessage,
} from '../../schemas/messages.ts'

type Replay = Extract<MaintainMessage, { kind: 'replay' }>

const pageKeys = 1_000 // of one listing; their looks are 100 calls

export async function replay(message: Replay): Promise<void> {
  const { source, dataset, version, phase, after } = message
  const key = interpretationKey(source, dataset)
  const found = await getJson<Interpretation>(environment.workBucket(), key)
  const record = found?.value
  if (record?.version !== version || isReplayed(record)) return
  if (!isSameChain(message, record)) return
  const listed = await listObjects(environment.rawBucket(), `${source}/${dataset}/`, {
    ...(after && { after }),
    max: pageKeys,
  })
  if (phase === 'look') {
    if (!after) await rename(record)
    return lookAt(message, record, listed)
  }
  return follow(message, record, listed)
}

/** What its columns are called by now shows in all files at once; each of them is read so afterwards. */
async function rename(record: Interpretation): Promise<void> {
  const names = pinnedIn(record)?.pins.names
  const { given = [] } = record
  if (!names || given.length > givenNamesMax) return
  const table = await tableOf(record)
  if (!(await loadTable(environment.lakeDatabase(), table))) return
  await commit(environment.lakeDatabase(), table, async ({ metadata }) => {
    const evolution = planRenaming(metadata, names, given)
    return evolution.changed ? { evolution } : undefined
  })
}

const tableOf = (owner: Interpretation): Promise<string> =>
  nameOf(owner.source, owner.dataset, async (name) =>
    whose((await getJson<Dataset>(environment.workBucket(), datasetKey(name)))?.value, owner),
  )

const goOn = (body: MaintainMessage, delaySeconds = 0): Promise<void> =>
  send(environment.maintainQueue(), { body, delaySeconds })

async function lookAt(message: Replay, record: Interpretation, listed: Listed[]): Promise<void> {
  for await (const _ of atOnce(listed, replayedAtOnce, ({ key }) => again(record, key)));
  const { after: _, ...rest } = message
  const last = listed.at(-1)
  if (last && listed.length === pageKeys) return goOn({ ...rest, after: last.key })
  await goOn({ ...rest, phase: 'follow' }, 1)
}

async function again(record: Interpretation, key: string): Promise<void> {
  const kind = addressOf(key).kind
  if (kind === 'data') return look(key)
  const original = kind === 'quarantine' ? quarantinedFrom(key) : undefined
  // The file that says how others are read is not read otherwise itself; landing again it would ask for the next replay.
  const isData = original !== undefined && addressOf(original).kind === 'data'
  const receipt = isData ? await receiptOf(original) : undefined
  if (receipt?.state !== 'quarantined' || isOf(receipt, record)) return
  await retryQuarantined(receipt).catch((error) => {
    if (!(error instanceof NoSuchObject)) throw error // it is on its way already
  })
}

function look(key: string): Promise<void> {
  const body: LookMessage = { kind: 'look', key }
  return send(environment.arrivalsQueue(), { body })
}

const receiptOf = async (key: string): Promise<Receipt | undefined> =>
  (await getJson<Receipt>(environment.workBucket(), receiptKey(key)))?.value

const isOf = ({ interpretation = 0 }: Receipt, record: Interpretation): boolean =>
  interpretation === versionOf(record)

const ends: ReadonlySet<State> = new Set(['committed', 'asset', 'quarantined', 'removed'])

/** Goes as far as files have followed; at the first that has not it waits. */
async function follow(message: Replay, record: Interpretation, listed: Listed[]): Promise<void> {
  const keys = listed.map(({ key }) => key)
  const receipts = await Promise.all(
    keys.map((key) => (addressOf(key).kind === 'data' ? receiptOf(key) : undefined)),
  )
  const late = keys.findIndex((key, i) => {
    if (addressOf(key).kind !== 'data') return false
    const receipt = receipts[i]
    return !receipt || !ends.has(receipt.state) || !isOf(receipt, record)
  })
  const { after, waited = 0, ...others } = message
  const example = message.example ?? receipts.find((receipt) => receipt?.table)?.object.key
  const rest = { ...others, ...(example && { example }) }
  if (late >= 0) {
    const last = keys[late - 1] ?? after
    const turns = last === after ? waited + 1 : 0
    if (turns > 0 && turns % 4 === 0) await look(keys[late]!)
    const delay = Math.min(replayDelaySecondsMax, 2 ** turns)
    return goOn({ ...rest, ...(last && { after: last }), waited: turns }, delay)
  }
  const last = keys.at(-1)
  if (last && listed.length === pageKeys) return goOn({ ...rest, after: last })
  await finish(record, example)
}

/**
 * All of them were read as they are to be: now it is known what they hold together, and what one SerDe reads. Nothing of
 * the dataset may be a table, or even be there, and its record is to say so nevertheless: the next file joins it.
 */
async function finish(record: Interpretation, example: string | undefined): Promise<void> {
  const { source, dataset, version } = record
  const bucket = environment.workBucket()
  const table = await tableOf(record)
  const found = await changeRecord<Dataset>(
    bucket,
    datasetKey(table),
    (present) => present && replayed(present, versionOf(record)),
  )
  if (found) {
    await rebuildRaw(table)
    await settle(table, example)
  }
  await changeRecord<Interpretation>(bucket, interpretationKey(source, dataset), (present) =>
    present?.version === version ? { ...present, replayed: version } : undefined,
  )
  note({ step: 'replayed', ...(found && { table }), detail: `version ${version}` })
}

async function settle(table: string, example: string | undefined): Promise<void> {
  const receipt = example && (await receiptOf(example))
  if (receipt) {
    const { key, sequencer } = receipt.object
    const examined: ExaminedMessage = { kind: 'examined', key, sequencer, table }
    await send(environment.arrivalsQueue(), { body: examined })
  }
  const message: CommitMessage = { kind: 'settle', table }
  await send(environment.commitQueue(), { body: message, group: table })
}
