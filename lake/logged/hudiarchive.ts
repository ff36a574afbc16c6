/** What has left the timeline of a Hudi table: whether groups of files were replaced by it. https://hudi.apache.org/tech-specs/#timeline */
import { parquetReadObjects } from 'hyparquet'
import type { ReadLog } from './delta.ts'
import { compressors } from './deltaaction.ts'

/** Clustering, and what overwrites or deletes partitions. */
const replacing = /^(replacecommit|clustering)$/

/** True also where nobody can tell. Archives of version 6 hold Avro as it is, those of 8 are Parquet. */
export async function replacedIn(archived: string[], read: ReadLog): Promise<boolean> {
  for (const name of archived) {
    if (/\/manifest_\d+$/.test(name)) continue
    const bytes = Buffer.from(await read(name))
    if (name.endsWith('.parquet') ? await hasReplacing(bytes) : bytes.includes('replacecommit')) {
      return true
    }
  }
  return false
}

async function hasReplacing(bytes: Buffer): Promise<boolean> {
  try {
    const file = Uint8Array.from(bytes).buffer
    const rows = await parquetReadObjects({ file, compressors, columns: ['action'] })
    return rows.some(({ action }) => replacing.test(String(action)))
  } catch {
    return true
  }
}
