/** What S3 holds against receipts, a stretch of ids at a time: whatever disagrees is looked at. */
import type { Interpretation } from '../lake/interpretation.ts'
import { objectId } from '../lake/key.ts'
import { reconcileKeysAtOnce, reconcileReadsAtOnce } from '../lake/limits.ts'
import type { Current } from '../lake/look.ts'
import {
  type Counts,
  counted,
  type Held,
  type Judgement,
  judge,
  noCounts,
  type Sums,
  summed,
} from '../lake/maintain/reconcile.ts'
import { heardAt, isHeard, saidBy, type Word } from '../lake/maintain/saidby.ts'
import { Shard } from '../lake/maintain/shard.ts'
import { type Receipt, receiptKey, receiptKeyOf } from '../lake/receipt.ts'
import type { LookMessage } from '../schemas/messages.ts'
import { atOnce } from './atonce.ts'
import { environment } from './environment.ts'
import { type Listed, objectsUnder } from './listing.ts'
import { getJson } from './s3.ts'
import { send } from './sqs.ts'
import { currentVersions } from './versions.ts'

/** How far a run is: it may end at any stretch of ids, and another goes on. */
export interface Progress {
  /** The first id that was not looked at yet; undefined where all were. */
  from: string | undefined
  counts: Counts
  sums: Sums
}

export const beginning = (): Progress => ({ from: '', counts: noCounts(), sums: {} })

export interface ReconcileOptions {
  /** Says what would be done, and sends nothing. */
  dryRun?: boolean
  /** What changed after it may be under way still: milliseconds since 1970. */
  youngMs: number
  /** Ids held in memory. */
  keysAtOnce?: number
  /** Told of each key that is not as it should be. */
  onKey?: (key: string, judgement: Judgement) => void
}

type Stretch = Shard<Current>

/** One stretch of ids. Wants the functions' environment. */
export async function reconcileStretch(
  { from = '', counts, sums }: Progress,
  options: ReconcileOptions,
): Promise<Progress> {
  const stretch = await listed(from, options)
  const words = new Map<string, Word>()
  const next: Progress = {
    from: stretch.until,
    counts: { ...counts },
    sums: structuredClone(sums),
  }
  const receipts = atOnce(receiptsOf(stretch, from), reconcileReadsAtOnce, async (receipt) => {
    const found = await getJson<Receipt>(environment.workBucket(), receipt.key)
    if (!found) return
    const held = { receipt: found.value, writtenMs: receipt.modifiedMs }
    const id = objectId(found.value.object.key)
    const current = stretch.things.get(id)
    stretch.things.delete(id)
    await settle(next, held, current, options)
    const word = current && saidBy(found.value)
    if (word) words.set(JSON.stringify(word), word)
  })
  for await (const _ of receipts);
  if (!options.dryRun) await tellUnheard(words.values())
  const unknown = atOnce(stretch.things.values(), reconcileReadsAtOnce, (current) =>
    settle(next, undefined, current, options),
  )
  for await (const _ of unknown);
  return next
}

/** What says how others are read, and of which no record knows: the word of it was lost, and no night asks for it. */
async function tellUnheard(words: Iterable<Word>): Promise<void> {
  const told = atOnce(words, reconcileReadsAtOnce, async (word) => {
    const record = await getJson<Interpretation>(environment.workBucket(), heardAt(word))
    if (!isHeard(word, record?.value)) await send(environment.maintainQueue(), { body: word })
  })
  for await (const _ of told);
}

/** The keys of one folder alone: what has no receipt lands. */
export async function reconcileUnder(prefix: string, options: ReconcileOptions): Promise<Counts> {
  const bucket = environment.rawBucket()
  const run = beginning()
  const versions = currentVersions(bucket, prefix)
  const settled = atOnce(versions, reconcileReadsAtOnce, async (version) => {
    const found = await getJson<Receipt>(environment.workBucket(), receiptKey(version.key))
    const held = found && { receipt: found.value, writtenMs: 0 }
    await settle(run, held, { bucket, ...version }, options)
  })
  for await (const _ of settled);
  return run.counts
}

/** S3's side of the stretch. */
async function listed(from: string, options: ReconcileOptions): Promise<Stretch> {
  const stretch = new Shard<Current>(from, options.keysAtOnce ?? reconcileKeysAtOnce)
  const bucket = environment.rawBucket()
  for await (const version of currentVersions(bucket, '')) {
    stretch.add(objectId(version.key), { bucket, ...version })
  }
  return stretch
}

async function* receiptsOf(stretch: Stretch, from: string): AsyncGenerator<Listed> {
  const after = from && receiptKeyOf(from).slice(0, -'.json'.length) // so that the id `from` itself comes
  const receipts = objectsUnder(environment.workBucket(), 'receipts/', { after })
  const until = stretch.until && receiptKeyOf(stretch.until)
  for await (const receipt of receipts) {
    if (until !== undefined && receipt.key >= until) return
    yield receipt
  }
}

async function settle(
  { counts, sums }: Progress,
  held: Held | undefined,
  current: Current | undefined,
  { youngMs, dryRun = false, onKey }: ReconcileOptions,
): Promise<void> {
  const key = held?.receipt.object.key ?? current?.key ?? ''
  const judgement = judge(key, held, current, youngMs)
  counted(counts, judgement, held, current)
  if (held) summed(sums, held.receipt, judgement === 'settled')
  if (judgement === 'settled') return
  onKey?.(key, judgement)
  if (judgement !== 'young' && !dryRun) await look(key)
}

function look(key: string): Promise<void> {
  const message: LookMessage = { kind: 'look', key }
  return send(environment.arrivalsQueue(), { body: message })
}
