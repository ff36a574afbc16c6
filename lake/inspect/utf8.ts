/** Text is UTF-8, and has no NUL but in the cells of what is read cell by cell. */
import { isUtf8 } from 'node:buffer'
import type { Quarantined } from '../problem.ts'
import { areMany } from './encoding/binary.ts'
import { countLineEnds, excerptAround, quarantinedAt } from './position.ts'

/** Checks the bytes of one text as they stream by; throws Quarantined with the line. */
export interface Utf8Check {
  push(chunk: Uint8Array): void
  end(): void
  /** Where the first NUL of these bytes stood, for whoever bears none. */
  nul(): Quarantined | undefined
}

/** How many NULs it bears: `few` are as many as a text may have at all. */
export function utf8Check(bears: 'none' | 'few' | 'any' = 'none'): Utf8Check {
  let carry: Uint8Array = new Uint8Array(0)
  let [byte, line] = [0, 1]
  let first: Quarantined | undefined
  let nuls = 0

  function check(bytes: Uint8Array): void {
    const nul = bytes.indexOf(0)
    if (nul >= 0) first ??= nulAt(bytes, nul)
    if (first && bears === 'none') throw first
    if (bears === 'few') for (let at = nul; at >= 0; at = bytes.indexOf(0, at + 1)) nuls++
    if (!isUtf8(bytes)) throw invalidAt(bytes, firstInvalid(bytes))
  }
  const positionOf = (bytes: Uint8Array, index: number) => ({
    line: line + countLineEnds(bytes, 0, index),
    byte: byte + index,
  })
  const nulAt = (bytes: Uint8Array, index: number) =>
    quarantinedAt(
      {
        code: 'text.nul',
        detail: 'The text holds a NUL byte.',
        remedy: 'Send it without NUL bytes, or in a binary format such as Parquet.',
      },
      positionOf(bytes, index),
      excerptAround(bytes, index),
    )
  const invalidAt = (bytes: Uint8Array, index: number) =>
    quarantinedAt(
      {
        code: 'text.invalid-utf-8',
        detail: `The byte 0x${(bytes[index] ?? 0).toString(16).padStart(2, '0')} begins no UTF-8 character.`,
        remedy: 'Send the file in UTF-8.',
      },
      positionOf(bytes, index),
      excerptAround(bytes, index),
    )

  return {
    push(chunk) {
      const bytes = carry.length > 0 ? Buffer.concat([carry, chunk]) : chunk
      const end = bytes.length - unfinishedBytes(bytes)
      const complete = bytes.subarray(0, end)
      check(complete)
      line += countLines(complete)
      byte += end
      carry = Uint8Array.from(bytes.subarray(end))
    },
    end() {
      check(carry)
      if (first && areMany(nuls, byte + carry.length)) throw first
    },
    nul: () => first,
  }
}

/** Cheap and near enough for a message: a file whose lines end in CR alone is one line here. */
function countLines(bytes: Uint8Array): number {
  let count = 0
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count++
  return count
}

/** Bytes at the end that begin a character whose rest is still to come (0 to 3). */
export function unfinishedBytes(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!
    if ((byte & 0xc0) === 0x80) continue // inside a character
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1
    return length > back ? back : 0
  }
  return 0
}

/** Where the first character that is not UTF-8 begins. */
function firstInvalid(bytes: Uint8Array): number {
  let [good, bad] = [0, bytes.length]
  while (bad - good > 1) {
    const middle = (good + bad) >> 1
    const head = bytes.subarray(0, middle)
    if (isUtf8(head.subarray(0, middle - unfinishedBytes(head)))) good = middle
    else bad = middle
  }
  return good - unfinishedBytes(bytes.subarray(0, good))
}
