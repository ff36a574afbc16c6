/** LZ4's frames. https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md */
import { CutOff } from './cutoff.ts'
import { Pieces } from './pieces.ts'
import { xxh32 } from './xxh32.ts'

const magic = 0x184d2204

/** What of a frame before a block a copy in it may reach back to. */
const windowBytes = 64 * 1024

const blockBytes: Record<number, number> = { 4: 65_536, 5: 262_144, 6: 1_048_576, 7: 4_194_304 }

/** Asks for bytes by their number, or to skip them by the negative of it; gives a block's bytes. */
type Steps = Generator<number | Buffer, void, Buffer | undefined>

/** No byte becomes more. */
const ratioMax = 255

/** Where the blocks of a frame are unpacked. */
interface Room {
  /** They copy from one another, or each from itself alone. */
  begin(isLinked: boolean): void
  packed(block: Buffer, bytesMax: number, isCut?: boolean): Buffer
  stored(block: Buffer): Buffer
}

/** Frames one after another. */
export async function* unlz4(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  const pieces = new Pieces(chunks)
  const steps = frames(window())
  for (let step = steps.next(); !step.done; ) {
    const { value } = step
    if (typeof value !== 'number') yield value
    if (typeof value === 'number' && value < 0) whole(await pieces.skip(-value))
    step = steps.next(typeof value === 'number' ? await pieces.take(Math.max(0, value)) : undefined)
  }
}

/** Of blocks only the last bytes are kept, which the next may copy. */
function window(): Room {
  let [before, isLinked]: [Buffer, boolean] = [Buffer.alloc(0), false]
  const kept = (bytes: Buffer): Buffer => {
    if (isLinked) before = Buffer.concat([before, bytes]).subarray(-windowBytes)
    return bytes
  }
  return {
    begin(areLinked) {
      isLinked = areLinked
      before = Buffer.alloc(0)
    },
    packed: (block, bytesMax, isCut) => kept(unlz4Block(block, bytesMax, before, isCut)),
    stored: kept,
  }
}

/**
 * All frames of a stream that is wholly in memory, synchronously. `expected`: how many bytes somebody says that they are;
 * `take` gives memory for them. Throws Error for more than `bytesMax`, and CutOff.
 */
export function unlz4Whole(
  bytes: Buffer,
  bytesMax: number,
  expected = 4 * bytes.length,
  take: (bytes: number) => Uint8Array = Buffer.allocUnsafe,
): Buffer {
  const room = oneRoom(bytesMax, take(Math.min(bytesMax, expected, ratioMax * bytes.length)))
  let at = 0
  const steps = frames(room)
  for (let step = steps.next(); !step.done; ) {
    const { value } = step
    if (typeof value === 'number') {
      const start = at
      at += Math.abs(value)
      if (value < 0) whole(at <= bytes.length)
      const isEnd = start >= bytes.length && value > 0
      step = steps.next(isEnd ? undefined : bytes.subarray(start, at))
    } else step = steps.next()
  }
  return room.all()
}

/** Blocks one behind the other, where each finds what it copies. */
function oneRoom(allMax: number, first: Uint8Array): Room & { all(): Buffer } {
  let out = Buffer.from(first.buffer, first.byteOffset, first.length)
  let [start, end, isLinked] = [0, 0, false]
  const grown = (bytes: number): void => {
    if (end + bytes > allMax) throw new Error(`more than ${allMax} bytes`)
    if (end + bytes <= out.length) return
    const more = Buffer.allocUnsafe(Math.min(allMax, Math.max(end + bytes, 2 * out.length)))
    out.copy(more, 0, 0, end)
    out = more
  }
  const put = (to: number): Buffer => {
    const bytes = out.subarray(end, to)
    end = to
    return bytes
  }
  return {
    begin(areLinked) {
      isLinked = areLinked
      start = end
    },
    packed(block, bytesMax) {
      if (!isLinked) start = end
      for (;;) {
        const most = Math.min(end + bytesMax, out.length)
        const to = unpacked(block, out, start, end, most, false)
        if (to >= 0) return put(to)
        if (most === end + bytesMax) throw tooLong()
        if (out.length === allMax) throw new Error(`more than ${allMax} bytes`)
        grown(Math.min(allMax - end, most - end + 1))
      }
    },
    stored(block) {
      grown(block.length)
      block.copy(out, end)
      return put(end + block.length)
    },
    all: () => out.subarray(0, end),
  }
}

function whole(isWhole: boolean): void {
  if (!isWhole) throw new CutOff('the LZ4 frame breaks off')
}

function* take(length: number): Generator<number, Buffer, Buffer | undefined> {
  if (length === 0) return Buffer.alloc(0)
  const bytes = yield length
  whole(bytes?.length === length)
  return bytes!
}

function* frames(room: Room): Steps {
  for (;;) {
    const start = yield 4
    if (!start) return
    whole(start.length === 4)
    const found = start.readUInt32LE()
    if ((found & 0xfffffff0) >>> 0 === 0x184d2a50) {
      const length = (yield* take(4)).readUInt32LE()
      if (length > 0) yield -length
    } else if (found === magic) yield* frame(room)
    else throw new Error('no LZ4 frame begins here')
  }
}

function* frame(room: Room): Steps {
  const head = yield* take(2)
  const [flags, descriptor] = [head[0]!, head[1]!]
  if (flags >> 6 !== 1) throw new Error(`version ${flags >> 6} of LZ4 is unknown`)
  if (flags & 1) throw new Error('an LZ4 dictionary is not at hand')
  const rest = yield* take(flags & 8 ? 8 : 0)
  const check = (yield* take(1))[0]
  if (((xxh32(Buffer.concat([head, rest])) >>> 8) & 0xff) !== check) {
    throw new Error('the LZ4 header has a wrong checksum')
  }
  const bytesMax = blockBytes[(descriptor >> 4) & 7]
  if (!bytesMax) throw new Error('the LZ4 block size is unknown')
  room.begin(!(flags & 32))
  const contents = flags & 4 ? xxh32.streaming() : undefined
  for (;;) {
    const size = (yield* take(4)).readUInt32LE()
    if (size === 0) break
    const length = size & 0x7fffffff
    if (length > bytesMax) throw new Error(`an LZ4 block of ${length} bytes`)
    const block = yield length
    if (block?.length !== length) {
      if (block && !(size >>> 31)) yield room.packed(block, bytesMax, true)
      throw new CutOff('the LZ4 frame breaks off')
    }
    if (flags & 16 && (yield* take(4)).readUInt32LE() !== xxh32(block)) {
      throw new Error('an LZ4 block has a wrong checksum')
    }
    const bytes = size >>> 31 ? room.stored(block) : room.packed(block, bytesMax)
    contents?.push(bytes)
    yield bytes
  }
  if (contents && (yield* take(4)).readUInt32LE() !== contents.end()) {
    throw new Error('the LZ4 frame has a wrong checksum')
  }
}

/**
 * One block. Throws Error for bytes that are none, or more than `bytesMax`. `before`: what it may copy from. Of one that
 * `isCut` what its whole sequences say: the program `lz4` writes blocks of 4 MiB, longer than what is inspected.
 */
export function unlz4Block(
  block: Uint8Array,
  bytesMax: number,
  before: Buffer = Buffer.alloc(0),
  isCut = false,
): Buffer {
  const start = before.length
  const out = Buffer.allocUnsafe(start + Math.min(bytesMax, ratioMax * block.length))
  before.copy(out)
  const to = unpacked(block, out, 0, start, out.length, isCut)
  if (to < 0) throw tooLong()
  const bytes = out.subarray(start, to)
  return bytes.length * 2 < out.length ? Buffer.from(bytes) : bytes // a short one keeps no long one
}

/** From `start` on, copying from `first` at the earliest; gives where it ends, or -1: behind `most`. */
function unpacked(
  block: Uint8Array,
  out: Buffer,
  first: number,
  start: number,
  most: number,
  isCut: boolean,
): number {
  let [from, to] = [0, start]
  while (from < block.length) {
    const token = block[from++]!
    let literals = token >> 4
    if (literals === 15) {
      const end = lengthEnd(block, from, isCut)
      literals += lengthOf(block, from, end)
      from = end
    }
    const rest = most - to
    if (from + literals > block.length || literals > rest) {
      if (from + literals <= block.length) return -1
      if (!isCut) throw tooLong()
      const part = block.subarray(from, from + rest)
      out.set(part, to)
      to += part.length
      break
    }
    if (literals > fewBytes) out.set(block.subarray(from, from + literals), to)
    else for (let i = 0; i < literals; i++) out[to + i] = block[from + i]!
    from += literals
    to += literals
    if (from === block.length) break
    const offset = block[from]! | (block[from + 1]! << 8)
    from += 2
    let length = (token & 15) + 4
    if (length === 19) {
      const end = lengthEnd(block, from, isCut)
      length += lengthOf(block, from, end)
      from = end
    }
    if (isCut && from >= block.length) break
    if (!(offset > 0 && offset <= to - first)) {
      throw new Error('an LZ4 block copies from where nothing is')
    }
    if (to + length > most) return -1
    if (length > fewBytes && offset >= length) out.copyWithin(to, to - offset, to - offset + length)
    else for (let i = to; i < to + length; i++) out[i] = out[i - offset]!
    to += length
  }
  return to
}

/** Copied one by one, sooner than what copies many begins. */
const fewBytes = 48

/** Behind the bytes that make a length longer, of which the last is less than 255. */
function lengthEnd(block: Uint8Array, from: number, isCut: boolean): number {
  let at = from
  while (block[at] === 255) at++
  if (at < block.length) return at + 1
  if (isCut) return at
  throw new Error('an LZ4 block breaks off')
}

/** Of a length that is cut nobody knows the rest. */
const lengthOf = (block: Uint8Array, from: number, end: number): number =>
  block[end - 1] === 255 || end === from ? 0 : (end - from - 1) * 255 + block[end - 1]!

const tooLong = (): Error => new Error('an LZ4 block is longer than it says')
