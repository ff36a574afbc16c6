/** What a file would be if it were read so: nothing is kept, and at most what an inspection reads is read. */
import { type Answer, type Call, json } from '../../aws/gateway/call.ts'
import { demandSource } from '../../aws/gateway/caller.ts'
import { getFirst, getRange, NoSuchObject, type ObjectName } from '../../aws/s3.ts'
import { columnsUnder, type Dataset, dividedBy } from '../../lake/dataset.ts'
import { uploadedPins } from '../../lake/hints.ts'
import { decompressedHead } from '../../lake/inspect/compression.ts'
import { cellText, csvRows } from '../../lake/inspect/csvrows.ts'
import { utf8Of } from '../../lake/inspect/encoding/decode.ts'
import { inspect, type ReadRange } from '../../lake/inspect/inspect.ts'
import type { CsvDialect, Inspection } from '../../lake/inspect/inspection.ts'
import { readAs } from '../../lake/inspect/readas.ts'
import {
  datasetOf,
  type Interpretation,
  pinnedIn,
  said,
  versionOf,
} from '../../lake/interpretation.ts'
import { addressOf } from '../../lake/key.ts'
import { previewBytesMax, previewRowsMax } from '../../lake/limits.ts'
import { Quarantined } from '../../lake/problem.ts'
import type { Receipt } from '../../lake/receipt.ts'
import { readCsv } from '../../lake/render/csv.ts'
import { readJson } from '../../lake/render/json.ts'
import { readLog } from '../../lake/render/log.ts'
import { plainDialect, type TextReader } from '../../lake/render/render.ts'
import { spellingOf } from '../../lake/schema/names.ts'
import { glueType } from '../../lake/schema/spelling.ts'
import type { Pins } from '../../schemas/interpretation.ts'
import { demandSense, interpretationOf, ownerOf } from './interpretation.ts'
import { receiptOf, unknownObject } from './objects.ts'
import { recordOf } from './tables.ts'

export async function previewInterpretation({
  params,
  body: { pins, file },
  caller,
}: Call<object, { name: string }, { pins: Pins; file: string }>): Promise<Answer> {
  const owner = await ownerOf(params.name, file)
  demandSource(caller, owner.source)
  demandSense(pins)
  const receipt = await receiptOf(file)
  const of = receipt && datasetOf(receipt.object.key)
  if (!receipt || of?.source !== owner.source || of.dataset !== owner.dataset) {
    throw unknownObject(file)
  }
  const who = { by: caller.subject, nowMs: Date.now() }
  const record = said(await interpretationOf(owner), owner, pins, who)
  try {
    return json(await previewOf(receipt, record, await recordOf(params.name)))
  } catch (error) {
    if (error instanceof NoSuchObject) throw unknownObject(file)
    if (!(error instanceof Quarantined)) throw error
    const nothing = { columns: [], rows: null, read: {}, evidence: [], doubt: [], format: null }
    return json({ verdict: 'quarantined', reason: error.reason, ...nothing })
  }
}

/** Where its bytes lie: in quarantine, or at their key. */
function placeOf({ object, state, quarantineKey, quarantineVersion }: Receipt): ObjectName {
  const { bucket, key, versionId } = object
  if (state !== 'quarantined' || !quarantineKey) return { bucket, key, versionId }
  return { bucket, key: quarantineKey, ...(quarantineVersion && { versionId: quarantineVersion }) }
}

async function previewOf(receipt: Receipt, record: Interpretation, dataset?: Dataset) {
  const { key, bytes } = receipt.object
  const place = placeOf(receipt)
  const read = (start: number, end: number) => getRange(place, start, end)
  const { metadata } = await getFirst(place, Math.min(bytes, 1))
  const pinned = pinnedIn(record, uploadedPins(metadata))
  const addressed = addressOf(key)
  const folders = addressed.kind === 'data' ? addressed.address.partitions : []
  const reserved = dividedBy(dataset, folders).map((partition) => partition.key)
  const known = dataset ? columnsUnder(dataset, versionOf(record)) : []
  const inspection = await inspect({ key, bytes }, read, reserved, pinned, known)
  const { verdict, format, columns, evidence, doubt = [], reason = null } = inspection
  const rows = verdict === 'table' ? await firstRows(inspection, bytes, read) : null
  const named = columns.map((column) => {
    const { name, original, type } = column
    return {
      name,
      ...(original && { original }),
      type: glueType(type === 'null' ? 'string' : type),
    }
  })
  const found = readAs(inspection)
  return { verdict, format, columns: named, rows, read: found, evidence, doubt, reason }
}

const textReaders: Partial<Record<string, TextReader>> = {
  csv: readCsv,
  json: readJson,
  log: readLog,
}

async function firstRows(inspection: Inspection, bytes: number, read: ReadRange) {
  const { compression, member } = inspection
  const start = member?.at ?? 0
  const end = Math.min(bytes, start + previewBytesMax)
  const stored = await read(start, end)
  if (compression === 'none') return rowsOf(inspection, stored, end < bytes)
  const own = member && { ...member, at: 0 }
  const isAll = end === bytes
  const text = await decompressedHead(compression, Buffer.from(stored), isAll, previewBytesMax, own)
  return rowsOf(inspection, text.bytes, !text.whole)
}

/** The first rows, cells as text; null where more than a text's first bytes would have to be read. */
async function rowsOf(
  { encoding, render, csv, columns, pins }: Inspection,
  head: Uint8Array,
  isHead: boolean,
): Promise<(string | null)[][] | null> {
  const bytes = encoding ? utf8Of(encoding, head, !isHead) : head
  if (!bytes) return null
  if (!render) {
    const text = withoutMark(bytes)
    return csv ? cells(text, csv, isHead, pins) : lines(text, columns.map(spellingOf), isHead)
  }
  const reader = textReaders[render.reader]
  if (!reader || render.as === 'parquet') return null
  const pieces: Uint8Array[] = []
  const lying = {
    bytes: bytes.length,
    async *chunks() {
      yield bytes
    },
    read: async (start: number, end: number) => bytes.subarray(start, end),
    aside: () => undefined,
  }
  try {
    for await (const piece of reader(lying, render)) pieces.push(Buffer.from(piece))
  } catch (error) {
    if (!isHead) throw error // what is cut off may well be broken at its end
  }
  const plain = Buffer.concat(pieces)
  const names = columns.map(spellingOf)
  return render.as === 'csv'
    ? cells(plain, plainDialect(render), isHead, pins)
    : lines(plain, names, isHead)
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
