/** Places in a text object, as a person finds them. */
import { Quarantined, type Reason } from '../problem.ts'

/** Line counts from 1, byte from 0. */
export interface Position {
  line: number
  byte: number
}

const excerptBytesMax = 200

/** At most 200 characters from `start`, up to the end of the line. */
export function excerptOf(bytes: Uint8Array, start: number): string {
  const text = Buffer.from(bytes.subarray(start, start + excerptBytesMax)).toString('utf8')
  return text.split(/[\r\n]/, 1)[0]!.slice(0, excerptBytesMax)
}

/** What stands before and at a place in its line. */
export function excerptAround(bytes: Uint8Array, at: number): string {
  const before = bytes.subarray(0, at)
  const lineStart = Math.max(before.lastIndexOf(10), before.lastIndexOf(13)) + 1
  return excerptOf(bytes, Math.max(lineStart, at - 160))
}

/** A failure at a place. */
export function quarantinedAt(
  reason: Pick<Reason, 'code' | 'detail' | 'remedy'>,
  position: Position,
  excerpt?: string,
): Quarantined {
  const at = { line: position.line, byte: position.byte, ...(excerpt ? { excerpt } : {}) }
  return new Quarantined({ ...reason, at })
}

/** Line ends (LF, CRLF or a CR alone) among the bytes from `start` to `end`. */
export function countLineEnds(bytes: Uint8Array, start: number, end: number): number {
  let count = 0
  for (let i = start; i < end; i++) {
    const byte = bytes[i]
    if (byte === 10 || (byte === 13 && bytes[i + 1] !== 10)) count++
  }
  return count
}
