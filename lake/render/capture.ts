/** Bytes of one value, which may stand in several chunks. */
export class Capture {
  #parts: Uint8Array[] = []
  #bytes = 0
  #chunk: Uint8Array = new Uint8Array(0)
  #from = -1

  begin(chunk: Uint8Array): void {
    this.#chunk = chunk
    if (this.#from >= 0) this.#from = 0
  }

  start(at: number): void {
    this.#from = at
  }

  /** What is open goes on in the next chunk; gives the bytes that are kept. */
  end(): number {
    if (this.#from < 0) return 0
    const part = Uint8Array.from(this.#chunk.subarray(this.#from))
    this.#parts.push(part)
    this.#bytes += part.length
    return this.#bytes
  }

  take(end: number): Uint8Array {
    const last = this.#chunk.subarray(this.#from, end)
    const whole = this.#parts.length === 0 ? last : Buffer.concat([...this.#parts, last])
    this.#parts = []
    this.#bytes = 0
    this.#from = -1
    return whole
  }
}
