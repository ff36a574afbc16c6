/** Streams of bzip2 one after another, block by block as their bytes come. */
import { Bits, Short } from './bits.ts'
import { isBomb } from './bomb.ts'
import { bzip2Block, corrupt, placesOf } from './bzip2block.ts'
import { CutOff } from './cutoff.ts'

/** `isTooMuch` is asked after each block. */
export async function* unbzip(
  chunks: AsyncIterable<Uint8Array>,
  isTooMuch = isBomb,
): AsyncGenerator<Buffer> {
  const bzip2 = new Bzip2(isTooMuch)
  for await (const chunk of chunks) yield* bzip2.push(chunk)
  yield* bzip2.end()
}

/** A stream that is wholly in memory, synchronously. Throws Error for more than `bytesMax`. */
export function unbzipWhole(bytes: Buffer, bytesMax: number): Buffer {
  const bzip2 = new Bzip2((_, made) => made > bytesMax)
  return Buffer.concat([...bzip2.push(bytes), ...bzip2.end()])
}

/** A block has no more bytes, but for one that nobody would write. */
const blockBytes = (level: number): number => 25_000 + level * 100_000

const [blockStart, blockRest] = [0x314159, 0x265359]
const [endStart, endRest] = [0x177245, 0x385090]

class Bzip2 {
  readonly #isTooMuch: typeof isBomb
  #bits = new Bits(Buffer.alloc(0))
  #waiting: Uint8Array[] = []
  #given = 0
  #made = 0
  /** 0: a stream begins. */
  #level = 0
  #places = placesOf(0)
  #crc = 0
  /** Bytes without which there is no use in trying. */
  #needed = 4

  constructor(isTooMuch: typeof isBomb) {
    this.#isTooMuch = isTooMuch
  }

  *push(bytes: Uint8Array): Generator<Buffer> {
    this.#waiting.push(bytes)
    this.#given += bytes.length
    while (this.#left() >= this.#needed) yield* this.#next(false)
  }

  *end(): Generator<Buffer> {
    while (this.#left() > 0) yield* this.#next(true)
    if (this.#level > 0) throw new CutOff('the bzip2 stream breaks off')
  }

  #left(): number {
    const all = this.#waiting.reduce((sum, { length }) => sum + length, this.#bits.bytes.length)
    return all - this.#bits.taken()
  }

  /** Throws Error for bytes that are none, and CutOff; what came before goes out first. */
  *#next(isEnd: boolean): Generator<Buffer> {
    const bits = this.#gathered()
    const { at, word, count } = bits
    let bytes: Buffer | undefined
    try {
      bytes = this.#level === 0 ? this.#head(bits) : this.#block(bits)
      this.#needed = this.#level === 0 ? 4 : blockBytes(this.#level)
    } catch (error) {
      if (!(error instanceof Short)) throw error
      if (isEnd) throw new CutOff('the bzip2 stream breaks off')
      Object.assign(bits, { at, word, count })
      this.#needed = 2 * this.#left()
    }
    if (!bytes) return
    this.#made += bytes.length
    yield bytes
    if (this.#isTooMuch(this.#given, this.#made)) throw new Error('it becomes too much')
  }

  /** In one piece. */
  #gathered(): Bits {
    if (this.#waiting.length === 0) return this.#bits
    const { bytes, word, count, at } = this.#bits
    const taken = Math.min(at, bytes.length)
    const rest = Buffer.concat([bytes.subarray(taken), ...this.#waiting.splice(0)])
    const bits = Object.assign(new Bits(rest), { word, count, at: 0 })
    this.#bits = bits
    return bits
  }

  #head(bits: Bits): undefined {
    const [magic, level] = [bits.take(24), bits.take(8) - 48]
    if (magic !== 0x425a68 || level < 1 || level > 9) throw corrupt()
    this.#level = level
    this.#crc = 0
    this.#places = placesOf(level, this.#places)
  }

  #block(bits: Bits): Buffer | undefined {
    const [start, rest] = [bits.take(24), bits.take(24)]
    if (start === blockStart && rest === blockRest) {
      const { bytes, crc } = bzip2Block(bits, this.#places)
      this.#crc = crc ^ ((this.#crc << 1) | (this.#crc >>> 31))
      return bytes
    }
    if (start !== endStart || rest !== endRest) throw corrupt()
    if (((bits.take(16) << 16) | bits.take(16)) !== this.#crc) throw corrupt()
    bits.align()
    this.#level = 0
    return undefined
  }
}
