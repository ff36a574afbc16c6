/** The bytes of one stream of a stripe, decompressed block by block as they are asked for. https://orc.apache.org/specification/ORCv1/#compression */
import { brotliDecompressSync, inflateRawSync } from 'node:zlib'
import { snappyUncompress } from 'hyparquet'
import { unlz4Block } from '../../inspect/binary/lz4.ts'
import { snappyLength } from '../../inspect/binary/snappy.ts'
import { unzstdWhole } from '../../inspect/binary/zstd.ts'
import { orcFooterBytesMax } from '../../limits.ts'
import { corrupt } from './fault.ts'

/** By the number of a codec, as its postscript has it: the bytes of a block, and how many it may become. */
type Inflate = (block: Buffer, bytesMax: number) => Uint8Array

function unsnapped(block: Buffer, bytesMax: number): Uint8Array {
  const length = snappyLength(block)
  if (length > bytesMax) throw new Error(`a block of ${length} bytes`)
  const bytes = new Uint8Array(length)
  snappyUncompress(block, bytes)
  return bytes
}

const codecs: Record<number, Inflate> = {
  1: (block, bytesMax) => inflateRawSync(block, { maxOutputLength: bytesMax }),
  2: unsnapped,
  4: (block, bytesMax) => unlz4Block(block, bytesMax),
  5: unzstdWhole,
  6: (block, bytesMax) => brotliDecompressSync(block, { maxOutputLength: bytesMax }),
}

export interface Packing {
  codec: number
  blockBytes: number
}

export const isKnown = ({ codec }: Packing): boolean => codec === 0 || codec in codecs

const headBytes = 3

export class Stream {
  readonly #packing: Packing
  #packed: Buffer
  #plain: Buffer
  #at = 0

  constructor(bytes: Buffer, packing: Packing) {
    this.#packing = packing
    this.#packed = packing.codec === 0 ? Buffer.alloc(0) : bytes
    this.#plain = packing.codec === 0 ? bytes : Buffer.alloc(0)
  }

  isAtEnd(): boolean {
    while (this.#at >= this.#plain.length) if (!this.#more()) return true
    return false
  }

  byte(): number {
    if (this.#at < this.#plain.length) return this.#plain[this.#at++]!
    if (this.isAtEnd()) throw corrupt('a stream breaks off')
    return this.#plain[this.#at++]!
  }

  take(length: number): Buffer {
    const first = this.#plain.subarray(this.#at, this.#at + length)
    this.#at += first.length
    if (first.length === length) return first
    const parts = [first]
    for (let left = length - first.length; left > 0; ) {
      if (this.isAtEnd()) throw corrupt('a stream breaks off')
      const part = this.#plain.subarray(this.#at, this.#at + left)
      this.#at += part.length
      left -= part.length
      parts.push(part)
    }
    return Buffer.concat(parts)
  }

  /** All of a footer. */
  rest(): Buffer {
    const parts: Buffer[] = []
    for (let bytes = 0; !this.isAtEnd(); ) {
      const part = this.take(this.#plain.length - this.#at)
      bytes += part.length
      if (bytes > orcFooterBytesMax)
        throw corrupt(`a footer of more than ${orcFooterBytesMax} bytes`)
      parts.push(part)
    }
    return Buffer.concat(parts)
  }

  #more(): boolean {
    const packed = this.#packed
    if (packed.length === 0) return false
    if (packed.length < headBytes) throw corrupt('a block breaks off')
    const head = packed.readUIntLE(0, headBytes)
    const end = headBytes + (head >> 1)
    if (end > packed.length) throw corrupt('a block breaks off')
    const block = packed.subarray(headBytes, end)
    this.#packed = packed.subarray(end)
    this.#plain = head & 1 ? block : this.#inflated(block)
    this.#at = 0
    return true
  }

  #inflated(block: Buffer): Buffer {
    const { codec, blockBytes } = this.#packing
    try {
      return Buffer.from(codecs[codec]!(block, blockBytes))
    } catch (error) {
      throw corrupt(`a block of its codec ${codec}: ${(error as Error).message}`, error)
    }
  }
}
