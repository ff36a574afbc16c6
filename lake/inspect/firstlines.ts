/** The lines of a text by which it is known and typed. */
import { typedBytesMax } from '../limits.ts'
import type { TextHead } from './finding.ts'

const typedLinesMin = 100

/** A text that is seen whole is typed by all of its rows. */
export function typedHead(head: TextHead): TextHead {
  const { bytes, whole } = head
  if (whole) return head
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  return { ...head, bytes: firstLines(buffer, typedBytesMax, typedLinesMin) }
}

/** Whole lines: those of the first bytes, and as many as it takes where they are long. */
export function firstLines(bytes: Buffer, bytesMax: number, linesMin: number): Buffer {
  if (bytes.length <= bytesMax) return bytes
  const head = bytes.subarray(0, bytesMax)
  const end = Math.max(head.lastIndexOf(10), head.lastIndexOf(13), endOfLine(bytes, linesMin))
  const isHalf = bytes[end] === 13 && bytes[end + 1] === 10
  return bytes.subarray(0, end + (isHalf ? 2 : 1))
}

/** Where the nth line ends, or the last byte; lines end by CR alone where there is no LF. */
function endOfLine(bytes: Uint8Array, n: number): number {
  const lineEnd = bytes.includes(10) ? 10 : 13
  let at = -1
  for (let line = 0; line < n; line++) {
    at = bytes.indexOf(lineEnd, at + 1)
    if (at < 0) return bytes.length - 1
  }
  return at
}
