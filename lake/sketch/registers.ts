/**
 * How many values differ: HyperLogLog's registers (Flajolet et al. 2007) with Ertl's estimator, which is without bias
 * from the first value on (https://arxiv.org/abs/1702.01284, algorithm 6). A register is named by the low bits of a
 * hash of 64 bits, so that registers of fewer bits are a fold of those of more.
 */

const hashBits = 64

/** For a sketch of that size: 4,096 registers are within 3.3 % in 19 of 20 cases, 512 within 9.2 %. */
export const registerBits = (size: number): number => (size >= 128 ? 12 : 9)

/** One register a byte: the longest run of leading zeros, plus one, of the hashes with its low bits; 0 of none. */
export type Registers = Uint8Array

export const noRegisters = (bits: number): Registers => new Uint8Array(2 ** bits)

const bitsOf = (registers: Registers): number => Math.log2(registers.length)

/** Of a hash, or of the least hash of its register, for that has the most leading zeros. */
export function note(registers: Registers, hash: bigint): void {
  const bits = bitsOf(registers)
  const zeros = hash === 0n ? hashBits : hashBits - hash.toString(2).length
  const rank = Math.min(zeros, hashBits - bits) + 1
  const at = Number(hash & BigInt(registers.length - 1))
  registers[at] = Math.max(registers[at] ?? 0, rank)
}

/** Of all their values, at the resolution of the coarsest. */
export function mergedRegisters(all: Registers[]): Registers {
  const merged = new Uint8Array(Math.min(...all.map(({ length }) => length)))
  for (const registers of all) {
    for (const [i, rank] of registers.entries()) {
      const at = i % merged.length
      if (rank > merged[at]!) merged[at] = rank
    }
  }
  return merged
}

export function estimated(registers: Registers): number {
  const m = registers.length
  const q = hashBits - bitsOf(registers)
  const counts = new Array<number>(q + 2).fill(0)
  for (const rank of registers) counts[rank] = (counts[rank] ?? 0) + 1
  let z = m * tau(1 - counts[q + 1]! / m)
  for (let k = q; k >= 1; k--) z = 0.5 * (z + counts[k]!)
  z += m * sigma(counts[0]! / m)
  return Math.round((m * m) / (2 * Math.LN2 * z))
}

/** Two standard errors, as a share: of 20 estimates 19 are within it. */
export const estimateError = (registers: Registers): number => 2.08 / Math.sqrt(registers.length)

function sigma(share: number): number {
  if (share === 1) return Number.POSITIVE_INFINITY
  let [x, y, z] = [share, 1, share]
  for (;;) {
    x *= x
    const next = z + x * y
    if (next === z) return z
    z = next
    y += y
  }
}

function tau(share: number): number {
  if (share === 0 || share === 1) return 0
  let [x, y, z] = [share, 1, 1 - share]
  for (;;) {
    x = Math.sqrt(x)
    y *= 0.5
    const next = z - (1 - x) ** 2 * y
    if (next === z) return z / 3
    z = next
  }
}
