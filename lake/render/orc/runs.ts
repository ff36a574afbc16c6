/** Runs of bytes, bits and integers. https://orc.apache.org/specification/ORCv1/#run-length-encoding */
import { corrupt } from './fault.ts'
import type { Stream } from './stream.ts'

/** A bigint where a number would not hold it. */
export type Int = number | bigint

const small = (value: bigint): Int =>
  value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value

function plus(a: Int, b: Int): Int {
  const sum = typeof a === 'number' && typeof b === 'number' ? a + b : Number.NaN
  return Number.isSafeInteger(sum) ? sum : small(BigInt.asIntN(64, BigInt(a) + BigInt(b)))
}

function unzigzag(value: Int): Int {
  if (typeof value === 'number') return value % 2 === 0 ? value / 2 : -(value + 1) / 2
  return small((value >> 1n) ^ -(value & 1n))
}

/** Of any length: 64 bits are an integer's, more a decimal's. */
export function varint(from: Stream): Int {
  let low = 0
  for (let shift = 0; shift < 49; shift += 7) {
    const byte = from.byte()
    low += (byte & 0x7f) * 2 ** shift
    if (byte < 128) return low
  }
  let value = BigInt(low)
  for (let shift = 49n; shift < 200n; shift += 7n) {
    const byte = from.byte()
    value |= BigInt(byte & 0x7f) << shift
    if (byte < 128) return small(value)
  }
  throw corrupt('an integer without an end')
}

export const signedVarint = (from: Stream): Int => unzigzag(varint(from))

/** One after another. */
export interface Runs {
  next(): Int
}

abstract class Buffered implements Runs {
  protected readonly from: Stream
  #run: Int[] = []
  #at = 0

  constructor(from: Stream) {
    this.from = from
  }

  next(): Int {
    if (this.#at >= this.#run.length) {
      this.#run = this.run()
      this.#at = 0
    }
    return this.#run[this.#at++]!
  }

  isAtEnd(): boolean {
    return this.#at >= this.#run.length && this.from.isAtEnd()
  }

  protected abstract run(): Int[]
}

export class Bytes extends Buffered {
  protected run(): Int[] {
    const control = this.from.byte()
    if (control >= 128) return [...this.from.take(256 - control)]
    return Array<Int>(control + 3).fill(this.from.byte())
  }
}

export class Bits implements Runs {
  readonly #bytes: Bytes
  #byte = 0
  #left = 0

  constructor(from: Stream) {
    this.#bytes = new Bytes(from)
  }

  next(): Int {
    if (this.#left === 0) {
      this.#byte = Number(this.#bytes.next())
      this.#left = 8
    }
    this.#left--
    return (this.#byte >> this.#left) & 1
  }
}

export class Ints1 extends Buffered {
  readonly #isSigned: boolean

  constructor(from: Stream, isSigned: boolean) {
    super(from)
    this.#isSigned = isSigned
  }

  protected run(): Int[] {
    const control = this.from.byte()
    if (control >= 128) return Array.from({ length: 256 - control }, () => this.#value())
    const delta = (this.from.byte() << 24) >> 24
    const base = this.#value()
    return Array.from({ length: control + 3 }, (_, i) => plus(base, delta * i))
  }

  #value(): Int {
    return this.#isSigned ? signedVarint(this.from) : varint(this.from)
  }
}

/** By their five bits. */
const widths = [...Array.from({ length: 24 }, (_, i) => i + 1), ...[26, 28, 30, 32, 40, 48, 56, 64]]
const closest = (width: number): number => widths.find((one) => one >= width) ?? 64

export class Ints2 extends Buffered {
  readonly #isSigned: boolean

  constructor(from: Stream, isSigned: boolean) {
    super(from)
    this.#isSigned = isSigned
  }

  protected run(): Int[] {
    const first = this.from.byte()
    if (first < 64) {
      const value = this.#signed(bigEndian(this.from.take(((first >> 3) & 7) + 1)))
      return Array<Int>((first & 7) + 3).fill(value)
    }
    const code = (first >> 1) & 31
    const count = ((first & 1) << 8) + this.from.byte() + 1
    if (first < 128) return packed(this.from, count, widths[code]!).map((one) => this.#signed(one))
    return first < 192 ? this.#patched(count, widths[code]!) : this.#deltas(count, code)
  }

  #signed(value: Int): Int {
    return this.#isSigned ? unzigzag(value) : value
  }

  #patched(count: number, width: number): Int[] {
    const [third, fourth] = [this.from.byte(), this.from.byte()]
    const baseBytes = (third >> 5) + 1
    const [patchWidth, gapWidth] = [widths[third & 31]!, (fourth >> 5) + 1]
    const magnitude = BigInt(bigEndian(this.from.take(baseBytes)))
    const sign = 1n << BigInt(baseBytes * 8 - 1)
    const base = small(magnitude & sign ? -(magnitude ^ sign) : magnitude)
    const values = packed(this.from, count, width)
    let at = 0
    for (const entry of packed(this.from, fourth & 31, closest(gapWidth + patchWidth))) {
      const patch = BigInt.asUintN(patchWidth, BigInt(entry))
      at += Number(BigInt(entry) >> BigInt(patchWidth))
      if (at >= count) throw corrupt('a patch behind its run')
      values[at] = small(BigInt(values[at]!) | (patch << BigInt(width)))
    }
    return values.map((value) => plus(base, value))
  }

  #deltas(count: number, code: number): Int[] {
    const base = this.#isSigned ? signedVarint(this.from) : varint(this.from)
    const delta = signedVarint(this.from)
    const values = [base]
    if (count > 1) values.push(plus(base, delta))
    const rest = code === 0 ? undefined : packed(this.from, Math.max(0, count - 2), widths[code]!)
    for (let i = 2; i < count; i++) {
      const step = rest === undefined ? delta : delta < 0 ? -rest[i - 2]! : rest[i - 2]!
      values.push(plus(values[i - 1]!, step))
    }
    return values
  }
}

/** By the encoding of their column: from 2 on they are of the second version. */
export const runsOf = (encoding: number, from: Stream, isSigned: boolean): Ints1 | Ints2 =>
  new (encoding >= 2 ? Ints2 : Ints1)(from, isSigned)

const bigEndian = (bytes: Buffer): Int =>
  bytes.length <= 6
    ? bytes.readUIntBE(0, bytes.length)
    : small(BigInt(`0x${bytes.toString('hex')}`))

/** Most significant bits first; the last byte is filled up. */
function packed(from: Stream, count: number, width: number): Int[] {
  const bytes = from.take(Math.ceil((count * width) / 8))
  const values: Int[] = []
  if (width > safeBits) {
    for (let i = 0, bit = 0; i < count; i++, bit += width) values.push(longAt(bytes, bit, width))
    return values
  }
  let [at, word, held] = [0, 0, 0]
  for (let i = 0; i < count; i++) {
    let value = 0
    for (let left = width; left > 0; ) {
      const some = left > 16 ? 16 : left
      while (held < some) {
        word = (word << 8) | bytes[at++]!
        held += 8
      }
      held -= some
      value = value * 2 ** some + ((word >>> held) & (2 ** some - 1))
      left -= some
    }
    values.push(value)
  }
  return values
}

/** A number holds 53. */
const safeBits = 48

function longAt(bytes: Buffer, bit: number, width: number): Int {
  const end = bit + width
  const last = (end + 7) >> 3
  const word = BigInt(`0x${bytes.toString('hex', bit >> 3, last)}`)
  return small(BigInt.asUintN(width, word >> BigInt(last * 8 - end)))
}
