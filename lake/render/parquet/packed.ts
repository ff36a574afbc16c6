/** Rows of a flat column as Parquet's pages have them: made of bytes, not of values. https://parquet.apache.org/docs/file-format/data-pages/encodings/ */
import type { Encoding, PageHeader } from 'hyparquet'
import { ByteWriter } from 'hyparquet-writer'
import { writePageHeader } from 'hyparquet-writer/src/datapage.js'

export interface Packed {
  rows: number
  nulls: number
  /** Absent: all are there. A bit a row, from the lowest of each byte. */
  there?: Uint8Array
  /** Those that are there, plain; or where their words lie, in so many bits each. */
  values: Uint8Array
  words?: { values: Uint8Array; count: number; bits: 8 | 16 | 32 }
}

export const isPacked = (column: unknown[] | Packed): column is Packed => !Array.isArray(column)

/** Each with its header, in their order. */
export interface Pages {
  dictionary?: Uint8Array[]
  data: Uint8Array[]
  encodings: Encoding[]
}

export function pagesOf({ rows, nulls, there, values, words }: Packed): Pages {
  const levels = levelsOf(rows, there)
  const encoding = words ? 'RLE_DICTIONARY' : 'PLAIN'
  const body = words ? indexes(values, rows - nulls, words.bits) : [values]
  const header = headed({
    type: 'DATA_PAGE_V2',
    ...sized(levels, ...body),
    data_page_header_v2: {
      ...{ num_values: rows, num_nulls: nulls, num_rows: rows, encoding, is_compressed: false },
      ...{ definition_levels_byte_length: levels.length, repetition_levels_byte_length: 0 },
    },
  })
  const data = [header, levels, ...body]
  if (!words) return { data, encodings: ['PLAIN', 'RLE'] }
  const dictionary = headed({
    type: 'DICTIONARY_PAGE',
    ...sized(words.values),
    dictionary_page_header: { num_values: words.count, encoding: 'PLAIN' },
  })
  const encodings: Encoding[] = ['PLAIN', 'RLE', 'RLE_DICTIONARY']
  return { dictionary: [dictionary, words.values], data, encodings }
}

export const sizeOf = (parts: Uint8Array[] = []): number =>
  parts.reduce((sum, { length }) => sum + length, 0)

const sized = (...parts: Uint8Array[]) => {
  const bytes = sizeOf(parts)
  return { uncompressed_page_size: bytes, compressed_page_size: bytes }
}

function headed(header: PageHeader): Uint8Array {
  const writer = new ByteWriter()
  writePageHeader(writer, header)
  return writer.getBytes()
}

/** One run of all, or one of bits, eight of which are a byte. */
function levelsOf(rows: number, there: Uint8Array | undefined): Uint8Array {
  const writer = new ByteWriter()
  if (there) {
    writer.appendVarInt((there.length << 1) | 1)
    writer.appendBytes(there)
  } else {
    writer.appendVarInt(rows << 1)
    writer.appendUint8(1)
  }
  return writer.getBytes()
}

/** One run of eights. */
function indexes(values: Uint8Array, count: number, bits: number): Uint8Array[] {
  const writer = new ByteWriter()
  const groups = Math.ceil(count / 8)
  writer.appendUint8(bits)
  writer.appendVarInt((groups << 1) | 1)
  return [writer.getBytes(), values, new Uint8Array(groups * bits - values.length)]
}
