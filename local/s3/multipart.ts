/** Multipart uploads on the wire: create, upload and copy parts, abort, list. */
import { AwsFault } from '../wire/service.ts'
import { algorithmOf, type ChecksumAlgorithm, type ChecksumType, headerOf } from './checksum.ts'
import { sourceOf } from './copyobject.ts'
import {
  answerEmpty,
  answerXml,
  type Exchange,
  header,
  iso,
  numberOf,
  owner,
  quoted,
  spelling,
} from './exchange.ts'
import { invalidArgument, invalidRequest } from './fault.ts'
import type { Staged } from './files.ts'
import { detailsOf } from './headers.ts'
import { received } from './putobject.ts'
import { rangeOf } from './range.ts'
import { streamOf } from './store.ts'
import type { Upload } from './uploads.ts'

const partNumberMax = 10_000
const listedMax = 1_000

export function createMultipartUpload(exchange: Exchange): void {
  const { response, store, bucket, key } = exchange
  store.buckets.get(bucket)
  const algorithm = algorithmOf(header(exchange, 'x-amz-checksum-algorithm'))
  const checksum = algorithm && { algorithm, type: typeOf(exchange, algorithm) }
  const details = detailsOf(exchange)
  const { uploadId } = store.uploads.create({
    bucket,
    key,
    initiatedMs: store.now(),
    details,
    checksum,
  })
  if (checksum) {
    response.setHeader('x-amz-checksum-algorithm', checksum.algorithm)
    response.setHeader('x-amz-checksum-type', checksum.type)
  }
  response.setHeader('x-amz-server-side-encryption', 'AES256')
  answerXml(exchange, 'InitiateMultipartUploadResult', {
    Bucket: bucket,
    Key: key,
    UploadId: uploadId,
  })
}

/** SHA sums cannot be joined, CRC-64 always is. */
function typeOf(exchange: Exchange, algorithm: ChecksumAlgorithm): ChecksumType {
  const asked = header(exchange, 'x-amz-checksum-type')?.toUpperCase()
  const type = asked ?? (algorithm === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE')
  const isPossible =
    (type === 'FULL_OBJECT' && algorithm.startsWith('CRC')) ||
    (type === 'COMPOSITE' && algorithm !== 'CRC64NVME')
  if (isPossible) return type as ChecksumType
  throw invalidRequest(
    `The ${type} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
  )
}

export async function uploadPart(exchange: Exchange): Promise<void> {
  const { response } = exchange
  const upload = uploadOf(exchange)
  const number = partNumberOf(exchange)
  const asked = upload.checksum?.algorithm
  const { staged, algorithm } = await received(exchange, asked)
  if (asked && algorithm && asked !== algorithm) {
    exchange.store.files.discard(staged)
    throw invalidRequest(
      `Checksum Type mismatch occurred, expected checksum Type: ${asked.toLowerCase()}, actual checksum Type: ${algorithm.toLowerCase()}`,
    )
  }
  keepPart(exchange, number, staged, algorithm)
  response.setHeader('etag', quoted(staged.md5))
  response.setHeader('x-amz-server-side-encryption', 'AES256')
  if (algorithm && staged.checksum) response.setHeader(headerOf(algorithm), staged.checksum)
  answerEmpty(exchange)
}

export async function uploadPartCopy(exchange: Exchange): Promise<void> {
  const { response, store, bucket } = exchange
  const upload = uploadOf(exchange)
  const number = partNumberOf(exchange)
  const source = sourceOf(exchange)
  const text = header(exchange, 'x-amz-copy-source-range')
  const range = rangeOf(text, source.size)
  const last = Number(/^bytes=\d+-(\d+)$/.exec(text ?? '')?.[1])
  if (text !== undefined && (!range || !(last < source.size))) {
    const message = `The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy; the source has ${source.size} bytes`
    throw invalidArgument(message, 'x-amz-copy-source-range', text)
  }
  const bytes = store.read(source, range?.start, range?.end)
  const algorithm = upload.checksum?.algorithm
  const staged = await store.files.stage(bucket, streamOf(bytes), algorithm)
  const modifiedMs = keepPart(exchange, number, staged, algorithm)
  response.setHeader('x-amz-server-side-encryption', 'AES256')
  answerXml(exchange, 'CopyPartResult', {
    LastModified: iso(modifiedMs),
    ETag: quoted(staged.md5),
    ...(algorithm && { [`Checksum${algorithm}`]: staged.checksum }),
  })
}

/** The upload may have ended while the bytes came; then nothing is kept. */
function keepPart(
  exchange: Exchange,
  number: number,
  staged: Staged,
  algorithm: ChecksumAlgorithm | undefined,
): number {
  const { store, bucket } = exchange
  const { file, size, md5, checksum } = staged
  const modifiedMs = store.now()
  try {
    const { uploadId } = uploadOf(exchange)
    store.files.adopt(staged)
    const part = { number, file, size, etag: md5, modifiedMs, checksum, algorithm }
    const replaced = store.uploads.putPart(uploadId, part)
    if (replaced) store.files.remove(bucket, replaced.file)
    return modifiedMs
  } catch (error) {
    store.files.discard(staged)
    throw error
  }
}

export function abortMultipartUpload(exchange: Exchange): void {
  const { store, bucket } = exchange
  const { uploadId } = uploadOf(exchange)
  const parts = store.uploads.parts(uploadId)
  store.uploads.remove(uploadId)
  for (const { file } of parts) store.files.remove(bucket, file)
  answerEmpty(exchange, 204)
}

export function listParts(exchange: Exchange): void {
  const { store, bucket, key, query } = exchange
  const upload = uploadOf(exchange)
  const after = Number(query.get('part-number-marker') ?? 0)
  const max = numberOf(exchange, 'max-parts', listedMax)
  const parts = store.uploads.parts(upload.uploadId).filter(({ number }) => number > after)
  const page = parts.slice(0, max)
  answerXml(exchange, 'ListPartsResult', {
    Bucket: bucket,
    Key: key,
    UploadId: upload.uploadId,
    PartNumberMarker: after,
    NextPartNumberMarker: page.at(-1)?.number ?? after,
    MaxParts: max,
    IsTruncated: parts.length > page.length,
    Part: page.map(({ number, modifiedMs, etag, size, algorithm, checksum }) => ({
      PartNumber: number,
      LastModified: iso(modifiedMs),
      ETag: quoted(etag),
      Size: size,
      ...(algorithm && { [`Checksum${algorithm}`]: checksum }),
    })),
    Initiator: owner,
    Owner: owner,
    StorageClass: upload.details.headers['x-amz-storage-class'] ?? 'STANDARD',
    ChecksumAlgorithm: upload.checksum?.algorithm,
    ChecksumType: upload.checksum?.type,
  })
}

export function listMultipartUploads(exchange: Exchange): void {
  const { store, bucket, query } = exchange
  store.buckets.get(bucket)
  const prefix = query.get('prefix') ?? ''
  const delimiter = query.get('delimiter') ?? ''
  const keyMarker = query.get('key-marker') ?? ''
  const idMarker = query.get('upload-id-marker') ?? ''
  const max = numberOf(exchange, 'max-uploads', listedMax)
  const spell = spelling(exchange)
  const left = store.uploads
    .list(bucket)
    .filter((upload) => upload.key.startsWith(prefix) && isAfter(upload, keyMarker, idMarker))
  const folded = foldUploads(left, prefix, delimiter).filter(
    (entry) => typeof entry !== 'string' || !keyMarker.startsWith(entry),
  )
  const page = folded.slice(0, max)
  const last = page.at(-1)
  const isTruncated = max > 0 && folded.length > page.length
  answerXml(exchange, 'ListMultipartUploadsResult', {
    Bucket: bucket,
    KeyMarker: spell(keyMarker),
    UploadIdMarker: idMarker,
    NextKeyMarker: isTruncated ? spell(typeof last === 'string' ? last : (last?.key ?? '')) : '',
    NextUploadIdMarker: isTruncated && typeof last !== 'string' ? (last?.uploadId ?? '') : '',
    Prefix: spell(prefix),
    Delimiter: delimiter === '' ? undefined : spell(delimiter),
    EncodingType: query.get('encoding-type'),
    MaxUploads: max,
    IsTruncated: isTruncated,
    Upload: page
      .filter((entry) => typeof entry !== 'string')
      .map(({ key, uploadId, initiatedMs, details, checksum }) => ({
        Key: spell(key),
        UploadId: uploadId,
        Initiator: owner,
        Owner: owner,
        StorageClass: details.headers['x-amz-storage-class'] ?? 'STANDARD',
        Initiated: iso(initiatedMs),
        ChecksumAlgorithm: checksum?.algorithm,
        ChecksumType: checksum?.type,
      })),
    CommonPrefixes: page
      .filter((entry) => typeof entry === 'string')
      .map((Prefix) => ({ Prefix: spell(Prefix) })),
  })
}

function isAfter({ key, uploadId }: Upload, keyMarker: string, idMarker: string): boolean {
  const order = Buffer.compare(Buffer.from(key), Buffer.from(keyMarker))
  return order > 0 || (order === 0 && idMarker !== '' && uploadId > idMarker)
}

/** Uploads in their order, those below a common prefix as that prefix once. */
function foldUploads(
  uploads: readonly Upload[],
  prefix: string,
  delimiter: string,
): (Upload | string)[] {
  const entries = uploads.map((upload) => {
    const end = delimiter === '' ? -1 : upload.key.indexOf(delimiter, prefix.length)
    return end < 0 ? upload : upload.key.slice(0, end + delimiter.length)
  })
  return entries.filter((entry, index) => typeof entry !== 'string' || entry !== entries[index - 1])
}

/** The upload that the request names; throws NoSuchUpload. */
export function uploadOf({ store, bucket, key, query }: Exchange): Upload {
  store.buckets.get(bucket)
  return store.uploads.get(bucket, key, query.get('uploadId') ?? '')
}

function partNumberOf({ query }: Exchange): number {
  const text = query.get('partNumber') ?? ''
  const number = Number(text)
  if (/^\d+$/.test(text) && number >= 1 && number <= partNumberMax) return number
  throw new AwsFault(
    'InvalidArgument',
    `Part number must be an integer between 1 and ${partNumberMax}, inclusive`,
    400,
    { ArgumentName: 'partNumber', ArgumentValue: text },
  )
}
