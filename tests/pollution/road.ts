/**
 * The road of one object in this process: catalog and normalise as they are, with DuckDB's own child; S3, Glue and SQS are
 * plain maps. What comes of it is read back from the data file.
 */
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { deliveriesOf } from '../../lake/delivery.ts'
import { addressOf, isAssetRowKey } from '../../lake/key.ts'
import { duckdbThreads } from '../../lake/limits.ts'
import { type Receipt, receiptKey } from '../../lake/receipt.ts'
import { literal } from '../../lake/schema/spelling.ts'
import type { Column } from '../../lake/schema/type.ts'
import { type Engine, memoryOf, openEngine } from '../../layers/duckdb/engine.ts'
import { normaliseMessage } from '../../schemas/messages.ts'
import type { S3Event } from '../simulation/models/s3.ts'
import { type Around, newAround, surround } from './clients.ts'

registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context)
    const [, seam] =
      /\/(aws\/clients\/(?:s3|glue|sqs)|lake\/sketch\/measure)\.ts$/.exec(found.url) ?? []
    const instead = seam?.startsWith('aws') ? 'clients.ts' : '../simulation/seams/measure.ts'
    return seam ? { ...found, url: new URL(instead, import.meta.url).href } : found
  },
})
Object.assign(process.env, {
  ...{ RAW_BUCKET: 'raw', LAKE_BUCKET: 'lake', WORK_BUCKET: 'work', MODELS_BUCKET: 'models' },
  ...{ RAW_DATABASE: 'raw', LAKE_DATABASE: 'lake', ARRIVALS_QUEUE_URL: 'arrivals' },
  ...{ NORMALISE_QUEUE_URL: 'normalise', COMMIT_QUEUE_URL: 'commit', SCORE_QUEUE_URL: 'score' },
  ...{ MAINTAIN_QUEUE_URL: 'maintain' },
})
const { arrive } = await import('../../functions/catalog/arrive.ts')
const { examined } = await import('../../functions/catalog/examined.ts')
const { normalise } = await import('../../functions/normalise/normalise.ts')

/** What became of one object, or of a member of it. */
export interface Landed {
  key: string
  /** `none`: nobody could say, though it was tried as often as the queue does. */
  verdict: 'table' | 'asset' | 'quarantined' | 'none'
  columns: Column[]
  /** As text, in the order of the columns. */
  rows: (string | null)[][]
  /** Rows that are kept aside. */
  aside: number
  receipt?: Receipt
  /** What was thrown last, where there is no verdict. */
  error?: unknown
}

export interface Road {
  /** The only one that its engine may read and write. */
  folder: string
  engine: Engine
  /** Lands it as the first object of a dataset of its own, or as the next one of `dataset`. */
  land(file: string, bytes: Uint8Array, dataset?: string): Promise<Landed[]>
  close(): void
}

const receivesMax = 5
const worldObjectsMax = 200 // then all is forgotten: maps of ten thousand receipts are slow to copy

/** `readsBack`: what was written is read again, row by row. */
export function openRoad({ timeoutMs = 20_000, readsBack = true } = {}): Road {
  const folder = mkdtempSync(join(tmpdir(), 'hypatia-road-'))
  const engine = openEngine({
    child: resolve(import.meta.dirname, '../../layers/duckdb/nodejs/child.mjs'),
    ...{ folder, timeoutMs, threads: duckdbThreads, memoryBytes: memoryOf() },
  })
  let around = newAround()
  let datasets = 0
  return {
    engine,
    folder,
    async land(file, bytes, dataset = `d${++datasets}`) {
      if (around.s3.buckets.get('raw')!.size >= worldObjectsMax) around = newAround()
      surround(around)
      const before = new Set(around.s3.buckets.get('raw')!.keys())
      const key = `s/${dataset}/${file}`
      around.s3.put('raw', key, Buffer.from(bytes))
      const errors = new Map<string, unknown>()
      for (let next = taken(around); next; next = taken(around)) {
        await carried(next, engine, folder, errors)
      }
      const own = [...around.s3.buckets.get('raw')!.keys()].filter((name) => !before.has(name))
      const asked = new Set([key, ...own])
      const seen = [...asked].filter(isFile)
      const reader = readsBack ? { engine, folder } : undefined
      return Promise.all(seen.map((name) => landed(around, name, errors.get(name), reader)))
    },
    close() {
      engine.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** No copy in quarantine, and no row that says of an asset what it is. */
const isFile = (key: string): boolean => addressOf(key).kind !== 'quarantine' && !isAssetRowKey(key)

interface Message {
  queue: string
  body: string
}

function taken({ events, sent }: Around): Message | undefined {
  const event = events.shift()
  return event ? { queue: 'arrivals', body: bodyOf(event) } : sent.shift()
}

function bodyOf({ name, bucket, key, version, sequencer }: S3Event): string {
  const { versionId, etag, bytes, modifiedMs } = version
  const object = {
    ...{ key: encodeURIComponent(key), sequencer, versionId },
    ...{ eTag: etag.replaceAll('"', ''), size: bytes.length },
  }
  const eventTime = new Date(modifiedMs).toISOString()
  return JSON.stringify({
    Records: [{ eventName: name, eventTime, s3: { bucket: { name: bucket }, object } }],
  })
}

/** As often as the queue gives it. */
async function carried(
  { queue, body }: Message,
  engine: Engine,
  folder: string,
  errors: Map<string, unknown>,
): Promise<void> {
  for (let attempt = 1; attempt <= receivesMax; attempt++) {
    try {
      if (queue === 'normalise') {
        const message = normaliseMessage.parse(JSON.parse(body))
        await normalise(message, engine, folder, attempt)
      }
      if (queue === 'arrivals') {
        for (const delivery of deliveriesOf(body)) {
          await (delivery.kind === 'examined' ? examined(delivery) : arrive(delivery))
        }
      }
      return
    } catch (error) {
      errors.set(keyIn(body), error)
    }
  }
}

function keyIn(body: string): string {
  const { key, Records } = JSON.parse(body) as { key?: string; Records?: [{ s3: Keyed }] }
  return key ?? decodeURIComponent(Records?.[0].s3.object.key ?? '')
}

interface Keyed {
  object: { key: string }
}

async function landed(
  { s3 }: Around,
  key: string,
  error: unknown,
  reader: { engine: Engine; folder: string } | undefined,
): Promise<Landed> {
  const record = s3.current('work', receiptKey(key))
  const receipt = record && (JSON.parse(record.bytes.toString()) as Receipt)
  const { columns = [], state, rescued } = (receipt ?? {}) as Partial<Receipt> & Rescued
  const none = { key, columns: [], rows: [], aside: 0, ...(receipt && { receipt }) }
  if (state === 'asset' || state === 'quarantined') return { ...none, verdict: state }
  const path = receipt?.lake?.file.path.slice('s3://lake/'.length) ?? ''
  const file = s3.current('lake', path)
  if (state !== 'staged' || !file) return { ...none, verdict: 'none', error }
  const aside = rescued?.rows ?? 0
  if (!reader) return { ...none, verdict: 'table', columns, aside }
  const copy = join(reader.folder, `back-${randomUUID()}.parquet`) // DuckDB remembers what lay at a path
  writeFileSync(copy, file.bytes)
  const read = `SELECT CAST(COLUMNS(*) AS VARCHAR) FROM read_parquet(${literal(copy)})`
  const rows = await reader.engine.run(read)
  rmSync(copy)
  const texts = rows.map((row) => columns.map(({ name }) => (row[name] ?? null) as string | null))
  return { ...none, verdict: 'table', columns, rows: texts, aside }
}

interface Rescued {
  rescued?: { rows: number }
}
