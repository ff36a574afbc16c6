/** Snappy's frames. https://github.com/google/snappy/blob/main/framing_format.txt */
import { snappyUncompress } from 'hyparquet'
import { crc32c } from './crc32c.ts'
import { CutOff } from './cutoff.ts'
import { Pieces } from './pieces.ts'

/** Bytes of one chunk, decompressed. */
const chunkBytesMax = 65_536

export async function* unsnappy(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  const pieces = new Pieces(chunks)
  for (;;) {
    const head = await pieces.take(4)
    if (!head) return
    if (head.length < 4) throw new CutOff('a Snappy frame breaks off')
    const kind = head[0]!
    const length = head.readUIntLE(1, 3)
    const body = await pieces.take(length)
    if (body?.length !== length && length > 0) throw new CutOff('a Snappy frame breaks off')
    if (kind === 0 || kind === 1) yield checked(kind, body!)
    else if (kind < 0x80) throw new Error(`a Snappy chunk of the unknown kind ${kind}`)
  }
}

function checked(kind: number, body: Buffer): Buffer {
  const data = body.subarray(4)
  const bytes = kind === 1 ? data : uncompressed(data)
  const crc = crc32c(bytes)
  const masked = (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0
  if (masked !== body.readUInt32LE()) throw new Error('a Snappy chunk has a wrong checksum')
  return bytes
}

function uncompressed(data: Buffer): Buffer {
  const length = snappyLength(data)
  if (length > chunkBytesMax) throw new Error(`a Snappy chunk of ${length} bytes`)
  const output = Buffer.alloc(length)
  snappyUncompress(data, output)
  return output
}

/** Bytes of a raw Snappy block, decompressed, as it says itself. */
export function snappyLength(block: Uint8Array): number {
  let length = 0
  for (let i = 0; i < 5; i++) {
    const byte = block[i] ?? 0
    length += (byte & 0x7f) * 128 ** i
    if (byte < 128) break
  }
  return length
}
