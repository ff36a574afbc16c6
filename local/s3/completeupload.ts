/** CompleteMultipartUpload: the parts become one object, in one step. */
import { createHash } from 'node:crypto'
import { AwsFault } from '../wire/service.ts'
import { malformed } from '../wire/xml.ts'
import {
  type Checksum,
  type ChecksumAlgorithm,
  checkChecksum,
  checksumOf,
  compositeOf,
  headerOf,
} from './checksum.ts'
import { answerXml, type Exchange, header, listOf, quoted, textOf, xmlBody } from './exchange.ts'
import { invalidRequest } from './fault.ts'
import type { Staged } from './files.ts'
import { setVersionId, writeConditionOf } from './headers.ts'
import { uploadOf } from './multipart.ts'
import { type Store, streamOf } from './store.ts'
import type { Upload, UploadedPart } from './uploads.ts'
import type { Part } from './version.ts'

/** S3's own least size of every part but the last. */
const partBytesMin = 5 * 1024 ** 2

export async function completeMultipartUpload(exchange: Exchange): Promise<void> {
  const { response, store, bucket, key, origin, wire } = exchange
  const upload = uploadOf(exchange)
  const parts = chosenParts(exchange, upload, await xmlBody(exchange, 'CompleteMultipartUpload'))
  const { algorithm, type } = upload.checksum ?? {}
  const whole = type === 'FULL_OBJECT' ? algorithm : undefined
  const staged = await store.files.stage(bucket, joined(store, bucket, parts), whole)
  const checksum = checked(exchange, upload, staged, parts)
  const all = store.uploads.parts(upload.uploadId)
  const version = store.commit(staged, {
    bucket,
    key,
    details: { ...upload.details, checksum, parts: parts.map(partOf) },
    etag: etagOf(parts),
    event: 'ObjectCreated:CompleteMultipartUpload',
    condition: writeConditionOf(exchange),
    origin,
    within() {
      uploadOf(exchange)
      store.uploads.remove(upload.uploadId)
    },
  })
  for (const { file } of all) store.files.remove(bucket, file)
  setVersionId(exchange, version.versionId)
  response.setHeader('x-amz-server-side-encryption', 'AES256')
  answerXml(exchange, 'CompleteMultipartUploadResult', {
    Location: `http://${wire.url.host}/${bucket}/${encodeURIComponent(key)}`,
    Bucket: bucket,
    Key: key,
    ETag: quoted(version.etag),
    ...(checksum && {
      ChecksumType: checksum.type,
      [`Checksum${checksum.algorithm}`]: checksum.value,
    }),
  })
}

/** The parts of the body, each as it was uploaded. */
function chosenParts(
  { store }: Exchange,
  upload: Upload,
  body: Record<string, unknown>,
): UploadedPart[] {
  const asked = listOf(body.Part)
  if (asked.length === 0) throw malformed()
  const uploaded = new Map(store.uploads.parts(upload.uploadId).map((part) => [part.number, part]))
  let last = 0
  const parts = asked.map((one) => {
    const number = Number(textOf(one.PartNumber))
    if (!Number.isInteger(number)) throw malformed()
    if (number <= last) {
      throw new AwsFault(
        'InvalidPartOrder',
        'The list of parts was not in ascending order. Parts must be ordered by part number.',
        400,
        { UploadId: upload.uploadId },
      )
    }
    last = number
    return chosenPart(upload, one, number, uploaded.get(number))
  })
  const small = parts.slice(0, -1).find(({ size }) => size < partBytesMin)
  if (!small) return parts
  throw new AwsFault(
    'EntityTooSmall',
    'Your proposed upload is smaller than the minimum allowed size',
    400,
    {
      ETag: small.etag,
      MinSizeAllowed: partBytesMin,
      PartNumber: small.number,
      ProposedSize: small.size,
    },
  )
}

function chosenPart(
  { uploadId, checksum }: Upload,
  asked: Record<string, unknown>,
  number: number,
  part: UploadedPart | undefined,
): UploadedPart {
  const etag = (textOf(asked.ETag) ?? '').replaceAll('"', '').trim()
  const value = checksum && textOf(asked[`Checksum${checksum.algorithm}`])
  if (checksum?.type === 'COMPOSITE' && value === undefined) {
    throw invalidRequest(
      `The upload was created using a ${checksum.algorithm.toLowerCase()} checksum. The complete request must include the checksum for each part. It was missing for part ${number} in the request.`,
    )
  }
  if (part?.etag === etag && (value === undefined || value === part.checksum)) return part
  throw new AwsFault(
    'InvalidPart',
    "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
    400,
    { UploadId: uploadId, PartNumber: number, ETag: etag },
  )
}

async function* joined(
  store: Store,
  bucket: string,
  parts: readonly UploadedPart[],
): AsyncGenerator<Uint8Array> {
  for (const { file, size } of parts) {
    yield* streamOf(store.files.read({ bucket, file, size }, 0, size))
  }
}

/** The checksum of the whole, held against what the request and the size say; discards the bytes when they differ. */
function checked(
  exchange: Exchange,
  { checksum: asked }: Upload,
  staged: Staged,
  parts: readonly UploadedPart[],
): Checksum | undefined {
  try {
    const size = header(exchange, 'x-amz-mp-object-size')
    if (size !== undefined && Number(size) !== staged.size) {
      throw invalidRequest(
        `The provided 'x-amz-mp-object-size' header value ${size} does not match what was computed: ${staged.size}`,
      )
    }
    if (!asked) return undefined
    const checksum =
      asked.type === 'FULL_OBJECT'
        ? checksumOf(asked.algorithm, staged)
        : compositeChecksum(asked.algorithm, parts)
    const expected = header(exchange, headerOf(asked.algorithm))
    if (expected !== undefined) checkChecksum(asked.algorithm, expected, checksum?.value)
    return checksum
  } catch (error) {
    exchange.store.files.discard(staged)
    throw error
  }
}

function compositeChecksum(algorithm: ChecksumAlgorithm, parts: readonly UploadedPart[]): Checksum {
  const value = compositeOf(
    algorithm,
    parts.map(({ checksum = '' }) => checksum),
  )
  return { algorithm, value, type: 'COMPOSITE' }
}

function etagOf(parts: readonly UploadedPart[]): string {
  const hash = createHash('md5')
  for (const { etag } of parts) hash.update(Buffer.from(etag, 'hex'))
  return `${hash.digest('hex')}-${parts.length}`
}

const partOf = ({ number, size, checksum }: UploadedPart): Part => ({ number, size, checksum })
