/**
 * The bytes of objects: plain files that are named by an id. A file is on the disk, its folder's entry too, before any
 * row names it; whatever is read of it is held against its checksums.
 */
import { createHash, randomUUID } from 'node:crypto'
import {
  closeSync,
  fdatasync,
  linkSync,
  mkdirSync,
  openSync,
  promises,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { openBarrier } from '../barrier.ts'
import { noRoom } from '../disk.ts'
import { type ChecksumAlgorithm, openDigest } from './checksum.ts'
import { openReads, type StoredFile, verifier } from './reads.ts'
import { type BlockSums, openBlockSums, type Sums } from './sums.ts'

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

export type Files = ReturnType<typeof openFiles>

/** What is held of a stream before a write: memory of an upload is twice this. */
const writeBytes = 512 * 1024

const sync = promisify(fdatasync)

/** `root` holds `<bucket>/<2 hex>/<id>`. */
export function openFiles(root: string, sums: Sums) {
  mkdirSync(root, { recursive: true })
  const path = (bucket: string, file: string) => join(root, bucket, file.slice(0, 2), file)
  const folders = openFolders(root)
  const readVerified = openReads(path, sums)

  return {
    path,
    /** Writes the bytes down, to outlive a power cut; what fails on the way leaves nothing. */
    async stage(
      bucket: string,
      bytes: AsyncIterable<Uint8Array>,
      algorithm?: ChecksumAlgorithm,
    ): Promise<Staged> {
      const file = newFile()
      const target = folders.placeOf(path(bucket, file))
      try {
        const written = await write(target, bytes, algorithm)
        await folders.entered(target)
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
      const target = folders.placeOf(path(to, linked))
      linkSync(path(bucket, file), target)
      await folders.entered(target)
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

/** The folders of new files, whose entries go to the disk together. */
function openFolders(root: string) {
  const changed = new Set<string>()
  const settled = openBarrier(() => {
    const folders = [...changed]
    changed.clear()
    return Promise.all(folders.map(syncFolder))
  })
  return {
    /** The path, once its folder is there. */
    placeOf(target: string): string {
      const made = mkdirSync(dirname(target), { recursive: true })
      if (made) for (const folder of [root, dirname(dirname(target))]) changed.add(folder)
      return target
    },
    /** Once the file is there. */
    entered(target: string): Promise<void> {
      changed.add(dirname(target))
      return settled()
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
    const [chunks, bytes] = [held, heldBytes]
    held = []
    heldBytes = 0
    await writing
    handle ??= await promises.open(path, 'w')
    writing = handle.writev(chunks).then(({ bytesWritten }) => {
      if (bytesWritten < bytes) throw noRoom() // a disk that is nearly full takes a part
    })
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
