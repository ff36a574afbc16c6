/** Rows of data files, written again as one: to merge files, to leave rows out, to give columns new types. */
import { randomBytes, randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Change } from '../lake/iceberg/commit.ts'
import type { DataFile } from '../lake/iceberg/datafile.ts'
import { dataFilePath, type LiveFile, mergedFilePath, objectIdOf } from '../lake/iceberg/live.ts'
import { currentSchema, type Metadata } from '../lake/iceberg/metadata.ts'
import { planScan } from '../lake/iceberg/scan.ts'
import { hitsSql, rewriteSql, scanSql, type Unwanted } from '../lake/iceberg/scansql.ts'
import { type Field, objectColumn } from '../lake/iceberg/schema.ts'
import { dataFileOptions } from '../lake/iceberg/spelling.ts'
import { untypedOf, valuelessIds } from '../lake/iceberg/valueless.ts'
import { literal, quote } from '../lake/schema/spelling.ts'
import { parquetSql, sketchOf } from '../lake/sketch/measure.ts'
import type { Run } from '../lake/sketch/measured.ts'
import { describeLocal, storeDataFile } from './datafile.ts'
import { objectOf, readUri } from './icebergtable.ts'
import { openObject } from './s3.ts'
import { storeSketch } from './sketches.ts'

/** DuckDB, whoever runs it. */
interface Engine {
  run: Run
}

export interface Workshop<E extends Engine = Engine> {
  engine: E
  /** The only one that the engine may touch. */
  folder: string
}

export interface Rewritten {
  /** One file; none where no row was left. */
  files: DataFile[]
  /** Rows of the old files that are not in the new one. */
  lostRows: number
}

const downloadsAtOnce = 16

/** The files are of one partition. `uri` is where the new file goes: to a name of its own, unless told. Of `all` no file has those without values. */
export async function rewrite(
  { engine, folder }: Workshop,
  metadata: Metadata,
  files: LiveFile[],
  all: Field[],
  options: { without?: string[]; unless?: Unwanted; uri?: string } = {},
): Promise<Rewritten> {
  const { without = [], unless, uri = mergedFilePath(metadata.location, randomUUID()) } = options
  const valueless = valuelessIds(metadata)
  const fields = all.filter(({ id }) => !valueless.has(id))
  const own = await mkdtemp(join(folder, 'rewrite-'))
  try {
    const wanted = new Set(files.map((file) => file.path))
    const whole = await planScan(readUri, metadata)
    const plan = { ...whole, files: whole.files.filter((file) => wanted.has(file.path)) }
    const paths = await download([...plan.files, ...plan.positionDeletes], own)
    const pathOf = (of: string): string => paths.get(of) ?? of
    const path = join(own, 'rows.parquet')
    const rows = rewriteSql(plan, fields, pathOf, without, untypedOf(metadata), unless)
    await engine.run(`COPY (${rows}) TO ${literal(path)} (${dataFileOptions(fields)})`)
    const local = { path, uri, fields, partition: files[0]?.partition ?? {} }
    const described = await describeLocal(local)
    const before = files.reduce((sum, { records }) => sum + records, 0)
    const lostRows = before - described.records
    const isTaking = without.length > 0 || unless !== undefined
    if (described.records === 0 || (isTaking && lostRows === 0)) {
      return { files: [], lostRows }
    }
    const sketch = await sketchOf(runOf(engine), parquetSql(path), fields, described.records)
    const [file] = await Promise.all([storeDataFile(local, described), storeSketch(uri, sketch)])
    return { files: [file], lostRows }
  } finally {
    await rm(own, { recursive: true, force: true })
  }
}

/** Each file again with these fields, under its object's name: a part of the change that gives them to the table. */
export async function rewrittenEach(
  workshop: Workshop,
  metadata: Metadata,
  files: LiveFile[],
  fields: Field[],
): Promise<Change> {
  const add: DataFile[] = []
  for (const file of files) {
    const owner = objectIdOf(file.path)
    const uri = owner && dataFilePath(metadata.location, owner, freshContent())
    const written = await rewrite(workshop, metadata, [file], fields, uri ? { uri } : {})
    add.push(...written.files)
  }
  const remove = files.map(({ path }) => path)
  return { add, remove, readAt: metadata['last-sequence-number'], operation: 'replace' }
}

/** Of a file that is written again: another name than any before. */
const freshContent = (): string => randomBytes(4).toString('hex')

/** What the values of one file look like, read as the table has them now. */
export async function sketchFile(
  { engine, folder }: Workshop,
  metadata: Metadata,
  file: LiveFile,
): Promise<void> {
  const own = await mkdtemp(join(folder, 'sketch-'))
  try {
    const paths = await download([file], own)
    const plan = { schema: currentSchema(metadata), files: [file], positionDeletes: [] }
    const rows = `(${scanSql(plan, (of) => paths.get(of) ?? of)})`
    const { fields } = currentSchema(metadata)
    await storeSketch(file.path, await sketchOf(runOf(engine), rows, fields, file.records))
  } finally {
    await rm(own, { recursive: true, force: true })
  }
}

/**
 * Rows of a file that are meant, those too that deletes only hide, by the object that they are of, '' of none; as each of
 * these lists of columns shows them.
 */
export async function hitsIn(
  { engine, folder }: Workshop,
  file: LiveFile,
  lists: Field[][],
  unwanted: Unwanted,
): Promise<Map<string, number>[]> {
  const own = await mkdtemp(join(folder, 'hits-'))
  try {
    const path = (await download([file], own)).get(file.path) ?? file.path
    const all: Map<string, number>[] = []
    for (const fields of lists) {
      const rows = await engine.run(hitsSql(path, fields, unwanted))
      all.push(new Map(rows.map(({ id, rows }) => [String(id ?? ''), Number(rows)])))
    }
    return all
  } finally {
    await rm(own, { recursive: true, force: true })
  }
}

const runOf = (engine: Engine) => (sql: string) => engine.run(sql)

/** Where each file came to lie. */
async function download(files: LiveFile[], folder: string): Promise<Map<string, string>> {
  const paths = new Map(files.map((file, i) => [file.path, join(folder, `${i}.parquet`)]))
  const left = [...paths]
  const worker = async (): Promise<void> => {
    for (let next = left.pop(); next; next = left.pop()) {
      const [uri, path] = next
      await pipeline(await openObject(objectOf(uri)), createWriteStream(path))
    }
  }
  await Promise.all(Array.from({ length: downloadsAtOnce }, worker))
  return paths
}

/** The objects whose rows these files hold. */
export async function objectIdsOf(
  { engine, folder }: Workshop,
  files: LiveFile[],
): Promise<string[]> {
  if (files.length === 0) return []
  const own = await mkdtemp(join(folder, 'objects-'))
  try {
    const paths = [...(await download(files, own)).values()].map(literal)
    const column = quote(objectColumn)
    const rows = await engine.run(
      `SELECT DISTINCT ${column} AS id FROM read_parquet([${paths.join(', ')}], union_by_name = true, hive_partitioning = false)`,
    )
    return rows.flatMap(({ id }) => (typeof id === 'string' ? [id] : []))
  } finally {
    await rm(own, { recursive: true, force: true })
  }
}
