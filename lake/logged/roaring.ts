/**
 * Positions of deleted rows, as Delta's deletion vectors and Iceberg's have them: a portable Roaring bitmap of 64 bits.
 * https://github.com/RoaringBitmap/RoaringFormatSpec
 */
import { deletedRowsMax } from '../limits.ts'

/** Before the bitmap, least byte first: that it is the portable one. */
const magic = 1_681_511_377

const keysOf = { plain: 12_346, withRuns: 12_347 }
/** So many keys or fewer have no table of offsets, where there are runs. */
const offsetsFrom = 4

/** In their order. Throws Error for bytes that are no such bitmap, or more positions than are taken out. */
export function positionsOf(bytes: Buffer): number[] {
  if (bytes.readUInt32LE() !== magic) throw new Error('a bitmap of another kind')
  const reader = { bytes, at: 4 }
  const positions: number[] = []
  const buckets = Number(long(reader))
  for (let i = 0; i < buckets; i++) bucket(reader, word(reader) * 2 ** 32, positions)
  return positions
}

interface Reader {
  bytes: Buffer
  at: number
}

function short(reader: Reader): number {
  reader.at += 2
  return reader.bytes.readUInt16LE(reader.at - 2)
}

function word(reader: Reader): number {
  reader.at += 4
  return reader.bytes.readUInt32LE(reader.at - 4)
}

function long(reader: Reader): bigint {
  reader.at += 8
  return reader.bytes.readBigUInt64LE(reader.at - 8)
}

/** One bitmap of 32 bits: containers of 65,536 positions each, as a list, as bits or as runs. */
function bucket(reader: Reader, base: number, positions: number[]): void {
  const cookie = word(reader)
  const hasRuns = (cookie & 0xffff) === keysOf.withRuns
  if (!hasRuns && cookie !== keysOf.plain) throw new Error('a bitmap without its cookie')
  const size = hasRuns ? (cookie >>> 16) + 1 : word(reader)
  if (size > 65_536) throw new Error(`a bitmap of ${size} containers`)
  const runs = hasRuns ? take(reader, Math.ceil(size / 8)) : Buffer.alloc(0)
  const heads = Array.from({ length: size }, () => ({
    key: short(reader),
    count: short(reader) + 1,
  }))
  if (!hasRuns || size >= offsetsFrom) take(reader, 4 * size)
  for (const [i, { key, count }] of heads.entries()) {
    const start = base + key * 65_536
    const isRun = ((runs[i >> 3] ?? 0) >> (i & 7)) & 1
    if (isRun) runsOf(reader, start, positions)
    else if (count <= 4_096) for (let n = 0; n < count; n++) positions.push(start + short(reader))
    else bitsOf(take(reader, 8_192), start, positions)
    if (positions.length > deletedRowsMax) throw new Error(`more than ${deletedRowsMax} positions`)
  }
}

function take(reader: Reader, bytes: number): Buffer {
  const { at } = reader
  reader.at += bytes
  if (reader.at > reader.bytes.length) throw new Error('a bitmap that breaks off')
  return reader.bytes.subarray(at, reader.at)
}

function runsOf(reader: Reader, start: number, positions: number[]): void {
  const count = short(reader)
  for (let i = 0; i < count; i++) {
    const [first, more] = [start + short(reader), short(reader)]
    if (first + more >= start + 65_536) throw new Error('a run beyond its container')
    for (let n = 0; n <= more; n++) positions.push(first + n)
    if (positions.length > deletedRowsMax) throw new Error(`more than ${deletedRowsMax} positions`)
  }
}

function bitsOf(bits: Buffer, start: number, positions: number[]): void {
  for (let i = 0; i < bits.length; i++) {
    for (let byte = bits[i]!, n = 0; byte > 0; byte >>= 1, n++) {
      if (byte & 1) positions.push(start + i * 8 + n)
    }
  }
}
