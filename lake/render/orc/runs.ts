/** Runs of bytes, bits and integers. https://orc.apache.org/specification/ORCv1/#run-length-encoding */

import { doubles } from '../parquet/plainbytes.ts'
import { fresh, type Take } from '../parquet/space.ts'
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
  for (let shift = 0; shift < 28; shift += 7) {
    const byte = from.byte()
    low |= (byte & 0x7f) << shift
    if (byte < 128) return low
  }
  for (let unit = 2 ** 28; unit < 2 ** 49; unit *= 128) {
    const byte = from.byte()
    low += (byte & 0x7f) * unit
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

/** Values: all of them numbers, or whichever they are. */
export type Run = Float64Array | Int[]

/** One after another. */
export interface Runs {
  next(): Int
  /** So many, each as the number next to it. */
  numbers(count: number, take?: Take): Float64Array
  /** So many, of which none is changed. */
  whole(count: number, take?: Take): Run
}

/** The longest one of all versions. */
const runMax = 512

abstract class Buffered implements Runs {
  protected readonly from: Stream
  /** Of a run of numbers. */
  protected readonly values = new Float64Array(runMax)
  #others: Int[] | undefined
  #length = 0
  #at = 0

  constructor(from: Stream) {
    this.from = from
  }

  next(): Int {
    if (this.#at >= this.#length) this.#more()
    const at = this.#at++
    return this.#others ? this.#others[at]! : this.values[at]!
  }

  numbers(count: number, take = fresh): Float64Array {
    const all = doubles(take, count)
    for (let at = 0; at < count; ) {
      if (this.#at >= this.#length) this.#more()
      if (this.#others) all[at++] = Number(this.next())
      else at += this.#copy(all, at)
    }
    return all
  }

  whole(count: number, take = fresh): Run {
    const all = doubles(take, count)
    for (let at = 0; at < count; ) {
      if (this.#at >= this.#length) this.#more()
      if (this.#others) return this.#rest(all, at)
      at += this.#copy(all, at)
    }
    return all
  }

  /** Whether one of those to the end is such a one. */
  hasAny(test: (value: Int) => boolean): boolean {
    while (this.#at < this.#length || !this.from.isAtEnd()) {
      if (this.#at >= this.#length) this.#more()
      for (; this.#at < this.#length; this.#at++) {
        if (test(this.#others ? this.#others[this.#at]! : this.values[this.#at]!)) return true
      }
    }
    return false
  }

  /** Gives how many values there are now, or those that are not all numbers. */
  protected abstract run(): number | Int[]

  #more(): void {
    const run = this.run()
    this.#others = typeof run === 'number' ? undefined : run
    this.#length = typeof run === 'number' ? run : run.length
    this.#at = 0
  }

  /** Gives how many they were. */
  #copy(all: Float64Array, to: number): number {
    const { values } = this
    const from = this.#at
    const count = Math.min(all.length - to, this.#length - from)
    for (let i = 0; i < count; i++) all[to + i] = values[from + i]!
    this.#at = from + count
    return count
  }

  #rest(all: Float64Array, found: number): Int[] {
    const rest: Int[] = Array.from(all.subarray(0, found))
    while (rest.length < all.length) rest.push(this.next())
    return rest
  }
}

export class Bytes extends Buffered {
  protected run(): number {
    const control = this.from.byte()
    if (control < 128) return repeated(this.values, this.from.byte(), control + 3)
    const bytes = this.from.take(256 - control)
    for (let i = 0; i < bytes.length; i++) this.values[i] = bytes[i]!
    return bytes.length
  }
}

export class Bits {
  readonly #bytes: Bytes
  #byte = 0
  #left = 0

  constructor(from: Stream) {
    this.#bytes = new Bytes(from)
  }

  next(): number {
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

  protected run(): number | Int[] {
    const control = this.from.byte()
    if (control >= 128) return Array.from({ length: 256 - control }, () => this.#value())
    const delta = (this.from.byte() << 24) >> 24
    return climbed(this.values, this.#value(), delta, control + 3)
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

  protected run(): number | Int[] {
    const first = this.from.byte()
    if (first < 64) {
      const said = bigEndian(this.from, ((first >> 3) & 7) + 1)
      const value = this.#isSigned ? unzigzag(said) : said
      const count = (first & 7) + 3
      if (typeof value === 'number') return repeated(this.values, value, count)
      return Array<Int>(count).fill(value)
    }
    const code = (first >> 1) & 31
    const count = ((first & 1) << 8) + this.from.byte() + 1
    if (first < 128) return this.#direct(count, widths[code]!)
    return first < 192 ? this.#patched(count, widths[code]!) : this.#deltas(count, code)
  }

  #direct(count: number, width: number): number | Int[] {
    if (width > safeBits) {
      const values = longs(this.from, count, width)
      return this.#isSigned ? values.map(unzigzag) : values
    }
    const { values } = this
    packed(this.from, values, count, width)
    for (let i = 0; this.#isSigned && i < count; i++) {
      const value = values[i]!
      const half = Math.floor(value / 2)
      values[i] = half * 2 === value ? half : -half - 1
    }
    return count
  }

  #patched(count: number, width: number): Int[] {
    const [third, fourth] = [this.from.byte(), this.from.byte()]
    const baseBytes = (third >> 5) + 1
    const [patchWidth, gapWidth] = [widths[third & 31]!, (fourth >> 5) + 1]
    const magnitude = BigInt(bigEndian(this.from, baseBytes))
    const sign = 1n << BigInt(baseBytes * 8 - 1)
    const base = small(magnitude & sign ? -(magnitude ^ sign) : magnitude)
    const values = this.#unsigned(count, width)
    let at = 0
    for (const entry of this.#unsigned(fourth & 31, closest(gapWidth + patchWidth))) {
      const patch = BigInt.asUintN(patchWidth, BigInt(entry))
      at += Number(BigInt(entry) >> BigInt(patchWidth))
      if (at >= count) throw corrupt('a patch behind its run')
      values[at] = small(BigInt(values[at]!) | (patch << BigInt(width)))
    }
    for (let i = 0; i < count; i++) values[i] = plus(base, values[i]!)
    return values
  }

  #unsigned(count: number, width: number): Int[] {
    if (width > safeBits) return longs(this.from, count, width)
    packed(this.from, this.values, count, width)
    return Array.from(this.values.subarray(0, count))
  }

  #deltas(count: number, code: number): number | Int[] {
    const base = this.#isSigned ? signedVarint(this.from) : varint(this.from)
    const delta = signedVarint(this.from)
    if (code === 0) return climbed(this.values, base, delta, count)
    const steps = this.#unsigned(Math.max(0, count - 2), widths[code]!)
    const isDown = delta < 0
    const all = [base, delta, ...steps]
    const { values } = this
    if (all.every((one) => typeof one === 'number')) {
      let value = base as number
      values[0] = value
      for (let i = 1; i < count; i++) {
        const step = all[i] as number
        value += isDown && i > 1 ? -step : step
        values[i] = value
      }
      // They go one way: where the last one is a number's, all are.
      if (Number.isSafeInteger(value)) return count
    }
    const others = [base]
    for (let i = 1; i < count; i++) {
      const step = all[i]!
      others.push(plus(others[i - 1]!, isDown && i > 1 ? -step : step))
    }
    return others
  }
}

function repeated(values: Float64Array, value: number, count: number): number {
  for (let i = 0; i < count; i++) values[i] = value
  return count
}

/** Each as much after the one before it. */
function climbed(values: Float64Array, base: Int, delta: Int, count: number): number | Int[] {
  const isNumeric = typeof base === 'number' && typeof delta === 'number'
  const climb = isNumeric ? delta * (count - 1) : Number.NaN
  // A longer climb is rounded, also where it ends at a number's.
  if (isNumeric && Number.isSafeInteger(climb) && Number.isSafeInteger(base + climb)) {
    for (let i = 0; i < count; i++) values[i] = base + delta * i
    return count
  }
  const others = [base]
  for (let i = 1; i < count; i++) others.push(plus(others[i - 1]!, delta))
  return others
}

/** By the encoding of their column: from 2 on they are of the second version. */
export const runsOf = (encoding: number, from: Stream, isSigned: boolean): Ints1 | Ints2 =>
  new (encoding >= 2 ? Ints2 : Ints1)(from, isSigned)

function bigEndian(from: Stream, length: number): Int {
  if (length > 6) return small(BigInt(`0x${from.take(length).toString('hex')}`))
  let value = 0
  for (let i = 0; i < length; i++) value = value * 256 + from.byte()
  return value
}

/** Most significant bits first; the last byte is filled up. */
function packed(from: Stream, values: Float64Array, count: number, width: number): void {
  const bytes = from.take(Math.ceil((count * width) / 8))
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
      const mask = (1 << some) - 1
      value = value * (mask + 1) + ((word >>> held) & mask)
      left -= some
    }
    values[i] = value
  }
}

/** A number holds 53. */
const safeBits = 48

function longs(from: Stream, count: number, width: number): Int[] {
  const bytes = from.take(Math.ceil((count * width) / 8))
  return Array.from({ length: count }, (_, i) => longAt(bytes, i * width, width))
}

function longAt(bytes: Buffer, bit: number, width: number): Int {
  const end = bit + width
  const last = (end + 7) >> 3
  const word = BigInt(`0x${bytes.toString('hex', bit >> 3, last)}`)
  return small(BigInt.asUintN(width, word >> BigInt(last * 8 - end)))
}
