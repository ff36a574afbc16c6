/**
 * Memory for the pages of one batch of rows, which the next batch takes again: fresh memory for each is the most that a reader
 * of whole columns costs.
 */

/** So many bytes, of any content, that begin at a multiple of eight. */
export type Take = (bytes: number) => Uint8Array

/** Of their own, for as long as they are wanted. */
export const fresh: Take = (bytes) => new Uint8Array(bytes)

const leastBytes = 1024 * 1024
/** What is kept from one batch to the next: few have more. */
const keptBytesMax = 32 * leastBytes

export class Space {
  #block = new Uint8Array(leastBytes)
  #used = 0
  #wanted = 0

  /** They are another's once the space was cleared. */
  readonly take: Take = (bytes) => {
    const start = this.#used
    const end = start + ((bytes + 7) & ~7)
    this.#wanted += end - start
    if (end > this.#block.length) return fresh(bytes)
    this.#used = end
    return this.#block.subarray(start, start + bytes)
  }

  clear(): void {
    if (this.#wanted > this.#block.length && this.#block.length < keptBytesMax) {
      this.#block = new Uint8Array(Math.min(keptBytesMax, 2 * this.#wanted))
    }
    this.#used = 0
    this.#wanted = 0
  }
}
