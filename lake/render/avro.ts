/** Avro's container files, block by block. https://avro.apache.org/docs/1.12.0/specification/#object-container-files */
import { crc32, inflateRawSync } from 'node:zlib'
import { snappyUncompress } from 'hyparquet'
import xz from 'xz-decompress'
import { unbzipWhole } from '../inspect/binary/bzip2.ts'
import { snappyLength } from '../inspect/binary/snappy.ts'
import { unzstdWhole } from '../inspect/binary/zstd.ts'
import { blockBytesMax, renderedRowsMax } from '../limits.ts'
import { AvroBytes, corrupt, cut } from './avroread.ts'
import { type AvroType, avroFields } from './avrotype.ts'
import { rootOf } from './element.ts'
import type { Batch, Lying, Typed } from './render.ts'

const magic = Buffer.from('Obj\x01')
const syncBytes = 16

/** Holds a count and a length. */
const blockHeadBytes = 20

export interface AvroHeader {
  fields: { name: string; type: AvroType }[]
  /** As the file has it. */
  schema: unknown
  codec: string
  sync: Buffer
  /** Bytes of all of it. */
  bytes: number
}

export const isAvro = (head: Uint8Array): boolean => magic.equals(head.subarray(0, magic.length))

/** Throws Quarantined: `avro.truncated` where these bytes do not hold all of it. */
export function avroHeader(head: Buffer): AvroHeader {
  const from = new AvroBytes(head, magic.length)
  const meta = new Map<string, Buffer>()
  from.items(() => meta.set(from.text(), from.take(from.int())), 0)
  const sync = from.take(syncBytes)
  const codec = meta.get('avro.codec')?.toString() ?? 'null'
  if (!Object.hasOwn(codecs, codec)) throw corrupt(`its codec ${codec.slice(0, 40)} is unknown`)
  const text = meta.get('avro.schema')?.toString()
  if (text === undefined) throw corrupt('it has no schema')
  const schema = parsed(text)
  return { fields: avroFields(schema), schema, codec, sync, bytes: from.at }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw corrupt('its schema is no JSON', error)
  }
}

type Inflate = (bytes: Buffer) => Uint8Array | Promise<Uint8Array>

const codecs: Record<string, Inflate> = {
  null: (bytes) => bytes,
  deflate: (bytes) => inflateRawSync(bytes, { maxOutputLength: blockBytesMax }),
  bzip2: (bytes) => unbzipWhole(bytes, blockBytesMax),
  zstandard: (bytes) => unzstdWhole(bytes, blockBytesMax),
  snappy: unsnapped,
  xz: unxzed,
}

/** A block and its checksum. */
function unsnapped(bytes: Buffer): Uint8Array {
  const body = bytes.subarray(0, -4)
  const length = snappyLength(body)
  if (length > blockBytesMax) throw corrupt(`a block of ${length} bytes`)
  const output = new Uint8Array(length)
  snappyUncompress(body, output)
  if (crc32(output) !== bytes.readUInt32BE(bytes.length - 4)) throw corrupt('a wrong checksum')
  return output
}

async function unxzed(bytes: Buffer): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of new xz.XzReadableStream(new Blob([bytes]).stream())) {
    length += chunk.length
    if (length > blockBytesMax) throw corrupt(`a block of more than ${blockBytesMax} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

export async function readAvro(object: Lying): Promise<Typed> {
  const header = await headerOf(object)
  const schema = rootOf(header.fields.map(({ name, type }) => type.elements(name)))
  return { schema, batches: batchesOf(object, header) }
}

async function headerOf({ bytes, read }: Lying): Promise<AvroHeader> {
  for (let end = 64 * 1024; ; end *= 4) {
    try {
      return avroHeader(Buffer.from(await read(0, Math.min(end, bytes))))
    } catch (error) {
      const isShort = (error as { reason?: { code: string } }).reason?.code === 'avro.truncated'
      if (!isShort || end >= bytes || end > blockBytesMax) throw error
    }
  }
}

async function* batchesOf(object: Lying, header: AvroHeader): AsyncGenerator<Batch> {
  const columns = header.fields.map(() => [] as unknown[])
  let [at, rows, all, weight] = [header.bytes, 0, 0, 0]
  while (at < object.bytes) {
    const block = await blockAt(object, at, header)
    const from = new AvroBytes(block.data)
    all += block.count
    if (all > renderedRowsMax) throw corrupt(`more than ${renderedRowsMax} records`)
    for (let i = 0; i < block.count; i++) {
      for (const [place, { type }] of header.fields.entries()) columns[place]!.push(type.read(from))
      rows++
      if (rows < rowsOfBatch && weight + from.weight < weightOfBatch) continue
      yield columns.map((column) => column.splice(0))
      ;[rows, weight] = [0, -from.weight]
    }
    if (from.at !== block.data.length) throw corrupt('a block that is longer than its records')
    weight += from.weight
    at = block.end
  }
  yield columns
}

/** In memory at once, as values: rows, or bytes and items of lists. */
const rowsOfBatch = 20_480
const weightOfBatch = 64 * 1024 * 1024

async function blockAt(object: Lying, at: number, { codec, sync }: AvroHeader) {
  const head = await object.read(at, Math.min(at + blockHeadBytes, object.bytes))
  const from = new AvroBytes(Buffer.from(head))
  const [count, length] = [from.int(), from.int()]
  if (count < 0 || count > renderedRowsMax) throw corrupt(`a block of ${count} records`)
  if (length < 0 || length > blockBytesMax) throw corrupt(`a block of ${length} bytes`)
  const start = at + from.at
  const end = start + length + syncBytes
  if (end > object.bytes) throw cut()
  const bytes = Buffer.from(await object.read(start, end))
  if (!bytes.subarray(length).equals(sync)) throw corrupt(`no marker after the block at byte ${at}`)
  return { count, data: await inflated(bytes.subarray(0, length), codec), end }
}

async function inflated(bytes: Buffer, codec: string): Promise<Buffer> {
  try {
    return Buffer.from(await codecs[codec]!(bytes))
  } catch (error) {
    throw corrupt(`a block of its codec ${codec}: ${(error as Error).message}`, error)
  }
}
