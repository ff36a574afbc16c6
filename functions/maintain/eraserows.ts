/**
 * Rows that are in a table though no original tells of them any more: another engine put them there, wrote others in their
 * place, or made the table again what it was. And files of another engine that its history names, or nothing.
 */
import { atOnce } from '../../aws/atonce.ts'
import { readDataset } from '../../aws/datasets.ts'
import { environment } from '../../aws/environment.ts'
import { type IcebergTable, loadTable, objectOf, readUri } from '../../aws/icebergtable.ts'
import { objectsUnder } from '../../aws/listing.ts'
import { headObject } from '../../aws/s3.ts'
import { storeTimeMs } from '../../aws/storetime.ts'
import { entriesPrefix } from '../../lake/entry.ts'
import { filesOf, isNamedByUs, type LiveFile } from '../../lake/iceberg/live.ts'
import { currentSchema, currentSnapshot } from '../../lake/iceberg/metadata.ts'
import { objectColumn } from '../../lake/iceberg/schema.ts'
import { filesLookedAtOnce, foreignOrphanAgeMsMax } from '../../lake/limits.ts'
import { ownerOf, passBegan, standsInOthers, tablesOf } from '../../lake/maintain/erasure.ts'
import { isWanted, type Wanted } from '../../lake/maintain/redact.ts'
import { namedBy } from '../../lake/maintain/references.ts'
import type { Erasure } from '../../schemas/erasure.ts'
import { calledBy, currentPaths, fieldsOf } from './erasepast.ts'
import { changeInTurn, left, remains, take, unread } from './erasurerecord.ts'
import { forget } from './forgotten.ts'
import { type Fields, type Held, lookInto } from './lookinto.ts'
import { soughtIn, wantedDatasets } from './sought.ts'
import { isOf, takeRows } from './takerows.ts'
import type { Counts, Turn } from './turn.ts'

export async function eraseRows(erasure: Erasure, turn: Turn): Promise<void> {
  const things = thingsOf(erasure, turn.from('rows'))
  const looked = atOnce(things, filesLookedAtOnce, async (thing) => ({
    thing,
    held: await heldIn(thing),
  }))
  const isDone = await turn.walk(
    'rows',
    looked,
    ({ thing }) => thing.name,
    ({ thing, held }) => (thing.place === 'live' ? eraseLive : eraseForeign)(erasure, thing, held),
  )
  if (isDone) await changeInTurn(erasure, (present) => ({ ...present, at: ['tables', ''] }))
}

interface Thing {
  /** What it is called in the walk. */
  name: string
  table: string
  uri: string
  bytes: number
  /** `past`: former snapshots name it; `stray`: none does. */
  place: 'live' | 'past' | 'stray'
  fields: Fields
  /** What is sought in the table's own columns; absent where an object is erased: its rows go by the usual road. */
  wanted?: Wanted
  modifiedMs?: number
  /** Nobody looks into it: why. */
  unseen?: string
}

async function heldIn({ uri, bytes, fields, unseen }: Thing): Promise<Held> {
  if (unseen) return 'unreadable'
  return lookInto({ ...objectOf(uri), bytes }, fields)
}

interface Sought {
  present: IcebergTable
  fields: Fields
  wanted?: Wanted
}

async function* thingsOf(erasure: Erasure, after = ''): AsyncGenerator<Thing> {
  for (const table of await tablesIn(erasure)) {
    if (isBefore(`${table}/~~~`, after)) continue
    try {
      const sought = await soughtAt(erasure, table)
      if (!sought) continue
      yield* liveOf(table, sought, after)
      yield* foreignOf(table, sought, after)
    } catch (error) {
      await unread(erasure, table, error)
    }
  }
}

const isBefore = (name: string, after: string): boolean =>
  Buffer.compare(Buffer.from(name), Buffer.from(after)) <= 0

async function tablesIn(erasure: Erasure): Promise<string[]> {
  if (erasure.kind === 'object') return tablesOf(erasure)
  const { columns = [], values = [] } = erasure
  const { wanted, others } = await wantedDatasets({ columns, values: new Set(values) })
  const tables = [...[...wanted.values()].map(({ record }) => record.table), ...others.values()]
  return tables.sort((a, b) => (`${a}/` < `${b}/` ? -1 : 1)) // of ASCII alone
}

async function soughtAt(erasure: Erasure, table: string): Promise<Sought | undefined> {
  const present = await loadTable(environment.lakeDatabase(), table)
  if (!present) return undefined
  const isElsewhere = !present.metadata.location.startsWith(`s3://${environment.lakeBucket()}/`)
  const object = currentSchema(present.metadata).fields.find(({ name }) => name === objectColumn)
  if (erasure.kind === 'object') {
    const values = new Set(Object.keys(erasure.touched))
    return object && !isElsewhere ? { present, fields: { fields: [object], values } } : undefined
  }
  const { columns = [], values = [] } = erasure
  const wanted = await soughtIn(await readDataset(table), { columns, values: new Set(values) })
  const fields = fieldsOf(present.metadata, wanted).filter(
    (field) => typeof field.type !== 'string' || isWanted(calledBy(field), wanted),
  )
  if (fields.length === 0) return undefined
  if (isElsewhere) {
    await left(erasure.id, `lake.${table}`, 'it lies in another bucket: nobody looks into it')
    return undefined
  }
  const spared = object && { field: object, objects: await sparedIn(erasure, table) }
  const paths = currentPaths(present.metadata, wanted)
  return {
    present,
    wanted: { ...wanted, columns: [...wanted.columns, ...paths] },
    fields: { fields, values: wanted.values, ...(spared && { spared }) },
  }
}

/**
 * Objects whose rows stay: originals say them that could not be written again, or that have landed since this pass began to
 * look through them, and are the next one's.
 */
async function sparedIn(erasure: Erasure, table: string): Promise<ReadonlySet<string> | 'all'> {
  if (erasure.unlisted) return 'all'
  const kept = erasure.left.filter(({ why }) => why !== standsInOthers)
  const objects = new Set(kept.map(({ key }) => ownerOf(key)))
  const prefix = entriesPrefix(table)
  const sinceMs = passBegan(erasure) - secondMs
  for await (const { key, modifiedMs } of objectsUnder(environment.workBucket(), prefix)) {
    if (modifiedMs > sinceMs) objects.add(key.slice(prefix.length, -'.json'.length))
  }
  return objects
}

const secondMs = 1_000 // S3 tells times by the second

/** In the order in which commits added them: what another made of these meanwhile comes last. */
async function* liveOf(
  table: string,
  { present, fields, wanted }: Sought,
  after: string,
): AsyncGenerator<Thing> {
  if (!wanted) return
  const { metadata } = present
  const files = await filesOf(readUri, currentSnapshot(metadata))
  const named = files.map((file) => ({ file, name: `${table}/${placeOf(file)}/${file.path}` }))
  named.sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)))
  for (const { file, name } of named) {
    if (isBefore(name, after)) continue
    const { path: uri, bytes, entry } = file
    const isParquet = entry.data_file.file_format.toUpperCase() === 'PARQUET'
    const unseen = isParquet ? undefined : `it is ${entry.data_file.file_format}`
    yield { name, table, uri, bytes, place: 'live', fields, wanted, ...(unseen && { unseen }) }
  }
}

const placeOf = ({ entry }: LiveFile): string =>
  String(entry.file_sequence_number ?? 0).padStart(20, '0')

/** Files that are not named as ours are, and that the current snapshot does not name. */
async function* foreignOf(
  table: string,
  { present, fields }: Sought,
  after: string,
): AsyncGenerator<Thing> {
  const { metadata } = present
  const live = await filesOf(readUri, currentSnapshot(metadata))
  const known = new Set(live.map(({ path }) => path))
  const named = await namedBy(readUri, present)
  const { bucket, key: folder } = objectOf(`${metadata.location}/data/`)
  const begin = { table, fields }
  for await (const { key, bytes, modifiedMs } of objectsUnder(bucket, folder)) {
    const uri = `s3://${bucket}/${key}`
    const name = `${table}/~/${uri}`
    if (bytes === 0 || isNamedByUs(uri) || known.has(uri) || isBefore(name, after)) continue
    if (named.metadata.has(uri)) continue // it goes with the history
    const place = named.data.has(uri) ? 'past' : 'stray'
    yield { ...begin, name, uri, bytes, place, modifiedMs }
  }
  const isElsewhere = (uri: string): boolean => !uri.startsWith(`${metadata.location}/`)
  for (const uri of [...named.data].filter(isElsewhere).sort()) {
    const name = `${table}/~~/${uri}`
    if (known.has(uri) || isBefore(name, after)) continue
    const head = await headObject(objectOf(uri))
    if (head) yield { ...begin, name, uri, bytes: head.bytes, place: 'past' }
  }
}

async function eraseLive(
  erasure: Erasure,
  { table, uri, fields, wanted, unseen }: Thing,
  held: Held,
): Promise<Counts> {
  if (held === 'free' || !wanted) return {}
  if (held === 'unreadable') {
    const why = unseen ?? 'nobody here reads it'
    const remedy = 'write the table anew as Parquet by the engine that wrote it, or drop it'
    await remains(erasure, `lake.${table}`, `of its file ${uri} ${why}: ${remedy}`)
    return {}
  }
  if (held === 'gone') {
    // Its rows are in another file by now, which the next pass looks into; or somebody deleted it, and it may come back.
    if (!(await isOf(table, uri))) await take(erasure)
    else await remains(erasure, `lake.${table}`, `its file ${uri} is gone: bring it back, or wait`)
    return {}
  }
  const spared = fields.spared?.objects ?? new Set()
  const unless = { ...wanted, spared: spared === 'all' ? spared : [...spared] }
  const named = { table, uri, fields: fields.fields, isSeen: held === 'held' }
  return { foreign: await takeRows(erasure, named, unless) }
}

const day = 86_400_000

async function eraseForeign(
  erasure: Erasure,
  { table, uri, place, modifiedMs = 0 }: Thing,
  held: Held,
): Promise<Counts> {
  if (held === 'free' || held === 'gone') return {}
  if (place === 'past') {
    await forget(erasure, table, uri)
    return {}
  }
  const ageMs = storeTimeMs() - modifiedMs
  if (held !== 'held') {
    await left(erasure.id, uri, `no snapshot of lake.${table} names it, and nobody here reads it`)
    return {}
  }
  if (ageMs < foreignOrphanAgeMsMax) {
    const days = Math.ceil((foreignOrphanAgeMsMax - ageMs) / day)
    const why = `no snapshot of lake.${table} names it, and who writes it may be at work`
    await remains(erasure, uri, `${why}: delete it, or it goes in ${days} days`)
    return {}
  }
  await forget(erasure, table, uri)
  await take(erasure)
  return {}
}
