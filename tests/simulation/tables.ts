/** Lake tables as any reader sees them: Glue's pointer, S3's files, and nothing of our functions. */
import { liveFiles } from '../../lake/iceberg/live.ts'
import {
  currentSchema,
  currentSnapshot,
  type Metadata,
  parseMetadata,
} from '../../lake/iceberg/metadata.ts'
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

/** What cannot be read, or is counted otherwise, is added to `wrong`. */
export async function tableOf(world: Lake, name: string, wrong: string[]): Promise<Table> {
  const table: Table = new Map()
  try {
    const metadata = await metadataOf(world, name)
    if (!metadata) return table
    for (const { object, values } of await rowsOf(world, metadata)) {
      const cells = values.flatMap(({ field: { name, type }, value }): [string, string][] => {
        if (value === null || name === objectColumn || name === 'day') return []
        return [[name, type === 'string' ? String(value) : `#${value}`]]
      })
      table.set(object, [...(table.get(object) ?? []), Object.fromEntries(cells)])
    }
    const summary = currentSnapshot(metadata)?.summary
    const count = [...table.values()].reduce((sum, rows) => sum + rows.length, 0)
    if (Number(summary?.['total-records'] ?? 0) !== count)
      wrong.push(`${name} counts ${summary?.['total-records']}, not ${count}`)
  } catch (error) {
    wrong.push(`${name}: ${(error as Error).message}`)
  }
  return table
}

/** Numbers by their value, texts by their letters, whatever the order of rows. */
export function sameRows(found: Cells[], wanted: Cells[]): boolean {
  if (found.length !== wanted.length) return false
  const left = [...wanted]
  return found.every((cells) => {
    const at = left.findIndex((row) => sameCells(cells, row))
    if (at < 0) return false
    left.splice(at, 1)
    return true
  })
}

function sameCells(found: Cells, wanted: Cells): boolean {
  const names = Object.keys(wanted)
  return (
    names.length === Object.keys(found).length &&
    names.every((name) => {
      const [value = '', text = ''] = [found[name], wanted[name]]
      return value.startsWith('#') ? Number(value.slice(1)) === Number(text) : value === text
    })
  )
}
