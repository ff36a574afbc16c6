/** Keys by version. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html */
import { ListObjectVersionsCommand, type ListObjectVersionsCommandOutput } from '@aws-sdk/client-s3'
import { s3 } from './clients/s3.ts'
import { decodedKey } from './listing.ts'
import { deleteVersion } from './s3.ts'

export interface ListedVersion {
  key: string
  versionId: string
  /** Without its quotes. */
  etag: string
  bytes: number
  /** Milliseconds since 1970. */
  modifiedMs: number
}

export interface Version extends ListedVersion {
  isLatest: boolean
  /** A delete marker: it has no bytes. */
  isMarker: boolean
}

interface Range {
  /** Those after this key. */
  after?: string | undefined
  /** What lies behind the next one is folded. */
  delimiter?: string
}

/** A page in memory at a time. */
async function* pagesOf(
  bucket: string,
  prefix: string,
  { after, delimiter }: Range = {},
): AsyncGenerator<ListObjectVersionsCommandOutput> {
  let marker: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = after
    ? { KeyMarker: after }
    : {}
  for (;;) {
    const page = await s3().send(
      new ListObjectVersionsCommand({
        ...{ Bucket: bucket, Prefix: prefix, EncodingType: 'url' },
        ...(delimiter && { Delimiter: delimiter }),
        ...marker,
      }),
    )
    yield page
    if (!page.IsTruncated) return
    marker = {
      KeyMarker: decodedKey(page.NextKeyMarker ?? ''),
      VersionIdMarker: page.NextVersionIdMarker,
    }
  }
}

type Listed = NonNullable<ListObjectVersionsCommandOutput['Versions']>[number]

const versionOf = (listed: Listed, isMarker: boolean): Version => ({
  key: decodedKey(listed.Key ?? ''),
  versionId: listed.VersionId ?? 'null',
  etag: (listed.ETag ?? '').replaceAll('"', ''),
  bytes: listed.Size ?? 0,
  modifiedMs: listed.LastModified?.getTime() ?? 0,
  isLatest: listed.IsLatest ?? false,
  isMarker,
})

/** Of each key the current version; none of those with a delete marker on top. */
export async function* currentVersions(
  bucket: string,
  prefix: string,
): AsyncGenerator<ListedVersion> {
  for await (const { Versions = [] } of pagesOf(bucket, prefix)) {
    for (const listed of Versions) {
      if (!listed.IsLatest) continue
      const { isLatest: _, isMarker: __, ...version } = versionOf(listed, false)
      yield version
    }
  }
}

export interface Versioned {
  key: string
  /** In no order, markers too. */
  versions: Version[]
}

/** Keys in their order, each with all of its versions; those after the key `after`. */
export async function* versionsOf(
  bucket: string,
  prefix: string,
  after?: string,
): AsyncGenerator<Versioned> {
  let current: Versioned | undefined
  for await (const { Versions = [], DeleteMarkers = [] } of pagesOf(bucket, prefix, { after })) {
    const all = [
      ...Versions.map((listed) => versionOf(listed, false)),
      ...DeleteMarkers.map((listed) => versionOf(listed, true)),
    ]
    // S3 gives versions and markers apart, each in the order of keys.
    const byKey = Map.groupBy(all, ({ key }) => key)
    const inOrder = [...byKey].sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    for (const [key, versions] of inOrder) {
      if (current && current.key !== key) yield current
      if (current?.key === key) current.versions.push(...versions)
      else current = { key, versions }
    }
  }
  if (current) yield current
}

/** Prefixes up to the next slash under which anything lies, or lay: with its versions it is there. */
export async function* foldersOf(bucket: string, prefix: string): AsyncGenerator<string> {
  for await (const { CommonPrefixes = [] } of pagesOf(bucket, prefix, { delimiter: '/' })) {
    for (const { Prefix = '' } of CommonPrefixes) yield decodedKey(Prefix)
  }
}

/** What was overwritten or deleted before, and still lies beneath: for good. */
export async function purge(bucket: string, prefix: string): Promise<void> {
  for await (const versioned of versionsOf(bucket, prefix)) await purgeVersions(bucket, versioned)
}

export async function purgeVersions(bucket: string, { key, versions }: Versioned): Promise<void> {
  const old = versions.filter(({ isLatest, isMarker }) => !isLatest || isMarker)
  old.sort((a, b) => Number(a.isLatest) - Number(b.isLatest)) // a marker hides the others to the last
  for (const { versionId } of old) await deleteVersion({ bucket, key, versionId })
}
