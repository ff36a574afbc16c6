/** GetObject, HeadObject, GetObjectAttributes. */
import { once } from 'node:events'
import { promises, Readable } from 'node:stream'
import { AwsFault } from '../wire/service.ts'
import { checkRead } from './conditions.ts'
import { answerXml, type Exchange, header, numberOf } from './exchange.ts'
import { invalidArgument, noSuchKey, noSuchVersion } from './fault.ts'
import { readConditionOf, setChecksum, setIdentity, setObject, setVersionId } from './headers.ts'
import { type Range, rangeOf } from './range.ts'
import type { ObjectVersion, Part } from './version.ts'

const partNumberMax = 10_000
const partsListedMax = 1_000

export async function getObject(exchange: Exchange): Promise<void> {
  const { request, response, store } = exchange
  const version = asked(exchange)
  setIdentity(exchange, version)
  checkRead(readConditionOf(exchange), version)
  const { range, checked } = rangeAsked(exchange, version)
  const { start, end } = range ?? { start: 0, end: version.size }
  const bytes = request.method === 'HEAD' ? undefined : store.read(version, start, end, response)
  if (bytes && !Buffer.isBuffer(bytes)) await once(bytes, 'readable') // or its first error
  setObject(exchange, version)
  if (range) {
    response.statusCode = 206
    response.setHeader('content-range', `bytes ${start}-${end - 1}/${version.size}`)
  }
  if (checked && header(exchange, 'x-amz-checksum-mode')?.toUpperCase() === 'ENABLED') {
    setChecksum(exchange, version)
  }
  response.setHeader('content-length', end - start)
  if (!bytes || Buffer.isBuffer(bytes)) response.end(bytes)
  else await promises.pipeline(bytes, response).catch(() => response.destroy())
  if (bytes instanceof Readable) bytes.destroy() // who asked may have gone before it flowed
}

export function getObjectAttributes(exchange: Exchange): void {
  const version = asked(exchange)
  const wanted = new Set(
    (header(exchange, 'x-amz-object-attributes') ?? '').split(',').map((one) => one.trim()),
  )
  const { checksum, parts, headers } = version.details
  const only = <T>(name: string, value: T) => (wanted.has(name) ? value : undefined)
  setVersionId(exchange, version.versionId)
  exchange.response.setHeader('last-modified', new Date(version.modifiedMs).toUTCString())
  answerXml(exchange, 'GetObjectAttributesResponse', {
    ETag: only('ETag', version.etag),
    Checksum: only(
      'Checksum',
      checksum && {
        [`Checksum${checksum.algorithm}`]: checksum.value,
        ChecksumType: checksum.type,
      },
    ),
    ObjectParts: only('ObjectParts', parts && partsXml(exchange, parts, checksum?.algorithm)),
    StorageClass: only('StorageClass', headers['x-amz-storage-class'] ?? 'STANDARD'),
    ObjectSize: only('ObjectSize', version.size),
  })
}

function partsXml(exchange: Exchange, parts: readonly Part[], algorithm: string | undefined) {
  const after = Number(header(exchange, 'x-amz-part-number-marker') ?? 0)
  const max = Math.min(
    Number(header(exchange, 'x-amz-max-parts') ?? partsListedMax),
    partsListedMax,
  )
  const left = parts.filter(({ number }) => number > after)
  const page = left.slice(0, max)
  return {
    PartsCount: parts.length,
    PartNumberMarker: after,
    NextPartNumberMarker: page.at(-1)?.number ?? after,
    MaxParts: max,
    IsTruncated: left.length > page.length,
    // Without a checksum of each part, S3 tells their count only.
    Part: algorithm
      ? page.map(({ number, size, checksum }) => ({
          PartNumber: number,
          Size: size,
          [`Checksum${algorithm}`]: checksum,
        }))
      : undefined,
  }
}

/** The version that the request names; tells of a delete marker as S3 does. */
export function asked(exchange: Exchange): ObjectVersion {
  const { response, store, bucket, key, query } = exchange
  store.buckets.get(bucket)
  const versionId = query.get('versionId')
  if (versionId === '') {
    throw invalidArgument('Version id cannot be the empty string', 'versionId', versionId)
  }
  const version =
    versionId === undefined
      ? store.versions.latest(bucket, key)
      : store.versions.byId(bucket, key, versionId)
  if (!version) throw versionId === undefined ? noSuchKey(key) : noSuchVersion(key, versionId)
  if (!version.isMarker) return version
  response.setHeader('x-amz-delete-marker', 'true')
  response.setHeader('x-amz-version-id', version.versionId)
  if (versionId === undefined) throw noSuchKey(key)
  response.setHeader('allow', 'DELETE')
  response.setHeader('last-modified', new Date(version.modifiedMs).toUTCString())
  throw new AwsFault(
    'MethodNotAllowed',
    'The specified method is not allowed against this resource.',
    405,
    { Method: exchange.request.method, ResourceType: 'DeleteMarker' },
  )
}

/** `checked` when the object's checksum is that of what is answered. */
function rangeAsked(
  exchange: Exchange,
  version: ObjectVersion,
): { range: Range | undefined; checked: boolean } {
  const byHeader = header(exchange, 'range')
  if (!exchange.query.has('partNumber')) {
    const range = rangeOf(byHeader, version.size)
    return { range, checked: range === undefined }
  }
  if (byHeader !== undefined) {
    throw new AwsFault(
      'InvalidRequest',
      'Cannot specify both Range header and partNumber query parameter',
    )
  }
  const number = numberOf(exchange, 'partNumber', partNumberMax)
  const parts = version.details.parts ?? [{ number: 1, size: version.size }]
  const index = number - 1
  const part = parts[index]
  if (!part) {
    const message = 'The requested partnumber is not satisfiable'
    throw new AwsFault('InvalidPartNumber', message, 416, {
      PartNumberRequested: number,
      ActualPartCount: parts.length,
    })
  }
  const start = parts.slice(0, index).reduce((sum, { size }) => sum + size, 0)
  const isWhole = parts.length === 1
  if (version.size === 0) return { range: undefined, checked: isWhole }
  return { range: { start, end: start + part.size }, checked: isWhole }
}
