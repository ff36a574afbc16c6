/** At once: what is skipped may be gigabytes. */
const skippedBytes = 64 * 1024

/** Bytes by the number that is asked for, of a stream that comes in pieces of any size. */
export class Pieces {
  readonly #chunks: AsyncIterator<Uint8Array>
  #held: Buffer = Buffer.alloc(0)

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]()
  }

  /** Undefined where the stream ends before the first of them; fewer where it ends within. */
  async take(length: number): Promise<Buffer | undefined> {
    const parts = [this.#held]
    let bytes = this.#held.length
    while (bytes < length) {
      const { value, done } = await this.#chunks.next()
      if (done) break
      parts.push(Buffer.from(value.buffer, value.byteOffset, value.length))
      bytes += value.length
    }
    const all = parts.length === 1 ? this.#held : Buffer.concat(parts)
    this.#held = all.subarray(length)
    return bytes === 0 && length > 0 ? undefined : all.subarray(0, length)
  }

  /** Whether there were so many. */
  async skip(length: number): Promise<boolean> {
    for (let left = length; left > 0; ) {
      const piece = await this.take(Math.min(left, skippedBytes))
      if (!piece) return false
      left -= piece.length
    }
    return true
  }
}
