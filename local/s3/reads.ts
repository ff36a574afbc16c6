/** Reads of files that are held against their checksums: what is passed on is what was stored, or nothing is. */
import { close, closeSync, fstatSync, openSync, read, readSync, statSync } from 'node:fs'
import { Readable, type Writable } from 'node:stream'
import { verifiedKeptMax, verifiedMsMax } from '../../lake/limits.ts'
import { AwsFault } from '../wire/service.ts'
import { areWhole, type BlockSums, blockBytes, type Sums } from './sums.ts'

/** What is to be read, and what to call it where it is damaged. */
export interface StoredFile {
  bucket: string
  file: string
  size: number
  key?: string
}

/** Up to here at once, beyond as a stream. */
const wholeBytes = 1024 * 1024
const readBytes = 256 * 1024

type PathOf = (bucket: string, file: string) => string

/** `into`: the answer that it is piped into, and nothing else; what it was read to is used again once that has closed. */
export type Read = (
  stored: StoredFile,
  start: number,
  end: number,
  into?: Writable,
) => Buffer | Readable

/** Whole blocks around the range are read. */
export function openReads(path: PathOf, sums: Sums): Read {
  return (stored, start, end, into) => {
    if (end <= start) return Buffer.alloc(0)
    const whole = path(stored.bucket, stored.file)
    const reading = { ...stored, path: whole, sums: sums.of(stored.file) ?? Buffer.alloc(0) }
    const descriptor = opened(reading)
    if (end - start > wholeBytes) return streamed(reading, descriptor, { start, end, into })
    try {
      const { first, from, to } = blocksOf(start, end, stored.size)
      const blocks = wholeMemory(to - from, into)
      const isRead = readSync(descriptor, blocks, 0, blocks.length, from) === blocks.length
      if (!isRead || !areWhole(blocks, first, reading.sums)) throw damaged(reading)
      return blocks.subarray(start - from, end - from)
    } finally {
      closeSync(descriptor)
    }
  }
}

interface Reading extends StoredFile {
  path: string
  sums: BlockSums
}

function opened(reading: Reading): number {
  try {
    return openSync(reading.path, 'r')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    throw damaged(reading)
  }
}

export const isDamaged = (error: unknown): error is AwsFault =>
  error instanceof AwsFault && error.members.Damaged === true

function damaged({ bucket, key, path }: Reading): AwsFault {
  const what = key === undefined ? 'A part of an upload' : `s3://${bucket}/${key}`
  return new AwsFault(
    'InternalError',
    `${what} is damaged on this machine's disk: ${path} no longer holds the bytes that were stored. \`npx hypatia scrub\` tells all that is damaged and mends what it can.`,
    500,
    { BucketName: bucket, Key: key, File: path, Damaged: true },
  )
}

/** The whole blocks around a range. */
function blocksOf(start: number, stop: number, size: number) {
  const first = Math.floor(start / blockBytes)
  const to = Math.min(Math.ceil(stop / blockBytes) * blockBytes, size)
  return { first, from: first * blockBytes, to, start, stop }
}

/** New memory costs as much as its sum does: so that of large answers is used again. */
const slabBytes = wholeBytes + 2 * blockBytes
const slabsMax = 8
const slabs: Buffer[] = []

const slab = (): Buffer => slabs.pop() ?? Buffer.allocUnsafeSlow(slabBytes)

function giveBack(own: Buffer[]): void {
  slabs.push(...own.slice(0, slabsMax - slabs.length))
}

function wholeMemory(bytes: number, into: Writable | undefined): Buffer {
  if (!into || bytes < readBytes) return Buffer.allocUnsafe(bytes)
  const own = slab()
  into.once('close', () => giveBack([own]))
  return own.subarray(0, bytes)
}

/**
 * Of an answer one piece is read, two or three wait, and two may have been written and not left: whatever is longer than a
 * socket's buffer leaves before more is asked for.
 */
const piecesOfSlab = 3
const pieceBytes = readBytes + 2 * blockBytes
const piecesOf = (own: Buffer): Buffer[] =>
  Array.from({ length: piecesOfSlab }, (_, i) => own.subarray(i * pieceBytes, (i + 1) * pieceBytes))

/** By path, the moment of its last touch: a stream that broke off is asked for again, and then told why. */
const broken = new Map<string, number>()

interface Asked {
  start: number
  end: number
  into?: Writable | undefined
}

/** Whole blocks, each verified before it is passed on, while the next ones are read. */
function streamed(reading: Reading, fd: number, { start, end, into }: Asked): Readable {
  const { ctimeMs } = fstatSync(fd)
  if (broken.get(reading.path) === ctimeMs) {
    closeSync(fd)
    throw damaged(reading)
  }
  const own = into && into.writableHighWaterMark < readBytes ? [slab(), slab()] : []
  const pieces = own.flatMap(piecesOf)
  let turn = 0
  const memory = (bytes: number): Buffer =>
    pieces[turn++ % pieces.length]?.subarray(0, bytes) ?? Buffer.allocUnsafe(bytes)
  let at = start
  let ahead: Promise<Piece> | undefined
  let all: Promise<unknown> = Promise.resolve()
  /** The piece that was asked for, and the one behind it is begun. */
  const next = (): Promise<Piece> | undefined => {
    const piece = ahead
    const stop = Math.min(end, (Math.floor(at / readBytes) + 1) * readBytes)
    ahead = at < end ? pieceOf(fd, blocksOf(at, stop, reading.size), memory) : undefined
    all = Promise.allSettled([all, ahead]).then(() => {}) // what was read is not to be kept
    at = stop
    return piece
  }
  next()
  const stream = new Readable({
    highWaterMark: 2 * readBytes, // one is verified while another is sent
    async read() {
      try {
        const piece = await next()
        if (piece && !(piece.isWhole && areWhole(piece.blocks, piece.first, reading.sums))) {
          broken.set(reading.path, ctimeMs)
          throw damaged(reading)
        }
        this.push(piece?.bytes ?? null)
      } catch (error) {
        this.destroy(error as Error)
      }
    },
    destroy(error, done) {
      all.then(() => close(fd, (failed) => done(error ?? failed)))
    },
  })
  // Nobody reads to it any more, and nothing of it is still to leave.
  stream.once('close', () => {
    if (into?.closed) giveBack(own)
    else into?.once('close', () => giveBack(own))
  })
  return stream
}

interface Piece {
  /** Around `bytes`, from the `first` of the file on. */
  blocks: Buffer
  first: number
  isWhole: boolean
  bytes: Buffer
}

function pieceOf(
  fd: number,
  { first, from, to, start, stop }: ReturnType<typeof blocksOf>,
  memory: (bytes: number) => Buffer,
): Promise<Piece> {
  const blocks = memory(to - from)
  const bytes = blocks.subarray(start - from, stop - from)
  return new Promise((resolve, reject) => {
    read(fd, blocks, 0, blocks.length, from, (error, count) => {
      if (error) reject(error)
      else resolve({ blocks, first, isWhole: count === blocks.length, bytes })
    })
  })
}

/** Files never change: one that was whole is read again only when the disk says that it was touched, or much later. */
export function verifier(path: PathOf, read: Read) {
  const whole = new Map<string, { touched: string; atMs: number }>()
  return async (stored: StoredFile): Promise<string> => {
    const at = path(stored.bucket, stored.file)
    const { ctimeMs = 0, size = 0, ino = 0 } = statSync(at, { throwIfNoEntry: false }) ?? {}
    const touched = `${ctimeMs} ${size} ${ino}`
    const known = whole.get(at)
    if (known?.touched === touched && performance.now() - known.atMs < verifiedMsMax) return at
    const bytes = read(stored, 0, stored.size)
    if (!Buffer.isBuffer(bytes)) for await (const _ of bytes);
    whole.delete(at)
    whole.set(at, { touched, atMs: performance.now() })
    for (const oldest of whole.keys()) {
      if (whole.size <= verifiedKeptMax) break
      whole.delete(oldest)
    }
    return at
  }
}
