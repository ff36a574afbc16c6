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
import { literal } from '../../lake/schema/spelling.ts'
import type { Engine } from '../../layers/duckdb/engine.ts'
import { twice } from './twice.ts'

/** Throws Quarantined where the vector is not what the log says of it. */
export async function withoutDeleted(source: Source, folder: string, by: By): Promise<Source> {
  const { inspection } = source
  const { parquet } = inspection
  if (parquet?.positions) return withoutPositions(source, parquet, folder, by)
  if (!parquet?.deleted) return source
  const places = await placesOf(parquet.deleted, parquet.rows)
  const deleted = join(folder, 'deleted')
  await writeFile(deleted, places.join('\n'))
  const left = { ...parquet, rows: parquet.rows - places.length }
  return { ...source, deleted, inspection: { ...inspection, parquet: left } }
}

/** Of files that hold the path of a data file and the number of a row. https://iceberg.apache.org/spec/#position-delete-files */
async function withoutPositions(
  source: Source,
  parquet: Parquet,
  folder: string,
  { engine, attempts }: By,
): Promise<Source> {
  const { uri, keys } = parquet.positions!
  const deleted = join(folder, 'deleted')
  const paths = await laidDown(keys, folder)
  const files = `read_parquet([${paths.map(literal).join(', ')}], union_by_name = true)`
  const named = `FROM ${files} WHERE file_path = ${literal(uri)}`
  const unsound = 'file_path IS NULL OR pos IS NULL OR pos < 0'
  const [found] = await twice(engine, folder, attempts, (own) =>
    own.run(
      `COPY (SELECT DISTINCT pos ${named}) TO ${literal(deleted)} (FORMAT csv, HEADER false)`,
      `SELECT CAST(count(DISTINCT pos) AS DOUBLE) AS rows, CAST(max(pos) AS DOUBLE) AS last, \
CAST(count(*) FILTER (${unsound}) AS DOUBLE) AS unsound ${named} OR file_path IS NULL`,
    ),
  )
  if (Number(found?.unsound) !== 0) {
    // With a NULL among them no row would be left: none is known not to be it.
    throw unread({ path: uri }, new Error('a deleted row has no file, no place, or one below 0'))
  }
  const rows = Number(found?.rows)
  if (rows === 0) return source
  if (!(Number(found?.last) < parquet.rows)) {
    throw unread({ path: uri }, new Error(`the file has ${parquet.rows} rows`))
  }
  const left = { ...parquet, rows: parquet.rows - rows }
  return { ...source, deleted, inspection: { ...source.inspection, parquet: left } }
}

/** Whose engine, and how often it was tried before. */
export interface By {
  engine: Engine
  attempts: number
}

async function laidDown(keys: string[], folder: string): Promise<string[]> {
  const bucket = environment.rawBucket()
  const paths: string[] = []
  for (const key of keys) {
    const path = join(folder, `deletes-${paths.length}.parquet`)
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
