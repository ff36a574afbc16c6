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
import { glueTableInput, metadataLocationOf } from '../lake/iceberg/gluetable.ts'
import {
  formatMetadata,
  type Metadata,
  metadataPath,
  parseMetadata,
} from '../lake/iceberg/metadata.ts'
import { Conflict, pauseMs } from './conflict.ts'
import { createTable, getTable, type Table, updateTable } from './glue.ts'
import { getBytes, putBytes } from './s3.ts'

export interface IcebergTable extends Base {
  database: string
  name: string
  row: Table
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

/** The table, made of this metadata unless another was quicker: then it is theirs. */
export async function createIcebergTable(
  database: string,
  name: string,
  metadata: Metadata,
): Promise<IcebergTable> {
  const location = metadataPath(metadata.location, randomUUID())
  await write(location, formatMetadata(metadata))
  try {
    await createTable(database, glueTableInput(name, metadata, location))
  } catch (error) {
    if (!(error instanceof Conflict)) throw error
  }
  const table = await loadTable(database, name)
  if (!table) throw new Error(`table ${database}.${name} is gone as soon as it was made`)
  return table
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
    if (!table) throw new Error(`no table ${database}.${name}`)
    const change = await plan(table)
    const context = { read: readUri, nowMs: Date.now(), snapshotId, uuid: randomUUID }
    const prepared = change && (await prepareCommit(table, change, context))
    if (!prepared) return { metadata: table.metadata, attempts }
    await Promise.all(prepared.files.map(({ path, bytes }) => write(path, bytes)))
    try {
      const { location, metadata } = prepared
      await updateTable(
        database,
        glueTableInput(name, metadata, location, table.row),
        table.row.VersionId ?? '',
      )
      keep(location, metadata)
      return { metadata, prepared, attempts }
    } catch (error) {
      const present = await loadTable(database, name)
      if (present && isCommitted(present, prepared)) {
        return { metadata: present.metadata, prepared, attempts }
      }
      if (!(error instanceof Conflict) || attempts >= attemptsMax) throw error
      await sleep(pauseMs(attempts))
    }
  }
}
