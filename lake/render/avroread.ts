/** Bytes of Avro's binary encoding, one value after another. https://avro.apache.org/docs/1.12.0/specification/#binary-encoding */
import { Quarantined } from '../problem.ts'

/** Of no bytes, in one block beside those that have some. */
const freeItemsMax = 1_000_000

export class AvroBytes {
  readonly bytes: Buffer
  at: number
  #items = 0

  constructor(bytes: Buffer, at = 0) {
    this.bytes = bytes
    this.at = at
  }

  /** What was read: bytes, and items. */
  get weight(): number {
    return this.at + this.#items
  }

  /** Items of lists and records: one of no bytes costs nothing to write, and memory and time to read. */
  count(items: number, freeMax = freeItemsMax): void {
    this.#items += items
    if (this.#items > this.bytes.length + freeMax) throw corrupt(`a block of ${items} items`)
  }

  /** Up to 64 bits, zigzag. */
  long(): bigint {
    let low = 0
    let shift = 0
    for (; shift < 28; shift += 7) {
      const byte = this.byte()
      low |= (byte & 0x7f) << shift
      if (byte < 128) return BigInt((low >>> 1) ^ -(low & 1))
    }
    let value = BigInt(low)
    for (; shift < 70; shift += 7) {
      const byte = this.byte()
      value |= BigInt(byte & 0x7f) << BigInt(shift)
      if (byte < 128) return BigInt.asIntN(64, (value >> 1n) ^ -(value & 1n))
    }
    throw corrupt('an integer of more than 64 bits')
  }

  /** Of a length, a count, a branch. */
  int(): number {
    const value = Number(this.long())
    if (!Number.isSafeInteger(value)) throw corrupt(`the length ${value}`)
    return value
  }

  byte(): number {
    const byte = this.bytes[this.at++]
    if (byte === undefined) throw cut()
    return byte
  }

  take(length: number): Buffer {
    if (length < 0) throw corrupt(`the length ${length}`)
    const end = this.at + length
    if (end > this.bytes.length) throw cut()
    const taken = this.bytes.subarray(this.at, end)
    this.at = end
    return taken
  }

  text(): string {
    return this.take(this.int()).toString('utf8')
  }

  /** Items of an array or a map, in blocks that say how many they hold. */
  items(item: () => void, freeMax?: number): void {
    for (;;) {
      let count = this.int()
      if (count === 0) return
      if (count < 0) {
        count = -count
        this.long() // the block's bytes, for who skips it
      }
      this.count(count, freeMax)
      for (let i = 0; i < count; i++) item()
    }
  }
}

const remedy = 'Write the file again and send it whole.'

export const corrupt = (what: string, cause?: unknown): Quarantined =>
  new Quarantined(
    { code: 'avro.corrupt', detail: `The Avro file cannot be read: ${what}.`, remedy },
    { cause },
  )

/** Whoever reads only the beginning takes more bytes. */
export const cut = (): Quarantined =>
  new Quarantined({ code: 'avro.truncated', detail: 'The Avro file breaks off.', remedy })
