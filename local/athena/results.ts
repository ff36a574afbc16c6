/** Where results lie: objects of the store, named by `s3://` locations. */
import type { Store } from '../s3/store.ts'
import { AwsFault } from '../wire/service.ts'
import { invalidRequest } from './request.ts'

export interface Results {
  /** InvalidRequestException when the bucket of a location does not exist. */
  checkBucket(location: string): void
  /** Stores the result's file and the metadata beside it. */
  write(location: string, file: string, metadata: Buffer): Promise<void>
  /** Stores a small file of a result. */
  put(location: string, bytes: Buffer | string): Promise<void>
  /** The plain file of a stored result; undefined when it has been deleted. */
  fileOf(location: string): Promise<string | undefined>
}

export function openResults(store: Store): Results {
  return {
    checkBucket(location) {
      const { bucket } = parse(location)
      if (!store.buckets.has(bucket)) {
        throw invalidRequest(`Unable to verify/create output bucket ${bucket}`)
      }
    },
    async write(location, file, metadata) {
      const { bucket, key } = parse(location)
      await store.put(bucket, key, { file })
      await store.put(bucket, `${key}.metadata`, metadata)
    },
    async put(location, bytes) {
      const { bucket, key } = parse(location)
      await store.put(bucket, key, bytes)
    },
    async fileOf(location) {
      const { bucket, key } = parse(location)
      try {
        return await store.verified(store.head(bucket, key))
      } catch (error) {
        if (error instanceof AwsFault && error.status === 404) return undefined
        throw error
      }
    },
  }
}

function parse(location: string): { bucket: string; key: string } {
  const match = /^s3:\/\/([^/]+)\/(.+)$/s.exec(location)
  if (!match) throw invalidRequest('outputLocation is not a valid S3 path.')
  return { bucket: match[1] as string, key: match[2] as string }
}
