/** How pages are packed. https://github.com/apache/parquet-format/blob/master/Compression.md */
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { type CompressionCodec, snappyUncompress } from 'hyparquet'
import { unlz4Block, unlz4Whole } from '../../inspect/binary/lz4.ts'
import { unzstdWhole } from '../../inspect/binary/zstd.ts'
import { blockBytesMax } from '../../limits.ts'
import { Quarantined } from '../../problem.ts'

type Unpack = (packed: Buffer, bytes: number) => Uint8Array

const codecs: Partial<Record<CompressionCodec, Unpack>> = {
  UNCOMPRESSED: (packed) => packed,
  SNAPPY(packed, bytes) {
    const page = new Uint8Array(bytes)
    snappyUncompress(packed, page)
    return page
  },
  GZIP: (packed, bytes) => gunzipSync(packed, { maxOutputLength: Math.max(1, bytes) }),
  BROTLI: (packed, bytes) => brotliDecompressSync(packed, { maxOutputLength: Math.max(1, bytes) }),
  ZSTD: unzstdWhole,
  LZ4_RAW: unlz4Block,
  LZ4: unlz4Old,
}

/** A page of so many bytes. Throws Error for what is none, and Quarantined for a codec that nobody reads. */
export function unpacked(packed: Uint8Array, codec: CompressionCodec, bytes: number): Buffer {
  const unpack = codecs[codec]
  if (!unpack) throw unknownCodec(codec)
  if (!(bytes >= 0 && bytes <= blockBytesMax)) throw new Error(`a page of ${bytes} bytes`)
  const page = bytes === 0 ? Buffer.alloc(0) : bufferOf(unpack(bufferOf(packed), bytes))
  if (page.length !== bytes) throw new Error(`a page of ${bytes} bytes has ${page.length}`)
  return page
}

export const isReadable = (codec: string): boolean => codec in codecs

export const unknownCodec = (codec: string): Quarantined =>
  new Quarantined({
    code: 'parquet.unread-codec',
    detail: `A column of the Parquet file is compressed with ${codec}, which nobody reads here.`,
    remedy: 'Write it with ZSTD, SNAPPY or GZIP.',
  })

export const bufferOf = (bytes: Uint8Array): Buffer =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** Hadoop's blocks, each behind its lengths; other writers meant one block without them by the same name, or a frame. */
function unlz4Old(packed: Buffer, bytes: number): Buffer {
  for (const unpack of [hadoop, unlz4Block]) {
    try {
      const page = unpack(packed, bytes)
      if (page.length === bytes) return page
    } catch {} // it is of another kind
  }
  return unlz4Whole(packed, bytes)
}

function hadoop(packed: Buffer, bytes: number): Buffer {
  const parts: Buffer[] = []
  let [at, length] = [0, 0]
  const next = (): number => {
    const found = packed.readUInt32BE(at)
    at += 4
    return found
  }
  while (at < packed.length) {
    const end = length + next()
    if (end > bytes) throw new Error(`a block up to byte ${end}`)
    while (length < end) {
      const size = next()
      if (size > packed.length - at) throw new Error(`a block of ${size} bytes`)
      const part = unlz4Block(packed.subarray(at, at + size), end - length)
      if (part.length === 0) throw new Error('a block of nothing')
      parts.push(part)
      length += part.length
      at += size
    }
  }
  return Buffer.concat(parts)
}
