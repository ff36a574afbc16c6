/** Columns of Arrow as pages of Parquet have them: most values are written alike in both, and stay bytes. */
import { isUtf8 } from 'node:buffer'
import { type Batch, type DataType, Type } from '@uwdata/flechette'
import { packedWordBytesMax } from '../limits.ts'
import type { Packed } from './parquet/packed.ts'
import {
  bytesOf,
  gathered,
  integers,
  interleaved,
  pairs,
  type Words,
} from './parquet/plainbytes.ts'
import { fresh, type Take } from './parquet/space.ts'

/** Rows from `start` (included, a multiple of eight) to `end` (excluded); undefined: only value by value. */
export type Packing = (start: number, end: number, take: Take) => Packed | undefined

interface Parts {
  type: DataType
  length: number
  nullCount: number
  validity?: Uint8Array
  values?: ArrayBufferView & ArrayLike<number>
  offsets?: Int32Array | BigInt64Array
  dictionary?: { data: Batch<unknown>[] }
}

/** Which rows there are, and where the values lie that are there. */
interface Rows {
  start: number
  end: number
  there?: Uint8Array
  places?: Int32Array
  take: Take
}

/** The values of some rows, plain. */
type Plain = (rows: Rows) => Uint8Array | undefined

/** Of a column that was checked, of the elements that `arrowType` has for it. */
export function packingOf(batch: Batch<unknown>): Packing | undefined {
  const parts = batch as unknown as Parts
  if (parts.dictionary) return byWords(parts, parts.dictionary.data)
  const plain = plainOf(parts)
  return plain && ((...rows) => packed(parts, plain, ...rows))
}

function packed(parts: Parts, plain: Plain, ...some: Parameters<Packing>): Packed | undefined {
  const rows = rowsOf(parts, ...some)
  const values = rows && plain(rows)
  if (!values) return undefined
  const { start, end, there, places } = rows
  if (!there || !places) return { rows: end - start, nulls: 0, values }
  return { rows: end - start, nulls: end - start - places.length, there, values }
}

function rowsOf(
  { nullCount, validity }: Parts,
  ...[start, end, take]: Parameters<Packing>
): Rows | undefined {
  if (nullCount === 0 || !validity) return { start, end, take }
  const there = validity.subarray(start >> 3, (end + 7) >> 3)
  const count = end - start
  if (there.length * 8 < count) return undefined
  const places = integers(take, count)
  let found = 0
  for (let i = 0; i < count; i++) {
    if (there[i >> 3]! & (1 << (i & 7))) places[found++] = start + i
  }
  if (found === count) return { start, end, take }
  return { start, end, there, places: places.subarray(0, found), take }
}

function plainOf({ type, values, offsets }: Parts): Plain | undefined {
  if (!values) return undefined
  switch (type.typeId) {
    case Type.Bool:
      return (rows) => bits(values as Uint8Array, rows)
    case Type.Utf8:
    case Type.LargeUtf8:
      return (rows) => texts(values as Uint8Array, offsets!, rows, true)
    case Type.Binary:
    case Type.LargeBinary:
      return (rows) => texts(values as Uint8Array, offsets!, rows, false)
    case Type.Int:
      return intsOf(values, type.bitWidth, type.signed)
    case Type.Float:
      return type.precision === 0 ? undefined : as(values, type.precision === 1 ? 4 : 8)
    case Type.Date:
      return type.unit === 0 ? as(values, 4) : undefined
    case Type.Time:
      return type.unit === 0 ? undefined : as(values, type.unit === 1 ? 4 : 8)
    case Type.Timestamp:
      return type.unit === 0 ? undefined : as(values, 8)
    case Type.Duration:
      return as(values, 8)
    case Type.Decimal:
      return decimalsOf(values, type)
  }
  return undefined
}

/** As they lie. */
const as =
  (values: ArrayBufferView, width: number): Plain =>
  ({ start, end, places, take }) => {
    if (places) return gathered(take, values, width, places)
    return new Uint8Array(values.buffer, values.byteOffset + start * width, (end - start) * width)
  }

function intsOf(values: Parts['values'] & {}, bitWidth: number, isSigned: boolean): Plain {
  if (bitWidth === 64) return as(values, 8)
  if (bitWidth === 32 && isSigned) return as(values, 4)
  if (bitWidth === 32) {
    return (rows) => pairs(rows.take, countOf(rows), (i) => values[placeOf(rows, i)]!, 0)
  }
  return (rows) => {
    const wide = integers(rows.take, countOf(rows))
    for (let i = 0; i < wide.length; i++) wide[i] = values[placeOf(rows, i)]!
    return bytesOf(wide)
  }
}

const countOf = ({ start, end, places }: Rows): number => places?.length ?? end - start
const placeOf = ({ start, places }: Rows, i: number): number => places?.[i] ?? start + i

/** Of a text each begins as one, and together they are one. */
function texts(bytes: Uint8Array, offsets: Words, rows: Rows, isText: boolean) {
  const { start, end, places, take } = rows
  const all = bytes.subarray(Number(offsets[start]), Number(offsets[end]))
  if (isText && !isUtf8(all)) return undefined
  return interleaved(take, bytes, offsets, places ?? { start, end }, isText)
}

function bits(values: Uint8Array, { start, end, places, take }: Rows): Uint8Array {
  if (!places) return values.subarray(start >> 3, (end + 7) >> 3)
  const out = take((places.length + 7) >> 3).fill(0)
  for (let i = 0; i < places.length; i++) {
    const place = places[i]!
    if (values[place >> 3]! & (1 << (place & 7))) out[i >> 3]! |= 1 << (i & 7)
  }
  return out
}

/** Of 18 digits as an integer, of more as 16 bytes, the first of which counts most. */
function decimalsOf(
  values: ArrayBufferView,
  { bitWidth, precision, scale }: { bitWidth: number; precision: number; scale: number },
): Plain | undefined {
  const isLong = precision > 18
  if (precision > 38 || scale < 0 || scale > precision) return undefined
  if (bitWidth === 64) return isLong ? undefined : as(values, 8)
  const words = new Int32Array(values.buffer, values.byteOffset, values.byteLength >> 2)
  if (bitWidth === 32 && !isLong)
    return (rows) => pairs(rows.take, countOf(rows), (i) => words[placeOf(rows, i)]!)
  if (bitWidth !== 128) return undefined
  return (rows) => (isLong ? turned(words, rows) : lower(words, rows))
}

/** Undefined where one has more than 64 bits. */
function lower(words: Int32Array, rows: Rows): Uint8Array | undefined {
  const out = integers(rows.take, 2 * countOf(rows))
  for (let i = 0; i < out.length; i += 2) {
    const at = 4 * placeOf(rows, i >> 1)
    const [high, sign] = [words[at + 1]!, words[at + 1]! >> 31]
    if (words[at + 2] !== sign || words[at + 3] !== sign) return undefined
    out[i] = words[at]!
    out[i + 1] = high
  }
  return bytesOf(out)
}

function turned(words: Int32Array, rows: Rows): Uint8Array {
  const out = rows.take(16 * countOf(rows))
  const view = new DataView(out.buffer, out.byteOffset)
  for (let i = 0; i < out.length; i += 16) {
    const at = 4 * placeOf(rows, i >> 4)
    for (let word = 0; word < 4; word++) view.setInt32(i + 4 * word, words[at + 3 - word]!)
  }
  return out
}

/** Each word once, and where the rows have theirs; of many words those of the rows. */
function byWords(parts: Parts, data: Batch<unknown>[]): Packing | undefined {
  const keys = parts.values
  const bytes = (keys as { BYTES_PER_ELEMENT?: number } | undefined)?.BYTES_PER_ELEMENT ?? 0
  if (!keys || bytes === 0 || bytes > 4) return undefined
  const words = wordsOf(data)
  const indexes = as(keys, bytes)
  const each = data.length === 1 ? eachWord(keys, data[0]! as unknown as Parts) : undefined
  return (start, end, take) => {
    const isFew = words && words.count <= end - start
    const plain = isFew ? indexes : each
    const found = plain && packed(parts, plain, start, end, take)
    if (!found || !isFew || found.nulls === found.rows) return found
    return { ...found, words: { ...words, bits: (8 * bytes) as 8 | 16 | 32 } }
  }
}

/** Undefined where words that are said again and again would be more than all of them once. */
function eachWord(keys: ArrayLike<number>, words: Parts): Plain | undefined {
  const plain = words.dictionary || words.nullCount > 0 ? undefined : plainOf(words)
  return (
    plain &&
    ((rows) => {
      const places = integers(rows.take, countOf(rows))
      for (let i = 0; i < places.length; i++) places[i] = keys[placeOf(rows, i)]!
      const most = Math.max(packedWordBytesMax, words.values!.byteLength)
      if (textBytes(words, places) > most) return undefined
      return plain({ start: 0, end: words.length, places, take: rows.take })
    })
  )
}

function textBytes({ offsets }: Parts, places: Int32Array): number {
  let bytes = 0
  if (offsets) for (const at of places) bytes += Number(offsets[at + 1]) - Number(offsets[at])
  return bytes
}

/** Undefined where one is NULL, or they are long. */
function wordsOf(data: Batch<unknown>[]): { values: Uint8Array; count: number } | undefined {
  const all: Uint8Array[] = []
  let [count, bytes] = [0, 0]
  for (const batch of data) {
    const { type, length, values } = batch as unknown as Parts
    bytes += (values?.byteLength ?? 0) + 4 * length
    if (bytes > packedWordBytesMax || type.typeId === Type.Bool) return undefined
    const found = packingOf(batch)?.(0, length, fresh)
    if (!found || found.words || found.nulls > 0) return undefined
    all.push(found.values)
    count += length
  }
  return { values: Buffer.concat(all), count }
}
