/** An object by any place of it, within what an inspection may read. */
import { Unseen } from '../finding.ts'

const pieceBytes = 16 * 1024

/** Each is a call of S3's: a file whose metadata lies in more places has none. */
const readsMax = 12

type Read = (start: number, end: number) => Promise<Uint8Array>

interface Piece {
  at: number
  bytes: Buffer
}

export class Window {
  readonly bytes: number
  readonly #pieces: Piece[]
  readonly #read: Read
  #left: number
  #reads = 0

  /** `first` are its first bytes; `left`: how many more may be read. */
  constructor(bytes: number, first: Uint8Array, read: Read, left: number) {
    this.bytes = bytes
    this.#pieces = [{ at: 0, bytes: Buffer.from(first.buffer, first.byteOffset, first.length) }]
    this.#read = read
    this.#left = left
  }

  /** `length` bytes, fewer only where the object ends. Throws Unseen beyond what may be read. */
  async at(start: number, length: number): Promise<Buffer> {
    const isPlace = Number.isSafeInteger(start) && Number.isSafeInteger(length)
    if (!isPlace || start < 0 || length < 0) throw new Unseen()
    const end = Math.min(start + length, this.bytes)
    if (end <= start) return Buffer.alloc(0)
    const known = this.#pieces.find(({ at, bytes }) => at <= start && end <= at + bytes.length)
    const piece = known ?? (await this.#load(start, end))
    return piece.bytes.subarray(start - piece.at, end - piece.at)
  }

  /** The last bytes of it. */
  end(length: number): Promise<Buffer> {
    return this.at(Math.max(0, this.bytes - length), length)
  }

  async #load(at: number, end: number): Promise<Piece> {
    const until = Math.min(this.bytes, Math.max(end, at + Math.min(pieceBytes, this.#left)))
    if (until - at > this.#left || ++this.#reads > readsMax) throw new Unseen()
    this.#left -= until - at
    const bytes = Buffer.from(await this.#read(at, until))
    if (bytes.length < end - at) throw new Unseen()
    const piece = { at, bytes }
    this.#pieces.push(piece)
    return piece
  }
}

/** Ends where it comes to what may not be read: what it found until then is kept. */
export async function asFarAsSeen(look: Promise<unknown>): Promise<void> {
  try {
    await look
  } catch (error) {
    if (!(error instanceof Unseen)) throw error
  }
}
