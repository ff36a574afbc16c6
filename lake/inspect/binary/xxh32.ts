/** The checksum of LZ4's frames, seed 0. https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md */
const [p1, p2, p3, p4, p5] = [2_654_435_761, 2_246_822_519, 3_266_489_917, 668_265_263, 374_761_393]

const rotated = (value: number, by: number): number => (value << by) | (value >>> (32 - by))
const round = (lane: number, word: number): number =>
  Math.imul(rotated((lane + Math.imul(word, p2)) | 0, 13), p1)

interface Streaming {
  push(bytes: Uint8Array): void
  end(): number
}

function streaming(): Streaming {
  const lanes = [(p1 + p2) | 0, p2 | 0, 0, -p1 | 0]
  let held: Buffer = Buffer.alloc(0)
  let length = 0
  return {
    push(bytes) {
      length += bytes.length
      const all = held.length === 0 ? Buffer.from(bytes) : Buffer.concat([held, bytes])
      let at = 0
      for (; at + 16 <= all.length; at += 16) {
        for (let i = 0; i < 4; i++) lanes[i] = round(lanes[i]!, all.readInt32LE(at + 4 * i))
      }
      held = all.subarray(at)
    },
    end() {
      const joined =
        rotated(lanes[0]!, 1) +
        rotated(lanes[1]!, 7) +
        rotated(lanes[2]!, 12) +
        rotated(lanes[3]!, 18)
      return finished(((length >= 16 ? joined : p5) + length) | 0, held)
    },
  }
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
