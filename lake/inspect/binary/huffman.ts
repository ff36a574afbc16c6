/** Canonical codes of Huffman, of at most 20 bits: a short one is found at once, a long one by its length. */
export interface Codes {
  /** By the first ten bits: the symbol, and in the last five bits how long its code is; 0: it is longer. */
  fast: Uint16Array
  /** By length: where the codes of that length end, as numbers of 20 bits. */
  limits: Int32Array
  /** By length: the place of its first symbol, less its first code. */
  places: Int32Array
  /** Symbols by their codes. */
  order: Uint16Array
}

export const codeBitsMax = 20
export const fastBits = 10

/** Undefined: there is no such code. */
export function codesOf(lengths: Uint8Array): Codes | undefined {
  const order = Uint16Array.from(lengths.keys()).sort((a, b) => lengths[a]! - lengths[b]! || a - b)
  const fast = new Uint16Array(1 << fastBits)
  const limits = new Int32Array(codeBitsMax + 1)
  const places = new Int32Array(codeBitsMax + 1)
  let [code, at] = [0, 0]
  for (let bits = 1; bits <= codeBitsMax; bits++, code *= 2) {
    places[bits] = at - code
    for (; lengths[order[at]!] === bits; at++, code++) {
      if (code >= 2 ** bits) return undefined
      if (bits > fastBits) continue
      const first = code << (fastBits - bits)
      fast.fill((order[at]! << 5) | bits, first, first + (1 << (fastBits - bits)))
    }
    limits[bits] = code << (codeBitsMax - bits)
  }
  return { fast, limits, places, order }
}

/** As in `fast`, of 20 bits whose code is longer; 0: there is none. */
export function longCode({ limits, places, order }: Codes, bits20: number): number {
  for (let bits = fastBits + 1; bits <= codeBitsMax; bits++) {
    if (bits20 >= limits[bits]!) continue
    const symbol = order[places[bits]! + (bits20 >>> (codeBitsMax - bits))]
    return symbol === undefined ? 0 : (symbol << 5) | bits
  }
  return 0
}
