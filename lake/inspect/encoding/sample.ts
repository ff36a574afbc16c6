/** The lines with bytes beyond ASCII of a text as it streams by, up to a sample: by which its encoding is told. */

export interface ForeignLines {
  push(chunk: Uint8Array): void
  end(): Uint8Array
}

/** Lines beyond `bytesMax` are not kept. */
export function foreignLines(bytesMax: number): ForeignLines {
  const kept: Uint8Array[] = []
  let length = 0
  let carry: Uint8Array = new Uint8Array(0)

  function keep(line: Uint8Array): void {
    if (length >= bytesMax || !isForeign(line)) return
    kept.push(Uint8Array.from(line.subarray(0, bytesMax)))
    length += line.length
  }

  return {
    push(chunk) {
      if (length >= bytesMax) return
      const bytes = carry.length > 0 ? Buffer.concat([carry, chunk]) : chunk
      let start = 0
      for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, start)) {
        keep(bytes.subarray(start, at + 1))
        start = at + 1
      }
      const rest = bytes.subarray(start)
      carry = Uint8Array.from(rest.subarray(Math.max(0, rest.length - bytesMax)))
    },
    end() {
      keep(carry)
      return Buffer.concat(kept)
    },
  }
}

const isForeign = (line: Uint8Array): boolean => line.some((byte) => byte > 0x7f)
