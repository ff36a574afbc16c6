/** Files on their way lie on the runner's own disk: S3 wants their checksum before their bytes. */
import { once } from 'node:events'
import { createWriteStream, openAsBlob } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { finished, pipeline } from 'node:stream/promises'

export interface Spool {
  /** Throws where the signal is aborted. */
  keep(body: Readable | Buffer, signal?: AbortSignal): Promise<Blob>
  /** Of a file that is not there yet. */
  path(): string
  open(path: string): Promise<Blob>
  /** Takes all that it holds away. */
  clear(): Promise<void>
}

const prefix = 'hypatia-collect-'

/** Takes away what runners left there that were killed: before one of this process is opened. */
export async function sweepSpools(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = name.startsWith(prefix)
      ? Number.parseInt(name.slice(prefix.length), 10)
      : Number.NaN
    const isLeft = pid === process.pid || (pid > 0 && !isAlive(pid)) // in a container all have the same
    if (isLeft) await rm(join(tmpdir(), name), { recursive: true, force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM'
  }
}

export async function openSpool(): Promise<Spool> {
  const folder = await mkdtemp(join(tmpdir(), `${prefix}${process.pid}-`))
  let count = 0
  const next = () => join(folder, String(count++))
  return {
    path: next,
    open: (path) => openAsBlob(path),
    async keep(body, signal) {
      const path = next()
      await pipeline(body instanceof Buffer ? [body] : body, createWriteStream(path), {
        ...(signal && { signal }),
      })
      return openAsBlob(path)
    },
    clear: () => rm(folder, { recursive: true, force: true }),
  }
}

/** One that is written piece by piece. */
export interface Growing {
  readonly bytes: number
  add(piece: Buffer | string): Promise<void>
  end(): Promise<Blob>
  /** Takes it away. */
  discard(): Promise<void>
}

export function grow(spool: Spool): Growing {
  const path = spool.path()
  const stream = createWriteStream(path)
  stream.on('error', () => {}) // it is thrown by the end
  let bytes = 0
  return {
    get bytes() {
      return bytes
    },
    async add(piece) {
      bytes += Buffer.byteLength(piece)
      if (!stream.write(piece)) await once(stream, 'drain')
    },
    async end() {
      await finished(stream.end())
      return spool.open(path)
    },
    discard: () => rm(path),
  }
}
