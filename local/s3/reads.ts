/** Reads of files that are held against their checksums: what is passed on is what was stored, or nothing is. */
import { close, closeSync, fstatSync, openSync, read, readSync, statSync } from 'node:fs'
import { Readable } from 'node:stream'
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

export type Read = (stored: StoredFile, start: number, end: number) => Buffer | Readable

/** Whole blocks around the range are read. */
export function openReads(path: PathOf, sums: Sums): Read {
  return (stored, start, end) => {
    if (end <= start) return Buffer.alloc(0)
    const whole = path(stored.bucket, stored.file)
    const reading = { ...stored, path: whole, sums: sums.of(stored.file) ?? Buffer.alloc(0) }
    const descriptor = opened(reading)
    if (end - start > wholeBytes) return streamed(reading, descriptor, start, end)
    try {
      const { first, from, to } = blocksOf(start, end, stored.size)
      const blocks = Buffer.allocUnsafe(to - from)
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
function blocksOf(start: number, end: number, size: number) {
  const first = Math.floor(start / blockBytes)
  const to = Math.min(Math.ceil(end / blockBytes) * blockBytes, size)
  return { first, from: first * blockBytes, to }
}

/** By path, the moment of its last touch: a stream that broke off is asked for again, and then told why. */
const broken = new Map<string, number>()

/** Whole blocks, each verified before it is passed on, while the next ones are read. */
function streamed(reading: Reading, fd: number, start: number, end: number): Readable {
  const { ctimeMs } = fstatSync(fd)
  if (broken.get(reading.path) === ctimeMs) {
    closeSync(fd)
    throw damaged(reading)
  }
  let at = start
  let ahead: Promise<Piece> | undefined
  let all: Promise<unknown> = Promise.resolve()
  /** The piece that was asked for, and the one behind it is begun. */
  const next = (): Promise<Piece> | undefined => {
    const piece = ahead
    const stop = Math.min(end, (Math.floor(at / readBytes) + 1) * readBytes)
    ahead = at < end ? pieceOf(fd, at, stop, reading.size) : undefined
    all = Promise.allSettled([all, ahead]).then(() => {}) // what was read is not to be kept
    at = stop
    return piece
  }
  next()
  return new Readable({
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
}

interface Piece {
  /** Around `bytes`, from the `first` of the file on. */
  blocks: Buffer
  first: number
  isWhole: boolean
  bytes: Buffer
}

function pieceOf(fd: number, start: number, stop: number, size: number): Promise<Piece> {
  const { first, from, to } = blocksOf(start, stop, size)
  const blocks = Buffer.allocUnsafe(to - from)
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
