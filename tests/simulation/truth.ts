/** What must be true once all is quiet: what senders did, in a Map, against what the lake says. */

import type { Dataset } from '../../lake/dataset.ts'
import { addressOf, isAssetRowKey, isPredictedKey, objectId } from '../../lake/key.ts'
import { predictedTable } from '../../lake/predict/job.ts'
import { type Receipt, receiptKey } from '../../lake/receipt.ts'
import type { Erasure } from '../../schemas/erasure.ts'
import { assetsWrong, assetTables, erasedAssetWrong } from './assets.ts'
import type { Cells, Content } from './content.ts'
import { isLoss } from './losses.ts'
import type { GlueModel } from './models/glue.ts'
import type { S3Event, S3Model } from './models/s3.ts'
import type { QueueModel } from './models/sqs.ts'
import { predictionsWrong, ruled } from './rule.ts'
import {
  hintKey,
  icebergFolder,
  icebergKey,
  logKey,
  type Named,
  nextCommit,
  type Saying,
  said,
} from './sayings.ts'
import type { Schedule } from './schedule.ts'
import { secretsWrong, takenBy, writtenAgain } from './secrets.ts'
import { erasedRowsWrong, healedFiles, missingFiles } from './storage.ts'
import { insertedWrong } from './strangers.ts'
import { sameRows, type Table, tableOf } from './tables.ts'
import { sayingsWrong } from './words.ts'

/** What is looked at. */
export interface World {
  s3: S3Model
  glue: GlueModel
  queues: Map<string, QueueModel>
  timeline: { nowMs: number }
  /** Tables of which somebody was told that they are lost. */
  givenUp: string[]
}

interface Seen {
  versionId: string
  etag: string
  modifiedMs: number
  /** Absent: a delete marker. */
  content?: Content | undefined
  /** When its sender took it away for good. */
  goneMs?: number
  /** Something was put over it, whatever became of that. */
  isBeneath?: boolean
}

export class Truth {
  /** By key, the newest first, as its senders see it: what we take away ourselves is still there. */
  private readonly stacks = new Map<string, Seen[]>()
  /** Whatever was there. */
  private readonly pasts = new Map<string, Seen[]>()
  private readonly contents = new Map<string, Content>()
  private readonly gone = new Set<string>()
  private readonly droppedOf = new Set<string>()
  private readonly isMixed: boolean
  private readonly hasRule: boolean
  private readonly isUnheard: boolean
  private readonly hasLosses: boolean

  /** For so long the dataset keeps its objects. */
  keptMs = Number.POSITIVE_INFINITY

  /** By another engine. */
  readonly inserted: Cells[] = []

  private readonly nowMs: () => number

  constructor({ old, rule = false, faults, operations }: Schedule, nowMs: () => number) {
    this.nowMs = nowMs
    this.isMixed = old > 0
    this.hasRule = rule
    this.hasLosses = operations.some(isLoss)
    this.isUnheard = faults.some(({ kind }) => kind === 'unheard')
  }

  /** What a person said last; until then nobody else says anything. */
  pinned: Saying | undefined
  saying: Promise<void> = Promise.resolve()

  wrote(content: Content): void {
    this.contents.set(content.bytes.toString('latin1'), content)
  }

  dropped(key: string, versionId: string): void {
    this.gone.add(`${key} ${versionId}`)
    this.droppedOf.add(key)
  }

  /** Whether an event that comes again may tell something: that what is in quarantine was deleted, or was ever there. */
  get mayLearn(): boolean {
    return this.isUnheard || [...this.pasts.values()].flat().some(isBroken)
  }

  keys(): string[] {
    return [...this.stacks.keys()]
  }

  /** What the newest commit of those that follow one another, and are whole, says; undefined where there is none. */
  namedBy(s3: Pick<S3Model, 'current'>): Named | undefined {
    let named: Named | undefined
    for (const keyOf of [logKey, icebergKey]) {
      for (let version = 0; version < nextCommit(s3, keyOf); version++) {
        const found = s3.current('raw', keyOf(version))!
        const content = this.contents.get(found.bytes.toString('latin1'))
        const isWhole = content?.needs?.every((name) => s3.current('raw', icebergFolder + name))
        if (isWhole !== false) named = content?.named
        else named ??= []
      }
    }
    return named
  }

  /** By whose words the object is read: a person's, its upload's, the file's beside it. */
  private saidOf(world: World, content?: Content): Saying | undefined {
    return this.pinned ?? content?.says ?? this.newestOf(world, hintKey)?.says
  }

  /** Its rows, as whoever has a say in it says. */
  private rowsIn(world: World, key: string, content: Content | undefined): Cells[] | undefined {
    if (!content?.rows || !key.startsWith(said.folder)) return content?.rows
    const named = this.namedBy(world.s3)
    if (named && !named.includes(key.slice(said.folder.length))) return undefined
    return this.saidOf(world, content) === 'asset' ? undefined : content.rows
  }

  changed({ name, key, version }: S3Event): void {
    if (addressOf(key).kind === 'quarantine' || isPredictedKey(key) || isAssetRowKey(key)) return
    const { versionId, etag, modifiedMs } = version
    const stack = this.stacks.get(key) ?? []
    if (name !== 'ObjectRemoved:Delete') {
      const content = this.contents.get(version.bytes.toString('latin1'))
      if (!content && this.wroteAgain(key, version)) return
      if (stack[0]) stack[0].isBeneath = true
      const seen: Seen = { versionId, etag, modifiedMs, ...(!version.isMarker && { content }) }
      this.stacks.set(key, [seen, ...stack])
      this.pasts.set(key, [seen, ...(this.pasts.get(key) ?? [])])
    } else if (this.gone.has(`${key} ${versionId}`) || this.isPast(key, version)) {
      const gone = stack.find((seen) => seen.versionId === versionId)
      if (gone) gone.goneMs = this.nowMs()
      this.stacks.set(
        key,
        stack.filter((seen) => seen !== gone),
      )
    }
  }

  private isPast(key: string, { modifiedMs }: S3Event['version']): boolean {
    const isPast = key.startsWith(said.folder) && modifiedMs < this.nowMs() - this.keptMs
    if (isPast) this.droppedOf.add(key)
    return isPast
  }

  /** An erasure, without some rows: to the sender it is the same version. */
  private wroteAgain(key: string, version: S3Event['version']): boolean {
    const [stack, past] = [this.stacks.get(key) ?? [], this.pasts.get(key) ?? []]
    const again = writtenAgain(version, [...stack, ...past])
    if (!again) return false
    const at = stack.findIndex(({ content }) => content && content.bytes === again.of.bytes)
    this.stacks.set(key, at < 0 ? [again.seen, ...stack] : stack.with(at, again.seen))
    this.pasts.set(key, [again.seen, ...past])
    return true
  }

  receiptOf({ s3 }: Pick<World, 's3'>, key: string): Receipt | undefined {
    const found = s3.current('work', receiptKey(key))
    return found && JSON.parse(found.bytes.toString())
  }

  /** In words; empty where all is well. */
  async wrong(world: World): Promise<string[]> {
    const wrong: string[] = []
    const tables = new Map<string, Table>()
    for (const row of world.glue.tables.keys()) {
      const [, name] = /^lake\.(.+)$/.exec(row) ?? []
      if (name) tables.set(name, await tableOf(world, name, wrong))
    }
    wrong.push(...(await missingFiles(world, !this.hasLosses)))
    wrong.push(...(this.hasLosses ? world.givenUp : healedFiles(world)))
    wrong.push(...insertedWrong(tables.get(said.table), this.inserted))
    const predictions = tables.get(predictedTable(ruled.model)) ?? new Map()
    tables.delete(predictedTable(ruled.model))
    wrong.push(...assetsWrong(tables, this.assetsOf(world)))
    for (const name of assetTables) tables.delete(name)
    for (const key of this.keys()) wrong.push(...this.wrongOf(world, key, tables))
    for (const [table, objects] of tables) {
      for (const id of objects.keys()) wrong.push(`${table} holds rows of nobody's: ${id}`)
    }
    const rowsOf = new Map(this.keys().map((key) => [key, this.newestOf(world, key)?.rows ?? []]))
    if (this.hasRule) wrong.push(...predictionsWrong(predictions, rowsOf))
    wrong.push(...this.rawWrong(world), ...this.erasuresWrong(world))
    wrong.push(...secretsWrong(world.s3, valueErasuresOf(world.s3), this.pasts))
    const hint = this.newestOf(world, hintKey)?.says
    const isLogged = this.namedBy(world.s3) !== undefined
    const receipts = this.keys().map((key) => this.receiptOf(world, key))
    wrong.push(...(await sayingsWrong(world, { pinned: this.pinned, hint, isLogged }, receipts)))
    for (const [name, { dead, visible, taken }] of world.queues) {
      if (dead.length > 0) wrong.push(`dead letters of ${name}: ${dead.map(({ body }) => body)}`)
      if (visible.length + taken.size > 0) wrong.push(`${name} is not empty`)
    }
    return wrong
  }

  /** What lies there and is no table, as it is or as somebody says; what a log leaves out has no row. */
  private assetsOf(world: World): Map<string, Content> {
    const all = this.keys().flatMap((key): [string, Content][] => {
      const content = this.newestOf(world, key)
      const isData = addressOf(key).kind === 'data' && !content?.isOfLog
      const isListed = content && isData && !this.rowsIn(world, key, content)
      const named = key.startsWith(said.folder) ? this.namedBy(world.s3) : undefined
      const isNamed = !named || named.includes(key.slice(said.folder.length))
      return isListed && isNamed ? [[key, content]] : []
    })
    return new Map(all)
  }

  /** What of the key is to be erased. */
  private erasedOf(world: World, key: string): (seen: Seen) => boolean {
    const isOfObject = this.erasedWith(world, key)
    const isTaken = takenBy(valueErasuresOf(world.s3), (content) => isKept(world, key, content))
    return (seen) => isOfObject(seen) || isTaken(seen)
  }

  private erasedWith({ s3 }: World, key: string): (seen: Seen) => boolean {
    const erasures = erasuresOf(s3, key)
    const askedMs = Math.max(...erasures.map(({ createdAtMs }) => createdAtMs))
    const endedMs = Math.max(...erasures.map(({ endedAtMs = Infinity }) => endedAtMs))
    const isLongErased = ({ modifiedMs }: Seen): boolean =>
      erasures.some((one) => modifiedMs <= one.createdAtMs && (one.endedAtMs ?? askedMs) < askedMs)
    const past = (this.pasts.get(key) ?? []).filter(
      (seen) => seen.modifiedMs <= askedMs && !isLongErased(seen),
    )
    const there = past.filter(({ goneMs = Infinity }) => goneMs > askedMs)
    const etagsOf = (all: Seen[]) => new Set(all.flatMap((one) => (one.content ? [one.etag] : [])))
    const [erased, known] = [etagsOf(there), etagsOf(past)]
    const isLeft = ({ versionId }: Seen): boolean =>
      s3.versions('raw', key).some((version) => version.versionId === versionId)
    // The same bytes are another object once it is done: a sender may land them anew. Bytes that a sender had taken away
    // before it was asked nobody may ever have seen: whether they are known again is not said.
    return (seen) => {
      if (seen.modifiedMs <= askedMs) return true
      if (seen.modifiedMs > endedMs) return false
      return erased.has(seen.etag) || (known.has(seen.etag) && !isLeft(seen))
    }
  }

  /** As its senders see it, the newest first. */
  private stackOf(world: World, key: string): Seen[] {
    const isErased = this.erasedOf(world, key)
    return (this.stacks.get(key) ?? []).filter((seen) => !isErased(seen))
  }

  /** Of what is not aside. */
  private newestOf(world: World, key: string): Content | undefined {
    return this.stackOf(world, key).find((seen) => !isBroken(seen))?.content
  }

  private erasuresWrong(world: World): string[] {
    return this.keys().flatMap((key) => {
      const erasures = erasuresOf(world.s3, key)
      if (erasures.length === 0) return []
      const isErased = this.erasedOf(world, key)
      const left = (this.pasts.get(key) ?? []).filter(
        (seen) => !isErased(seen) && seen.content?.rows,
      )
      const ids = new Set(left.flatMap(({ content }) => (content?.rows ?? []).map(({ id }) => id)))
      const kept = new Set(left.map(({ etag }) => etag))
      const wrong = erasures.flatMap(({ id, state }) =>
        state === 'done' ? [] : [`erasure ${id} is ${state}`],
      )
      const gone = (this.pasts.get(key) ?? []).filter((seen) => isErased(seen) && seen.content)
      for (const place of [key, asideOf(key)]) {
        const there = world.s3.versions('raw', place).filter((of) => !kept.has(of.etag))
        const etags = there.map(({ etag }) => etag)
        if (gone.some(({ etag }) => etags.includes(etag))) wrong.push(`${place} still lies there`)
      }
      const askedMs = Math.max(...erasures.map(({ createdAtMs }) => createdAtMs))
      wrong.push(...erasedAssetWrong(world, key, askedMs))
      return [...wrong, ...erasedRowsWrong(world, key, (id) => ids.has(id))]
    })
  }

  private wrongOf(world: World, key: string, tables: Map<string, Table>): string[] {
    const stack = this.stackOf(world, key)
    const isErased = this.erasedOf(world, key)
    const wasBroken = this.pasts.get(key)?.some((seen) => isBroken(seen) && !isErased(seen))
    const first = stack.findIndex((seen) => !isBroken(seen))
    const aside = stack.slice(0, first < 0 ? stack.length : first)
    const effective = stack[first]?.content
    const wanted = this.rowsIn(world, key, effective)
    const receipt = this.receiptOf(world, key)
    const wrong: string[] = []
    for (const { content } of aside) {
      if (!isKept(world, key, content!))
        wrong.push(`${key}: what was broken is neither aside nor there`)
    }
    // Of what was beneath it, and was dropped or erased; and the release before takes its own taking away for the sender's.
    const mayBeRemoved =
      this.droppedOf.has(key) ||
      this.isMixed ||
      [...erasuresOf(world.s3, key), ...valueErasuresOf(world.s3)].length > 0
    const expected = effective
      ? wanted
        ? ['committed']
        : ['asset']
      : aside.length > 0
        ? ['quarantined', ...(mayBeRemoved ? ['removed'] : [])]
        : ['removed', ...(wasBroken ? ['quarantined'] : [])] // by whichever was seen first
    const isNobodys = stack.length === 0 || (this.isUnheard && !effective && aside.length === 0)
    const state = receipt?.state ?? (isNobodys ? 'removed' : 'none')
    if (!expected.includes(state)) wrong.push(`${key} is ${state}, not ${expected}`)
    if (state === 'quarantined' && (!receipt?.reason || !receipt.quarantineKey)) {
      wrong.push(`${key} is in quarantine without a reason`)
    }
    const rows: Cells[] = []
    for (const [name, table] of tables) {
      const found = table.get(objectId(key))
      if (!found) continue
      table.delete(objectId(key))
      rows.push(...found)
      if (name !== receipt?.table)
        wrong.push(`${key} has rows in ${name}, not in ${receipt?.table}`)
    }
    const same = sameRows(rows, wanted ?? [])
    if (!same) wrong.push(`${key} has ${JSON.stringify(rows)}, not ${JSON.stringify(wanted ?? [])}`)
    if (state === 'committed') wrong.push(...filedWrong(world, key, receipt!))
    return wrong
  }

  /** A raw table is there where an object of its dataset is, and not where one would be misread. */
  private rawWrong(world: World): string[] {
    const wrong: string[] = []
    for (const [key, [version]] of world.s3.buckets.get('work') ?? []) {
      if (!key.startsWith('datasets/') || !version) continue
      const { table, source, dataset, raw, withheld } = JSON.parse(
        version.bytes.toString(),
      ) as Dataset
      const row = world.glue.tables.get(`raw.${table}`)
      const keys = this.keys().filter((one) => one.startsWith(`${source}/${dataset}/`))
      const states = keys.map((one) => this.receiptOf(world, one)?.state)
      // Of an asset that is gone by now: it lies no more, and the next night takes it away.
      if (withheld && row && states.includes('asset')) {
        wrong.push(`raw.${table} is published, though it would lie`)
      }
      if (withheld || !raw || !states.includes('committed')) continue
      const columns = row && (row.StorageDescriptor as { Columns: { Name: string }[] }).Columns
      const has = columns?.map(({ Name }) => Name).join()
      const wanted = raw.columns.map(({ name }) => name).join()
      if (has !== wanted) wrong.push(`raw.${table} has the columns ${has}, not ${wanted}`)
    }
    return wrong
  }
}

const isBroken = ({ content }: Seen): boolean => content?.name === 'broken'

function asideOf(key: string): string {
  const [source, dataset, ...rest] = key.split('/')
  return `${source}/${dataset}/_quarantine/${rest.join('/')}`
}

/** All of them, or those of one key. */
export function erasuresOf(s3: S3Model, key?: string): Erasure[] {
  const records = [...(s3.buckets.get('work') ?? [])].filter(([of]) => of.startsWith('erasures/'))
  return records
    .map(([, [version]]) => JSON.parse(version!.bytes.toString()) as Erasure)
    .filter(({ object }) => key === undefined || object === objectId(key))
}

const valueErasuresOf = (s3: S3Model): Erasure[] =>
  erasuresOf(s3).filter(({ kind }) => kind === 'value')

/** Aside, in whichever version of the copy; or still there as a version beneath. */
function isKept({ s3 }: World, key: string, { bytes }: Content): boolean {
  const versions = [...s3.versions('raw', asideOf(key)), ...s3.versions('raw', key)]
  return versions.some((version) => version.bytes.equals(bytes))
}

function filedWrong({ s3, glue }: World, key: string, receipt: Receipt): string[] {
  const [source, dataset] = key.split('/')
  if (receipt.source !== source || receipt.dataset !== dataset) return [`${key} is of another`]
  const found = s3.current('work', `datasets/${receipt.table}.json`)
  const record = found && (JSON.parse(found.bytes.toString()) as Dataset)
  if (record?.source !== source || record?.dataset !== dataset)
    return [`${key}: its table is another's`]
  if (!receipt.raw) return [`${key}: nobody says whether raw reads it`]
  if (!record?.raw || record.raw.partitionKeys.length === 0) return []
  const values = receipt.partitions.map(({ value }) => value)
  const isThere = glue.partitions.get(`raw.${receipt.table}`)?.has(JSON.stringify(values))
  return isThere ? [] : [`${key}: raw has no partition ${values}`]
}
