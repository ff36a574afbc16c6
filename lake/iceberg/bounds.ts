/**
 * Iceberg's single-value binary form. Parquet's min and max bytes are the same for every type but DECIMAL (Parquet:
 * little-endian INT32 or INT64, or padded big-endian; Iceberg: shortest big-endian two's complement).
 * https://iceberg.apache.org/spec/#binary-single-value-serialization
 */
import { decimalOf } from './schema.ts'

/** Dates are days, timestamps microseconds, decimals unscaled; text and binary are bytes. */
export type Bound = bigint | number | boolean | Buffer

const bufferOf = (bytes: Uint8Array): Buffer =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** A bound may still be of the narrower type that its column had when the file was written. */
export function decodeBound(type: string, bytes: Uint8Array): Bound {
  const buffer = bufferOf(bytes)
  switch (type) {
    case 'boolean':
      return buffer[0] === 1
    case 'float':
    case 'double':
      return buffer.length === 4 ? buffer.readFloatLE() : buffer.readDoubleLE()
    case 'int':
    case 'date':
    case 'long':
    case 'time':
    case 'timestamp':
    case 'timestamptz':
      return buffer.length === 4 ? BigInt(buffer.readInt32LE()) : buffer.readBigInt64LE()
  }
  return decimalOf(type) ? unscaled(buffer) : buffer
}

export function encodeBound(type: string, bound: Bound): Buffer {
  const bytes = Buffer.alloc(type === 'int' || type === 'date' || type === 'float' ? 4 : 8)
  switch (type) {
    case 'boolean':
      return Buffer.from([bound ? 1 : 0])
    case 'float':
      bytes.writeFloatLE(Number(bound))
      return bytes
    case 'double':
      bytes.writeDoubleLE(Number(bound))
      return bytes
    case 'int':
    case 'date':
      bytes.writeInt32LE(Number(bound))
      return bytes
    case 'long':
    case 'time':
    case 'timestamp':
    case 'timestamptz':
      bytes.writeBigInt64LE(bound as bigint)
      return bytes
  }
  return decimalOf(type) ? shortestBigEndian(bound as bigint) : (bound as Buffer)
}

/** Below zero, zero or above it; bytes of UTF-8 order as code points do. */
export function compareBounds(a: Bound, b: Bound): number {
  if (Buffer.isBuffer(a) && Buffer.isBuffer(b)) return Buffer.compare(a, b)
  return a < b ? -1 : a > b ? 1 : 0
}

const int32 = 1
const int64 = 2

/** A min or max of a Parquet footer; `physical` is Parquet's type number of the column. */
export function parquetBound(type: string, physical: number, bytes: Uint8Array): Bound {
  if (!decimalOf(type)) return decodeBound(type, bytes)
  const buffer = bufferOf(bytes)
  if (physical === int32) return BigInt(buffer.readInt32LE())
  return physical === int64 ? buffer.readBigInt64LE() : unscaled(buffer)
}

const boundLength = 16 // characters or bytes, as Iceberg's own writers keep

/** Texts and bytes are cut, an upper one rounded up; undefined: there is no such bound, so none is written. */
export function truncateBound(type: string, side: 'lower' | 'upper', bound: Bound) {
  if (!Buffer.isBuffer(bound)) return bound
  if (type !== 'string') {
    if (side === 'lower') return bound.subarray(0, boundLength)
    return bound.length <= boundLength ? bound : undefined
  }
  const text = bound.toString('utf8').replace(/\ufffd+$/, '') // a writer may cut inside a character
  const characters = [...text]
  if (side === 'lower') return Buffer.from(characters.slice(0, boundLength).join(''))
  const isWhole = Buffer.byteLength(text) === bound.length
  if (characters.length <= boundLength && isWhole) return bound
  return successor(characters.slice(0, boundLength))
}

/** The least text above everything that begins with these characters. */
function successor(characters: string[]): Buffer | undefined {
  for (let i = characters.length - 1; i >= 0; i--) {
    const next = characters[i]!.codePointAt(0)! + 1
    const codePoint = next === 0xd800 ? 0xe000 : next // no surrogates in UTF-8
    if (codePoint <= 0x10ffff) {
      return Buffer.from(characters.slice(0, i).join('') + String.fromCodePoint(codePoint))
    }
  }
  return undefined
}

function unscaled(bigEndian: Buffer): bigint {
  const bits = BigInt(`0x${bigEndian.toString('hex') || '0'}`)
  return BigInt.asIntN(bigEndian.length * 8, bits)
}

function shortestBigEndian(value: bigint): Buffer {
  let length = 1
  while (BigInt.asIntN(length * 8, value) !== value) length++
  const bits = BigInt.asUintN(length * 8, value)
  return Buffer.from(bits.toString(16).padStart(length * 2, '0'), 'hex')
}
