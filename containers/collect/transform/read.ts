/** The rows of an item, read as the lake itself would read it. */
import { parse } from 'csv-parse'
import { decompressed } from '../../../lake/inspect/compression.ts'
import { strictDecoder } from '../../../lake/inspect/encoding/decode.ts'
import { inspect } from '../../../lake/inspect/inspect.ts'
import type { CsvDialect, Inspection } from '../../../lake/inspect/inspection.ts'
import { pinnedBy } from '../../../lake/inspect/pinned.ts'
import { Quarantined } from '../../../lake/problem.ts'
import { linesOf } from '../../../lake/render/lines.ts'
import { plainRow } from '../../../lake/render/plaincsv.ts'
import { readers } from '../../../lake/render/readers.ts'
import {
  type Lying,
  plainDialect,
  type ReaderName,
  type Rejected,
} from '../../../lake/render/render.ts'
import type { Pins } from '../../../schemas/interpretation.ts'
import type { Item } from './item.ts'
import { Failing, Refused } from './refused.ts'
import { rowIn } from './rowsteps.ts'
import { parsed, type Row } from './value.ts'

/** Of the item's rows, from 1; what is none has a reason. */
export type ReadRow = { number: number } & ({ row: Row } | { refused: Refused; text: string })

export interface Table {
  as: 'csv' | 'ndjson'
  /** Whether it lay so, and is not rendered into it. */
  isAsItLay: boolean
  /** Of what came as CSV. */
  columns?: string[]
  rows: AsyncIterable<ReadRow[]>
}

export const ndjsonType = 'application/x-ndjson'
const batchRows = 1_000

/** Throws Refused for what has no rows. */
export async function tableIn(item: Item, pins: Pins | undefined): Promise<Table> {
  try {
    if (item.contentType === ndjsonType && pins === undefined)
      return { as: 'ndjson', isAsItLay: true, rows: jsonRows(chunksOf(item.content)) }
    return await inspected(item, pins)
  } catch (error) {
    throw refusedBy(error)
  }
}

/** What the bytes did is a fault of theirs; what the machine says is not. */
export function refusedBy(error: unknown): unknown {
  if (error instanceof Refused || error instanceof Failing) return error
  if (error instanceof Quarantined)
    return new Refused(`It cannot be read (${error.reason.code}).`, error.reason.detail)
  const isOfMachine = !(error instanceof Error) || 'syscall' in error || error.name === 'AbortError'
  if (isOfMachine) return error
  const { code = '' } = error as { code?: string }
  return new Refused(`It cannot be read${code && ` (${code})`}.`, error.message)
}

const chunksOf = (content: Blob): AsyncIterable<Uint8Array> =>
  content.stream() as unknown as AsyncIterable<Uint8Array>

async function inspected({ name, content }: Item, pins: Pins | undefined): Promise<Table> {
  const read = async (start: number, end: number) =>
    new Uint8Array(await content.slice(start, end).arrayBuffer())
  const pinned = pins && pinnedBy([['the definition', pins]])
  const inspection = await inspect({ key: name, bytes: content.size }, read, [], pinned)
  const { reason, render, format } = inspection
  if (reason) throw new Refused(`It has no rows (${reason.code}).`, reason.detail)
  const aside: Rejected[] = []
  const lying: Lying = {
    bytes: content.size,
    chunks: () => plainChunks(chunksOf(content), inspection),
    read,
    aside: (row) => void aside.push(row),
  }
  if (!render) return plainTable(lying.chunks(), inspection, aside, true)
  const { reader: by } = render
  const reader = isReader(by) ? readers[by] : undefined
  if (!reader || !('text' in reader))
    throw new Refused(
      `Rows of ${format} are not transformed on the way: an archive is unpacked before, and what has types of its own lands as it is.`,
    )
  const csv = render.as === 'csv' ? plainDialect(render) : undefined
  const plain = { ...inspection, format: render.as, csv } as Inspection
  return plainTable(bytesOf(reader.text(lying, render)), plain, aside, false)
}

const isReader = (name: string): name is ReaderName => Object.hasOwn(readers, name)

async function* bytesOf(text: AsyncIterable<Uint8Array | string>): AsyncGenerator<Uint8Array> {
  for await (const piece of text) yield typeof piece === 'string' ? Buffer.from(piece) : piece
}

async function* plainChunks(
  chunks: AsyncIterable<Uint8Array>,
  { compression, member, encoding }: Inspection,
): AsyncGenerator<Uint8Array> {
  const plain =
    compression === 'none' ? chunks : decompressed(compression, chunks as never, false, member)
  if (!encoding) return yield* plain
  const decoder = strictDecoder(encoding)
  for await (const chunk of plain) {
    const text = decoder.decode(chunk)
    if (text !== '') yield Buffer.from(text)
  }
  yield Buffer.from(decoder.end())
}

async function plainTable(
  chunks: AsyncIterable<Uint8Array>,
  { format, csv, columns }: Inspection,
  aside: Rejected[],
  isAsItLay: boolean,
): Promise<Table> {
  if (format === 'ndjson') {
    return { as: 'ndjson', isAsItLay, rows: withAside(jsonRows(chunks), aside) }
  }
  if (format !== 'csv' || !csv) throw new Refused(`Rows of ${format} are not transformed.`)
  const records = recordsOf(chunks, csv)
  const first = csv.header ? (await records.next()).value : undefined
  const names = first
    ? first.cells.map((cell, i) => cell ?? `column${i + 1}`)
    : columns.map(({ original, name }) => original ?? name)
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined)
    throw new Refused('Two columns have one name.', `Two columns are called "${twice}".`)
  const rows = csvRows(records, names)
  return { as: 'csv', isAsItLay, columns: names, rows: withAside(rows, aside) }
}

/** What a reader set aside is told after what it read. */
async function* withAside(
  rows: AsyncIterable<ReadRow[]>,
  aside: Rejected[],
): AsyncGenerator<ReadRow[]> {
  for await (const batch of rows) {
    yield batch
    if (aside.length > 0) yield aside.splice(0).map(rejectedRow)
  }
  yield aside.splice(0).map(rejectedRow)
}

const rejectedRow = ({ line = 0, reason, text }: Rejected): ReadRow => ({
  number: line,
  refused: new Refused('It cannot be read right.', reason),
  text,
})

async function* jsonRows(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<ReadRow[]> {
  for await (const lines of linesOf({ chunks: () => chunks })) {
    for (let at = 0; at < lines.length; at += batchRows)
      yield lines
        .slice(at, at + batchRows)
        .filter(({ text }) => text.trim() !== '')
        .map(({ text, line }) => jsonRow(text, line))
  }
}

function jsonRow(text: string, number: number): ReadRow {
  try {
    return { number, row: rowIn(parsed(text)) }
  } catch (error) {
    const refused =
      error instanceof Refused
        ? error
        : new Refused('It is no JSON.', `It is no JSON: ${(error as Error).message}`)
    return { number, refused, text }
  }
}

interface Cells {
  cells: (string | null)[]
  number: number
}

async function* recordsOf(
  chunks: AsyncIterable<Uint8Array>,
  { delimiter, quote, escape: by, skip = 0 }: CsvDialect,
): AsyncGenerator<Cells, undefined> {
  const parser = parse({
    ...{ delimiter, bom: true, relax_column_count: true, relax_quotes: true },
    ...{ skip_empty_lines: true, from_line: skip + 1 },
    ...(quote === '' ? { quote: null } : { quote, escape: by || quote }),
    cast: (text, { quoting }) => (text === '' && !quoting ? null : text),
  })
  const feed = (async () => {
    for await (const chunk of chunks)
      if (!parser.write(chunk)) await new Promise<void>((go) => parser.once('drain', go))
    parser.end()
  })().catch((error) => parser.destroy(error))
  let number = 0
  for await (const cells of parser) yield { cells: cells as (string | null)[], number: ++number }
  await feed
  return undefined
}

async function* csvRows(records: AsyncIterable<Cells>, names: string[]): AsyncGenerator<ReadRow[]> {
  let batch: ReadRow[] = []
  for await (const record of records) {
    batch.push(csvRow(record, names))
    if (batch.length < batchRows) continue
    yield batch
    batch = []
  }
  yield batch
}

function csvRow({ cells, number }: Cells, names: string[]): ReadRow {
  if (cells.length !== names.length) {
    const refused = new Refused(`It has ${cells.length} cells where ${names.length} columns are.`)
    return { number, refused, text: plainRow(cells).trimEnd() }
  }
  return { number, row: Object.fromEntries(names.map((name, i) => [name, cells[i] ?? null])) }
}
