/** An ORC file of these streams, made by hand: none or Brotli as its codec, one stripe. */
import { brotliCompressSync } from 'node:zlib'

interface OrcParts {
  types: Buffer[]
  rows: number
  /** `packed`: in place of `bytes`, as it lies in the file. */
  streams?: { kind: number; column: number; bytes?: Buffer; packed?: Buffer }[]
  /** A column's: its kind, and the words of its dictionary. */
  encodings?: [kind: number, words: number][]
  isPacked?: boolean
  /** What stands behind the footer's fields, packed. */
  footerEnd?: Buffer
}

export const blockBytes = 8 * 1024 * 1024 - 1

export function varintOf(value: number): Buffer {
  const bytes: number[] = []
  let left = value
  for (; left >= 128; left = Math.floor(left / 128)) bytes.push((left % 128) | 128)
  return Buffer.from([...bytes, left])
}

const number = (field: number, value: number): Buffer =>
  Buffer.concat([varintOf(field * 8), varintOf(value)])

const message = (field: number, bytes: Buffer): Buffer =>
  Buffer.concat([varintOf(field * 8 + 2), varintOf(bytes.length), bytes])

export const typeOf = (kind: number, children: number[] = [], names: string[] = []): Buffer =>
  Buffer.concat([
    number(1, kind),
    ...children.map((child) => number(2, child)),
    ...names.map((name) => message(3, Buffer.from(name))),
  ])

/** Of types without children: a column each. */
export const tableOf = (kinds: number[]): Buffer[] => [
  typeOf(
    12,
    kinds.map((_, i) => i + 1),
    kinds.map((_, i) => `c${i}`),
  ),
  ...kinds.map((kind) => typeOf(kind)),
]

/** In blocks, as many as it takes. */
export function packedOf(bytes: Buffer): Buffer {
  const blocks: Buffer[] = []
  for (let at = 0; at < bytes.length; at += blockBytes) {
    const block = brotliCompressSync(bytes.subarray(at, at + blockBytes))
    const head = Buffer.alloc(3)
    head.writeUIntLE(block.length * 2, 0, 3)
    blocks.push(head, block)
  }
  return Buffer.concat(blocks)
}

export function orcOf(parts: OrcParts): Buffer {
  const { types, rows, streams = [], encodings = [], isPacked = false } = parts
  const lying = (bytes: Buffer): Buffer => (isPacked ? packedOf(bytes) : bytes)
  const data = streams.map(({ bytes, packed }) => packed ?? lying(bytes!))
  const stripe = lying(
    Buffer.concat([
      ...streams.map(({ kind, column }, i) =>
        message(1, Buffer.concat([number(1, kind), number(2, column), number(3, data[i]!.length)])),
      ),
      ...encodings.map(([kind, words]) =>
        message(2, Buffer.concat([number(1, kind), number(2, words)])),
      ),
    ]),
  )
  const dataBytes = data.reduce((sum, { length }) => sum + length, 0)
  const about = [3, 0, dataBytes, stripe.length, rows].map((value, i) => number(i + 1, value))
  const fields = [message(3, Buffer.concat(about)), ...types.map((type) => message(4, type))]
  const footer = Buffer.concat([
    lying(Buffer.concat([...fields, number(6, rows)])),
    parts.footerEnd ?? Buffer.alloc(0),
  ])
  const postscript = Buffer.concat([
    number(1, footer.length),
    number(2, isPacked ? 6 : 0),
    number(3, 8 * 1024 * 1024),
    message(8000, Buffer.from('ORC')),
  ])
  const end = Buffer.from([postscript.length])
  return Buffer.concat([Buffer.from('ORC'), ...data, stripe, footer, postscript, end])
}
