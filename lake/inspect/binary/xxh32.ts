/** The checksum of LZ4's frames, seed 0. https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md */
const [p1, p2, p3, p4, p5] = [2_654_435_761, 2_246_822_519, 3_266_489_917, 668_265_263, 374_761_393]

const rotated = (value: number, by: number): number => (value << by) | (value >>> (32 - by))

interface Streaming {
  push(bytes: Uint8Array): void
  end(): number
}

const stripeBytes = 16

function streaming(): Streaming {
  const lanes = Int32Array.of(p1 + p2, p2, 0, -p1)
  let held: Buffer = Buffer.alloc(0)
  let length = 0
  return {
    push(bytes) {
      length += bytes.length
      const all = held.length === 0 ? bytes : Buffer.concat([held, bytes])
      const at = stripes(lanes, all)
      held = Buffer.from(all.subarray(at)) // what they are in may be written anew
    },
    end() {
      const [a, b, c, d] = lanes as unknown as [number, number, number, number]
      const joined = rotated(a, 1) + rotated(b, 7) + rotated(c, 12) + rotated(d, 18)
      return finished(((length >= stripeBytes ? joined : p5) + length) | 0, held)
    },
  }
}

/** All that are whole; gives how many bytes they are. */
function stripes(lanes: Int32Array, bytes: Uint8Array): number {
  const words = wordsOf(bytes)
  let [a, b, c, d] = lanes as unknown as [number, number, number, number]
  for (let i = 0; i < words.length; i += 4) {
    a = (a + Math.imul(words[i]!, p2)) | 0
    b = (b + Math.imul(words[i + 1]!, p2)) | 0
    c = (c + Math.imul(words[i + 2]!, p2)) | 0
    d = (d + Math.imul(words[i + 3]!, p2)) | 0
    a = Math.imul((a << 13) | (a >>> 19), p1)
    b = Math.imul((b << 13) | (b >>> 19), p1)
    c = Math.imul((c << 13) | (c >>> 19), p1)
    d = Math.imul((d << 13) | (d >>> 19), p1)
  }
  lanes.set([a, b, c, d])
  return words.length * 4
}

/** Of whole stripes; copied where they do not lie as words do. */
function wordsOf(bytes: Uint8Array): Int32Array {
  const length = bytes.length - (bytes.length % stripeBytes)
  const isAligned = bytes.byteOffset % 4 === 0
  const { buffer, byteOffset } = isAligned ? bytes : Uint8Array.from(bytes.subarray(0, length))
  return new Int32Array(buffer, byteOffset, length / 4)
}

function finished(from: number, rest: Buffer): number {
  let hash = from
  let at = 0
  for (; at + 4 <= rest.length; at += 4) {
    hash = Math.imul(rotated((hash + Math.imul(rest.readInt32LE(at), p3)) | 0, 17), p4)
  }
  for (; at < rest.length; at++) {
    hash = Math.imul(rotated((hash + Math.imul(rest[at]!, p5)) | 0, 11), p1)
  }
  hash = Math.imul(hash ^ (hash >>> 15), p2)
  hash = Math.imul(hash ^ (hash >>> 13), p3)
  return (hash ^ (hash >>> 16)) >>> 0
}

export function xxh32(bytes: Uint8Array): number {
  const hash = streaming()
  hash.push(bytes)
  return hash.end()
}
xxh32.streaming = streaming
