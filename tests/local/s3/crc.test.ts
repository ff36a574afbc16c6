import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { type ChecksumAlgorithm, openDigest } from '../../../local/s3/checksum.ts'

const sum = (algorithm: ChecksumAlgorithm, ...parts: Uint8Array[]) => {
  const digest = openDigest(algorithm)
  for (const part of parts) digest.update(part)
  return digest.digest().toString('hex')
}

/** A bit a step, as the polynomials are defined. */
function slow(bytes: Uint8Array, polynomial: bigint, width: bigint): string {
  const ones = (1n << width) - 1n
  let crc = ones
  for (const byte of bytes) {
    crc ^= BigInt(byte)
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1n ? (crc >> 1n) ^ polynomial : crc >> 1n
  }
  return (crc ^ ones).toString(16).padStart(Number(width / 4n), '0')
}

describe('checksums', () => {
  test('have the check values of their catalogues', () => {
    const check = Buffer.from('123456789')
    expect(sum('CRC32', check)).toBe('cbf43926')
    expect(sum('CRC32C', check)).toBe('e3069283')
    expect(sum('CRC64NVME', check)).toBe('ae8b14860a799888')
  })

  test('are those of the definition, however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(100), (bytes, cut) => {
        const parts = [bytes.subarray(0, cut), bytes.subarray(cut)]
        expect(sum('CRC32C', ...parts)).toBe(slow(bytes, 0x82f63b78n, 32n))
        expect(sum('CRC64NVME', ...parts)).toBe(slow(bytes, 0x9a6c9329ac4bc9b5n, 64n))
      }),
    )
  })
})
