/** What the headers of a request say of an object, and the headers that answer it. */
import type { IncomingHttpHeaders } from 'node:http'
import { AwsFault, accountId } from '../wire/service.ts'
import { headerOf } from './checksum.ts'
import type { ReadCondition, WriteCondition } from './conditions.ts'
import { type Exchange, header, quoted } from './exchange.ts'
import { notImplemented } from './fault.ts'
import { parseTagging } from './tagging.ts'
import type { Details, ObjectVersion } from './version.ts'

/** The bytes of names and values of all `x-amz-meta-` headers together. */
const metadataBytesMax = 2_048

const kept = ['cache-control', 'content-disposition', 'content-language', 'content-type', 'expires']
const keptByAws = ['x-amz-website-redirect-location']

/** Query parameter of a GET → the header that it overrides. */
const overrides = new Map([
  ['response-cache-control', 'cache-control'],
  ['response-content-disposition', 'content-disposition'],
  ['response-content-encoding', 'content-encoding'],
  ['response-content-language', 'content-language'],
  ['response-content-type', 'content-type'],
  ['response-expires', 'expires'],
])

/** The headers that change what is stored in a way the laptop does not follow. */
const unknown =
  /^x-amz-(?:server-side-encryption-customer-|object-lock-|write-offset-bytes|grant-|if-match-|rename-)/

/** Throws for a header whose meaning would be lost. */
export function refuseUnknown(headers: IncomingHttpHeaders): void {
  const name = Object.keys(headers).find((one) => unknown.test(one))
  if (name) throw notImplemented(`The header ${name}`)
  const encryption = headers['x-amz-server-side-encryption']
  if (encryption !== undefined && encryption !== 'AES256') {
    throw notImplemented(`Encryption by ${encryption}`)
  }
  const acl = headers['x-amz-acl']
  if (acl !== undefined && acl !== 'private' && acl !== 'bucket-owner-full-control') {
    throw new AwsFault('AccessControlListNotSupported', 'The bucket does not allow ACLs')
  }
  const expectedOwner = headers['x-amz-expected-bucket-owner']
  if (expectedOwner !== undefined && expectedOwner !== accountId) {
    throw new AwsFault('AccessDenied', 'Access Denied', 403)
  }
}

/** What an upload says of its object. */
export function detailsOf(exchange: Exchange): Details {
  const { headers } = exchange.request
  const found: Record<string, string> = {}
  let metadataBytes = 0
  for (const [name, value] of Object.entries(headers)) {
    const text = Array.isArray(value) ? value.join(', ') : (value ?? '')
    if (kept.includes(name) || keptByAws.includes(name)) found[name] = text
    if (!name.startsWith('x-amz-meta-')) continue
    found[name] = text
    metadataBytes += name.length - 'x-amz-meta-'.length + Buffer.byteLength(text, 'latin1')
  }
  if (metadataBytes > metadataBytesMax) {
    const message = 'Your metadata headers exceed the maximum allowed metadata size'
    throw new AwsFault('MetadataTooLarge', message, 400, {
      Size: metadataBytes,
      MaxSizeAllowed: metadataBytesMax,
    })
  }
  const encoding = contentEncoding(headers['content-encoding'])
  if (encoding) found['content-encoding'] = encoding
  const storageClass = header(exchange, 'x-amz-storage-class')
  if (storageClass && storageClass !== 'STANDARD') found['x-amz-storage-class'] = storageClass
  const tagging = header(exchange, 'x-amz-tagging')
  return { headers: found, tags: tagging === undefined ? undefined : parseTagging(tagging) }
}

/** `aws-chunked` tells how the body came, not what it is. */
function contentEncoding(value: string | undefined): string | undefined {
  const left = value
    ?.split(',')
    .map((one) => one.trim())
    .filter((one) => one !== 'aws-chunked' && one !== '')
  return left?.join(',')
}

export function writeConditionOf(exchange: Exchange): WriteCondition {
  return { ifMatch: header(exchange, 'if-match'), ifNoneMatch: header(exchange, 'if-none-match') }
}

/** `prefix` is that of the headers of a copy's source. */
export function readConditionOf(exchange: Exchange, prefix = ''): ReadCondition {
  return {
    ifMatch: header(exchange, `${prefix}if-match`),
    ifNoneMatch: header(exchange, `${prefix}if-none-match`),
    ifModifiedSince: header(exchange, `${prefix}if-modified-since`),
    ifUnmodifiedSince: header(exchange, `${prefix}if-unmodified-since`),
  }
}

/** The version's id, where the bucket keeps versions. */
export function setVersionId({ response, store, bucket }: Exchange, versionId: string): void {
  if (store.buckets.get(bucket).versioning) response.setHeader('x-amz-version-id', versionId)
}

/** What a write answers of the object that it made. */
export function setWritten(exchange: Exchange, version: ObjectVersion): void {
  const { response } = exchange
  setVersionId(exchange, version.versionId)
  response.setHeader('etag', quoted(version.etag))
  response.setHeader('x-amz-server-side-encryption', 'AES256')
  setChecksum(exchange, version)
}

/** Which version it is: what a 304 tells too. */
export function setIdentity(exchange: Exchange, version: ObjectVersion): void {
  const { response } = exchange
  setVersionId(exchange, version.versionId)
  response.setHeader('accept-ranges', 'bytes')
  response.setHeader('etag', quoted(version.etag))
  response.setHeader('last-modified', new Date(version.modifiedMs).toUTCString())
}

/** What describes the bytes of an answer. */
export function setObject(exchange: Exchange, version: ObjectVersion): void {
  const { response, query } = exchange
  const { headers, tags, parts } = version.details
  response.setHeader('content-type', 'binary/octet-stream')
  response.setHeader('x-amz-server-side-encryption', 'AES256')
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
  for (const [name, target] of overrides) {
    const value = query.get(name)
    if (value !== undefined) response.setHeader(target, value)
  }
  const tagCount = Object.keys(tags ?? {}).length
  if (tagCount > 0) response.setHeader('x-amz-tagging-count', tagCount)
  if (parts && query.has('partNumber')) response.setHeader('x-amz-mp-parts-count', parts.length)
}

export function setChecksum({ response }: Exchange, { details: { checksum } }: ObjectVersion) {
  if (!checksum) return
  response.setHeader(headerOf(checksum.algorithm), checksum.value)
  response.setHeader('x-amz-checksum-type', checksum.type)
}
