/** Lake tables as any reader sees them: Glue's pointer, S3's files, and nothing of our functions. */
import { liveFiles } from '../../lake/iceberg/live.ts'
import { currentSchema, type Metadata, parseMetadata } from '../../lake/iceberg/metadata.ts'
import { type Field, objectColumn } from '../../lake/iceberg/schema.ts'
import type { Cells } from './content.ts'
import type { GlueModel } from './models/glue.ts'
import type { S3Model } from './models/s3.ts'
import type { SimulatedFile } from './seams/describe.ts'

export type Value = string | number | null

export interface Lake {
  s3: S3Model
  glue: GlueModel
}

/** Rows by object id. */
export type Table = Map<string, Cells[]>

export type Read = (uri: string) => Promise<Buffer>

/** Throws where nothing lies there. */
export const readerOf =
  ({ s3 }: Pick<Lake, 's3'>): Read =>
  async (uri) => {
    const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/(.+)$/.exec(uri) ?? []
    const found = s3.current(bucket, key)
    if (!found) throw new Error(`${uri} is gone`)
    return found.bytes
  }

/** Undefined where Glue has no such table. */
export async function metadataOf(lake: Lake, table: string): Promise<Metadata | undefined> {
  const row = lake.glue.tables.get(`lake.${table}`)
  const location = row?.Parameters?.metadata_location
  return location === undefined ? undefined : parseMetadata(await readerOf(lake)(location))
}

export interface Row {
  object: string
  values: { field: Field; value: Value }[]
}

export async function rowsOf(lake: Lake, metadata: Metadata): Promise<Row[]> {
  const read = readerOf(lake)
  const { fields } = currentSchema(metadata)
  const owner = fields.find(({ name }) => name === objectColumn)
  const files = await liveFiles(read, metadata)
  const parts = await Promise.all(files.map(async ({ path }) => parsed(await read(path)).rows))
  return parts.flat().map((row) => ({
    object: String(row[owner?.id ?? 0]),
    values: fields.map((field) => ({ field, value: row[field.id] ?? null })),
  }))
}

export const parsed = (bytes: Buffer): SimulatedFile => JSON.parse(bytes.toString())
