/**
 * Thrift's compact protocol, as Parquet's footers and page headers are written, where who wrote it is not known: whoever
 * reads it otherwise makes room for as many elements as a list claims.
 * https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
 */

export interface ThriftReader {
  view: DataView
  offset: number
}

/** Integers and structs by their fields' ids; whatever else a struct has is passed over, and undefined. */
export type ThriftStruct = Map<number, number | ThriftStruct | undefined>

const depthMax = 16

/** Throws RangeError for what breaks off, claims more elements than there are bytes, or lies deeper than any of Parquet's. */
export function thriftStruct(reader: ThriftReader, depth = 0): ThriftStruct {
  if (depth > depthMax) throw new RangeError('structs and lists lie too deep')
  const fields: ThriftStruct = new Map()
  for (let id = 0; ; ) {
    const byte = reader.view.getUint8(reader.offset++)
    if (byte === 0) return fields
    id = byte >> 4 ? id + (byte >> 4) : zigzag(varint(reader))
    fields.set(id, valueAt(reader, byte & 15, depth))
  }
}

const types = { true: 1, false: 2, byte: 3, i16: 4, i32: 5, i64: 6, double: 7 } as const
const [binary, list, set, struct] = [8, 9, 10, 12]

function valueAt(
  reader: ThriftReader,
  type: number,
  depth: number,
): number | ThriftStruct | undefined {
  switch (type) {
    case types.true:
    case types.false:
      return undefined
    case types.i16:
    case types.i32:
      return zigzag(varint(reader))
    case types.i64:
      varint(reader)
      return undefined
    case types.byte:
      return skip(reader, 1)
    case types.double:
      return skip(reader, 8)
    case binary:
      return skip(reader, varint(reader))
    case list:
    case set:
      return elements(reader, depth + 1)
    case struct:
      return thriftStruct(reader, depth + 1)
  }
  throw new RangeError(`a field of the type ${type}`)
}

function elements(reader: ThriftReader, depth: number): undefined {
  if (depth > depthMax) throw new RangeError('structs and lists lie too deep')
  const head = reader.view.getUint8(reader.offset++)
  const [count, type] = [head >> 4 === 15 ? varint(reader) : head >> 4, head & 15]
  if (count > reader.view.byteLength - reader.offset) throw new RangeError(`a list of ${count}`)
  const isBoolean = type === types.true || type === types.false
  for (let i = 0; i < count; i++) {
    if (isBoolean) skip(reader, 1)
    else valueAt(reader, type, depth)
  }
}

function skip(reader: ThriftReader, bytes: number): undefined {
  reader.offset += bytes
  if (reader.offset > reader.view.byteLength) throw new RangeError('it breaks off')
}

/** Its low 32 bits. */
function varint(reader: ThriftReader): number {
  let [value, shift] = [0, 0]
  for (let byte = 0x80; byte & 0x80; shift += 7) {
    byte = reader.view.getUint8(reader.offset++)
    if (shift < 32) value |= (byte & 0x7f) << shift
  }
  return value >>> 0
}

const zigzag = (n: number): number => (n >>> 1) ^ -(n & 1)
