/** Iceberg tables: Glue holds the pointer, S3 the files, `lake/iceberg` says what to write. */
import { randomBytes, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type Base,
  type Change,
  isCommitted,
  newSnapshotId,
  type Prepared,
  prepareCommit,
} from '../lake/iceberg/commit.ts'
import {
  type GlueTableInput,
  glueTableInput,
  metadataLocationOf,
} from '../lake/iceberg/gluetable.ts'
import { following, timeAfter } from '../lake/iceberg/history.ts'
import {
  formatMetadata,
  type Metadata,
  metadataPath,
  parseMetadata,
  UnsupportedTable,
} from '../lake/iceberg/metadata.ts'
import {
  type Candidate,
  type Head,
  headOf,
  lastColumnIdOf,
  worthReading,
} from '../lake/maintain/pointer.ts'
import { Conflict, pauseMs } from './conflict.ts'
import { createTable, getTable, type Table, updateTable } from './glue.ts'
import { listObjects } from './listing.ts'
import { keepPointer, readPointer } from './pointers.ts'
import { getBytes, NoSuchObject, putBytes } from './s3.ts'

export interface IcebergTable extends Base {
  database: string
  name: string
  row: Table
}

/** Glue has no such table: its row was lost, or nothing was ever staged for it. */
export class NoSuchTable extends Error {
  override name = 'NoSuchTable'
}

const attemptsMax = 40 // 20 racing committers needed at most 16
const metadataKept = 100
const metadataByLocation = new Map<string, Metadata>()

/** What this function has just written, and the next commit reads. */
const writtenKept = 50
const written = new Map<string, Buffer>()

/** The bytes at `s3://bucket/key`; one function for all, for it carries what was decoded. */
export const readUri = async (uri: string): Promise<Buffer> =>
  written.get(uri) ?? getBytes(objectOf(uri))

async function write(uri: string, bytes: Buffer): Promise<void> {
  await putBytes(objectOf(uri), bytes)
  written.set(uri, bytes)
  const [oldest] = written.keys()
  if (written.size > writtenKept && oldest) written.delete(oldest)
}

export function objectOf(uri: string): { bucket: string; key: string } {
  const [, bucket, key] = /^s3a?:\/\/([^/]+)\/(.+)$/s.exec(uri) ?? []
  if (!bucket || !key) throw new Error(`not an S3 URI: ${uri}`)
  return { bucket, key }
}

/** Undefined where Glue has no such table. Throws UnsupportedTable where it is none of ours. */
export async function loadTable(database: string, name: string): Promise<IcebergTable | undefined> {
  const row = await getTable(database, name)
  if (!row) return undefined
  const location = metadataLocationOf(row)
  const known = metadataByLocation.get(location)
  const metadata = known ?? parseMetadata(await readUri(location))
  keep(location, metadata)
  return { database, name, row, location, metadata }
}

/** Files are immutable: what was read or written stays so. */
function keep(location: string, metadata: Metadata): void {
  metadataByLocation.delete(location)
  metadataByLocation.set(location, metadata)
  const [oldest] = metadataByLocation.keys()
  if (metadataByLocation.size > metadataKept && oldest) metadataByLocation.delete(oldest)
}

/**
 * The table, made of this metadata unless another was quicker: then it is theirs. One that was there before and whose row
 * is lost is not begun anew, but comes back as it was.
 */
export async function createIcebergTable(
  database: string,
  name: string,
  metadata: Metadata,
): Promise<IcebergTable> {
  const head = await headAt(name, metadata.location)
  if (head) return restoreIcebergTable(database, name, head)
  const location = metadataPath(metadata.location, randomUUID())
  await write(location, formatMetadata(metadata))
  return madeOf(database, glueTableInput(name, metadata, location))
}

/** The row of a table as its files tell of it. */
export async function restoreIcebergTable(
  database: string,
  name: string,
  head: Head,
): Promise<IcebergTable> {
  const { location, metadata } = await withFreshIds(head)
  const before = metadata['metadata-log']?.at(-1)?.['metadata-file']
  const previous = before ? { Parameters: { metadata_location: before } } : undefined
  return madeOf(database, glueTableInput(name, metadata, location, previous), { anew: true })
}

async function madeOf(
  database: string,
  input: GlueTableInput,
  pointer: { anew?: boolean } = {},
): Promise<IcebergTable> {
  try {
    await createTable(database, input)
  } catch (error) {
    if (!(error instanceof Conflict)) throw error
  }
  const table = await loadTable(database, input.Name)
  if (!table) throw new Error(`table ${database}.${input.Name} is gone as soon as it was made`)
  await keepPointer(input.Name, table, pointer)
  return table
}

/** What lies in the table's folder, and where the pointer points among it; undefined where nothing lies there. */
export async function headAt(name: string, folder: string): Promise<Head | undefined> {
  const { bucket, key } = objectOf(folder)
  const [pointer, listed] = await Promise.all([
    readPointer(name),
    listObjects(bucket, `${key}/metadata/`),
  ])
  const files = listed.filter((file) => file.key.endsWith('.metadata.json'))
  const written = new Map(files.map((file) => [`s3://${bucket}/${file.key}`, file.modifiedMs]))
  const candidates: Candidate[] = []
  for (const location of worthReading([...written.keys()], pointer)) {
    const metadata = await readable(location)
    if (metadata) candidates.push({ location, metadata, modifiedMs: written.get(location)! })
  }
  return headOf(candidates, pointer)
}

/** Undefined where it is none that we can write on. */
async function readable(location: string): Promise<Metadata | undefined> {
  try {
    return parseMetadata(await readUri(location))
  } catch (error) {
    const isOurs = error instanceof UnsupportedTable || error instanceof NoSuchObject
    if (isOurs || error instanceof SyntaxError) return undefined
    throw error
  }
}

/** Files may wait that were written by a schema which is left aside: its column ids are not given anew. */
async function withFreshIds(head: Head): Promise<Base> {
  const lastColumnId = lastColumnIdOf(head)
  if (lastColumnId === head.metadata['last-column-id']) return head
  const next = { ...head.metadata, 'last-column-id': lastColumnId }
  const metadata = following(next, head, timeAfter(head.metadata, Date.now()))
  const location = metadataPath(metadata.location, randomUUID(), head.location)
  await write(location, formatMetadata(metadata))
  return { location, metadata }
}

/** False where another came first. */
async function isFenced({ database, name, location, metadata, row }: IcebergTable) {
  const same = {
    ...glueTableInput(name, metadata, location, row),
    Parameters: row.Parameters ?? {},
  }
  try {
    await updateTable(database, same, row.VersionId ?? '')
    return true
  } catch (error) {
    if (error instanceof Conflict) return false
    throw error
  }
}

/** Undefined: nothing to change. Asked again, with the table as it then is, whenever somebody came first. */
export type PlanChange = (table: IcebergTable) => Promise<Change | undefined>

export interface Outcome {
  /** The table after the commit, or as it was where nothing changed. */
  metadata: Metadata
  /** Absent where nothing changed. */
  prepared?: Prepared
  attempts: number
}

/** One commit by compare-and-swap on Glue's version. A lost answer is not a lost commit: it looks before it repeats. */
export async function commit(database: string, name: string, plan: PlanChange): Promise<Outcome> {
  const snapshotId = newSnapshotId(randomBytes(8))
  for (let attempts = 1; ; attempts++) {
    const table = await loadTable(database, name)
    if (!table) throw new NoSuchTable(`no table ${database}.${name}`)
    const change = await plan(table)
    const context = { read: readUri, nowMs: Date.now(), snapshotId, uuid: randomUUID }
    const prepared = change && (await prepareCommit(table, change, context))
    if (!prepared) {
      if (change?.isFence && !(await isFenced(table))) {
        if (attempts >= attemptsMax) throw new Conflict(`table ${database}.${name}`)
        await sleep(pauseMs(attempts))
        continue
      }
      await keepPointer(name, table) // whoever swapped it in may have died before
      return { metadata: table.metadata, attempts }
    }
    await Promise.all(prepared.files.map(({ path, bytes }) => write(path, bytes)))
    try {
      const { location, metadata } = prepared
      await updateTable(
        database,
        glueTableInput(name, metadata, location, table.row),
        table.row.VersionId ?? '',
      )
      keep(location, metadata)
    } catch (error) {
      const present = await loadTable(database, name)
      if (present && isCommitted(present, prepared)) {
        await keepPointer(name, present)
        return { metadata: present.metadata, prepared, attempts }
      }
      if (!(error instanceof Conflict) || attempts >= attemptsMax) throw error
      await sleep(pauseMs(attempts))
      continue
    }
    await keepPointer(name, prepared)
    return { metadata: prepared.metadata, prepared, attempts }
  }
}
