/**
 * The bytes of objects: plain files that are named by an id. A file is on the disk, its folder's entry too, before any
 * row names it; whatever is read of it is held against its checksums.
 */
import { createHash, randomUUID } from 'node:crypto'
import {
  close,
  closeSync,
  fdatasync,
  fstatSync,
  linkSync,
  mkdirSync,
  openSync,
  promises,
  read,
  readdirSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { verifiedKeptMax, verifiedMsMax } from '../../lake/limits.ts'
import { openBarrier } from '../barrier.ts'
import { AwsFault } from '../wire/service.ts'
import { type ChecksumAlgorithm, openDigest } from './checksum.ts'
import { areWhole, type BlockSums, blockBytes, openBlockSums, type Sums } from './sums.ts'

/** Bytes that are written and that no row names yet. */
export interface Staged {
  bucket: string
  file: string
  size: number
  /** Hex. */
  md5: string
  /** Base64. */
  checksum: string | undefined
  sums: BlockSums
}

/** What is to be read, and what to call it where it is damaged. */
export interface StoredFile {
  bucket: string
  file: string
  size: number
  key?: string
}

export type Files = ReturnType<typeof openFiles>

/** What is held of a stream before a write: memory of an upload is twice this. */
const writeBytes = 512 * 1024
/** Up to here at once, beyond as a stream. */
const wholeBytes = 1024 * 1024
const readBytes = 256 * 1024

const sync = promisify(fdatasync)

/** `root` holds `<bucket>/<2 hex>/<id>`. */
export function openFiles(root: string, sums: Sums) {
  mkdirSync(root, { recursive: true })
  const path = (bucket: string, file: string) => join(root, bucket, file.slice(0, 2), file)
  const changed = new Set<string>()
  const settled = openBarrier(() => {
    const folders = [...changed]
    changed.clear()
    return Promise.all(folders.map(syncFolder))
  })
  /** A new file's path, its folder made. */
  const placeOf = (bucket: string, file: string): string => {
    const target = path(bucket, file)
    const made = mkdirSync(dirname(target), { recursive: true })
    if (made) for (const folder of [root, join(root, bucket)]) changed.add(folder)
    return target
  }
  /** Once the file is there: its entry goes to the disk with those of others. */
  const entered = (target: string): Promise<void> => {
    changed.add(dirname(target))
    return settled()
  }

  const readVerified: Read = (stored, start, end) => {
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

  return {
    path,
    /** Writes the bytes down, to outlive a power cut; what fails on the way leaves nothing. */
    async stage(
      bucket: string,
      bytes: AsyncIterable<Uint8Array>,
      algorithm?: ChecksumAlgorithm,
    ): Promise<Staged> {
      const file = newFile()
      const target = placeOf(bucket, file)
      try {
        const written = await write(target, bytes, algorithm)
        await entered(target)
        return { bucket, file, ...written }
      } catch (error) {
        rmSync(target, { force: true })
        throw error
      }
    },
    /** From now on its bytes are known by their sums. Call inside the transaction of the row that names it. */
    adopt: ({ file, sums: own }: Staged) => void sums.keep(file, own),
    discard: ({ bucket, file }: Staged) => rmSync(path(bucket, file), { force: true }),
    /** A second name for bytes that never change. */
    async link({ bucket, file }: StoredFile, to: string): Promise<Pick<Staged, 'file' | 'sums'>> {
      const linked = newFile()
      const target = placeOf(to, linked)
      linkSync(path(bucket, file), target)
      await entered(target)
      return { file: linked, sums: sums.of(file) ?? Buffer.alloc(0) }
    },
    /**
     * Bytes from `start` to before `end`: few at once, many as a stream. The file is opened before this returns.
     * Throws, or ends the stream with, InternalError where the bytes are not what was stored.
     */
    read: readVerified,
    /** The path of a file that is read past `read`, once its bytes were found whole. Throws as `read` does. */
    verified: verifier(path, readVerified),
    remove(bucket: string, file: string): void {
      rmSync(path(bucket, file), { force: true })
      sums.forget(file)
    },
    removeBucket: (bucket: string) => rmSync(join(root, bucket), { recursive: true, force: true }),
    /** Removes the files that no row knows: their write was cut before its commit. */
    sweep(known: ReadonlySet<string>): void {
      for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
        const isOurs = entry.isFile() && entry.parentPath !== root
        if (isOurs && !known.has(entry.name)) rmSync(join(entry.parentPath, entry.name))
      }
      for (const file of sums.files()) if (!known.has(file)) sums.forget(file)
    },
  }
}

const newFile = () => randomUUID().replaceAll('-', '')

async function syncFolder(path: string): Promise<void> {
  let descriptor: number
  try {
    descriptor = openSync(path, 'r')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return // its bucket is gone
    throw error
  }
  try {
    await sync(descriptor)
  } finally {
    closeSync(descriptor)
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

/** Whole blocks, each verified before it is passed on. */
function streamed(reading: Reading, fd: number, start: number, end: number): Readable {
  const { ctimeMs } = fstatSync(fd)
  if (broken.get(reading.path) === ctimeMs) {
    closeSync(fd)
    throw damaged(reading)
  }
  let at = start
  let isReading = false
  let whenRead = (): void => undefined
  return new Readable({
    highWaterMark: readBytes,
    read() {
      if (at >= end) return void this.push(null)
      const stop = Math.min(end, (Math.floor(at / readBytes) + 1) * readBytes)
      const { first, from, to } = blocksOf(at, stop, reading.size)
      const blocks = Buffer.allocUnsafe(to - from)
      isReading = true
      read(fd, blocks, 0, blocks.length, from, (error, count) => {
        isReading = false
        if (this.destroyed) return whenRead()
        if (error) return this.destroy(error)
        if (count < blocks.length || !areWhole(blocks, first, reading.sums)) {
          broken.set(reading.path, ctimeMs)
          return this.destroy(damaged(reading))
        }
        const bytes = blocks.subarray(at - from, stop - from)
        at = stop
        this.push(bytes)
      })
    },
    destroy(error, done) {
      whenRead = () => close(fd, (failed) => done(error ?? failed))
      if (!isReading) whenRead()
    },
  })
}

type Read = (stored: StoredFile, start: number, end: number) => Buffer | Readable

/** Files never change: one that was whole is read again only when the disk says that it was touched, or much later. */
function verifier(path: (bucket: string, file: string) => string, read: Read) {
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

async function write(
  path: string,
  bytes: AsyncIterable<Uint8Array>,
  algorithm: ChecksumAlgorithm | undefined,
): Promise<Pick<Staged, 'size' | 'md5' | 'checksum' | 'sums'>> {
  const md5 = createHash('md5')
  const blocks = openBlockSums()
  const digest = algorithm && openDigest(algorithm)
  const output = openOutput(path)
  let size = 0
  try {
    for await (const chunk of bytes) {
      // While this chunk is hashed, the one before it is being written.
      md5.update(chunk)
      blocks.update(chunk)
      digest?.update(chunk)
      size += chunk.length
      await output.write(chunk)
    }
  } finally {
    await output.end()
  }
  const checksum = digest?.digest().toString('base64')
  return { size, md5: md5.digest('hex'), checksum, sums: blocks.end() }
}

/** Gathers small chunks; a whole small file is written at once. */
function openOutput(path: string) {
  let held: Uint8Array[] = []
  let heldBytes = 0
  let handle: promises.FileHandle | undefined
  let writing: Promise<unknown> = Promise.resolve()
  const flush = async () => {
    const chunks = held
    held = []
    heldBytes = 0
    await writing
    handle ??= await promises.open(path, 'w')
    writing = handle.writev(chunks)
    // A failure is thrown by whoever awaits it next, not before.
    writing.catch(() => undefined)
  }
  return {
    async write(chunk: Uint8Array): Promise<void> {
      held.push(chunk)
      heldBytes += chunk.length
      if (heldBytes >= writeBytes) await flush()
    },
    /** On the disk. */
    async end(): Promise<void> {
      if (!handle) return writeAtOnce(path, held)
      try {
        if (heldBytes > 0) await flush()
        await writing
        await handle.datasync()
      } finally {
        await handle.close()
      }
    },
  }
}

async function writeAtOnce(path: string, chunks: Uint8Array[]): Promise<void> {
  const descriptor = openSync(path, 'w')
  try {
    writeFileSync(
      descriptor,
      chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks),
    )
    await sync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
