/** A page of a column: its levels stay as they are, its values are written plain. https://parquet.apache.org/docs/file-format/data-pages/ */
import type { CompressionCodec, DecodedArray, PageHeader, SchemaTree } from 'hyparquet'
import { DEFAULT_PARSERS } from 'hyparquet/src/convert.js'
import { readDataPage, readDataPageV2 } from 'hyparquet/src/datapage.js'
import { readPlain } from 'hyparquet/src/plain.js'
import { ByteWriter } from 'hyparquet-writer'
import { writePageHeader } from 'hyparquet-writer/src/datapage.js'
import { writePlain } from 'hyparquet-writer/src/plain.js'
import { decimalText } from '../valuetext.ts'
import { bufferOf, unpacked } from './codec.ts'
import type { Leaf } from './leaves.ts'
import { hasFineInt96, int96Bytes, int96Text, timeText } from './times.ts'

/** As it lies in the file. */
export interface Page {
  header: PageHeader
  body: Uint8Array
}

/** Unpacked: levels, and values in one of the encodings. */
interface Opened {
  levels: Buffer
  values: Buffer
  /** Both are as they were in an unpacked page. */
  decoded(): DecodedArray
  isIndexed: boolean
  encoding: string
}

/** The page with its header, unpacked; as text, or with its own values, which are plain where DuckDB does not know their encoding. */
export function plainPage(page: Page, leaf: Leaf, codec: CompressionCodec, isText: boolean) {
  const { header } = page
  if (header.type === 'DICTIONARY_PAGE') {
    const bytes = unpacked(page.body, codec, header.uncompressed_page_size)
    const count = header.dictionary_page_header?.num_values ?? 0
    return paged(header, isText ? texts(dictionary(bytes, count, leaf), leaf) : bytes)
  }
  const { levels, values, decoded, isIndexed, encoding } = opened(page, leaf, codec)
  if (isIndexed || !(isText || encoding === split)) return paged(header, levels, values)
  const plain = isText ? texts(rawOf(values, leaf) ?? decoded(), leaf) : own(decoded(), leaf)
  return paged(inPlain(header), levels, plain)
}

/** Whether DuckDB would change a value of the page. */
export function isFine(page: Page, leaf: Leaf, codec: CompressionCodec): boolean {
  const { header } = page
  if (header.type !== 'DICTIONARY_PAGE') {
    const { values, decoded, isIndexed } = opened(page, leaf, codec)
    return !isIndexed && hasFine(rawOf(values, leaf) ?? decoded())
  }
  const bytes = unpacked(page.body, codec, header.uncompressed_page_size)
  return hasFine(dictionary(bytes, header.dictionary_page_header?.num_values ?? 0, leaf))
}

const split = 'BYTE_STREAM_SPLIT'

function opened({ header, body }: Page, leaf: Leaf, codec: CompressionCodec): Opened {
  const { data_page_header: first, data_page_header_v2: second } = header
  const decoder = decoderOf(leaf)
  if (first) {
    const bytes = unpacked(body, codec, header.uncompressed_page_size)
    const at = levelBytes(bytes, header, leaf.path)
    return {
      levels: bytes.subarray(0, at),
      values: bytes.subarray(at),
      decoded: () => readDataPage(bytes, first, decoder).dataPage,
      isIndexed: first.encoding.endsWith('_DICTIONARY'),
      encoding: first.encoding,
    }
  }
  if (!second) throw new Error(`a page of type ${header.type}`)
  const at = second.repetition_levels_byte_length + second.definition_levels_byte_length
  const rest = body.subarray(at)
  const isPacked = second.is_compressed !== false
  const values = isPacked ? unpacked(rest, codec, header.uncompressed_page_size - at) : rest
  const levels = bufferOf(body.subarray(0, at))
  const plain = { ...header, data_page_header_v2: { ...second, is_compressed: false } }
  return {
    levels,
    values: bufferOf(values),
    decoded: () => readDataPageV2(Buffer.concat([levels, values]), plain, decoder).dataPage,
    isIndexed: second.encoding.endsWith('_DICTIONARY'),
    encoding: second.encoding,
  }
}

const decoderOf = ({ element, path }: Leaf) => ({
  element,
  type: element.type!,
  schemaPath: path,
  pathInSchema: [],
  codec: 'UNCOMPRESSED' as const,
  parsers: DEFAULT_PARSERS,
})

/** Of a page of the first kind: either level is behind its length, or packed as bits by old writers. */
function levelBytes(page: Buffer, { data_page_header: header }: PageHeader, path: SchemaTree[]) {
  const own = path.slice(1).map(({ element }) => element.repetition_type)
  const levels: [number, string][] = [
    [own.filter((type) => type === 'REPEATED').length, header!.repetition_level_encoding],
    [own.filter((type) => type !== 'REQUIRED').length, header!.definition_level_encoding],
  ]
  let at = 0
  for (const [max, encoding] of levels) {
    if (max === 0) continue
    if (encoding === 'BIT_PACKED') at += Math.ceil((header!.num_values * bitsOf(max)) / 8)
    else at += 4 + page.readUInt32LE(at)
  }
  if (at > page.length) throw new Error('the levels of a page are longer than it is')
  return at
}

const bitsOf = (max: number): number => 32 - Math.clz32(max)

/** INT96 has one encoding, and its bytes are read as they are. */
const rawOf = (values: Buffer, { element }: Leaf): Buffer | undefined =>
  element.type === 'INT96' ? values : undefined

function dictionary(bytes: Buffer, count: number, leaf: Leaf): Buffer | DecodedArray {
  const { type, type_length } = leaf.element
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return rawOf(bytes, leaf) ?? readPlain({ view, offset: 0 }, type!, count, type_length)
}

const hasFine = (values: Buffer | DecodedArray): boolean =>
  Buffer.isBuffer(values)
    ? hasFineInt96(values)
    : (values as bigint[]).some((nanos) => nanos % 1_000n !== 0n)

function texts(values: Buffer | DecodedArray, { said, element }: Leaf): Uint8Array {
  const all: Buffer[] = []
  if (Buffer.isBuffer(values)) {
    for (let at = 0; at < values.length; at += int96Bytes) all.push(text(int96Text(values, at)))
  } else {
    const scale = element.scale ?? 0
    for (const value of values) {
      const plain = said === 'time' ? timeText(value as bigint) : decimalText(whole(value), scale)
      all.push(text(plain))
    }
  }
  return plainOf(all, 'BYTE_ARRAY')
}

const text = (said: string): Buffer => Buffer.from(said)

/** Of two's complement, its first byte first. */
function whole(bytes: Uint8Array): bigint {
  const hex = bufferOf(bytes).toString('hex')
  return hex === '' ? 0n : BigInt.asIntN(bytes.length * 8, BigInt(`0x${hex}`))
}

const own = (values: DecodedArray, { element }: Leaf): Uint8Array =>
  plainOf(values, element.type!, element.type_length)

function plainOf(values: DecodedArray, ...type: [NonNullable<Leaf['element']['type']>, number?]) {
  const writer = new ByteWriter()
  writePlain(writer, values, type[0], type[1])
  return writer.getBytes()
}

const inPlain = (header: PageHeader): PageHeader => ({
  ...header,
  ...(header.data_page_header && {
    data_page_header: { ...header.data_page_header, encoding: 'PLAIN' },
  }),
  ...(header.data_page_header_v2 && {
    data_page_header_v2: { ...header.data_page_header_v2, encoding: 'PLAIN' },
  }),
})

function paged(header: PageHeader, ...parts: Uint8Array[]): Buffer {
  const bytes = parts.reduce((sum, part) => sum + part.length, 0)
  const { crc: _, data_page_header_v2: second, ...rest } = header
  const writer = new ByteWriter()
  writePageHeader(writer, {
    ...rest,
    ...(second && { data_page_header_v2: { ...second, is_compressed: false } }),
    uncompressed_page_size: bytes,
    compressed_page_size: bytes,
  })
  return Buffer.concat([writer.getBytes(), ...parts])
}
