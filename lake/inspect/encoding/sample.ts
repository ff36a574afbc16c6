/** The lines with bytes beyond ASCII of a text as it streams by, up to a sample: by which its encoding is told. */

export interface ForeignLines {
  push(chunk: Uint8Array): void
  end(): Uint8Array
}

const LF = 10
const CR = 13

/** Lines beyond `bytesMax` are not kept. */
export function foreignLines(bytesMax: number): ForeignLines {
  const kept: Uint8Array[] = []
  let length = 0
  let carry: Uint8Array = new Uint8Array(0)

  function keep(line: Uint8Array): void {
    if (length >= bytesMax) return
    kept.push(Uint8Array.from(line.subarray(0, bytesMax)))
    length += line.length
  }

  return {
    push(chunk) {
      if (length >= bytesMax) return
      const bytes = carry.length > 0 ? Buffer.concat([carry, chunk]) : chunk
      let [start, isForeign] = [0, false]
      for (let at = 0; at < bytes.length; at++) {
        const byte = bytes[at]!
        if (byte > 0x7f) isForeign = true
        if (byte !== LF && byte !== CR) continue
        if (isForeign) keep(bytes.subarray(start, at + 1))
        isForeign = false
        start = at + 1
      }
      if (length < bytesMax) carry = Uint8Array.from(bytes.subarray(start, start + bytesMax))
    },
    end() {
      if (carry.some((byte) => byte > 0x7f)) keep(carry)
      return Buffer.concat(kept)
    },
  }
}
