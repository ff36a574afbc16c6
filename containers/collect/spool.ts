/** Files on their way lie on the runner's own disk: S3 wants their checksum before their bytes. */
import { createWriteStream, openAsBlob } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

export interface Spool {
  keep(body: Readable | Buffer): Promise<Blob>
  /** Of a file that is not there yet. */
  path(): string
  open(path: string): Promise<Blob>
  /** Takes all that it holds away. */
  clear(): Promise<void>
}

export async function openSpool(): Promise<Spool> {
  const folder = await mkdtemp(join(tmpdir(), 'hypatia-collect-'))
  let count = 0
  const next = () => join(folder, String(count++))
  return {
    path: next,
    open: (path) => openAsBlob(path),
    async keep(body) {
      const path = next()
      await pipeline(body instanceof Buffer ? [body] : body, createWriteStream(path))
      return openAsBlob(path)
    },
    clear: () => rm(folder, { recursive: true, force: true }),
  }
}
