/** Rows leave a table by a commit: their file is written again without them, and its former one is no more. */
import { environment } from '../../aws/environment.ts'
import { commit, loadTable, objectOf, readUri } from '../../aws/icebergtable.ts'
import { type Rewritten, rewrite } from '../../aws/rewrite.ts'
import { deleteObject, deleteObjects, getJson } from '../../aws/s3.ts'
import { purgeVersions, versionsOf } from '../../aws/versions.ts'
import type { Change } from '../../lake/iceberg/commit.ts'
import {
  filesOf,
  isNamedByUs,
  type LiveFile,
  liveFiles,
  objectIdOf,
} from '../../lake/iceberg/live.ts'
import { content } from '../../lake/iceberg/manifest.ts'
import {
  currentSchema,
  currentSnapshot,
  type Metadata,
  UnsupportedTable,
} from '../../lake/iceberg/metadata.ts'
import type { Unwanted } from '../../lake/iceberg/scansql.ts'
import { rewrittenFileBytesMax } from '../../lake/limits.ts'
import { referencesOf } from '../../lake/maintain/references.ts'
import { type Receipt, receiptKeyOf } from '../../lake/receipt.ts'
import { sketchKey } from '../../lake/sketch/tree.ts'
import { DuckdbRefused } from '../../layers/duckdb/engine.ts'
import type { Erasure } from '../../schemas/erasure.ts'
import { changeInTurn, left, remains, take } from './erasurerecord.ts'
import { workshop } from './redactparquet.ts'

/** The table loses its history, and then the file that it named. */
export function forget(erasure: Erasure, table: string, uri: string): Erasure {
  const past = [...new Set([...(erasure.past ?? []), table])]
  const foreign = isNamedByUs(uri) ? {} : { [uri]: table }
  return { ...erasure, past, foreign: { ...erasure.foreign, ...foreign } }
}

interface Named {
  table: string
  uri: string
  /** Of columns in one of which the value was seen. */
  ids: number[]
}

/** How many; none where the file is no longer of the table: what another made of it is looked into by itself. */
export async function takeRows(erasure: Erasure, named: Named, unless: Unwanted): Promise<number> {
  const { table, uri } = named
  let rows = 0
  const done = new Map<string, Rewritten | undefined>() // a lost race mostly leaves it as it was
  const plan = async ({ metadata }: { metadata: Metadata }): Promise<Change | undefined> => {
    rows = 0
    const files = await filesOf(readUri, currentSnapshot(metadata))
    const deletes = files.filter(({ entry }) => entry.data_file.content !== content.data)
    const file = files.find((one) => one.path === uri && !deletes.includes(one))
    if (!file) {
      await take(erasure)
      return undefined
    }
    const { 'default-spec-id': spec, 'current-schema-id': schema } = metadata
    const as = JSON.stringify([spec, schema, deletes.map(({ path }) => path)])
    if (!done.has(as)) done.set(as, await writtenAgain(metadata, file, named, unless))
    const written = done.get(as)
    if (!written) return undefined
    const own = await toldBy(uri)
    if (own) {
      await left(
        erasure.id,
        own,
        'its rows say it, and it says it otherwise: nobody finds it there',
      )
      return undefined
    }
    rows = written.lostRows
    // Before the swap: what a death leaves is then known to have been the table's.
    await changeInTurn(erasure, (present) => forget(present, table, uri))
    await take(erasure)
    return { add: written.files, remove: [uri], readAt: metadata['last-sequence-number'] }
  }
  try {
    await commit(environment.lakeDatabase(), table, plan)
  } catch (error) {
    if (!(error instanceof UnsupportedTable || error instanceof DuckdbRefused)) throw error
    const [why = ''] = error.message.split('\n')
    const remedy = 'delete the rows by the engine that wrote them, or write the table anew'
    await remains(erasure, `lake.${table}`, `rows of ${uri} cannot be taken out: ${why}: ${remedy}`)
    return 0
  }
  return rows
}

/** Whether the table consists of it now. */
export async function isOf(table: string, uri: string): Promise<boolean> {
  const present = await loadTable(environment.lakeDatabase(), table)
  const files = present ? await liveFiles(readUri, present.metadata) : []
  return files.some(({ path }) => path === uri)
}

/** The key of the original by which the file is as it is: without its rows it would only come again. */
async function toldBy(uri: string): Promise<string | undefined> {
  const owner = objectIdOf(uri)
  if (owner === undefined) return undefined
  const found = await getJson<Receipt>(environment.workBucket(), receiptKeyOf(owner))
  const { state, lake, object } = found?.value ?? {}
  return state === 'committed' && lake?.file.path === uri ? object?.key : undefined
}

/** Undefined where it has no such row. In a column that the table has no more the value goes with the column. */
async function writtenAgain(
  metadata: Metadata,
  file: LiveFile,
  { ids }: Named,
  unless: Unwanted,
): Promise<Rewritten | undefined> {
  if (file.specId !== metadata['default-spec-id'])
    throw new UnsupportedTable('it is partitioned otherwise than the table is by now')
  if (file.bytes > rewrittenFileBytesMax) throw new UnsupportedTable('it is too large')
  const { fields } = currentSchema(metadata)
  const written = await rewrite(workshop(), metadata, [file], fields, { unless })
  if (written.lostRows > 0 || ids.length === 0) return written.lostRows > 0 ? written : undefined
  const current = new Set(fields.map(({ id }) => id))
  if (ids.every((id) => current.has(id))) throw new UnsupportedTable('DuckDB does not find them')
  return rewrite(workshop(), metadata, [file], fields)
}

/**
 * Files of another engine that the table has named, and names no more; of those outside its folder another table may be, as
 * of what Spark's `snapshot` and `add_files` share: they are told. Answers how many are gone.
 */
export async function eraseForgotten(
  { id, foreign = {} }: Erasure,
  table: string,
): Promise<number> {
  const uris = Object.keys(foreign).filter((uri) => foreign[uri] === table)
  const present = uris.length > 0 && (await loadTable(environment.lakeDatabase(), table))
  if (!present) return 0
  const named = await referencesOf(readUri, present)
  let files = 0
  for (const uri of uris.filter((one) => !named.has(one))) {
    if (!uri.startsWith(`${present.metadata.location}/`)) {
      const why = `lake.${table} had rows of it, and it lies outside of its folder`
      await left(id, uri, `${why}: delete it, if no other table is of it`)
      continue
    }
    const { bucket, key } = objectOf(uri)
    await deleteObjects(environment.workBucket(), [sketchKey(key)])
    await deleteObject({ bucket, key })
    for await (const versioned of versionsOf(bucket, key))
      if (versioned.key === key) await purgeVersions(bucket, versioned)
    files++
  }
  return files
}
