/** What fills a text up behind its end: NULs of a last block, and CP/M's mark of the end (Ctrl-Z). */

const isPadding = (byte: number | undefined): boolean => byte === 0 || byte === 0x1a

/** So many bytes at the end; 0 where NULs stand elsewhere too, as in UTF-16, or nothing else is there. */
export function paddingOf(bytes: Uint8Array): number {
  let end = bytes.length
  while (end > 0 && isPadding(bytes[end - 1])) end--
  return bytes.subarray(0, end).includes(0) || end === 0 ? 0 : bytes.length - end
}

export const paddingEvidence = 'kept beside: NULs or Ctrl-Z behind the end of the text'

export interface Unpadded {
  /** What is surely no padding, of this chunk and of what was held back before it. */
  push(chunk: Buffer): Buffer
  /** Whether something was held back that is padding. */
  end(): boolean
}

/** More NULs than that are not kept: a single one that is followed by text is refused. */
const heldBytesMax = 1 << 20

export function unpadded(): Unpadded {
  let held: Buffer = Buffer.alloc(0)
  return {
    push(chunk) {
      let end = chunk.length
      while (end > 0 && isPadding(chunk[end - 1])) end--
      if (end === 0) {
        if (held.length < heldBytesMax) held = Buffer.concat([held, chunk])
        return Buffer.alloc(0)
      }
      const text = chunk.subarray(0, end)
      const known = held.length > 0 ? Buffer.concat([held, text]) : text
      held = Buffer.from(chunk.subarray(end))
      return known
    },
    end: () => held.length > 0,
  }
}
