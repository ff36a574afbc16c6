/** Files on their way lie on the runner's own disk: S3 wants their checksum before their bytes. */
import { createWriteStream, openAsBlob } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

export interface Spool {
  keep(body: Readable | Buffer): Promise<Blob>
  /** Takes all that it holds away. */
  clear(): Promise<void>
}

export async function openSpool(): Promise<Spool> {
  const folder = await mkdtemp(join(tmpdir(), 'hypatia-collect-'))
  let count = 0
  return {
    async keep(body) {
      const path = join(folder, String(count++))
      await pipeline(body instanceof Buffer ? [body] : body, createWriteStream(path))
      return openAsBlob(path)
    },
    clear: () => rm(folder, { recursive: true, force: true }),
  }
}
