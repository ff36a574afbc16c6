/** Values as Parquet writes them plain: numbers of four bytes or eight, texts each behind its length. */
import type { Take } from './space.ts'

export type Words = Int32Array | BigInt64Array

/** So many integers of 32 bits. */
export function integers(take: Take, count: number): Int32Array {
  const { buffer, byteOffset } = take(4 * count)
  return new Int32Array(buffer, byteOffset, count)
}

/** So many, of 64 bits each. */
export function doubles(take: Take, count: number): Float64Array {
  const { buffer, byteOffset } = take(8 * count)
  return new Float64Array(buffer, byteOffset, count)
}

export const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength)

/** Those at these places, of so many bytes each. */
export function gathered(
  take: Take,
  values: ArrayBufferView,
  width: number,
  places: Int32Array,
): Uint8Array {
  const { buffer, byteOffset, byteLength } = values
  const out = take(places.length * width)
  if (width === 4 || width === 8) {
    const from = new Int32Array(buffer, byteOffset, byteLength >> 2)
    const to = new Int32Array(out.buffer, out.byteOffset, out.length >> 2)
    if (width === 4) for (let i = 0; i < places.length; i++) to[i] = from[places[i]!]!
    else
      for (let i = 0; i < places.length; i++) {
        const at = places[i]! << 1
        to[i << 1] = from[at]!
        to[(i << 1) | 1] = from[at | 1]!
      }
    return out
  }
  const from = bytesOf(values)
  for (let i = 0, to = 0; i < places.length; i++) {
    const at = places[i]! * width
    for (let part = 0; part < width; part++) out[to++] = from[at + part]!
  }
  return out
}

/** Integers of 32 bits as 64; `above`: their upper ones, else those of their sign. */
export function pairs(take: Take, count: number, of: (i: number) => number, above?: 0): Uint8Array {
  const out = integers(take, 2 * count)
  for (let i = 0; i < count; i++) {
    const value = of(i)
    out[2 * i] = value
    out[2 * i + 1] = above ?? value >> 31
  }
  return bytesOf(out)
}

/** Copied one by one, sooner than what copies many begins. */
const fewBytes = 32

/** Each behind its length; undefined: one `isText` and begins within a character. */
export function interleaved(
  take: Take,
  bytes: Uint8Array,
  offsets: Words,
  rows: Int32Array | { start: number; end: number },
  isText: boolean,
): Uint8Array | undefined {
  const isSome = rows instanceof Int32Array
  const count = isSome ? rows.length : rows.end - rows.start
  const place = (i: number): number => (isSome ? rows[i]! : rows.start + i)
  let length = 4 * count
  if (isSome) {
    for (let i = 0; i < count; i++) {
      length += Number(offsets[place(i) + 1]) - Number(offsets[place(i)])
    }
  } else length += Number(offsets[rows.end]) - Number(offsets[rows.start])
  const out = take(length)
  for (let i = 0, to = 0; i < count; i++) {
    const [start, end] = [Number(offsets[place(i)]), Number(offsets[place(i) + 1])]
    const own = end - start
    if (isText && own > 0 && (bytes[start]! & 0xc0) === 0x80) return undefined
    out[to] = own
    out[to + 1] = own >> 8
    out[to + 2] = own >> 16
    out[to + 3] = own >> 24
    to += 4
    if (own > fewBytes) out.set(bytes.subarray(start, end), to)
    else for (let at = 0; at < own; at++) out[to + at] = bytes[start + at]!
    to += own
  }
  return out
}
