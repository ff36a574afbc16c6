/** What keys hold now, by version. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html */
import { ListObjectVersionsCommand } from '@aws-sdk/client-s3'
import { s3 } from './clients/s3.ts'
import { decodedKey } from './listing.ts'

export interface ListedVersion {
  key: string
  versionId: string
  /** Without its quotes. */
  etag: string
  bytes: number
  /** Milliseconds since 1970. */
  modifiedMs: number
}

/** Of each key the current version; none of those with a delete marker on top. A page in memory at a time. */
export async function* currentVersions(
  bucket: string,
  prefix: string,
): AsyncGenerator<ListedVersion> {
  let marker: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {}
  for (;;) {
    const page = await s3().send(
      new ListObjectVersionsCommand({
        ...{ Bucket: bucket, Prefix: prefix, EncodingType: 'url' },
        ...marker,
      }),
    )
    for (const {
      Key = '',
      VersionId,
      ETag = '',
      Size = 0,
      LastModified,
      IsLatest,
    } of page.Versions ?? []) {
      if (!IsLatest) continue
      yield {
        key: decodedKey(Key),
        versionId: VersionId ?? 'null',
        etag: ETag.replaceAll('"', ''),
        bytes: Size,
        modifiedMs: LastModified?.getTime() ?? 0,
      }
    }
    if (!page.IsTruncated) return
    marker = {
      KeyMarker: decodedKey(page.NextKeyMarker ?? ''),
      VersionIdMarker: page.NextVersionIdMarker,
    }
  }
}
