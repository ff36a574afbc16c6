/** What a lake table says, read by DuckDB from the files that its current snapshot names. */
import { DuckDBInstance } from '@duckdb/node-api'
import { metadataLocationOf } from '../../lake/iceberg/gluetable.ts'
import { type Metadata, parseMetadata } from '../../lake/iceberg/metadata.ts'
import { planScan } from '../../lake/iceberg/scan.ts'
import { scanSql } from '../../lake/iceberg/scansql.ts'
import type { Receipt } from '../../lake/receipt.ts'
import { receiptKey } from '../../lake/receipt.ts'
import type { Laptop } from '../../local/laptop.ts'

const database = (async () => (await DuckDBInstance.create(':memory:')).connect())()

function found({ store }: Laptop, uri: string) {
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/(.+)$/.exec(uri) ?? []
  const version = store.find(bucket, key)
  if (!version) throw new Error(`nothing at ${uri}`)
  return version
}

export async function bytesAt(laptop: Laptop, uri: string): Promise<Buffer> {
  const body = laptop.store.read(found(laptop, uri))
  if (Buffer.isBuffer(body)) return body
  const chunks: Buffer[] = []
  for await (const chunk of body) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

export async function metadataOf(laptop: Laptop, table: string): Promise<Metadata> {
  const row = laptop.catalog.getTable('lake', table)
  return parseMetadata(await bytesAt(laptop, metadataLocationOf(row)))
}

export async function planOf(laptop: Laptop, table: string) {
  return planScan((uri) => bytesAt(laptop, uri), await metadataOf(laptop, table))
}

/** Rows of the table by a SELECT list, in no order: sorted by their text. */
export async function lakeRows(laptop: Laptop, table: string, select = '* EXCLUDE (_object)') {
  const plan = await planOf(laptop, table)
  const paths = new Map<string, string>()
  for (const { path: uri } of [...plan.files, ...plan.positionDeletes]) {
    paths.set(uri, await laptop.store.verified(found(laptop, uri)))
  }
  const pathOf = (uri: string) => paths.get(uri) as string
  const connection = await database
  const result = await connection.runAndReadAll(`SELECT ${select} FROM (${scanSql(plan, pathOf)})`)
  return sorted(result.getRowObjectsJson())
}

/** The same in whichever order the table has its columns: that depends on who came first. */
const textOf = (row: unknown): string =>
  JSON.stringify(Array.isArray(row) ? row : Object.entries(row as object).toSorted())

export const sorted = <T>(rows: T[]): T[] =>
  rows
    .map((row): [string, T] => [textOf(row), row])
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, row]) => row)

/** Types of the table's columns by name. */
export async function lakeTypes(laptop: Laptop, table: string): Promise<Record<string, unknown>> {
  const { schema } = await planOf(laptop, table)
  return Object.fromEntries(schema.fields.map(({ name, type }) => [name, type]))
}

export async function receiptOf(laptop: Laptop, key: string): Promise<Receipt> {
  return JSON.parse((await bytesAt(laptop, `s3://work/${receiptKey(key)}`)).toString())
}
