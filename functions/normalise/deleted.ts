/** Rows of a part of a table that its log deletes: DuckDB reads it without them. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { environment } from '../../aws/environment.ts'
import { getRange, NoSuchObject } from '../../aws/s3.ts'
import { checkBytes, inlineVector, lengthBytes, vectorIn } from '../../lake/logged/deltavector.ts'
import { positionsOf } from '../../lake/logged/roaring.ts'
import type { Vector } from '../../lake/logged/vector.ts'
import type { Source } from '../../lake/normalise.ts'
import { Quarantined } from '../../lake/problem.ts'

/** Throws Quarantined where the vector is not what the log says of it. */
export async function withoutDeleted(source: Source, folder: string): Promise<Source> {
  const { inspection } = source
  const { parquet } = inspection
  if (!parquet?.deleted) return source
  const places = await placesOf(parquet.deleted, parquet.rows)
  const deleted = join(folder, 'deleted')
  await writeFile(deleted, places.join('\n'))
  const left = { ...parquet, rows: parquet.rows - places.length }
  return { ...source, deleted, inspection: { ...inspection, parquet: left } }
}

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

const unread = ({ path = 'in the log' }: Vector, cause: Error): Quarantined =>
  new Quarantined(
    {
      code: 'delta.vector',
      detail: `Which rows of the file are deleted (${path.slice(-200)}) cannot be read: ${cause.message.slice(0, 200)}.`,
      remedy: 'Land the deletion vector again as it is in the table, and retry.',
    },
    { cause },
  )
