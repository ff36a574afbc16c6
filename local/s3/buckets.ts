/** The buckets, kept. */
import type { DatabaseSync } from 'node:sqlite'
import { AwsFault } from '../wire/service.ts'
import type { Bucket } from './bucket.ts'
import { noSuchBucket } from './fault.ts'

export type Buckets = ReturnType<typeof openBuckets>

const namePattern = /^(?!xn--|sthree-)[a-z0-9](?:[a-z0-9.-]{1,61})[a-z0-9]$/

/** `changed` is called with each bucket that is kept. */
export function openBuckets(
  database: DatabaseSync,
  now: () => number,
  changed: (bucket: Bucket) => void = () => {},
) {
  database.exec(
    'CREATE TABLE IF NOT EXISTS s3_buckets (name TEXT PRIMARY KEY, bucket TEXT NOT NULL)',
  )
  const insert = database.prepare('INSERT OR REPLACE INTO s3_buckets VALUES (?, ?)')
  const remove = database.prepare('DELETE FROM s3_buckets WHERE name = ?')
  const buckets = new Map<string, Bucket>()
  for (const { bucket } of database.prepare('SELECT bucket FROM s3_buckets').all()) {
    const kept = JSON.parse(String(bucket)) as Bucket
    buckets.set(kept.name, kept)
  }
  const keep = (bucket: Bucket) => {
    insert.run(bucket.name, JSON.stringify(bucket))
    buckets.set(bucket.name, bucket)
    changed(bucket)
    return bucket
  }
  const get = (name: string): Bucket => {
    const bucket = buckets.get(name)
    if (!bucket) throw noSuchBucket(name)
    return bucket
  }
  return {
    get,
    has: (name: string) => buckets.has(name),
    /** In the order of their names. */
    list: () => [...buckets.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    create(name: string, region: string): Bucket {
      if (!namePattern.test(name) || /\.\.|^\d+\.\d+\.\d+\.\d+$/.test(name)) {
        throw new AwsFault('InvalidBucketName', 'The specified bucket is not valid.', 400, {
          BucketName: name,
        })
      }
      if (buckets.has(name)) {
        throw new AwsFault(
          'BucketAlreadyOwnedByYou',
          'Your previous request to create the named bucket succeeded and you already own it.',
          409,
          { BucketName: name },
        )
      }
      return keep({
        name,
        region,
        createdMs: now(),
        versioning: undefined,
        tags: {},
        notifications: [],
      })
    },
    /** As it was, from the journal. */
    restore: keep,
    change: (name: string, change: Partial<Omit<Bucket, 'name'>>) =>
      keep({ ...get(name), ...change }),
    remove(name: string): void {
      remove.run(name)
      buckets.delete(name)
    },
  }
}
