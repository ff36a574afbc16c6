/** What fills a text up behind its end: NULs of a last block, and CP/M's mark of the end (Ctrl-Z). */
import { isUtf8 } from 'node:buffer'
import { Quarantined } from '../../problem.ts'
import { isBinary } from './binary.ts'

const isPadding = (byte: number | undefined): boolean => byte === 0 || byte === 0x1a

/** So many bytes at the end; 0 where NULs stand elsewhere as in UTF-16, or nothing else is there. */
export function paddingOf(bytes: Uint8Array): number {
  let end = bytes.length
  while (end > 0 && isPadding(bytes[end - 1])) end--
  const text = bytes.subarray(0, end)
  const isWide = text.includes(0) && (!isUtf8(text) || isBinary(text))
  return end === 0 || isWide ? 0 : bytes.length - end
}

export const paddingEvidence = 'kept beside: NULs or Ctrl-Z behind the end of the text'

export interface Unpadded {
  /** What is surely no padding, of this chunk and of what was held back before it. */
  push(chunk: Buffer): Buffer
  /** Whether something was held back that is padding. */
  end(): boolean
}

/** More than that is not kept: what is followed by text then is refused. */
const heldBytesMax = 1 << 20

export function unpadded(): Unpadded {
  let [held, isMore]: [Buffer, boolean] = [Buffer.alloc(0), false]
  return {
    push(chunk) {
      let end = chunk.length
      while (end > 0 && isPadding(chunk[end - 1])) end--
      if (end === 0) {
        if (held.length < heldBytesMax) held = Buffer.concat([held, chunk])
        else isMore = true
        return Buffer.alloc(0)
      }
      if (isMore) throw textBehind()
      const text = chunk.subarray(0, end)
      const known = held.length > 0 ? Buffer.concat([held, text]) : text
      held = Buffer.from(chunk.subarray(end))
      isMore = false
      return known
    },
    end: () => held.length > 0,
  }
}

const textBehind = (): Quarantined =>
  new Quarantined({
    code: 'text.padding-within',
    detail: `More than ${heldBytesMax} NULs or marks of the end (Ctrl-Z) stand in a row, and text follows them.`,
    remedy: 'Remove them, or send each text as a file of its own.',
  })
