/** ListObjectsV2, ListObjects and ListObjectVersions. */
import { answerXml, type Exchange, iso, numberOf, owner, quoted, spelling } from './exchange.ts'
import { invalidArgument } from './fault.ts'
import { type Listed, listCurrent, listVersions } from './listing.ts'
import type { ObjectVersion } from './version.ts'

const keysMax = 1_000

type Spell = (text: string) => string

export function listObjectsV2(exchange: Exchange): void {
  const { store, bucket, query } = exchange
  const { prefix, delimiter, max, spell } = asked(exchange)
  const token = query.get('continuation-token')
  const startAfter = query.get('start-after')
  if (token === '') {
    throw invalidArgument('The continuation token provided is incorrect', 'continuation-token', '')
  }
  const after = token === undefined ? startAfter : Buffer.from(token, 'base64url').toString()
  const listed = listCurrent(store.versions, bucket, { prefix, delimiter, max, after: after ?? '' })
  const isOwned = query.get('fetch-owner') === 'true'
  answerXml(exchange, 'ListBucketResult', {
    Name: bucket,
    Prefix: spell(prefix),
    Delimiter: delimiter === '' ? undefined : spell(delimiter),
    MaxKeys: max,
    EncodingType: query.get('encoding-type'),
    KeyCount: listed.versions.length + listed.prefixes.length,
    IsTruncated: listed.next !== undefined,
    ContinuationToken: token,
    NextContinuationToken:
      listed.next === undefined ? undefined : Buffer.from(listed.next).toString('base64url'),
    StartAfter: startAfter === undefined ? undefined : spell(startAfter),
    Contents: listed.versions.map((version) => contentXml(version, spell, isOwned)),
    ...commonPrefixes(listed, spell),
  })
}

export function listObjects(exchange: Exchange): void {
  const { store, bucket, query } = exchange
  const { prefix, delimiter, max, spell } = asked(exchange)
  const marker = query.get('marker') ?? ''
  const listed = listCurrent(store.versions, bucket, { prefix, delimiter, max, after: marker })
  answerXml(exchange, 'ListBucketResult', {
    Name: bucket,
    Prefix: spell(prefix),
    Marker: spell(marker),
    // Without a delimiter the last key is the next marker.
    NextMarker: delimiter !== '' && listed.next !== undefined ? spell(listed.next) : undefined,
    Delimiter: delimiter === '' ? undefined : spell(delimiter),
    MaxKeys: max,
    EncodingType: query.get('encoding-type'),
    IsTruncated: listed.next !== undefined,
    Contents: listed.versions.map((version) => contentXml(version, spell, true)),
    ...commonPrefixes(listed, spell),
  })
}

export function listObjectVersions(exchange: Exchange): void {
  const { store, bucket, query } = exchange
  const { prefix, delimiter, max, spell } = asked(exchange)
  const after = query.get('key-marker') ?? ''
  const idMarker = query.get('version-id-marker') ?? ''
  if (idMarker !== '' && after === '') {
    throw invalidArgument(
      'A version-id marker cannot be specified without a key marker.',
      'version-id-marker',
      idMarker,
    )
  }
  const since = idMarker === '' ? undefined : store.versions.byId(bucket, after, idMarker)
  const listed = listVersions(store.versions, bucket, { prefix, delimiter, max, after, since })
  const { nextVersion } = listed
  answerXml(exchange, 'ListVersionsResult', {
    Name: bucket,
    Prefix: spell(prefix),
    KeyMarker: spell(after),
    VersionIdMarker: idMarker,
    NextKeyMarker: listed.next === undefined ? undefined : spell(listed.next),
    NextVersionIdMarker: nextVersion?.versionId,
    Delimiter: delimiter === '' ? undefined : spell(delimiter),
    MaxKeys: max,
    EncodingType: query.get('encoding-type'),
    IsTruncated: listed.next !== undefined,
    Version: listed.versions
      .filter(({ isMarker }) => !isMarker)
      .map((version) => ({ ...versionXml(version), ...contentXml(version, spell, true) })),
    DeleteMarker: listed.versions
      .filter(({ isMarker }) => isMarker)
      .map((version) => ({
        ...versionXml(version),
        Key: spell(version.key),
        LastModified: iso(version.modifiedMs),
        Owner: owner,
      })),
    ...commonPrefixes(listed, spell),
  })
}

function asked(exchange: Exchange) {
  const { store, bucket, query } = exchange
  store.buckets.get(bucket)
  return {
    prefix: query.get('prefix') ?? '',
    delimiter: query.get('delimiter') ?? '',
    max: numberOf(exchange, 'max-keys', keysMax),
    spell: spelling(exchange),
  }
}

const versionXml = ({ versionId, isLatest }: ObjectVersion) => ({
  VersionId: versionId,
  IsLatest: isLatest,
})

function contentXml(version: ObjectVersion, spell: Spell, isOwned: boolean) {
  const { checksum, headers } = version.details
  return {
    Key: spell(version.key),
    LastModified: iso(version.modifiedMs),
    ETag: quoted(version.etag),
    ChecksumAlgorithm: checksum?.algorithm,
    ChecksumType: checksum?.type,
    Size: version.size,
    Owner: isOwned ? owner : undefined,
    StorageClass: headers['x-amz-storage-class'] ?? 'STANDARD',
  }
}

const commonPrefixes = ({ prefixes }: Listed, spell: Spell) => ({
  CommonPrefixes: prefixes.map((prefix) => ({ Prefix: spell(prefix) })),
})
