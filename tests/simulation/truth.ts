/** What must be true once all is quiet: what senders did, in a Map, against what the lake says. */

import type { Dataset } from '../../lake/dataset.ts'
import { liveFiles } from '../../lake/iceberg/live.ts'
import {
  currentSchema,
  currentSnapshot,
  type Metadata,
  parseMetadata,
} from '../../lake/iceberg/metadata.ts'
import { manifestsOf } from '../../lake/iceberg/read.ts'
import { objectColumn } from '../../lake/iceberg/schema.ts'
import { addressOf, objectId } from '../../lake/key.ts'
import { type Receipt, receiptKey } from '../../lake/receipt.ts'
import type { Cells, Content } from './content.ts'
import type { GlueModel } from './models/glue.ts'
import type { S3Event, S3Model } from './models/s3.ts'
import type { QueueModel } from './models/sqs.ts'
import type { SimulatedFile } from './seams/describe.ts'

/** What is looked at. */
export interface World {
  s3: S3Model
  glue: GlueModel
  queues: Map<string, QueueModel>
}

interface Seen {
  versionId: string
  /** Absent: a delete marker. */
  content?: Content | undefined
}

type Table = Map<string, Cells[]>

export class Truth {
  /** By key, the newest first, as its senders see it: what we take away ourselves is still there. */
  private readonly stacks = new Map<string, Seen[]>()
  private readonly contents = new Map<string, Content>()
  private readonly gone = new Set<string>()
  private readonly droppedOf = new Set<string>()
  private readonly everBroken = new Set<string>()
  private readonly isMixed: boolean

  constructor(isMixed: boolean) {
    this.isMixed = isMixed
  }

  wrote(content: Content): void {
    this.contents.set(content.bytes.toString('latin1'), content)
  }

  dropped(key: string, versionId: string): void {
    this.gone.add(`${key} ${versionId}`)
    this.droppedOf.add(key)
  }

  get anyBroken(): boolean {
    return this.everBroken.size > 0
  }

  keys(): string[] {
    return [...this.stacks.keys()]
  }

  changed({ name, key, version }: S3Event): void {
    if (addressOf(key).kind === 'quarantine') return
    const { versionId } = version
    const stack = this.stacks.get(key) ?? []
    if (name !== 'ObjectRemoved:Delete') {
      const content = this.contents.get(version.bytes.toString('latin1'))
      if (content?.name === 'broken') this.everBroken.add(key)
      this.stacks.set(key, [version.isMarker ? { versionId } : { versionId, content }, ...stack])
    } else if (this.gone.has(`${key} ${versionId}`)) {
      this.stacks.set(
        key,
        stack.filter((seen) => seen.versionId !== versionId),
      )
    }
  }

  receiptOf({ s3 }: World, key: string): Receipt | undefined {
    const found = s3.current('work', receiptKey(key))
    return found && JSON.parse(found.bytes.toString())
  }

  /** In words; empty where all is well. */
  async wrong(world: World): Promise<string[]> {
    const wrong: string[] = []
    const tables = new Map<string, Table>()
    for (const [name, row] of world.glue.tables) {
      if (name.startsWith('lake.')) {
        const table = await tableOf(world, name, row.Parameters?.metadata_location ?? '', wrong)
        tables.set(name.slice('lake.'.length), table)
      }
    }
    for (const [key, stack] of this.stacks) wrong.push(...this.wrongOf(world, key, stack, tables))
    for (const [table, objects] of tables) {
      for (const id of objects.keys()) wrong.push(`${table} holds rows of nobody's: ${id}`)
    }
    wrong.push(...this.rawWrong(world))
    for (const [name, { dead, visible, taken }] of world.queues) {
      if (dead.length > 0) wrong.push(`dead letters of ${name}: ${dead.map(({ body }) => body)}`)
      if (visible.length + taken.size > 0) wrong.push(`${name} is not empty`)
    }
    return wrong
  }

  private wrongOf(world: World, key: string, stack: Seen[], tables: Map<string, Table>): string[] {
    const isAside = ({ content }: Seen): boolean => content?.name === 'broken'
    const first = stack.findIndex((seen) => !isAside(seen))
    const aside = stack.slice(0, first < 0 ? stack.length : first)
    const effective = stack[first]?.content
    const receipt = this.receiptOf(world, key)
    const wrong: string[] = []
    for (const { content } of aside) {
      if (!isKept(world, key, content!))
        wrong.push(`${key}: what was broken is neither aside nor there`)
    }
    // Of what was beneath it; and the release before takes its own taking away for the sender's.
    const mayBeRemoved = this.droppedOf.has(key) || this.isMixed
    const expected = effective
      ? effective.rows
        ? ['committed']
        : ['asset']
      : aside.length > 0
        ? ['quarantined', ...(mayBeRemoved ? ['removed'] : [])]
        : ['removed', ...(this.everBroken.has(key) ? ['quarantined'] : [])] // by whichever was seen first
    const state = receipt?.state ?? (stack.length === 0 ? 'removed' : 'none')
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
    const wanted = effective?.rows ?? []
    const same = sameRows(rows, wanted)
    if (!same) wrong.push(`${key} has ${JSON.stringify(rows)}, not ${JSON.stringify(wanted)}`)
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
      if (withheld && row && states.includes('asset')) {
        wrong.push(`raw.${table} is published, though it would lie`)
      }
      if (withheld || !raw || !states.includes('committed')) continue
      if (!row) wrong.push(`raw.${table} is not published`)
    }
    return wrong
  }
}

/** Aside, in whichever version of the copy; or still there as a version beneath. */
function isKept({ s3 }: World, key: string, { bytes }: Content): boolean {
  const [source, dataset, ...rest] = key.split('/')
  const copy = `${source}/${dataset}/_quarantine/${rest.join('/')}`
  const versions = [...s3.versions('raw', copy), ...s3.versions('raw', key)]
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

async function tableOf(
  { s3 }: World,
  name: string,
  location: string,
  wrong: string[],
): Promise<Table> {
  const table: Table = new Map()
  const read = async (uri: string): Promise<Buffer> => {
    const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/(.+)$/.exec(uri) ?? []
    const found = s3.current(bucket, key)
    if (!found) throw new Error(`${name}: ${uri} is gone`)
    return found.bytes
  }
  try {
    const metadata = parseMetadata(await read(location))
    for (const snapshot of metadata.snapshots ?? []) {
      await Promise.all((await manifestsOf(read, snapshot)).map((file) => read(file.manifest_path)))
    }
    await addRows(read, metadata, table)
    const summary = currentSnapshot(metadata)?.summary
    const count = [...table.values()].reduce((sum, rows) => sum + rows.length, 0)
    if (Number(summary?.['total-records'] ?? 0) !== count)
      wrong.push(`${name} counts ${summary?.['total-records']}, not ${count}`)
  } catch (error) {
    wrong.push((error as Error).message)
  }
  return table
}

async function addRows(read: (uri: string) => Promise<Buffer>, metadata: Metadata, table: Table) {
  const { fields } = currentSchema(metadata)
  const owner = fields.find(({ name }) => name === objectColumn)
  for (const { path } of await liveFiles(read, metadata)) {
    const { rows } = JSON.parse((await read(path)).toString()) as SimulatedFile
    for (const row of rows) {
      const id = String(row[owner?.id ?? 0])
      const cells = fields.flatMap(({ id: field, name, type }): [string, string][] => {
        const value = row[field] ?? null
        if (value === null || name === objectColumn || name === 'day') return []
        return [[name, type === 'string' ? String(value) : `#${value}`]]
      })
      table.set(id, [...(table.get(id) ?? []), Object.fromEntries(cells)])
    }
  }
}

/** Numbers by their value, texts by their letters, whatever the order of rows. */
function sameRows(found: Cells[], wanted: Cells[]): boolean {
  if (found.length !== wanted.length) return false
  const left = [...wanted]
  return found.every((cells) => {
    const at = left.findIndex((row) => sameCells(cells, row))
    if (at < 0) return false
    left.splice(at, 1)
    return true
  })
}

function sameCells(found: Cells, wanted: Cells): boolean {
  const names = Object.keys(wanted)
  return (
    names.length === Object.keys(found).length &&
    names.every((name) => {
      const [value = '', text = ''] = [found[name], wanted[name]]
      return value.startsWith('#') ? Number(value.slice(1)) === Number(text) : value === text
    })
  )
}
