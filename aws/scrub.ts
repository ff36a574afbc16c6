/** Reads everything that is stored, whole, and tells what is damaged: on the laptop a disk rots as any disk does. */
import { objectIdOf } from '../lake/iceberg/live.ts'
import { objectId } from '../lake/key.ts'
import { scrubReadsAtOnce } from '../lake/limits.ts'
import { type Receipt, receiptKeyOf } from '../lake/receipt.ts'
import { Conflict } from './conflict.ts'
import { copyAs } from './copy.ts'
import { environment } from './environment.ts'
import { getJson, NoSuchObject, type ObjectName, openObject } from './s3.ts'
import { versionsOf } from './versions.ts'

export interface Scrubbed {
  object: Required<ObjectName>
  bytes: number
  /** Why it cannot be read; undefined: it is whole. */
  fault?: string
}

/** Every version in the buckets; those that went away meanwhile are left out. */
export async function* scrub(buckets: readonly string[]): AsyncGenerator<Scrubbed> {
  let reading: Promise<Scrubbed | undefined>[] = []
  for (const bucket of buckets) {
    for await (const { key, versions } of versionsOf(bucket, '')) {
      for (const { versionId, bytes, isMarker } of versions) {
        if (isMarker) continue
        reading.push(read({ object: { bucket, key, versionId }, bytes }))
        if (reading.length < scrubReadsAtOnce) continue
        for (const scrubbed of await Promise.all(reading)) if (scrubbed) yield scrubbed
        reading = []
      }
    }
  }
  for (const scrubbed of await Promise.all(reading)) if (scrubbed) yield scrubbed
}

/** A stream that breaks off is asked for once more: then it is told why, or it was the connection. */
async function read(version: Omit<Scrubbed, 'fault'>): Promise<Scrubbed | undefined> {
  let fault = ''
  for (let attempt = 1; attempt <= 2; attempt++) {
    try {
      for await (const _ of await openObject(version.object));
      return version
    } catch (error) {
      if (error instanceof NoSuchObject) return undefined
      fault = error instanceof Error ? error.message : String(error)
    }
  }
  return { ...version, fault }
}

/**
 * A data file of one object is made again of its original, which lands as a new version of its key: its rows take the
 * place of the damaged file's by the ordinary commit. Gives what was done, or why nothing can be; `damaged` holds the
 * names of everything that is.
 */
export async function mend(
  { object: { bucket, key } }: Scrubbed,
  damaged: ReadonlySet<string>,
): Promise<{ mended: boolean; words: string }> {
  if (bucket === environment.workBucket()) return { mended: false, words: remedies.work }
  if (bucket !== environment.lakeBucket()) return { mended: false, words: remedies.original }
  const id = key.endsWith('.parquet') ? objectIdOf(key) : undefined
  if (id === undefined) return { mended: false, words: remedies.lake }
  const found = await getJson<Receipt>(environment.workBucket(), receiptKeyOf(id))
  const original = found?.value.object
  if (!original || objectId(original.key) !== id) return { mended: false, words: remedies.unknown }
  if (found.value.lake?.file.path !== `s3://${bucket}/${key}`) {
    return { mended: true, words: 'no table reads it any more' }
  }
  if (damaged.has(nameOf(original))) return { mended: false, words: remedies.both }
  if (!(await landsAgain(original)))
    return { mended: true, words: 'another version came meanwhile' }
  return { mended: true, words: `${original.key} lands again, and its rows take its place` }
}

const remedies = {
  original: 'an original is made of nothing else: let its sender send it again',
  lake: 'it tells of several objects: land the originals of its dataset again',
  work: 'a record: hypatia reconcile looks at its object again',
  unknown: 'no receipt tells of which object it is',
  both: 'its original is damaged too: let its sender send it again',
}

export const nameOf = ({ bucket, key, versionId }: ObjectName): string =>
  JSON.stringify([bucket, key, versionId ?? 'null'])

/** With all that is said of it, and the moment. False where it is no longer what lies there. */
async function landsAgain(original: ObjectName & { etag: string }): Promise<boolean> {
  const { bucket, key, versionId, etag } = original
  const source = { bucket, key, ...(versionId && { versionId }) }
  try {
    await copyAs(
      source,
      { bucket, key },
      {
        metadata: () => ({ 'repaired-at': new Date().toISOString() }),
        condition: { etag: `"${etag}"` },
      },
    )
    return true
  } catch (error) {
    if (error instanceof Conflict || error instanceof NoSuchObject) return false
    throw error
  }
}
