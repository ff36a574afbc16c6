/** Digests and check sums of Trino's that DuckDB has not. https://trino.io/docs/476/functions/binary.html */
import { createHash, createHmac } from 'node:crypto'
import { crc32 } from 'node:zlib'

export const checksum32 = (bytes: Uint8Array): bigint => BigInt(crc32(bytes))

export const sha512 = (bytes: Uint8Array): Uint8Array => createHash('sha512').update(bytes).digest()

export const hmac = (bytes: Uint8Array, key: Uint8Array, algorithm: string): Uint8Array =>
  createHmac(algorithm, key).update(bytes).digest()

const mask = (1n << 64n) - 1n
const rotated = (value: bigint, by: bigint) => ((value << by) | (value >> (64n - by))) & mask
const times = (a: bigint, b: bigint) => (a * b) & mask

const [p1, p2, p3, p4, p5] = [
  11400714785074694791n,
  14029467366897019727n,
  1609587929392839161n,
  9650029242287828579n,
  2870177450012600261n,
] as const

const round = (state: bigint, lane: bigint) =>
  times(rotated((state + times(lane, p2)) & mask, 31n), p1)

/** xxHash's 64 bits with seed 0, big-endian. https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md */
export function xxhash64(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  let hash: bigint = p5
  if (bytes.length >= 32) {
    const states = [(p1 + p2) & mask, p2, 0n, (1n << 64n) - p1]
    for (; at + 32 <= bytes.length; at += 32) {
      for (let lane = 0; lane < 4; lane += 1) {
        states[lane] = round(states[lane] as bigint, view.getBigUint64(at + lane * 8, true))
      }
    }
    const turns = [1n, 7n, 12n, 18n]
    hash =
      states.reduce((sum, state, lane) => sum + rotated(state, turns[lane] as bigint), 0n) & mask
    for (const state of states) hash = (times(hash ^ round(0n, state), p1) + p4) & mask
  }
  hash = (hash + BigInt(bytes.length)) & mask
  for (; at + 8 <= bytes.length; at += 8) {
    hash = (times(rotated(hash ^ round(0n, view.getBigUint64(at, true)), 27n), p1) + p4) & mask
  }
  if (at + 4 <= bytes.length) {
    hash = (times(rotated(hash ^ times(BigInt(view.getUint32(at, true)), p1), 23n), p2) + p3) & mask
    at += 4
  }
  for (; at < bytes.length; at += 1) {
    hash = times(rotated(hash ^ times(BigInt(view.getUint8(at)), p5), 11n), p1)
  }
  return avalanche(hash)
}

function avalanche(value: bigint): Uint8Array {
  let hash = times(value ^ (value >> 33n), p2)
  hash = times(hash ^ (hash >> 29n), p3)
  hash ^= hash >> 32n
  const digest = new Uint8Array(8)
  new DataView(digest.buffer).setBigUint64(0, hash)
  return digest
}
