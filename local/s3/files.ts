/** The bytes of objects: plain files that are named by an id, written aside and renamed into place. */
import { createHash, randomUUID } from 'node:crypto'
import {
  closeSync,
  createReadStream,
  linkSync,
  mkdirSync,
  openSync,
  promises,
  type ReadStream,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { type ChecksumAlgorithm, openDigest } from './checksum.ts'

/** Bytes that are written aside and of no bucket yet. */
export interface Staged {
  file: string
  size: number
  /** Hex. */
  md5: string
  /** Base64. */
  checksum: string | undefined
}

export type Files = ReturnType<typeof openFiles>

/** What is held of a stream before a write: memory of an upload is twice this. */
const writeBytes = 512 * 1024
const readBytes = 256 * 1024

/** `root` holds `<bucket>/<2 hex>/<id>`; what was staged when the process died is removed. */
export function openFiles(root: string) {
  const aside = join(root, '.staged')
  rmSync(aside, { recursive: true, force: true })
  mkdirSync(aside, { recursive: true })
  const stagedPath = (file: string) => join(aside, file)
  const path = (bucket: string, file: string) => join(root, bucket, file.slice(0, 2), file)

  return {
    path,
    /** Writes the bytes aside; what fails on the way leaves nothing. */
    async stage(bytes: AsyncIterable<Uint8Array>, algorithm?: ChecksumAlgorithm): Promise<Staged> {
      const file = newFile()
      try {
        return { file, ...(await write(stagedPath(file), bytes, algorithm)) }
      } catch (error) {
        rmSync(stagedPath(file), { force: true })
        throw error
      }
    },
    /** Moves staged bytes into the bucket. */
    adopt(bucket: string, { file }: Staged): void {
      const target = path(bucket, file)
      try {
        renameSync(stagedPath(file), target)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
        mkdirSync(dirname(target), { recursive: true })
        renameSync(stagedPath(file), target)
      }
    },
    discard: ({ file }: Staged) => rmSync(stagedPath(file), { force: true }),
    /** Stages a second name for bytes that never change. */
    link(bucket: string, file: string): string {
      const linked = newFile()
      linkSync(path(bucket, file), stagedPath(linked))
      return linked
    },
    /** Bytes from `start` to before `end`: few at once, many as a stream. The file is opened before this returns. */
    read(bucket: string, file: string, start: number, end: number): Buffer | ReadStream {
      const descriptor = openSync(path(bucket, file), 'r')
      if (end - start > readBytes) {
        const options = { fd: descriptor, start, end: end - 1, highWaterMark: readBytes }
        return createReadStream('', options)
      }
      try {
        const bytes = Buffer.allocUnsafe(end - start)
        const read = readSync(descriptor, bytes, 0, bytes.length, start)
        return bytes.subarray(0, read)
      } finally {
        closeSync(descriptor)
      }
    },
    remove: (bucket: string, file: string) => rmSync(path(bucket, file), { force: true }),
    removeBucket: (bucket: string) => rmSync(join(root, bucket), { recursive: true, force: true }),
    /** Removes the files that no row knows: their write was cut between rename and commit. */
    sweep(known: ReadonlySet<string>): void {
      for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
        if (entry.isFile() && !known.has(entry.name)) rmSync(join(entry.parentPath, entry.name))
      }
    },
  }
}

const newFile = () => randomUUID().replaceAll('-', '')

async function write(
  path: string,
  bytes: AsyncIterable<Uint8Array>,
  algorithm: ChecksumAlgorithm | undefined,
): Promise<Omit<Staged, 'file'>> {
  const md5 = createHash('md5')
  const digest = algorithm && openDigest(algorithm)
  const output = openOutput(path)
  let size = 0
  try {
    for await (const chunk of bytes) {
      // While this chunk is hashed, the one before it is being written.
      md5.update(chunk)
      digest?.update(chunk)
      size += chunk.length
      await output.write(chunk)
    }
  } finally {
    await output.end()
  }
  return { size, md5: md5.digest('hex'), checksum: digest?.digest().toString('base64') }
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
    async end(): Promise<void> {
      if (!handle) {
        writeFileSync(path, held.length === 1 ? (held[0] as Uint8Array) : Buffer.concat(held))
        return
      }
      try {
        if (heldBytes > 0) await flush()
        await writing
      } finally {
        await handle.close()
      }
    },
  }
}
