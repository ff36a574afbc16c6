/** Rows of a part of a table that its log deletes: DuckDB reads it without them. */
import { createWriteStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { environment } from '../../aws/environment.ts'
import { getRange, NoSuchObject, openObject } from '../../aws/s3.ts'
import { checkBytes, inlineVector, lengthBytes, vectorIn } from '../../lake/logged/deltavector.ts'
import { positionsOf } from '../../lake/logged/roaring.ts'
import type { Vector } from '../../lake/logged/vector.ts'
import type { Source } from '../../lake/normalise.ts'
import { Quarantined } from '../../lake/problem.ts'
import { literal, quote } from '../../lake/schema/spelling.ts'
import type { Engine } from '../../layers/duckdb/engine.ts'
import { twice } from './twice.ts'

/** Throws Quarantined where the vector is not what the log says of it. */
export async function withoutDeleted(source: Source, folder: string, by: By): Promise<Source> {
  const { inspection } = source
  const { parquet } = inspection
  if (parquet?.positions || parquet?.values) return withoutSaid(source, parquet, folder, by)
  if (!parquet?.deleted) return source
  const places = await placesOf(parquet.deleted, parquet.rows)
  const deleted = join(folder, 'deleted')
  await writeFile(deleted, places.join('\n'))
  const left = { ...parquet, rows: parquet.rows - places.length }
  return { ...source, deleted, inspection: { ...inspection, parquet: left } }
}

/** By files that say so; of each row that is deleted its number is written down. */
async function withoutSaid(
  source: Source,
  parquet: Parquet,
  folder: string,
  by: By,
): Promise<Source> {
  const { uri = source.key, keys = [] } = parquet.positions ?? {}
  const paths = await laidDown(keys, folder, 'deletes')
  const places = paths.length > 0 ? `SELECT pos FROM ${positionsIn(paths, uri)}` : undefined
  if (places) await demandSound(paths, uri, parquet, folder, by)
  const values = await Promise.all(
    (parquet.values ?? []).map(({ keys: own, columns }, i) =>
      placesOfValues(source, { keys: own, columns }, { folder, place: i, by }),
    ),
  )
  const all = [...(places ? [places] : []), ...values].join(' UNION ALL ')
  const deleted = join(folder, 'deleted')
  const [found] = await twice(by.engine, folder, by.attempts, (own) =>
    own.run(
      `COPY (SELECT DISTINCT pos FROM (${all})) TO ${literal(deleted)} (FORMAT csv, HEADER false)`,
      `SELECT CAST(count(DISTINCT pos) AS DOUBLE) AS rows FROM (${all})`,
    ),
  )
  const rows = Number(found?.rows)
  if (rows === 0) return source
  const left = { ...parquet, rows: parquet.rows - rows }
  return { ...source, deleted, inspection: { ...source.inspection, parquet: left } }
}

/** Those that name the data file, or none. https://iceberg.apache.org/spec/#position-delete-files */
const positionsIn = (paths: string[], uri: string): string =>
  `(SELECT file_path, pos FROM ${filesIn(paths)} WHERE file_path = ${literal(uri)} OR file_path IS NULL)`

const filesIn = (paths: string[]): string =>
  `read_parquet([${paths.map(literal).join(', ')}], union_by_name = true)`

async function demandSound(
  paths: string[],
  uri: string,
  parquet: Parquet,
  folder: string,
  { engine, attempts }: By,
): Promise<void> {
  const unsound = 'file_path IS NULL OR pos IS NULL OR pos < 0'
  const [found] = await twice(engine, folder, attempts, (own) =>
    own.run(
      `SELECT CAST(max(pos) AS DOUBLE) AS last, CAST(count(*) FILTER (${unsound}) AS DOUBLE) AS unsound \
FROM ${positionsIn(paths, uri)}`,
    ),
  )
  if (Number(found?.unsound) !== 0) {
    // With a NULL among them no row would be left: none is known not to be it.
    throw unread({ path: uri }, new Error('a deleted row has no file, no place, or one below 0'))
  }
  if (found?.last !== null && !(Number(found?.last) < parquet.rows)) {
    throw unread({ path: uri }, new Error(`the file has ${parquet.rows} rows`))
  }
}

type OfValues = NonNullable<Parquet['values']>[number]

/** Numbers of the rows that have values of these files in their columns. https://iceberg.apache.org/spec/#equality-delete-files */
async function placesOfValues(
  { path }: Source,
  { keys, columns }: OfValues,
  { folder, place, by }: { folder: string; place: number; by: By },
): Promise<string> {
  const paths = await laidDown(keys, folder, `values-${place}`)
  const data = `read_parquet(${literal(path)}, file_row_number = true)`
  const described = await twice(by.engine, folder, by.attempts, (own) =>
    own.run(`SELECT column_name AS name FROM (DESCRIBE SELECT * FROM ${data})`),
  )
  const there = new Set(described.map(({ name }) => String(name)))
  const isSame = columns.map((column) => {
    const own = there.has(column) ? `t.${quote(column)}` : 'NULL' // the file is older than the column
    return `${own} IS NOT DISTINCT FROM d.${quote(column)}`
  })
  return `SELECT t.file_row_number AS pos FROM ${data} AS t \
WHERE EXISTS (SELECT 1 FROM ${filesIn(paths)} AS d WHERE ${isSame.join(' AND ')})`
}

/** Whose engine, and how often it was tried before. */
export interface By {
  engine: Engine
  attempts: number
}

async function laidDown(keys: string[], folder: string, as: string): Promise<string[]> {
  const bucket = environment.rawBucket()
  const paths: string[] = []
  for (const key of keys) {
    const path = join(folder, `${as}-${paths.length}.parquet`)
    const body = await openObject({ bucket, key }).catch((error: Error) => {
      throw error instanceof NoSuchObject ? unread({ path: key }, error) : error
    })
    await pipeline(body, createWriteStream(path))
    paths.push(path)
  }
  return paths
}

type Parquet = NonNullable<Source['inspection']['parquet']>

async function placesOf(vector: Vector, rows: number): Promise<number[]> {
  const bytes = vector.path === undefined ? undefined : await bytesOf(vector, vector.path)
  try {
    const places = positionsOf(bytes ? vectorIn(bytes, vector) : inlineVector(vector))
    const isSound = places.length === vector.rows && new Set(places).size === places.length
    if (!isSound) throw new Error(`it has ${places.length} rows, and the log says ${vector.rows}`)
    if (places.some((place) => place >= rows)) throw new Error(`the file has ${rows} rows`)
    return places
  } catch (error) {
    throw unread(vector, error as Error)
  }
}

/** It was there when the log was read. */
async function bytesOf(vector: Vector, key: string): Promise<Buffer> {
  const { at = 0, bytes } = vector
  try {
    const name = { bucket: environment.rawBucket(), key }
    return Buffer.from(await getRange(name, at, at + lengthBytes + bytes + checkBytes))
  } catch (error) {
    const { name } = error as Error
    throw error instanceof NoSuchObject || name === 'InvalidRange'
      ? unread(vector, error as Error)
      : error
  }
}

const unread = ({ path = 'in the log' }: Pick<Vector, 'path'>, cause: Error): Quarantined =>
  new Quarantined(
    {
      code: 'table.deletes',
      detail: `Which rows of the file are deleted (${path.slice(-200)}) cannot be read: ${cause.message.slice(0, 200)}.`,
      remedy: 'Land what says so again as it is in the table, and retry.',
    },
    { cause },
  )
