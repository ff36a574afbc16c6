/** JSON records in S3, changed by compare-and-swap on their ETag: receipts and datasets. */
import { setTimeout as sleep } from 'node:timers/promises'
import { Conflict, pauseMs } from './conflict.ts'
import { getJson, type Json, NoSuchObject, putBytes } from './s3.ts'

const attemptsMax = 40

/**
 * `change` gets the record as it is and gives it as it should be; undefined, or the very same value, changes
 * nothing. It may run several times. `known` spares the first read where the caller has just read it.
 */
export async function changeRecord<T>(
  bucket: string,
  key: string,
  change: (value: T | undefined) => T | undefined,
  known?: { found: Json<T> | undefined },
): Promise<Json<T> | undefined> {
  let found = known ? known.found : await getJson<T>(bucket, key)
  for (let attempt = 1; ; attempt++) {
    const value = change(found?.value)
    if (value === undefined || value === found?.value) return found
    const swapped = await swapRecord(bucket, key, value, found)
    if (swapped) return swapped
    if (attempt >= attemptsMax) throw new Conflict(`s3://${bucket}/${key}`)
    await sleep(pauseMs(attempt))
    found = await getJson<T>(bucket, key)
  }
}

/** Writes `next` where the record is still as it was found; undefined where it is not, is gone, or its own answer was lost. */
export async function swapRecord<T>(
  bucket: string,
  key: string,
  next: T,
  found: Json<T> | undefined,
): Promise<Json<T> | undefined> {
  const condition = found ? { etag: found.etag } : 'absent'
  try {
    const put = { contentType: 'application/json', condition } as const
    const { etag } = await putBytes({ bucket, key }, JSON.stringify(next), put)
    return { value: next, etag }
  } catch (error) {
    if (error instanceof Conflict || error instanceof NoSuchObject) return undefined
    throw error
  }
}

/** Whether the record is as it was found: what is written later is written by one who looks later. */
export async function isStill(
  bucket: string,
  key: string,
  found: Json<unknown> | undefined,
): Promise<boolean> {
  const now = await getJson<unknown>(bucket, key)
  return now?.etag === found?.etag
}
