import { planArrivals } from '../../../lake/iceberg/arrivals.ts'
import { type Change, isCommitted, prepareCommit, Stale } from '../../../lake/iceberg/commit.ts'
import { compactionPlan } from '../../../lake/iceberg/compaction.ts'
import type { DataFile } from '../../../lake/iceberg/datafile.ts'
import { mayHold, planEvolution } from '../../../lake/iceberg/evolution.ts'
import {
  dataFilePath,
  type LiveFile,
  liveFiles,
  mergedFilePath,
} from '../../../lake/iceberg/live.ts'
import { currentSchema, type Metadata } from '../../../lake/iceberg/metadata.ts'
import { objectColumn } from '../../../lake/iceberg/schema.ts'
import type { Column } from '../../../lake/schema/type.ts'
import { Conflict, fakeFile, MemoryTable } from './memory.ts'

/** When a committer dies, or loses the answer of its swap. */
export type Fate = 'lives' | 'before swap' | 'after swap' | 'answer lost'
export class Died extends Error {}

/** Rows of one version of one object. */
interface Part {
  objectId: string
  version: number
  rows: number
}
interface Receipt {
  version: number
  rows: number
  /** Absent: the object was removed. */
  file: DataFile | undefined
  since: number
  /** Whether something of the object was staged before. */
  replaces: boolean
}

export const objectIdOf = (n: number): string => n.toString(16).padStart(16, '0')
const partitionOf = (objectId: string) => ({ day: `d${Number(`0x${objectId}`) % 2}` })
const compactionLimits = {
  compactedBytesTarget: 100_000,
  compactionFilesMax: 6,
  compactionFilesMin: 3,
  smallFileBytes: 1_000,
}

/** The commit function's work over plain maps: receipts, deliveries, and what each data file holds. */
export class Lake {
  readonly table = new MemoryTable(
    {
      columns: [
        { name: 'day', type: 'string' },
        { name: 'c', type: 'long' },
      ],
      partitionKeys: ['day'],
    },
    { snapshotsKeptMin: 4, snapshotAgeMsMax: 0, manifestsMergedAt: 2, metadataLogMax: 50 },
  )
  readonly receipts = new Map<string, Receipt>()
  readonly contents = new Map<string, Part[]>()
  deliveries: string[] = []
  tally = { commits: 0, conflicts: 0, deaths: 0, compactions: 0, replaced: 0, stale: 0 }
  /** Where rivals may come first. */
  pause = async (_before: 'load' | 'swap'): Promise<void> => {}
  private serial = 0

  land(objectId: string, rows: number): void {
    const version = (this.receipts.get(objectId)?.version ?? 0) + 1
    this.stage(objectId, version, rows)
    this.deliveries.push(objectId)
  }

  /** Writing the same version again makes the same file unless the schema moved. */
  private stage(objectId: string, version: number, rows: number): void {
    const { metadata } = this.table
    const schemaId = metadata['current-schema-id']
    const content = (version * 1000 + schemaId).toString(16).padStart(8, '0')
    const path = dataFilePath(metadata.location, objectId, content)
    const file = this.describe(path, [{ objectId, version, rows }], metadata)
    const since = metadata['last-sequence-number']
    const replaces = this.receipts.has(objectId)
    this.receipts.set(objectId, { version, rows, file, since, replaces })
  }

  remove(objectId: string): void {
    const receipt = this.receipts.get(objectId)
    if (!receipt) return
    this.receipts.set(objectId, {
      ...receipt,
      version: receipt.version + 1,
      file: undefined,
      replaces: true,
    })
    this.deliveries.push(objectId)
  }

  private describe(path: string, parts: Part[], metadata: Metadata): DataFile {
    this.contents.set(path, parts)
    const { fields } = currentSchema(metadata)
    const id = fields.find(({ name }) => name === objectColumn)!.id
    const ids = parts.map(({ objectId }) => objectId).sort()
    return fakeFile(path, {
      partition: partitionOf(ids[0] ?? '0'),
      records: parts.reduce((sum, { rows }) => sum + rows, 0),
      fieldIds: fields.map((field) => field.id),
      columnSizes: Object.fromEntries(fields.map((field) => [field.id, 10])),
      lower: { [id]: Buffer.from(ids[0] ?? '').toString('base64') },
      upper: { [id]: Buffer.from(ids.at(-1) ?? '').toString('base64') },
    })
  }

  /** Rows of these files written again as one, without those of some objects. */
  private rewrite(files: LiveFile[], without: string[], metadata: Metadata): DataFile {
    const parts = files.flatMap((file) => this.contents.get(file.path)!)
    const path = mergedFilePath(metadata.location, `m${++this.serial}`)
    const kept = parts.filter(({ objectId }) => !without.includes(objectId))
    return this.describe(path, kept, metadata)
  }

  /** Metadata first, then the receipts, afresh on every attempt. */
  async deliver(objectIds: string[], fate: Fate): Promise<void> {
    let stale: string[] = []
    await this.untilSwapped(fate, async (metadata) => {
      const arrivals = objectIds.map((objectId) => ({ objectId, ...this.receipts.get(objectId)! }))
      const plan = await planArrivals(this.table.read, metadata, arrivals)
      stale = plan.stale
      const holders = plan.shared.filter(({ path }) =>
        this.contents.get(path)!.some(({ objectId }) => plan.without.includes(objectId)),
      )
      const rewritten = holders.map((file) => this.rewrite([file], plan.without, metadata))
      return {
        add: [...plan.add, ...rewritten],
        remove: [...plan.remove, ...holders.map(({ path }) => path)],
      }
    })
    for (const objectId of stale) {
      const { version, rows } = this.receipts.get(objectId)!
      this.tally.stale++
      this.stage(objectId, version, rows)
      this.deliveries.push(objectId)
    }
  }

  async evolve(columns: Column[]): Promise<void> {
    await this.untilSwapped('lives', async (metadata) => {
      const evolution = planEvolution(metadata, columns)
      if (evolution.replaced.length === 0) return { evolution }
      this.tally.replaced++
      const files = (await liveFiles(this.table.read, metadata)).filter(({ entry }) =>
        mayHold(entry, evolution.replaced),
      )
      const after = {
        ...metadata,
        schemas: [{ ...currentSchema(metadata), fields: evolution.fields }],
      }
      return {
        evolution,
        add: files.map((file) => this.rewrite([file], [], after)),
        remove: files.map(({ path }) => path),
        readAt: metadata['last-sequence-number'],
      }
    })
  }

  /** Planned on one version of the table, committed on whichever is current then. */
  async compact(): Promise<void> {
    await this.pause('load')
    const { metadata } = this.table
    const plan = await compactionPlan(this.table.read, metadata, compactionLimits)
    if (plan.groups.length === 0) return
    const { readAt } = plan
    const change: Change = {
      add: plan.groups.map(({ files }) => this.rewrite(files, [], metadata)),
      remove: plan.groups.flatMap(({ files }) => files.map(({ path }) => path)),
      operation: 'replace',
      readAt,
    }
    try {
      await this.untilSwapped('lives', async () => change)
      this.tally.compactions++
    } catch (error) {
      if (!(error instanceof Stale)) throw error
      this.tally.stale++
    }
  }

  private async untilSwapped(
    fate: Fate,
    changeOn: (metadata: Metadata) => Promise<Change>,
  ): Promise<void> {
    const context = this.table.context()
    for (;;) {
      await this.pause('load')
      const base = await this.table.load()
      const prepared = await prepareCommit(base, await changeOn(base.metadata), context)
      if (!prepared) return
      this.table.put(prepared)
      if (fate === 'before swap') throw new Died()
      try {
        await this.pause('swap')
        await this.table.swap(prepared.location, base.version)
        if (fate === 'after swap') throw new Died()
        if (fate === 'answer lost') throw new Conflict()
      } catch (error) {
        if (!(error instanceof Conflict)) throw error
        this.tally.conflicts++
        if (!isCommitted(await this.table.load(), prepared)) continue
      }
      this.tally.commits++
      return
    }
  }
}
