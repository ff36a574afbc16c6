/** Values as Parquet writes them plain: numbers of four bytes or eight, texts each behind its length. */

export type Words = Int32Array | BigInt64Array

/** Those at these places, of so many bytes each. */
export function gathered(values: ArrayBufferView, width: number, places: Int32Array): Uint8Array {
  const { buffer, byteOffset, byteLength } = values
  const isWords = width % 4 === 0
  const from = isWords
    ? new Int32Array(buffer, byteOffset, byteLength >> 2)
    : new Uint8Array(buffer, byteOffset, byteLength)
  const each = isWords ? width / 4 : width
  const out = isWords ? new Int32Array(places.length * each) : new Uint8Array(places.length * each)
  for (let i = 0, to = 0; i < places.length; i++) {
    const at = places[i]! * each
    for (let part = 0; part < each; part++) out[to++] = from[at + part]!
  }
  return new Uint8Array(out.buffer)
}

/** Integers of 32 bits as 64; `above`: their upper ones, else those of their sign. */
export function pairs(count: number, of: (i: number) => number, above?: 0): Uint8Array {
  const out = new Int32Array(2 * count)
  for (let i = 0; i < count; i++) {
    const value = of(i)
    out[2 * i] = value
    out[2 * i + 1] = above ?? value >> 31
  }
  return new Uint8Array(out.buffer)
}

/** Copied one by one, sooner than what copies many begins. */
const fewBytes = 32

/** Each behind its length; undefined: one `isText` and begins within a character. */
export function interleaved(
  bytes: Uint8Array,
  offsets: Words,
  rows: Int32Array | { start: number; end: number },
  isText: boolean,
): Uint8Array | undefined {
  const isSome = rows instanceof Int32Array
  const count = isSome ? rows.length : rows.end - rows.start
  const place = (i: number): number => (isSome ? rows[i]! : rows.start + i)
  let length = 4 * count
  for (let i = 0; i < count; i++) {
    length += Number(offsets[place(i) + 1]) - Number(offsets[place(i)])
  }
  const out = new Uint8Array(length)
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
