/** S3's own word on what was put and deleted: ListObjectVersions, page by page. */
import {
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandInput,
  type ListObjectVersionsCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3'

export interface Version {
  key: string
  versionId: string
  isLatest: boolean
  /** Undefined of a delete marker. */
  etag?: string
  atMs: number
}

/** By key, the newest first. */
export async function historyOf(s3: S3Client, bucket: string): Promise<Map<string, Version[]>> {
  const history = new Map<string, Version[]>()
  let next: Partial<ListObjectVersionsCommandInput> | undefined = {}
  while (next) {
    const asked = { Bucket: bucket, EncodingType: 'url' as const, ...next }
    const page: ListObjectVersionsCommandOutput = await s3.send(
      new ListObjectVersionsCommand(asked),
    )
    const listed = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])]
    for (const { Key = '', VersionId = '', IsLatest = false, LastModified, ...more } of listed) {
      const key = decoded(Key)
      const etag = 'ETag' in more ? `${more.ETag}`.replaceAll('"', '') : undefined
      const version = { key, versionId: VersionId, isLatest: IsLatest, atMs: +(LastModified ?? 0) }
      history.set(key, [...(history.get(key) ?? []), { ...version, ...(etag && { etag }) }])
    }
    const { NextKeyMarker, NextVersionIdMarker } = page
    next = page.IsTruncated
      ? { KeyMarker: decoded(NextKeyMarker ?? ''), VersionIdMarker: NextVersionIdMarker }
      : undefined
  }
  for (const versions of history.values()) versions.sort(newestFirst)
  return history
}

/** Versions and delete markers are listed apart; which is the latest is S3's own word. */
const newestFirst = (a: Version, b: Version): number =>
  Number(b.isLatest) - Number(a.isLatest) || b.atMs - a.atMs

const decoded = (key: string): string => decodeURIComponent(key.replaceAll('+', ' '))
