/**
 * Zstandard's frames, one after another: Node's own stream ends after the first without a word.
 * https://www.rfc-editor.org/rfc/rfc8878#name-zstandard-frames
 */
import { pipeline, Readable } from 'node:stream'
import { createZstdDecompress, zstdDecompressSync } from 'node:zlib'
import { CutOff } from './cutoff.ts'
import { Pieces } from './pieces.ts'

const magic = 0xfd2fb528

export async function* unzstd(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  const pieces = new Pieces(chunks)
  for (;;) {
    const start = await pieces.take(4)
    if (!start) return
    if (start.length < 4) throw new CutOff('a Zstandard frame breaks off')
    const found = start.readUInt32LE()
    if ((found & 0xfffffff0) >>> 0 === 0x184d2a50) await skip(pieces)
    else if (found !== magic) throw new Error('no Zstandard frame begins here')
    else {
      const frame = new Frame(pieces)
      yield* unframed(frame, start)
      if (frame.isCut) throw new CutOff('a Zstandard frame breaks off')
    }
  }
}

/** What appends to a log may close a frame with each of its lines: a stream for each would take most of the time. */
const smallBytes = 64 * 1024
const smallBytesOut = 1024 * 1024

async function* unframed(frame: Frame, start: Buffer): AsyncGenerator<Buffer> {
  const bytes = frame.bytes(start)
  const parts: Buffer[] = []
  for (let length = 0; length <= smallBytes; length += parts.at(-1)!.length) {
    const { value, done } = await bytes.next()
    if (!done) parts.push(value)
    else {
      const all = frame.isCut ? undefined : unframedSmall(Buffer.concat(parts))
      if (all) return yield all
      break
    }
  }
  async function* rest(): AsyncGenerator<Buffer> {
    yield* parts
    yield* bytes
  }
  const stream = Readable.from(joined(rest()), { objectMode: false })
  const decompress = createZstdDecompress({ chunkSize: unpackedBytes })
  yield* pipeline(stream, decompress, () => {}) // it hands an error of the bytes on
}

/** Each piece is a call to another thread, and so is each that comes of it. */
const joinedBytes = 64 * 1024
export const unpackedBytes = 256 * 1024

async function* joined(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let held: Buffer[] = []
  let bytes = 0
  for await (const piece of pieces) {
    held.push(piece)
    bytes += piece.length
    if (bytes < joinedBytes) continue
    yield Buffer.concat(held)
    ;[held, bytes] = [[], 0]
  }
  const last = held.pop() // a checksum: what is before it is read, whether it holds or not
  if (held.length > 0) yield Buffer.concat(held)
  if (last) yield last
}

/** Undefined where it holds more than may be made at once, or is none: a stream gives what there is. */
function unframedSmall(frame: Buffer): Buffer | undefined {
  try {
    return zstdDecompressSync(frame, { maxOutputLength: smallBytesOut })
  } catch {
    return undefined
  }
}

async function skip(pieces: Pieces): Promise<void> {
  const size = await pieces.take(4)
  if (size?.length !== 4 || !(await pieces.skip(size.readUInt32LE()))) {
    throw new CutOff('a Zstandard frame breaks off')
  }
}

const dictionaryBytes = [0, 1, 2, 4]
const sizeBytes = [0, 2, 4, 8]

/** The bytes of one frame: its blocks say how long they are. */
class Frame {
  isCut = false
  readonly #pieces: Pieces

  constructor(pieces: Pieces) {
    this.#pieces = pieces
  }

  /** What there is of it: where that is not all, the decompressor still gives what it has. */
  async *bytes(start: Buffer): AsyncGenerator<Buffer> {
    yield start
    const descriptor = yield* this.#taken(1)
    const flags = descriptor[0] ?? 0
    const isSingle = (flags & 32) !== 0
    const size = flags >> 6 === 0 && isSingle ? 1 : sizeBytes[flags >> 6]!
    yield* this.#taken((isSingle ? 0 : 1) + dictionaryBytes[flags & 3]! + size)
    for (let isLast = false; !isLast && !this.isCut; ) {
      const head = yield* this.#taken(3)
      if (this.isCut) return
      const word = head.readUIntLE(0, 3)
      isLast = (word & 1) === 1
      yield* this.#taken(((word >> 1) & 3) === 1 ? 1 : word >> 3) // a run is one byte
    }
    if (flags & 4) yield* this.#taken(4)
  }

  async *#taken(length: number): AsyncGenerator<Buffer, Buffer> {
    const bytes = (length === 0 ? undefined : await this.#pieces.take(length)) ?? Buffer.alloc(0)
    this.isCut ||= bytes.length < length
    if (bytes.length > 0) yield bytes
    return bytes
  }
}

/** Where the frame that begins at `at` ends. Throws CutOff. */
function frameEnd(bytes: Buffer, at: number): number {
  if (at + 9 > bytes.length) throw new CutOff('a Zstandard frame breaks off')
  const flags = bytes[at + 4]!
  const isSingle = (flags & 32) !== 0
  const size = flags >> 6 === 0 && isSingle ? 1 : sizeBytes[flags >> 6]!
  let end = at + 5 + (isSingle ? 0 : 1) + dictionaryBytes[flags & 3]! + size
  for (let isLast = false; !isLast; ) {
    if (end + 3 > bytes.length) throw new CutOff('a Zstandard frame breaks off')
    const word = bytes.readUIntLE(end, 3)
    isLast = (word & 1) === 1
    end += 3 + (((word >> 1) & 3) === 1 ? 1 : word >> 3)
  }
  return end + (flags & 4 ? 4 : 0)
}

/** All frames of a stream that is wholly in memory, synchronously. Throws Error for more than `bytesMax`. */
export function unzstdWhole(bytes: Buffer, bytesMax: number): Buffer {
  const parts: Buffer[] = []
  let left = bytesMax
  for (let at = 0; at < bytes.length; ) {
    const isSkipped =
      bytes.length - at >= 8 && (bytes.readUInt32LE(at) & 0xfffffff0) >>> 0 === 0x184d2a50
    const end = isSkipped ? at + 8 + bytes.readUInt32LE(at + 4) : frameEnd(bytes, at)
    if (!isSkipped) {
      const part = zstdDecompressSync(bytes.subarray(at, end), {
        maxOutputLength: Math.max(1, left),
      })
      left -= part.length
      parts.push(part)
    }
    at = end
  }
  return Buffer.concat(parts)
}
