/** Rows of a dataset, straight from its data files; what was written once for a snapshot is kept as text. */

import {
  type Answer,
  type Call,
  isKnown,
  nextLink,
  notModified,
} from '../../../aws/gateway/call.ts'
import { objectOf, readUri } from '../../../aws/icebergtable.ts'
import { getRange, NoSuchObject } from '../../../aws/s3.ts'
import { pagesKeptBytes } from '../../../lake/limits.ts'
import { RequestProblem } from '../../../lake/problem.ts'
import { planRows, type RowsAsked } from '../../../lake/rows/plan.ts'
import { readRows } from '../../../lake/rows/read.ts'
import { type RowFormat, type RowText, rowText } from '../../../lake/rows/text.ts'
import { contentTypes, formatOf } from '../format.ts'
import { demandTable } from './tables.ts'

type Query = RowsAsked & { shape: 'arrays' | 'objects'; format?: RowFormat }

export const reads = {
  read: readUri,
  readRange: (uri: string, start: number, end: number) => getRange(objectOf(uri), start, end),
}

export async function listRows(call: Call<Query, { name: string }>): Promise<Answer> {
  const { query, params } = call
  const format = formatOf(call, query.format, ['json', 'ndjson', 'csv', 'parquet'])
  const { metadata } = await demandTable(params.name)
  const plan = planRows(metadata, query)
  const id = `${plan.snapshotId}-${plan.fingerprint}-${format}-${query.shape}`
  const etag = `"${id}"`
  if (isKnown(call, etag)) return notModified(etag)
  const page = await keptPage(`${metadata['table-uuid']} ${id}`, async () =>
    rowText(await readRows(plan, reads), plan, format, query.shape === 'objects'),
  ).catch((error) => {
    throw fileGone(params.name, error)
  })
  const headers = { ETag: etag, 'Content-Type': contentTypes[format], ...nextLink(call, page.next) }
  const { text, bytes } = page
  return { status: 200, headers, ...(bytes ? { bytes } : { text }) }
}

/** What a read of a table's files failed by, for whoever asked. */
export function fileGone(table: string, error: unknown): unknown {
  if (!(error instanceof NoSuchObject)) return error
  return new RequestProblem(
    'table.file-gone',
    `The table ${table} names ${error.message}, which somebody deleted. hypatia reconcile, and each night, brings it back or lands again what it held.`,
  )
}

const sizeOf = ({ text, bytes }: RowText): number => text.length + (bytes?.length ?? 0)
const pages = new Map<string, RowText>()
let keptBytes = 0

/** Least recently used first. */
async function keptPage(key: string, make: () => Promise<RowText>): Promise<RowText> {
  const known = pages.get(key)
  const page = known ?? (await make())
  if (known) pages.delete(key)
  else if (!pages.has(key)) keptBytes += sizeOf(page)
  pages.set(key, page)
  for (const [oldest, page] of pages) {
    if (keptBytes <= pagesKeptBytes) break
    pages.delete(oldest)
    keptBytes -= sizeOf(page)
  }
  return page
}
