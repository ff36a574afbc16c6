/** CRC-32C and CRC-64/NVME, eight bytes a step: Node brings only CRC-32. */

export interface Digest {
  update(bytes: Uint8Array): void
  /** Big endian, as S3 writes it in base64. */
  digest(): Buffer
}

const slices = 8

/** Reflected polynomials, as their high and low 32 bits. */
const castagnoli = { high: 0, low: 0x82f63b78 }
const nvme = { high: 0x9a6c9329, low: 0xac4bc9b5 }

interface Tables {
  high: Uint32Array
  low: Uint32Array
}

/** `slices` tables of 256: table n holds the remainder of a byte that n further bytes follow. */
function tablesOf(polynomial: { high: number; low: number }): Tables {
  const high = new Uint32Array(slices * 256)
  const low = new Uint32Array(slices * 256)
  for (let byte = 0; byte < 256; byte += 1) {
    let [h, l] = [0, byte]
    for (let bit = 0; bit < 8; bit += 1) {
      const carry = l & 1
      l = (l >>> 1) | ((h & 1) << 31)
      h >>>= 1
      if (carry) {
        h ^= polynomial.high
        l ^= polynomial.low
      }
    }
    high[byte] = h
    low[byte] = l
  }
  for (let index = 256; index < slices * 256; index += 1) {
    const [h, l] = [high[index - 256] as number, low[index - 256] as number]
    high[index] = (h >>> 8) ^ (high[l & 255] as number)
    low[index] = ((l >>> 8) | (h << 24)) ^ (low[l & 255] as number)
  }
  return { high, low }
}

let tables32: Uint32Array | undefined
let tables64: Tables | undefined

/** Check value of `123456789`: e3069283. */
export function openCrc32c(): Digest {
  tables32 ??= tablesOf(castagnoli).low
  const t = tables32
  let crc = 0xffffffff
  return {
    update(bytes) {
      let at = 0
      for (const end = bytes.length - 7; at < end; at += 8) {
        crc ^= word(bytes, at)
        crc =
          t[1792 + (crc & 255)]! ^
          t[1536 + ((crc >>> 8) & 255)]! ^
          t[1280 + ((crc >>> 16) & 255)]! ^
          t[1024 + (crc >>> 24)]! ^
          t[768 + bytes[at + 4]!]! ^
          t[512 + bytes[at + 5]!]! ^
          t[256 + bytes[at + 6]!]! ^
          t[bytes[at + 7]!]!
      }
      for (; at < bytes.length; at += 1) crc = (crc >>> 8) ^ t[(crc ^ bytes[at]!) & 255]!
    },
    digest: () => bigEndian(~crc),
  }
}

/** Check value of `123456789`: ae8b14860a799888. */
export function openCrc64Nvme(): Digest {
  tables64 ??= tablesOf(nvme)
  const { high, low } = tables64
  let [h, l] = [0xffffffff, 0xffffffff]
  return {
    update(bytes) {
      let at = 0
      for (const end = bytes.length - 7; at < end; at += 8) {
        const [a, b] = [l ^ word(bytes, at), h ^ word(bytes, at + 4)]
        const i0 = 1792 + (a & 255)
        const i1 = 1536 + ((a >>> 8) & 255)
        const i2 = 1280 + ((a >>> 16) & 255)
        const i3 = 1024 + (a >>> 24)
        const i4 = 768 + (b & 255)
        const i5 = 512 + ((b >>> 8) & 255)
        const i6 = 256 + ((b >>> 16) & 255)
        const i7 = b >>> 24
        l = low[i0]! ^ low[i1]! ^ low[i2]! ^ low[i3]! ^ low[i4]! ^ low[i5]! ^ low[i6]! ^ low[i7]!
        h = high[i0]! ^ high[i1]! ^ high[i2]! ^ high[i3]!
        h ^= high[i4]! ^ high[i5]! ^ high[i6]! ^ high[i7]!
      }
      for (; at < bytes.length; at += 1) {
        const index = (l ^ bytes[at]!) & 255
        l = ((l >>> 8) | (h << 24)) ^ low[index]!
        h = (h >>> 8) ^ high[index]!
      }
    },
    digest: () => Buffer.concat([bigEndian(~h), bigEndian(~l)]),
  }
}

const word = (bytes: Uint8Array, at: number) =>
  bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)

export function bigEndian(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value >>> 0)
  return bytes
}
