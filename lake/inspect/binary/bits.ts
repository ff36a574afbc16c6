/** Bits of bytes, the most significant of each first. */
export class Bits {
  readonly bytes: Uint8Array
  /** The next byte; before it come the last `count` bits of `word`. */
  at = 0
  word = 0
  count = 0

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  /** At most 24. Throws Short. */
  take(length: number): number {
    while (this.count < length) {
      this.word = (this.word << 8) | (this.bytes[this.at++] ?? 0)
      this.count += 8
    }
    this.count -= length
    if (this.taken() > this.bytes.length) throw new Short()
    return (this.word >>> this.count) & (2 ** length - 1)
  }

  /** Bytes of which a bit was taken, and those behind the end that were taken for zeros. */
  taken(): number {
    return this.at - (this.count >> 3)
  }

  /** What of a byte was not taken is left out. */
  align(): void {
    this.count -= this.count % 8
  }
}

/** The bytes end before what was asked for. */
export class Short extends Error {
  override name = 'Short'
}
