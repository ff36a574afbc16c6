/** CopyObject, and the source of UploadPartCopy. */
import { decode, encode } from '../wire/canonical.ts'
import { AwsFault } from '../wire/service.ts'
import { checkedKey } from './address.ts'
import { algorithmOf } from './checksum.ts'
import { checkSource } from './conditions.ts'
import { answerXml, type Exchange, header, iso, quoted } from './exchange.ts'
import { invalidArgument, invalidRequest, noSuchKey, noSuchVersion } from './fault.ts'
import { detailsOf, readConditionOf, setVersionId, writeConditionOf } from './headers.ts'
import type { Details, ObjectVersion } from './version.ts'

/** S3's own limit of one copy. */
const copyBytesMax = 5 * 1024 ** 3

export async function copyObject(exchange: Exchange): Promise<void> {
  const { response, store, bucket, key, origin } = exchange
  store.buckets.get(bucket)
  const source = sourceOf(exchange)
  const details = copiedDetails(exchange, source)
  if (source.size > copyBytesMax) {
    throw invalidRequest(
      `The specified copy source is larger than the maximum allowable size for a copy source: ${copyBytesMax}`,
    )
  }
  const version = await store.copy(
    source,
    {
      bucket,
      key,
      details,
      event: 'ObjectCreated:Copy',
      condition: writeConditionOf(exchange),
      origin,
    },
    algorithmOf(header(exchange, 'x-amz-checksum-algorithm')),
  )
  setVersionId(exchange, version.versionId)
  response.setHeader('x-amz-server-side-encryption', 'AES256')
  const { checksum } = version.details
  answerXml(exchange, 'CopyObjectResult', {
    LastModified: iso(version.modifiedMs),
    ETag: quoted(version.etag),
    ...(checksum && {
      ChecksumType: checksum.type,
      [`Checksum${checksum.algorithm}`]: checksum.value,
    }),
  })
}

/** The version that `x-amz-copy-source` names, when its conditions hold. */
export function sourceOf(exchange: Exchange): ObjectVersion {
  const { response, store } = exchange
  const text = header(exchange, 'x-amz-copy-source') ?? ''
  const [path = '', versionId] = text.split('?versionId=')
  const [, bucket = '', encodedKey = ''] = /^\/?([^/]+?)(?:\/|%2[fF])(.+)$/s.exec(path) ?? []
  if (bucket === '') {
    const message = 'Copy Source must mention the source bucket and key: sourcebucket/sourcekey'
    throw invalidArgument(message, 'x-amz-copy-source', text)
  }
  const key = checkedKey(decode(encodedKey))
  const versioning = store.buckets.get(bucket).versioning
  const found =
    versionId === undefined
      ? store.versions.latest(bucket, key)
      : store.versions.byId(bucket, key, versionId)
  if (!found || (found.isMarker && versionId === undefined)) {
    throw versionId === undefined ? noSuchKey(key) : noSuchVersion(key, versionId)
  }
  if (found.isMarker) {
    throw invalidRequest(
      'The source of a copy request may not specifically refer to a delete marker by version id.',
    )
  }
  checkSource(readConditionOf(exchange, 'x-amz-copy-source-'), found)
  if (versioning) response.setHeader('x-amz-copy-source-version-id', encode(found.versionId))
  return found
}

function copiedDetails(exchange: Exchange, source: ObjectVersion): Details {
  const given = detailsOf(exchange)
  const replaces = directive(exchange, 'x-amz-metadata-directive')
  const replacesTags = directive(exchange, 'x-amz-tagging-directive')
  const storageClass = header(exchange, 'x-amz-storage-class')
  const isItself =
    source.isLatest && source.bucket === exchange.bucket && source.key === exchange.key
  if (isItself && !replaces && !storageClass && !header(exchange, 'x-amz-server-side-encryption')) {
    throw invalidRequest(
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    )
  }
  const { 'x-amz-storage-class': _, ...headers } = source.details.headers
  const changed = given.headers['x-amz-storage-class']
  const kept = changed ? { ...headers, 'x-amz-storage-class': changed } : headers
  return {
    headers: replaces ? given.headers : kept,
    tags: replacesTags ? given.tags : source.details.tags,
  }
}

function directive(exchange: Exchange, name: string): boolean {
  const value = header(exchange, name) ?? 'COPY'
  if (value === 'COPY' || value === 'REPLACE') return value === 'REPLACE'
  throw new AwsFault('InvalidArgument', `Unknown ${name}.`, 400, {
    ArgumentName: name,
    ArgumentValue: value,
  })
}
