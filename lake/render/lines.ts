/** The lines of a UTF-8 text, without their ends (LF or CRLF), some at a time. */
import { quarantinedAt } from '../inspect/position.ts'
import { utf8Check } from '../inspect/utf8.ts'
import { lineBytesMax } from '../limits.ts'
import type { Lying } from './render.ts'
import { withoutBom } from './text.ts'

export interface TextLine {
  text: string
  /** From 1. */
  line: number
  /** Of its first byte, from 0; behind a byte order mark. */
  byte: number
}

/** Throws Quarantined for what is no UTF-8, and for a line that is no line of a table. */
export async function* linesOf(object: Pick<Lying, 'chunks'>): AsyncIterable<TextLine[]> {
  const encoding = utf8Check('few')
  let carry: Uint8Array = new Uint8Array(0)
  let [line, byte] = [0, 0]
  for await (const chunk of withoutBom(object.chunks())) {
    encoding.push(chunk)
    const bytes = carry.length > 0 ? Buffer.concat([carry, chunk]) : chunk
    const end = bytes.lastIndexOf(10) + 1
    const lines = splitLines(bytes.subarray(0, end), line, byte)
    line += lines.length
    byte += end
    carry = Uint8Array.from(bytes.subarray(end))
    if (carry.length > lineBytesMax) throw tooLong(line + 1, byte)
    yield lines
  }
  encoding.end()
  if (carry.length > 0) yield splitLines(carry, line, byte)
}

/** Of bytes that begin a line; `line` and `byte` are what stands before them. */
export function splitLines(bytes: Uint8Array, line = 0, byte = 0): TextLine[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const lines: TextLine[] = []
  let start = 0
  while (start < buffer.length) {
    const at = buffer.indexOf(10, start)
    const end = at < 0 ? buffer.length : at
    const last = end > start && buffer[end - 1] === 13 ? end - 1 : end
    lines.push({
      text: buffer.toString('utf8', start, last),
      line: line + lines.length + 1,
      byte: byte + start,
    })
    start = end + 1
  }
  return lines
}

const tooLong = (line: number, byte: number) =>
  quarantinedAt(
    {
      code: 'text.line-too-long',
      detail: `Line ${line} is longer than ${lineBytesMax} bytes.`,
      remedy: 'Send one record a line.',
    },
    { line, byte },
  )
