/** What lies under a prefix, in the order of keys. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
import { ListObjectsV2Command } from '@aws-sdk/client-s3'
import { s3 } from './clients/s3.ts'

export interface Listed {
  key: string
  etag: string
  bytes: number
  modifiedMs: number
}

const keysPerCall = 1_000

interface Range {
  /** Those after this key. */
  after?: string | undefined
  /** At most so many. */
  max?: number
}

/** A page of up to 1,000 at a time: a prefix of millions is never held whole. */
export async function* pagesOf(
  bucket: string,
  prefix: string,
  { after, max = Number.POSITIVE_INFINITY }: Range = {},
): AsyncGenerator<Listed[]> {
  let token: string | undefined
  let left = max
  do {
    const page = await s3().send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: prefix,
        MaxKeys: Math.min(keysPerCall, left),
        EncodingType: 'url', // XML cannot hold every key
        ...(token ? { ContinuationToken: token } : { StartAfter: after }),
      }),
    )
    const listed = (page.Contents ?? []).map(({ Key = '', ETag = '', Size = 0, LastModified }) => ({
      key: decodedKey(Key),
      etag: ETag,
      bytes: Size,
      modifiedMs: LastModified?.getTime() ?? 0,
    }))
    left -= listed.length
    yield listed
    token = page.NextContinuationToken
  } while (token && left > 0)
}

/** All at once. */
export async function listObjects(
  bucket: string,
  prefix: string,
  range: Range = {},
): Promise<Listed[]> {
  const found: Listed[] = []
  for await (const page of pagesOf(bucket, prefix, range)) found.push(...page)
  return found
}

/** One after another, a page in memory at a time. */
export async function* objectsUnder(
  bucket: string,
  prefix: string,
  range: Range = {},
): AsyncGenerator<Listed> {
  for await (const page of pagesOf(bucket, prefix, range)) yield* page
}

/** As S3 writes keys where it is asked for URL encoding: like a form's. */
export const decodedKey = (key: string): string => decodeURIComponent(key.replaceAll('+', ' '))
