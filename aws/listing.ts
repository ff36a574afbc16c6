/** What lies under a prefix, in the order of keys. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
import { ListObjectsV2Command } from '@aws-sdk/client-s3'
import { s3 } from './clients/s3.ts'

export interface Listed {
  key: string
  etag: string
  bytes: number
}

const keysPerCall = 1_000

/** At most `max` of them, those after the key `after`. */
export async function listObjects(
  bucket: string,
  prefix: string,
  { after, max = Number.POSITIVE_INFINITY }: { after?: string | undefined; max?: number } = {},
): Promise<Listed[]> {
  const found: Listed[] = []
  let token: string | undefined
  do {
    const page = await s3().send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: prefix,
        MaxKeys: Math.min(keysPerCall, max - found.length),
        ...(token ? { ContinuationToken: token } : { StartAfter: after }),
      }),
    )
    for (const { Key = '', ETag = '', Size = 0 } of page.Contents ?? []) {
      found.push({ key: Key, etag: ETag, bytes: Size })
    }
    token = page.NextContinuationToken
  } while (token && found.length < max)
  return found
}
