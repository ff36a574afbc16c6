/** Flat columns of a stripe as pages of Parquet have them: bytes stay bytes where both write values alike. */
import { isUtf8 } from 'node:buffer'
import { blockBytesMax } from '../../limits.ts'
import type { Packed } from '../parquet/packed.ts'
import { interleaved } from '../parquet/plainbytes.ts'
import { kinds, type Moment, type StripeParts, streams, valuesOf } from './column.ts'
import { corrupt } from './fault.ts'
import { Bits, type Int, type Runs, runsOf } from './runs.ts'
import { Stream } from './stream.ts'
import type { OrcType } from './tail.ts'
import type { OrcWriting } from './type.ts'

/** Of so many rows, of which some may be null. */
export type OrcPacking = (rows: number) => Packed

/** Of so many values. */
type Plain = (count: number) => Pick<Packed, 'values' | 'words'>

/** Of the element that `writing` has; undefined: only value by value. */
export function packingOf(
  type: OrcType,
  writing: OrcWriting,
  parts: StripeParts,
): OrcPacking | undefined {
  const plain = plainOf(type, writing, parts)
  if (!plain) return undefined
  const present = parts.bytes(type.id, streams.present)
  if (!present) return (rows) => ({ rows, nulls: 0, ...plain(rows) })
  const bits = new Bits(new Stream(present, parts.packing))
  return (rows) => {
    const { bytes: there, count } = bitsOf(bits, rows)
    const nulls = rows - count
    return { rows, nulls, ...(nulls > 0 && { there }), ...plain(count) }
  }
}

/** From the lowest of each byte, and how many are set. */
function bitsOf(bits: Bits, length: number): { bytes: Uint8Array; count: number } {
  const bytes = new Uint8Array((length + 7) >> 3)
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
  const each = (packed: (values: unknown[]) => Uint8Array): Plain => {
    const column = valuesOf(type, parts)
    return (count) => ({ values: packed(column.read(count)) })
  }
  const physical = writing.elements('')[0]?.type
  switch (physical) {
    case 'BOOLEAN': {
      const bits = new Bits(data())
      return (count) => ({ values: bitsOf(bits, count).bytes })
    }
    case 'FLOAT':
    case 'DOUBLE': {
      const [from, width] = [data(), physical === 'FLOAT' ? 4 : 8]
      return (count) => ({ values: from.take(width * count) })
    }
    case 'INT32':
      return each(ints)
    case 'INT64':
      return each(isTime(kind) ? (all) => longs((all as Moment[]).map(microsOf)) : longs)
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

function microsOf({ seconds, nanos }: Moment): Int {
  const micros = seconds * 1_000_000 + Math.floor(nanos / 1_000)
  if (Number.isSafeInteger(micros)) return micros
  return (BigInt(seconds) * 1_000_000_000n + BigInt(nanos)) / 1_000n
}

/** Of 32 bits each. */
function ints(values: unknown[]): Uint8Array {
  const out = new Int32Array(values.length)
  for (let i = 0; i < values.length; i++) {
    const value = Number(values[i] as Int)
    out[i] = value
    if (out[i] !== value) throw corrupt('an integer of more than 32 bits')
  }
  return new Uint8Array(out.buffer)
}

/** Of 64 bits each. */
function longs(values: unknown[]): Uint8Array {
  const out = new Int32Array(2 * values.length)
  const whole = new BigInt64Array(out.buffer)
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as Int
    if (typeof value === 'number') {
      out[2 * i] = value | 0
      out[2 * i + 1] = Math.floor(value / 2 ** 32)
    } else if (BigInt.asIntN(64, value) === value) whole[i] = value
    else throw corrupt('an integer of more than 64 bits')
  }
  return new Uint8Array(out.buffer)
}

const wideBytes = 16

/** Of 16 bytes each, the first of which counts most. */
function wide(values: unknown[]): Uint8Array {
  const out = Buffer.alloc(wideBytes * values.length)
  for (let i = 0; i < values.length; i++) {
    const value = BigInt(values[i] as Int)
    if (BigInt.asIntN(128, value) !== value) throw corrupt('a decimal of more than 128 bits')
    out.writeBigInt64BE(value >> 64n, wideBytes * i)
    out.writeBigUInt64BE(BigInt.asUintN(64, value), wideBytes * i + 8)
  }
  return out
}

interface Texts {
  bytes: Buffer
  /** Where each begins, and where the last one ends. */
  places: Int32Array
}

function textsIn(lengths: Runs, data: Stream, count: number): Texts {
  const places = new Int32Array(count + 1)
  for (let i = 0, end = 0; i < count; i++) {
    const length = Number(lengths.next())
    end += length
    if (!(length >= 0 && end <= blockBytesMax)) throw corrupt('texts of too many bytes')
    places[i + 1] = end
  }
  return { bytes: data.take(places[count]!), places }
}

/** Together they are UTF-8, and none begins within a character: so each is. */
function plainTexts({ bytes, places }: Texts, isText: boolean): Uint8Array {
  const all = { start: 0, end: places.length - 1 }
  const values = isText && !isUtf8(bytes) ? undefined : interleaved(bytes, places, all, isText)
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
    return (count) => ({ values: plainTexts(textsIn(lengths, data, count), isText) })
  }
  parts.left.words -= dictionarySize
  if (!(parts.left.words >= 0)) throw corrupt(`a dictionary of ${dictionarySize} words`)
  const words = textsIn(lengths, streamOf(type, parts, streams.dictionary), dictionarySize)
  const plain = plainTexts(words, isText)
  const indexes = runs(streams.data)
  return (count) => {
    const own = new Int32Array(count)
    let bytes = 0
    for (let i = 0; i < count; i++) {
      const index = Number(indexes.next())
      if (!(index >= 0 && index < dictionarySize))
        throw corrupt('a word that its dictionary does not have')
      own[i] = index
      bytes += words.places[index + 1]! - words.places[index]!
    }
    if (plain.length >= bytes)
      return { values: interleaved(words.bytes, words.places, own, false)! }
    const values = new Uint8Array(own.buffer)
    return { values, words: { values: plain, count: dictionarySize, bits: 32 } }
  }
}
