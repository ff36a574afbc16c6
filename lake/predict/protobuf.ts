/** The little of protobuf's wire format that a writer needs. https://protobuf.dev/programming-guides/encoding/ */

/** Field number and value; one that is undefined is left out. Numbers are varints, of floats only lists are written. */
export type Fields = [number, Uint8Array | string | bigint | number | undefined][]

export function message(fields: Fields): Uint8Array {
  const parts = fields.flatMap(([number, value]) => {
    if (value === undefined) return []
    if (typeof value === 'number' || typeof value === 'bigint') {
      return [varint(BigInt(number << 3)), varint(BigInt(value))]
    }
    const bytes = typeof value === 'string' ? Buffer.from(value) : value
    return [varint(BigInt((number << 3) | 2)), varint(BigInt(bytes.length)), bytes]
  })
  return Buffer.concat(parts)
}

/** Negative numbers take ten bytes, as int64 does. */
export function varint(value: bigint): Uint8Array {
  const bytes: number[] = []
  let left = BigInt.asUintN(64, value)
  do {
    bytes.push(Number(left & 0x7fn) | (left > 0x7fn ? 0x80 : 0))
    left >>= 7n
  } while (left > 0n)
  return Uint8Array.from(bytes)
}

export const packedVarints = (values: number[]): Uint8Array =>
  Buffer.concat(values.map((value) => varint(BigInt(value))))

export const packedFloats = (values: number[]): Uint8Array =>
  new Uint8Array(Float32Array.from(values).buffer)
