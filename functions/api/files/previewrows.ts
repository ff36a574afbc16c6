/** First rows of a file, cells as text: by the reader that it will be read by, and no more of its bytes than shows them. */

import { decompressedHead } from '../../../lake/inspect/compression.ts'
import { cellText, csvRows } from '../../../lake/inspect/csvrows.ts'
import { utf8Of } from '../../../lake/inspect/encoding/decode.ts'
import type { ReadRange } from '../../../lake/inspect/inspect.ts'
import type { CsvDialect, Inspection } from '../../../lake/inspect/inspection.ts'
import { typedByPins } from '../../../lake/inspect/pinned.ts'
import { inspectPlain } from '../../../lake/inspect/plain.ts'
import { previewBytesMax, previewReadBytesMax, previewRowsMax } from '../../../lake/limits.ts'
import { Quarantined } from '../../../lake/problem.ts'
import { textsOf } from '../../../lake/render/elementtext.ts'
import type { TextReader } from '../../../lake/render/plaintext.ts'
import { readers } from '../../../lake/render/readers.ts'
import {
  type Lying,
  plainDialect,
  type Render,
  type TypedReader,
} from '../../../lake/render/render.ts'
import { spellingOf } from '../../../lake/schema/names.ts'
import type { Column } from '../../../lake/schema/type.ts'
import type { Pins } from '../../../schemas/interpretation.ts'

export interface FirstRows {
  /** Null where more would have to be read than a preview may. */
  rows: (string | null)[][] | null
  /** Where only the rendered form shows them. */
  columns: Column[]
}

export async function firstRows(
  inspection: Inspection,
  bytes: number,
  read: ReadRange,
  reserved: string[],
): Promise<FirstRows> {
  const { compression, member, columns, render, encoding } = inspection
  const reader = render && readerOf(render)
  if (render && !reader) return { rows: null, columns }
  if (compression === 'none' && !encoding && render && !textual.has(render.reader)) {
    return rendered(inspection, render, lyingIn(bytes, read), reserved)
  }
  const start = member?.at ?? 0
  const end = Math.min(bytes, start + previewBytesMax)
  const stored = await read(start, end)
  if (compression === 'none') return ofHead(inspection, stored, end < bytes, reserved)
  const own = member && { ...member, at: 0 }
  const isAll = end === bytes
  const text = await decompressedHead(compression, Buffer.from(stored), isAll, previewBytesMax, own)
  return ofHead(inspection, text.bytes, !text.whole, reserved)
}

type Reader = { text: TextReader } | { typed: TypedReader }

/** An archive's files and a database's tables are read from a disk. */
function readerOf({ reader }: Render): Reader | undefined {
  const found = Object.hasOwn(readers, reader) ? readers[reader as keyof typeof readers] : undefined
  return found && 'members' in found ? undefined : found
}

/** Of which any first bytes show first rows. */
const textual: ReadonlySet<Render['reader']> = new Set([
  'csv',
  'json',
  'jsonlines',
  'digits',
  'log',
  'fixed',
  'blocks',
  'latex',
])

async function ofHead(
  inspection: Inspection,
  head: Uint8Array,
  isHead: boolean,
  reserved: string[],
): Promise<FirstRows> {
  const { encoding, render, csv, columns, pins } = inspection
  const bytes = encoding ? utf8Of(encoding, head, !isHead) : head
  if (!bytes) return { rows: null, columns }
  if (render) return rendered(inspection, render, lyingHead(bytes, isHead), reserved)
  if (inspection.format === 'parquet') return { rows: null, columns }
  const text = withoutMark(bytes)
  const rows = csv ? cells(text, csv, isHead, pins) : lines(text, columns.map(spellingOf), isHead)
  return { rows, columns }
}

/** A preview has read as much as it may. */
class Enough extends Error {
  override name = 'Enough'
}

interface Partly extends Lying {
  /** Whether it was cut off: what is wrong with it may be that alone. */
  isCut(): boolean
  /** What reading it threw. */
  fault?(): unknown
}

const none = () => undefined
const chunkBytes = 256 * 1024

function lyingIn(bytes: number, read: ReadRange): Partly {
  let left = previewReadBytesMax
  let isCut = false
  let fault: unknown
  const counted: ReadRange = async (start, end) => {
    left -= Math.max(0, Math.min(end, bytes) - start)
    isCut ||= left < 0
    if (isCut) throw new Enough()
    try {
      return await read(start, Math.min(end, bytes))
    } catch (error) {
      fault = error
      throw error
    }
  }
  return {
    ...{ bytes, read: counted, aside: none, isCut: () => isCut, fault: () => fault },
    async *chunks() {
      for (let at = 0; at < bytes; at += chunkBytes) yield await counted(at, at + chunkBytes)
    },
  }
}

const lyingHead = (bytes: Uint8Array, isHead: boolean): Partly => ({
  bytes: bytes.length,
  async *chunks() {
    yield bytes
  },
  read: async (start, end) => bytes.subarray(start, end),
  aside: none,
  isCut: () => isHead,
})

/** What a reader throws over bytes is theirs: there is nothing to show. */
async function rendered(
  inspection: Inspection,
  render: Render,
  object: Partly,
  reserved: string[],
): Promise<FirstRows> {
  try {
    return await readBy(inspection, render, object, reserved)
  } catch (error) {
    if (error instanceof Quarantined || object.fault?.() !== undefined) throw error
    return { rows: null, columns: inspection.columns }
  }
}

async function readBy(
  inspection: Inspection,
  render: Render,
  object: Partly,
  reserved: string[],
): Promise<FirstRows> {
  const reader = readerOf(render)!
  const { columns } = inspection
  if ('typed' in reader) return { rows: await typedRows(reader.typed, render, object), columns }
  const { pieces, isWhole } = await piecesOf(reader.text, render, object)
  if (pieces.length === 0 && !isWhole) return { rows: null, columns }
  return plainRows(inspection, render, Buffer.concat(pieces), isWhole, reserved)
}

/** As many as show the rows. */
async function piecesOf(reader: TextReader, render: Render, object: Partly) {
  const pieces: Buffer[] = []
  let bytes = 0
  try {
    for await (const piece of reader(object, render)) {
      pieces.push(Buffer.from(piece))
      bytes += piece.length
      if (bytes > previewBytesMax) return { pieces, isWhole: false }
    }
    return { pieces, isWhole: !object.isCut() }
  } catch (error) {
    if (!object.isCut()) throw error // what is cut off may well be broken at its end
    return { pieces, isWhole: false }
  }
}

function plainRows(
  { columns: known, pins }: Inspection,
  render: Render,
  plain: Buffer,
  isWhole: boolean,
  reserved: string[],
): FirstRows {
  let columns = known
  if (columns.length === 0) {
    const head = { bytes: plain, whole: isWhole }
    const found = inspectPlain(render, head, { reserved, nulls: pins?.nulls }).columns
    columns = pins ? typedByPins(found, pins) : found
  }
  const rows =
    render.as === 'csv'
      ? cells(plain, plainDialect(render), !isWhole, pins)
      : lines(plain, columns.map(spellingOf), !isWhole)
  return { rows, columns }
}

async function typedRows(
  reader: TypedReader,
  render: Render,
  object: Partly,
): Promise<(string | null)[][] | null> {
  const rows: (string | null)[][] = []
  try {
    const { schema, batches } = await reader(object, render)
    const texts = textsOf(schema)
    for await (const batch of batches) {
      const count = Math.min(batch[0]?.length ?? 0, previewRowsMax - rows.length)
      for (let i = 0; i < count; i++) rows.push(texts.map((text, place) => text(batch[place]![i])))
      if (rows.length === previewRowsMax) break
    }
    return rows
  } catch (error) {
    if (!object.isCut()) throw error
    return rows.length > 0 ? rows : null
  }
}

const withoutMark = (bytes: Uint8Array): Uint8Array =>
  bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes

function cells(
  bytes: Uint8Array,
  dialect: CsvDialect,
  isHead: boolean,
  { nulls = [] }: Pins = {},
): (string | null)[][] {
  const { rows } = csvRows(bytes, { ...dialect, header: false }, isHead)
  const data = rows.filter((row) => row.length > 0).slice(dialect.header ? 1 : 0)
  const textAt = (cell: Parameters<typeof cellText>[0]): string | null => {
    const text = cellText(cell, dialect)
    return text !== null && nulls.includes(text) ? null : text
  }
  return data.slice(0, previewRowsMax).map((row) => row.map(textAt))
}

function lines(bytes: Uint8Array, names: string[], isHead: boolean): (string | null)[][] {
  const texts = Buffer.from(bytes).toString('utf8').split('\n')
  const whole = isHead ? texts.slice(0, -1) : texts
  const rows = whole.filter((text) => text.trim() !== '').slice(0, previewRowsMax)
  return rows.flatMap((text) => {
    const row = objectOf(text)
    return row ? [names.map((name) => textOf(row[name]))] : []
  })
}

function objectOf(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const textOf = (value: unknown): string | null =>
  value === undefined || value === null
    ? null
    : typeof value === 'string'
      ? value
      : JSON.stringify(value)
