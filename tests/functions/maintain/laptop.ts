/** What maintain's verbs work on, in this process: a laptop with the buckets raw and work, and the environment that finds it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Laptop, startLaptop } from '../../../local/laptop.ts'

export interface Opened {
  laptop: Laptop
  /** It and its files are gone then. */
  close(): Promise<void>
}

/** Only `raw` keeps versions, if at all. */
export async function openLaptop({ versioned = true } = {}): Promise<Opened> {
  const folder = mkdtempSync(join(tmpdir(), 'hypatia-maintain-'))
  const laptop = await startLaptop({ home: join(folder, 'home'), port: 0, fresh: true })
  laptop.store.createBucket('raw', versioned ? { versioning: 'Enabled' } : {})
  laptop.store.createBucket('work')
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: laptop.endpoint,
    AWS_REGION: laptop.region,
    AWS_ACCESS_KEY_ID: laptop.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: laptop.credentials.secretAccessKey,
    RAW_BUCKET: 'raw',
    WORK_BUCKET: 'work',
  })
  return {
    laptop,
    async close() {
      await laptop.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
