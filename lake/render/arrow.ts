/** Arrow's files and streams, message by message. https://arrow.apache.org/docs/format/Columnar.html#serialization-and-interprocess-communication-ipc */
import {
  type Batch as ArrowBatch,
  CompressionType,
  type Field,
  setCompressionCodec,
  tableFromIPC,
} from '@uwdata/flechette'
import { unlz4Whole } from '../inspect/binary/lz4.ts'
import { unzstdWhole } from '../inspect/binary/zstd.ts'
import { blockBytesMax } from '../limits.ts'
import { Quarantined } from '../problem.ts'
import { arrowType, arrowValues, rawly } from './arrowtype.ts'
import { rootOf } from './element.ts'
import type { Batch, Lying, Typed } from './render.ts'

setCompressionCodec(CompressionType.LZ4_FRAME, {
  decode: (bytes) => unlz4Whole(Buffer.from(bytes), blockBytesMax),
  encode: () => refuse(),
})
setCompressionCodec(CompressionType.ZSTD, {
  decode: (bytes) => unzstdWhole(Buffer.from(bytes), blockBytesMax),
  encode: () => refuse(),
})

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
  return decoded([head.subarray(start, start + 8 + length)]).schema.fields
}

function decoded(messages: Uint8Array[]) {
  try {
    return tableFromIPC(Buffer.concat([...messages, endOfStream]), {
      useBigInt: true,
      useDecimalInt: true,
    })
  } catch (error) {
    throw corrupt((error as Error).message, error)
  }
}

const endOfStream = Buffer.from([0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0])

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
  async function* batches(): AsyncGenerator<Batch> {
    const before = [first.value!.bytes]
    for await (const { bytes, kind } of messages) {
      if (kind === 'dictionary') before.push(bytes)
      if (kind !== 'rows') continue
      const table = decoded([...before, bytes])
      yield table.children.map((column, i) =>
        column.data.flatMap((batch) => {
          rawly(batch as ArrowBatch<unknown>)
          return arrowValues(types[i]!, batch as ArrowBatch<unknown>)
        }),
      )
    }
  }
  return { schema, batches: batches() }
}

interface Message {
  bytes: Buffer
  kind: 'schema' | 'dictionary' | 'rows' | 'other'
}

async function* messagesOf({ bytes: end, read }: Lying): AsyncGenerator<Message> {
  let at = isMagic(await read(0, Math.min(8, end))) ? 8 : 0
  while (at < end) {
    const head = Buffer.from(await read(at, Math.min(at + 8, end)))
    const length = messageBytes(head)
    if (length === 0) return
    const metadata = Buffer.from(await read(at + 8, at + 8 + length))
    if (metadata.length < length) throw cut()
    const { kind, bodyBytes } = messageOf(metadata)
    const stop = at + 8 + length + bodyBytes
    if (stop > end) throw cut()
    yield { bytes: Buffer.from(await read(at, stop)), kind }
    at = stop
  }
  if (at > 0) return
  throw cut()
}

const kinds = ['other', 'schema', 'dictionary', 'rows'] as const

/** Two members of a FlatBuffer: which kind of message it is, and how many bytes its body has. */
function messageOf(metadata: Buffer): { kind: Message['kind']; bodyBytes: number } {
  try {
    const table = metadata.readUInt32LE()
    const vtable = table - metadata.readInt32LE(table)
    const size = metadata.readUInt16LE(vtable)
    const place = (slot: number): number =>
      4 + 2 * slot < size ? metadata.readUInt16LE(vtable + 4 + 2 * slot) : 0
    const [kind, body] = [place(1), place(3)]
    const bodyBytes = body === 0 ? 0 : Number(metadata.readBigInt64LE(table + body))
    if (!(bodyBytes >= 0 && bodyBytes <= blockBytesMax)) {
      throw corrupt(`a message of ${bodyBytes} bytes`)
    }
    return { kind: kinds[kind === 0 ? 0 : metadata.readUInt8(table + kind)] ?? 'other', bodyBytes }
  } catch (error) {
    throw error instanceof Quarantined ? error : corrupt('a message that is none', error)
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

const cut = (): Quarantined =>
  new Quarantined({ code: 'arrow.truncated', detail: 'The Arrow file breaks off.', remedy })
