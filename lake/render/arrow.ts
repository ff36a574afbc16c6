/** Arrow's files and streams, message by message. https://arrow.apache.org/docs/format/Columnar.html#serialization-and-interprocess-communication-ipc */
import {
  type Batch as ArrowBatch,
  Column,
  CompressionType,
  type Field,
  setCompressionCodec,
  tableFromIPC,
} from '@uwdata/flechette'
import { unlz4Whole } from '../inspect/binary/lz4.ts'
import { unzstdWhole } from '../inspect/binary/zstd.ts'
import { batchRowsMax, batchValuesMax, blockBytesMax, renderedRowsMax } from '../limits.ts'
import { Quarantined } from '../problem.ts'
import { checkItems } from './arrowitems.ts'
import { type ArrowMessage, batchesIn, checkBatch, messageOf } from './arrowmessage.ts'
import { packingOf } from './arrowpacked.ts'
import { type ArrowType, arrowType, arrowValues, isNoText, rawly } from './arrowtype.ts'
import { rootOf } from './element.ts'
import type { Packed } from './parquet/packed.ts'
import { fresh, Space, type Take } from './parquet/space.ts'
import type { Lying, Typed } from './render.ts'

/** What the buffers of the messages that are decoded together may still become, and where. */
let bytesLeft = 0
let take = fresh

type Unpack = (bytes: Buffer, bytesMax: number, expected: number, take: Take) => Buffer

/** How many bytes they become stands in the eight before them. */
const codecOf = (unpack: Unpack) => ({
  decode({ buffer, byteOffset, length }: Uint8Array): Buffer {
    const said = Number(new DataView(buffer, byteOffset - 8).getBigInt64(0, true))
    if (!(said >= 0 && said <= bytesLeft)) throw new Error(`a column of ${said} bytes`)
    const plain = unpack(Buffer.from(buffer, byteOffset, length), bytesLeft, said, take)
    if (plain.length !== said) throw new Error(`${plain.length} bytes of a column of ${said}`)
    bytesLeft -= said
    return plain
  },
  encode: () => refuse(),
})
setCompressionCodec(CompressionType.LZ4_FRAME, codecOf(unlz4Whole))
setCompressionCodec(CompressionType.ZSTD, codecOf(unzstdWhole))

const refuse = (): never => {
  throw new Error('Arrow is only read here')
}

const magic = 'ARROW1'
const continuation = 0xffffffff
const isMagic = (head: Uint8Array): boolean =>
  Buffer.from(head.subarray(0, 6)).toString('latin1') === magic

/** A file, or a stream, which begins with its schema. */
export function isArrow(head: Uint8Array): boolean {
  if (isMagic(head)) return true
  const bytes = Buffer.from(head.subarray(0, 24))
  return (
    bytes.length === 24 &&
    bytes.readUInt32LE() === continuation &&
    bytes.readUInt32LE(4) % 8 === 0 &&
    bytes.readUInt32LE(8) < 64
  )
}

/** Fields of the schema, which these first bytes hold. Throws Quarantined. */
export function arrowFields(head: Buffer): Field[] {
  const start = isMagic(head) ? 8 : 0
  const length = messageBytes(head.subarray(start))
  if (start + 8 + length > head.length) throw cut()
  flatly(() => messageOf(head.subarray(start + 8, start + 8 + length)))
  return decoded([head.subarray(start, start + 8 + length)]).schema.fields
}

/** What was compressed lies in the space then, until that is cleared: values may be parts of it. */
function decoded(messages: Uint8Array[], space?: Space) {
  bytesLeft = blockBytesMax
  take = space?.take ?? fresh
  const { cache } = Column.prototype
  try {
    Column.prototype.cache = () => [] // values of dictionaries, which `rawly` makes anew
    const table = tableFromIPC(messages, {
      useBigInt: true,
      useDecimalInt: true,
    })
    named(table.schema.fields)
    return table
  } catch (error) {
    throw corrupt((error as Error).message, error)
  } finally {
    Column.prototype.cache = cache
  }
}

/** A name may be left out. */
function named(fields: Field[]): void {
  for (const field of fields) {
    field.name ??= ''
    if ('children' in field.type) named(field.type.children as Field[])
  }
}

/** Of its metadata, without the eight before it; 0: the stream ends. */
function messageBytes(bytes: Buffer): number {
  if (bytes.length < 8) throw cut()
  if (bytes.readUInt32LE() !== continuation) throw corrupt('no message where one should begin')
  const length = bytes.readInt32LE(4)
  if (length < 0 || length > blockBytesMax) throw corrupt(`a message of ${length} bytes`)
  return length
}

export async function readArrow(object: Lying): Promise<Typed> {
  const messages = messagesOf(object)
  const first = await messages.next()
  if (first.done) throw cut()
  const { fields } = decoded([first.value.bytes]).schema
  const types = fields.map(({ type }) => arrowType(type))
  const schema = rootOf(fields.map(({ name }, i) => types[i]!.elements(name)))
  const columns = fields.map(({ name }, i) => ({ name, type: types[i]! }))
  const of = [first.value.bytes, messages, columns] as const
  return {
    schema,
    batches: batchesOf(...of, valuesOf),
    packed: batchesOf(...of, packedOf, new Space()),
  }
}

/** A text that is none stops them: as another one it would lie. `before`: rows of the batches before. */
const texts =
  <T>(name: string, before: number, reading: Reading<T>): Reading<T> =>
  (start, end, take) => {
    try {
      return reading(start, end, take)
    } catch (error) {
      if (isNoText(error)) throw noText(name, before + start + 1, before + end)
      throw error
    }
  }

/** Of a column in some of a batch's rows. */
type Reading<T> = (start: number, end: number, take: Take) => T

function valuesOf(type: ArrowType, column: ArrowBatch<unknown>): Reading<unknown[]> {
  let isRaw = false
  return (start, end) => {
    if (!isRaw) rawly(column)
    isRaw = true
    return arrowValues(type, column, start, end)
  }
}

function packedOf(type: ArrowType, column: ArrowBatch<unknown>): Reading<unknown[] | Packed> {
  const packing = packingOf(column)
  let values: Reading<unknown[]> | undefined
  return (...rows) => {
    const packed = packing?.(...rows)
    if (packed) return packed
    values ??= valuesOf(type, column)
    return values(...rows)
  }
}

/** Those of dictionaries that the rows behind them name: a later one of the same number takes its place, or adds to it. */
async function* batchesOf<T>(
  schema: Buffer,
  messages: AsyncIterable<Message>,
  own: { name: string; type: ArrowType }[],
  readingOf: (type: ArrowType, column: ArrowBatch<unknown>) => Reading<T>,
  unpacked?: Space,
): AsyncGenerator<T[]> {
  const dictionaries = new Map<bigint, Buffer[]>()
  const space = new Space()
  let rows = 0
  for await (const { bytes, dictionary, kind } of messages) {
    if (dictionary) {
      const { id, isDelta } = dictionary
      dictionaries.set(id, [...(isDelta ? (dictionaries.get(id) ?? []) : []), bytes])
      const held = [...dictionaries.values()].flat().reduce((sum, one) => sum + one.length, 0)
      if (held > blockBytesMax) throw corrupt(`dictionaries of ${held} bytes`)
    }
    if (kind !== 'rows') continue
    unpacked?.clear()
    const together = [schema, ...[...dictionaries.values()].flat(), bytes]
    const { children, numRows } = decoded(together, unpacked)
    rows += numRows
    if (!(rows <= renderedRowsMax)) throw corrupt(`more than ${renderedRowsMax} rows`)
    const columns = children.flatMap(({ data }) => data as ArrowBatch<unknown>[])
    if (columns.length !== own.length) throw corrupt('a batch without rows of every column')
    for (const column of columns) {
      if (column.length !== numRows)
        throw corrupt(`a column of ${column.length} in ${numRows} rows`)
      flatly(() => checkItems(column))
    }
    const readings = columns.map((column, i) => {
      const { name, type } = own[i]!
      return texts(name, rows - numRows, readingOf(type, column))
    })
    const most = Math.floor(batchValuesMax / own.length)
    const step = Math.max(8, Math.min(batchRowsMax, most - (most % 8))) // a byte has eight bits
    for (let at = 0; at < numRows; at += step) {
      const end = Math.min(numRows, at + step)
      space.clear()
      yield readings.map((reading) => reading(at, end, space.take))
    }
  }
}

interface Message extends Pick<ArrowMessage, 'kind' | 'dictionary'> {
  bytes: Buffer
}

/** Each is to be read before the next is asked for, but for dictionaries. */
async function* messagesOf({ bytes, read, lend = read }: Lying): AsyncGenerator<Message> {
  const isFile = isMagic(await read(0, Math.min(8, bytes)))
  const footer = isFile ? await footerOf(bytes, read) : undefined
  const end = footer?.at ?? bytes
  let [at, batches] = [isFile ? 8 : 0, 0]
  if (at >= end) throw cut()
  while (at < end) {
    const head = Buffer.from(await read(at, Math.min(at + 8, end)))
    const length = messageBytes(head)
    if (length === 0) break
    const metadata = Buffer.from(await read(at + 8, at + 8 + length))
    if (metadata.length < length) throw cut()
    const { kind, bodyBytes, dictionary } = flatly(() => messageOf(metadata))
    const stop = at + 8 + length + bodyBytes
    if (stop > end) throw cut()
    if (kind === 'rows') batches++
    const message = aligned(await (kind === 'rows' ? lend : read)(at, stop))
    if (kind === 'dictionary' || kind === 'rows') {
      flatly(() => checkBatch(metadata, kind, message.subarray(8 + length)))
    }
    yield { bytes: message, kind, ...(dictionary && { dictionary }) }
    at = stop
  }
  if (footer && footer.batches !== batches) {
    throw corrupt(`its footer names ${footer.batches} batches of rows, and there are ${batches}`)
  }
}

/** Columns begin at multiples of eight. */
function aligned(bytes: Uint8Array): Buffer {
  const { buffer, byteOffset, length } = bytes
  return byteOffset % 8 === 0 ? Buffer.from(buffer, byteOffset, length) : Buffer.from(bytes)
}

/** A file, other than a stream, says at its end what it holds. */
async function footerOf(
  bytes: number,
  read: Lying['read'],
): Promise<{ at: number; batches: number }> {
  const tail = Buffer.from(await read(Math.max(0, bytes - tailBytes), bytes))
  if (tail.length < tailBytes || tail.toString('latin1', 4) !== magic) throw cut()
  const length = tail.readInt32LE()
  const at = bytes - tailBytes - length
  if (length < 4 || at < 8 || length > blockBytesMax) throw corrupt(`a footer of ${length} bytes`)
  const footer = Buffer.from(await read(at, at + length))
  return { at, batches: flatly(() => batchesIn(footer)) }
}

/** Its length, and the magic. */
const tailBytes = 10

function flatly<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    const isBeside = error instanceof RangeError // beyond the message's own bytes
    throw corrupt(isBeside ? 'a message that is none' : (error as Error).message, error)
  }
}

const remedy = 'Write the file again and send it whole.'

const corrupt = (what: string, cause?: unknown): Quarantined =>
  new Quarantined(
    {
      code: 'arrow.corrupt',
      detail: `The Arrow file cannot be read: ${what.slice(0, 200)}.`,
      remedy,
    },
    { cause },
  )

const noText = (name: string, from: number, to: number): Quarantined =>
  new Quarantined({
    code: 'arrow.text-not-utf-8',
    detail: `A text of the column "${name.slice(0, 100)}" is no UTF-8, in rows ${from} to ${to}.`,
    remedy: 'Write its texts in UTF-8, or the column as binary, and send the file again.',
  })

const cut = (): Quarantined =>
  new Quarantined({ code: 'arrow.truncated', detail: 'The Arrow file breaks off.', remedy })
