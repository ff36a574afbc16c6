/** What another engine does to a table, by the files and the commits that it would make: Athena's and Spark's own are no different. */
import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { describeLocal, storeDataFile } from '../../aws/datafile.ts'
import { updateTable } from '../../aws/glue.ts'
import { commit, loadTable, objectOf, readUri } from '../../aws/icebergtable.ts'
import {
  type Context,
  newSnapshotId,
  type Prepared,
  prepareCommit,
} from '../../lake/iceberg/commit.ts'
import type { DataFile } from '../../lake/iceberg/datafile.ts'
import { glueTableInput } from '../../lake/iceberg/gluetable.ts'
import { liveFiles } from '../../lake/iceberg/live.ts'
import {
  content,
  type ManifestFile,
  parseManifest,
  parseManifestList,
  writeManifest,
  writeManifestList,
} from '../../lake/iceberg/manifest.ts'
import {
  currentSchema,
  currentSnapshot,
  type Id,
  type Metadata,
  specOf,
} from '../../lake/iceberg/metadata.ts'
import { deletedRow, type Field } from '../../lake/iceberg/schema.ts'
import { dataFileOptions } from '../../lake/iceberg/spelling.ts'
import { literal } from '../../lake/schema/spelling.ts'
import type { Laptop } from '../../local/laptop.ts'

/** A Parquet file of these fields at the URI, which nothing names. */
export async function stored(uri: string, fields: Field[], select: string): Promise<DataFile> {
  const folder = mkdtempSync(join(tmpdir(), 'hypatia-foreign-'))
  try {
    const path = join(folder, 'rows.parquet')
    const duckdb = await (await DuckDBInstance.create(':memory:')).connect()
    await duckdb.run(`COPY (${select}) TO ${literal(path)} (${dataFileOptions(fields)})`)
    const local = { path, uri, fields, partition: {} }
    return await storeDataFile(local, await describeLocal(local))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** INSERT INTO: the URI of its file. The select has the table's columns. */
export async function inserted(table: string, select: string): Promise<string> {
  let uri = ''
  await commit('lake', table, async ({ metadata }) => {
    uri = `${metadata.location}/data/Xq3/another-${randomUUID()}.parquet`
    return { add: [await stored(uri, currentSchema(metadata).fields, select)] }
  })
  return uri
}

/** As a compaction of Spark's, or our own: all rows of these files in one of its own. */
export async function compacted(
  table: string,
  select: string,
  name = `00000-1-${randomUUID()}-0-00001`,
): Promise<string> {
  let uri = ''
  await commit('lake', table, async ({ metadata }) => {
    uri = `${metadata.location}/data/${name}.parquet`
    const remove = (await liveFiles(readUri, metadata)).map(({ path }) => path)
    const add = [await stored(uri, currentSchema(metadata).fields, select)]
    return { add, remove, operation: 'replace' }
  })
  return uri
}

const contextOf = (): Context => ({
  ...{ read: readUri, nowMs: Date.now(), uuid: randomUUID },
  snapshotId: newSnapshotId(randomBytes(8)),
})

const deleteFields: Field[] = [
  { id: 2147483546, name: 'file_path', required: true, type: 'string' },
  { id: 2147483545, name: 'pos', required: true, type: 'long' },
]

/** As another engine deletes the first row of the table's first file; where it says so. */
export async function rowDeleted(laptop: Laptop, table: string): Promise<string> {
  const { metadata } = (await loadTable('lake', table))!
  const [file] = await liveFiles(readUri, metadata)
  const select = `SELECT ${literal(file!.path)} AS file_path, 0::BIGINT AS pos`
  return deleted(laptop, table, { fields: deleteFields, select, as: content.positionDeletes })
}

/** The same by an engine that keeps what it deleted. */
export async function rowKept(laptop: Laptop, table: string, struct: string): Promise<string> {
  const { metadata } = (await loadTable('lake', table))!
  const [file] = await liveFiles(readUri, metadata)
  const type = { type: 'struct' as const, fields: currentSchema(metadata).fields }
  const fields = [...deleteFields, { ...deletedRow, type }]
  const select = `SELECT ${literal(file!.path)} AS file_path, 0::BIGINT AS pos, ${struct} AS row`
  return deleted(laptop, table, { fields, select, as: content.positionDeletes })
}

/** Rows of these values go, as Flink says it. */
export const valueDeleted = (laptop: Laptop, table: string, field: Field, value: string) =>
  deleted(laptop, table, {
    ...{ fields: [field], select: `SELECT ${literal(value)} AS ${field.name}` },
    as: content.equalityDeletes,
  })

async function deleted(
  { store }: Laptop,
  name: string,
  { fields, select, as }: { fields: Field[]; select: string; as: number },
): Promise<string> {
  const table = (await loadTable('lake', name))!
  const uri = `${table.metadata.location}/data/of-another-deletes-${randomUUID()}.parquet`
  const added = { ...(await stored(uri, fields, select)), fieldIds: [] }
  const prepared = (await prepareCommit(table, { add: [added] }, contextOf()))!
  for (const { path, bytes } of prepared.files) {
    await store.put('lake', objectOf(path).key, asDeletes(path, bytes, prepared, as))
  }
  const input = glueTableInput(table.name, prepared.metadata, prepared.location, table.row)
  await updateTable('lake', input, table.row.VersionId!)
  return uri
}

/** Its manifest, and the list of them, say that the added file is one of deletes. */
function asDeletes(
  path: string,
  bytes: Buffer,
  { metadata, snapshotId }: Prepared,
  as: number,
): Buffer {
  const list = currentSnapshot(metadata)!['manifest-list']
  const own = (file: ManifestFile) => file.added_snapshot_id === snapshotId
  if (path.endsWith('.json')) return bytes
  if (path === list) {
    const files = parseManifestList(bytes)
    const said = files.map((file) => (own(file) ? { ...file, content: 1 } : file))
    return writeManifestList(said, snapshotId!, undefined, metadata['last-sequence-number'])
  }
  const line = { added_snapshot_id: snapshotId, sequence_number: null } as unknown as ManifestFile
  const entries = parseManifest(bytes, line).map((entry) => ({
    ...entry,
    data_file: { ...entry.data_file, content: as },
  }))
  const spec = specOf(metadata, metadata['default-spec-id'])
  return writeManifest(path, entries, currentSchema(metadata), spec, snapshotId!).bytes
}

/** CALL rollback_to_snapshot: what was current before is so again. */
export const rolledBack = (laptop: Laptop, name: string, to: Id): Promise<void> =>
  swapped(laptop, name, {
    'current-snapshot-id': to,
    refs: { main: { 'snapshot-id': to, type: 'branch' } },
  })

/** ALTER TABLE DROP COLUMN: its files are as they were. */
export async function columnDropped(laptop: Laptop, name: string, column: string): Promise<void> {
  const { metadata } = (await loadTable('lake', name))!
  const schema = currentSchema(metadata)
  const id = Math.max(...metadata.schemas.map((one) => one['schema-id'])) + 1
  const fields = schema.fields.filter((field) => field.name !== column)
  const schemas = [...metadata.schemas, { ...schema, 'schema-id': id, fields }]
  await swapped(laptop, name, { schemas, 'current-schema-id': id })
}

/** Written anew by an engine that reads them: no file says any more which rows are deleted. */
export async function withoutDeletes(laptop: Laptop, name: string): Promise<void> {
  const { metadata } = (await loadTable('lake', name))!
  const snapshot = currentSnapshot(metadata)!
  const files = parseManifestList(await readUri(snapshot['manifest-list']))
  const uri = `${metadata.location}/metadata/snap-of-another-${randomUUID()}.avro`
  const id = BigInt(snapshot['snapshot-id'])
  const data = files.filter(({ content: of }) => of === 0)
  const list = writeManifestList(data, id, undefined, snapshot['sequence-number'])
  await laptop.store.put('lake', objectOf(uri).key, list)
  await swapped(laptop, name, { snapshots: [{ ...snapshot, 'manifest-list': uri }] })
}

async function swapped({ store }: Laptop, name: string, changed: Partial<Metadata>): Promise<void> {
  const table = (await loadTable('lake', name))!
  const metadata = { ...table.metadata, ...changed }
  const location = `${metadata.location}/metadata/99999-${randomUUID()}.metadata.json`
  await store.put('lake', objectOf(location).key, Buffer.from(JSON.stringify(metadata)))
  const input = glueTableInput(name, metadata, location, table.row)
  await updateTable('lake', input, table.row.VersionId!)
}
