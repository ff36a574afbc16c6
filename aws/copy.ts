/**
 * A copy that S3 makes by itself, of any size, with more user metadata than the original has.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/CopyingObjectsMPUapi.html
 */
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3'
import { copiedAtOnceBytesMax, copyPartBytes, copyPartsAtOnce } from '../lake/limits.ts'
import { withMarks } from '../lake/maintain/adopt.ts'
import { atOnce } from './atonce.ts'
import { s3 } from './clients/s3.ts'
import { type Condition, copyObject, named, type ObjectName, sdkCondition } from './s3.ts'

export interface Copied {
  bytes: number
  /** Of the original, without its quotes. */
  etag: string
  /** Of the copy; `null` where the bucket has none. */
  versionId: string
}

export interface CopyOptions {
  /** Beside what the original has, where S3 has room for both. */
  metadata(original: Omit<Copied, 'versionId'>): Record<string, string>
  condition?: Condition
  limits?: { atOnceBytesMax: number; partBytes: number }
}

const limits = { atOnceBytesMax: copiedAtOnceBytesMax, partBytes: copyPartBytes }

/** Of the version that is current when it is asked for. Throws NoSuchObject, and Conflict where a condition does not hold. */
export async function copyAs(
  original: ObjectName,
  target: ObjectName,
  options: CopyOptions,
): Promise<Copied> {
  const { bucket, key, versionId } = original
  const head = await named(
    original,
    s3().send(
      new HeadObjectCommand({
        Bucket: bucket,
        Key: key,
        ...(versionId && { VersionId: versionId }),
      }),
    ),
  )
  const copied = { bytes: head.ContentLength ?? 0, etag: (head.ETag ?? '').replaceAll('"', '') }
  const way = { original, target, head, options, copied }
  const { atOnceBytesMax } = options.limits ?? limits
  const made = await (copied.bytes > atOnceBytesMax ? copyInParts(way) : copyWhole(way))
  return { ...copied, versionId: made ?? 'null' }
}

/** As it is, within its bucket, whatever its size; the copy's version is given. Throws NoSuchObject. */
export async function copyWithin(
  { bytes, ...object }: ObjectName & { bytes: number },
  toKey: string,
  within = limits,
): Promise<string> {
  if (bytes <= within.atOnceBytesMax) return copyObject(object, toKey)
  const options = { metadata: () => ({}), limits: within }
  return (await copyAs(object, { bucket: object.bucket, key: toKey }, options)).versionId
}

interface Way {
  original: ObjectName
  target: ObjectName
  head: HeadObjectCommandOutput
  options: CopyOptions
  copied: Omit<Copied, 'versionId'>
}

/** The copy is of what was looked at, or none. */
const sourceOf = ({ original: { bucket, key }, head }: Way) => ({
  CopySource: `${bucket}/${key}`.split('/').map(encodeURIComponent).join('/') + versionOf(head),
  CopySourceIfMatch: head.ETag,
})

const versionOf = ({ VersionId }: HeadObjectCommandOutput): string =>
  VersionId ? `?versionId=${VersionId}` : ''

function headersOf({ head, options, copied, target }: Way) {
  return {
    ...{ Bucket: target.bucket, Key: target.key },
    ...{ ContentType: head.ContentType, ContentEncoding: head.ContentEncoding },
    ...{ ContentDisposition: head.ContentDisposition, ContentLanguage: head.ContentLanguage },
    CacheControl: head.CacheControl,
    Metadata: withMarks(head.Metadata ?? {}, options.metadata(copied)),
  }
}

async function copyWhole(way: Way): Promise<string | undefined> {
  const command = new CopyObjectCommand({
    ...headersOf(way),
    ...sourceOf(way),
    ...{ MetadataDirective: 'REPLACE', TaggingDirective: 'COPY' },
    ...sdkCondition(way.options.condition),
  })
  return (await named(way.target, s3().send(command))).VersionId
}

/** A death leaves parts that nobody sees: the bucket's lifecycle takes them away. */
async function copyInParts(way: Way): Promise<string | undefined> {
  const { target, options, copied } = way
  const { UploadId } = await s3().send(new CreateMultipartUploadCommand(headersOf(way)))
  const upload = { Bucket: target.bucket, Key: target.key, UploadId }
  try {
    const { partBytes } = options.limits ?? limits
    const starts = Array.from({ length: Math.ceil(copied.bytes / partBytes) }, (_, i) => i)
    const Parts: { PartNumber: number; ETag: string | undefined }[] = []
    const parts = atOnce(starts, copyPartsAtOnce, async (i) => {
      const end = Math.min(copied.bytes, (i + 1) * partBytes) - 1
      const part = { PartNumber: i + 1, CopySourceRange: `bytes=${i * partBytes}-${end}` }
      const command = new UploadPartCopyCommand({ ...upload, ...sourceOf(way), ...part })
      const { CopyPartResult } = await named(way.original, s3().send(command))
      return { PartNumber: i + 1, ETag: CopyPartResult?.ETag }
    })
    for await (const part of parts) Parts.push(part)
    const command = new CompleteMultipartUploadCommand({
      ...upload,
      MultipartUpload: { Parts },
      ...sdkCondition(options.condition),
    })
    return (await named(target, s3().send(command))).VersionId
  } catch (error) {
    await s3()
      .send(new AbortMultipartUploadCommand(upload))
      .catch(() => {})
    throw error
  }
}
