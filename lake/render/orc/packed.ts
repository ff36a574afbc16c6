/** Flat columns of a stripe as pages of Parquet have them: bytes stay bytes where both write values alike. */
import { isUtf8 } from 'node:buffer'
import { blockBytesMax } from '../../limits.ts'
import type { Packed } from '../parquet/packed.ts'
import { bytesOf, integers, interleaved } from '../parquet/plainbytes.ts'
import { fresh, type Take } from '../parquet/space.ts'
import { kinds, type Moments, momentsOf, type StripeParts, streams, valuesOf } from './column.ts'
import { corrupt } from './fault.ts'
import { Bits, type Int, type Run, type Runs, runsOf } from './runs.ts'
import { Stream } from './stream.ts'
import type { OrcType } from './tail.ts'
import type { OrcWriting } from './type.ts'

/** Of so many rows, of which some may be null. */
export type OrcPacking = (rows: number, take: Take) => Packed

/** Of so many values. */
type Plain = (count: number, take: Take) => Pick<Packed, 'values' | 'words'>

/** Of the element that `writing` has; undefined: only value by value. */
export function packingOf(
  type: OrcType,
  writing: OrcWriting,
  parts: StripeParts,
): OrcPacking | undefined {
  const plain = plainOf(type, writing, parts)
  if (!plain) return undefined
  const present = parts.bytes(type.id, streams.present)
  if (!present) return (rows, take) => ({ rows, nulls: 0, ...plain(rows, take) })
  const bits = new Bits(new Stream(present, parts.packing))
  return (rows, take) => {
    const { bytes: there, count } = bitsOf(bits, rows, take)
    const nulls = rows - count
    return { rows, nulls, ...(nulls > 0 && { there }), ...plain(count, take) }
  }
}

/** From the lowest of each byte, and how many are set. */
function bitsOf(bits: Bits, length: number, take: Take): { bytes: Uint8Array; count: number } {
  const bytes = take((length + 7) >> 3).fill(0)
  let count = 0
  for (let i = 0; i < length; i++) {
    if (bits.next() === 0) continue
    bytes[i >> 3]! |= 1 << (i & 7)
    count++
  }
  return { bytes, count }
}

function plainOf(type: OrcType, writing: OrcWriting, parts: StripeParts): Plain | undefined {
  const kind = kinds[type.kind]!
  const data = (): Stream => streamOf(type, parts, streams.data)
  const runs = (stream: number, isSigned: boolean): Runs =>
    runsOf(parts.encoding(type.id).kind, streamOf(type, parts, stream), isSigned)
  const each = (packed: (values: Run, take: Take) => Uint8Array): Plain => {
    const column = valuesOf(type, parts)
    return (count, take) => ({ values: packed(column.read(count) as Int[], take) })
  }
  const whole = (packed: (values: Run, take: Take) => Uint8Array): Plain => {
    const data = runs(streams.data, true)
    return (count, take) => ({ values: packed(data.whole(count, take), take) })
  }
  const physical = writing.elements('')[0]?.type
  switch (physical) {
    case 'BOOLEAN': {
      const bits = new Bits(data())
      return (count, take) => ({ values: bitsOf(bits, count, take).bytes })
    }
    case 'FLOAT':
    case 'DOUBLE': {
      const [from, width] = [data(), physical === 'FLOAT' ? 4 : 8]
      return (count) => ({ values: from.take(width * count) })
    }
    case 'INT32':
      return kind === 'byte' || kind === 'decimal' ? each(ints) : whole(ints)
    case 'INT64': {
      if (kind === 'decimal') return each(longs)
      if (!isTime(kind)) return whole(longs)
      const moments = momentsOf(
        type,
        parts,
        runs(streams.data, true),
        runs(streams.secondary, false),
      )
      return (count, take) => ({ values: micros(moments(count, take), take) })
    }
    case 'FIXED_LEN_BYTE_ARRAY':
      return each(wide)
    case 'BYTE_ARRAY':
      return textKinds.has(kind) ? textsOf(type, parts) : undefined
  }
  return undefined
}

const isTime = (kind: string): boolean => kind === 'timestamp' || kind === 'instant'
const textKinds: ReadonlySet<string> = new Set(['string', 'varchar', 'char', 'binary'])

const streamOf = (type: OrcType, parts: StripeParts, kind: number): Stream =>
  new Stream(parts.bytes(type.id, kind) ?? Buffer.alloc(0), parts.packing)

function micros({ seconds, nanos }: Moments, take: Take): Uint8Array {
  const out = integers(take, 2 * seconds.length)
  for (let i = 0; i < seconds.length; i++) {
    const value = seconds[i]! * 1_000_000 + Math.floor(nanos[i]! / 1_000)
    if (Number.isSafeInteger(value)) setLong(out, i, value)
    else setBig(out, i, (BigInt(seconds[i]!) * 1_000_000_000n + BigInt(nanos[i]!)) / 1_000n)
  }
  return bytesOf(out)
}

/** Of 32 bits each. */
function ints(values: Run, take: Take): Uint8Array {
  const out = integers(take, values.length)
  for (let i = 0; i < values.length; i++) {
    const value = Number(values[i])
    out[i] = value
    if (out[i] !== value) throw corrupt('an integer of more than 32 bits')
  }
  return bytesOf(out)
}

/** Of 64 bits each. */
function longs(values: Run, take: Take): Uint8Array {
  const out = integers(take, 2 * values.length)
  if (values instanceof Float64Array) {
    for (let i = 0; i < values.length; i++) setLong(out, i, values[i]!)
    return bytesOf(out)
  }
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if (typeof value === 'number') setLong(out, i, value)
    else setBig(out, i, value)
  }
  return bytesOf(out)
}

/** The lower half first. */
function setLong(out: Int32Array, i: number, value: number): void {
  const high = Math.floor(value / 2 ** 32)
  out[2 * i] = value - high * 2 ** 32
  out[2 * i + 1] = high
}

function setBig(out: Int32Array, i: number, value: bigint): void {
  if (BigInt.asIntN(64, value) !== value) throw corrupt('an integer of more than 64 bits')
  out[2 * i] = Number(BigInt.asIntN(32, value))
  out[2 * i + 1] = Number(value >> 32n)
}

const wideBytes = 16

/** Of 16 bytes each, the first of which counts most. */
function wide(values: Run, take: Take): Uint8Array {
  const out = take(wideBytes * values.length)
  const view = new DataView(out.buffer, out.byteOffset)
  for (let i = 0; i < values.length; i++) {
    const value = BigInt(values[i]!)
    if (BigInt.asIntN(128, value) !== value) throw corrupt('a decimal of more than 128 bits')
    view.setBigInt64(wideBytes * i, value >> 64n)
    view.setBigUint64(wideBytes * i + 8, BigInt.asUintN(64, value))
  }
  return out
}

interface Texts {
  bytes: Buffer
  /** Where each begins, and where the last one ends. */
  places: Int32Array
}

/** A dictionary may have many, or say so. */
const lengthsAtOnce = 65_536

function textsIn(lengths: Runs, data: Stream, count: number, take: Take): Texts {
  const places = integers(take, count + 1)
  places[0] = 0
  let own = lengths.numbers(0)
  for (let i = 0, end = 0; i < count; i++) {
    if (i % lengthsAtOnce === 0) own = lengths.numbers(Math.min(lengthsAtOnce, count - i))
    const length = own[i % lengthsAtOnce]!
    end += length
    if (!(length >= 0 && end <= blockBytesMax)) throw corrupt('texts of too many bytes')
    places[i + 1] = end
  }
  return { bytes: data.take(places[count]!), places }
}

/** Together they are UTF-8, and none begins within a character: so each is. */
function plainTexts({ bytes, places }: Texts, isText: boolean, take: Take): Uint8Array {
  const all = { start: 0, end: places.length - 1 }
  const isSound = !isText || isUtf8(bytes)
  const values = isSound ? interleaved(take, bytes, places, all, isText) : undefined
  if (!values) throw corrupt('a text that is no UTF-8')
  return values
}

function textsOf(type: OrcType, parts: StripeParts): Plain {
  const { kind, dictionarySize } = parts.encoding(type.id)
  const runs = (stream: number): Runs => runsOf(kind, streamOf(type, parts, stream), false)
  const isText = kinds[type.kind] !== 'binary'
  const lengths = runs(streams.length)
  if (kind % 2 === 0) {
    const data = streamOf(type, parts, streams.data)
    return (count, take) => ({
      values: plainTexts(textsIn(lengths, data, count, take), isText, take),
    })
  }
  parts.left.words -= dictionarySize
  if (!(parts.left.words >= 0)) throw corrupt(`a dictionary of ${dictionarySize} words`)
  const bytes = streamOf(type, parts, streams.dictionary)
  const words = textsIn(lengths, bytes, dictionarySize, fresh)
  const plain = plainTexts(words, isText, fresh)
  const indexes = runs(streams.data)
  return (count, take) => {
    const own = integers(take, count)
    const places = indexes.numbers(count, take)
    let bytes = 0
    for (let i = 0; i < count; i++) {
      const index = places[i]!
      if (!(index >= 0 && index < dictionarySize))
        throw corrupt('a word that its dictionary does not have')
      own[i] = index
      bytes += words.places[index + 1]! - words.places[index]!
    }
    if (plain.length >= bytes)
      return { values: interleaved(take, words.bytes, words.places, own, false)! }
    return { values: bytesOf(own), words: { values: plain, count: dictionarySize, bits: 32 } }
  }
}
