/** Rows leave a table by a commit: their file is written again without them, and its former one is no more. */
import { environment } from '../../aws/environment.ts'
import { commit, loadTable, readUri } from '../../aws/icebergtable.ts'
import { hitsIn, type Rewritten, rewrite } from '../../aws/rewrite.ts'
import type { Change } from '../../lake/iceberg/commit.ts'
import { filesOf, type LiveFile, liveFiles } from '../../lake/iceberg/live.ts'
import { content } from '../../lake/iceberg/manifest.ts'
import {
  currentSchema,
  currentSnapshot,
  type Metadata,
  UnsupportedTable,
} from '../../lake/iceberg/metadata.ts'
import type { Unwanted } from '../../lake/iceberg/scansql.ts'
import { deletedRow, type Field, objectColumn } from '../../lake/iceberg/schema.ts'
import { countedFileBytesMax, rewrittenFileBytesMax } from '../../lake/limits.ts'
import { DuckdbRefused } from '../../layers/duckdb/engine.ts'
import type { Erasure } from '../../schemas/erasure.ts'
import { remains, take } from './erasurerecord.ts'
import { forget } from './forgotten.ts'
import { workshop } from './redactparquet.ts'
import { type Place, spareTold, tellFormer } from './told.ts'

interface Named {
  table: string
  uri: string
  /** Columns, of former schemas too, in one of which the value was seen, or may be. */
  fields: Field[]
  isSeen: boolean
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
    const file = files.find((one) => one.path === uri)
    if (!file) {
      await take(erasure)
      return undefined
    }
    if (deletes.includes(file)) return tellDeletes(metadata, file, unless)
    const { 'default-spec-id': spec, 'current-schema-id': schema } = metadata
    const as = JSON.stringify([spec, schema, deletes.map(({ path }) => path)])
    if (!done.has(as)) {
      const place = { ...named, live: new Set(files.map(({ path }) => path)) }
      done.set(as, await writtenAgain(erasure, metadata, file, place, unless))
    }
    const written = done.get(as)
    if (!written) return undefined
    rows = written.lostRows
    await forget(erasure, table, uri) // before the swap
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

/** Undefined where it has no such row that may go. In a column that the table has no more the value goes with the column. */
async function writtenAgain(
  erasure: Erasure,
  metadata: Metadata,
  file: LiveFile,
  place: Named & Place,
  unless: Unwanted,
): Promise<Rewritten | undefined> {
  const { fields } = currentSchema(metadata)
  const [shown, former] = await hitsOf(metadata, file, place, unless)
  const spared = await spareTold(erasure, place, shown)
  const goes = [...shown].some((id) => !spared.includes(id))
  if (shown.size + former.size === 0 && place.isSeen)
    throw new UnsupportedTable('DuckDB does not find them')
  if (!goes && former.size === 0) return undefined
  if (file.specId !== metadata['default-spec-id'])
    throw new UnsupportedTable('it is partitioned otherwise than the table is by now')
  if (file.bytes > rewrittenFileBytesMax) throw new UnsupportedTable('it is too large')
  await tellFormer(erasure, place, former)
  if (!goes) return rewrite(workshop(), metadata, [file], fields)
  const all = unless.spared === 'all' ? unless.spared : [...unless.spared, ...spared]
  return rewrite(workshop(), metadata, [file], fields, { unless: { ...unless, spared: all } })
}

/** The objects of such rows, '' of none: as the table's columns show them, and as those do that it has no more. */
async function hitsOf(
  metadata: Metadata,
  file: LiveFile,
  { fields }: Named,
  unless: Unwanted,
): Promise<[shown: Set<string>, former: Set<string>]> {
  if (file.bytes > countedFileBytesMax) throw new UnsupportedTable('it is too large')
  const current = currentSchema(metadata).fields
  const objects = current.filter(({ name }) => name === objectColumn)
  const formerly = formerOf(current, fields).map((field) => [field, ...objects])
  const [shown = new Map(), ...former] = await hitsIn(
    workshop(),
    file,
    [current, ...formerly],
    unless,
  )
  return [new Set(shown.keys()), new Set(former.flatMap((hits) => [...hits.keys()]))]
}

/** Those of them that the table has no more, or not as they were: of the same id the last, which is the widest. */
function formerOf(current: Field[], fields: Field[]): Field[] {
  const now = new Map(current.map(({ id, type }) => [id, JSON.stringify(type)]))
  const former = new Map<string, Field>()
  for (const field of fields) {
    const type = JSON.stringify(field.type)
    const isNested = typeof field.type !== 'string'
    if (isNested ? now.get(field.id) === type : now.has(field.id)) continue
    former.set(isNested ? `${field.id} ${type}` : `${field.id}`, field)
  }
  return [...former.values()]
}

/** By their values, or by their places with what they were. Throws UnsupportedTable where these say it. */
async function tellDeletes(
  metadata: Metadata,
  file: LiveFile,
  { columns, values }: Unwanted,
): Promise<undefined> {
  const { fields } = currentSchema(metadata)
  const row: Field = { ...deletedRow, type: { type: 'struct', fields } }
  const isByPlace = file.entry.data_file.content === content.positionDeletes
  const paths = isByPlace ? columns.map((path) => `${row.name}.${path}`) : columns
  const wanted = { columns: paths, values, spared: [] }
  const [hits] = await hitsIn(workshop(), file, [isByPlace ? [row] : fields], wanted)
  if (hits?.size) throw new UnsupportedTable('it says by their values which rows are deleted')
}
