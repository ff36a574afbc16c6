/** S3: objects by range, by stream and by file. https://docs.aws.amazon.com/AmazonS3/latest/API/ */
import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { s3 } from './clients/s3.ts'
import { Conflict } from './conflict.ts'
import { environment } from './environment.ts'

export interface ObjectName {
  bucket: string
  key: string
  /** The current version where absent; `null` is what lay there before the bucket kept versions, and all that one has that keeps none. */
  versionId?: string
}

const sdkName = ({ bucket, key, versionId }: ObjectName) => ({
  Bucket: bucket,
  Key: key,
  ...(versionId ? { VersionId: versionId } : {}),
})

/** S3 has no such object, or no such version. */
export class NoSuchObject extends Error {
  override name = 'NoSuchObject'
}

const missing = new Set(['NoSuchKey', 'NoSuchVersion', 'NotFound'])
const refusedConditions = new Set(['PreconditionFailed', 'ConditionalRequestConflict'])

/** Gives the errors that callers decide upon their types; the others pass. */
export async function named<T>(object: ObjectName, answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (cause) {
    const code = cause instanceof Error ? cause.name : ''
    const place = `s3://${object.bucket}/${object.key}`
    if (missing.has(code)) throw new NoSuchObject(place, { cause })
    if (refusedConditions.has(code)) throw new Conflict(place, { cause })
    throw cause
  }
}

/** Bytes `start` (included) to `end` (excluded). Throws NoSuchObject. */
export async function getRange(
  object: ObjectName,
  start: number,
  end: number,
): Promise<Uint8Array> {
  if (end <= start) return new Uint8Array()
  const Range = `bytes=${start}-${end - 1}`
  const answer = await named(object, s3().send(new GetObjectCommand({ ...sdkName(object), Range })))
  return answer.Body!.transformToByteArray()
}

/** Bytes up to `end` (excluded), and what the sender put beside them, by lower-case names. Throws NoSuchObject. */
export async function getFirst(
  object: ObjectName,
  end: number,
): Promise<{ bytes: Uint8Array; metadata: Record<string, string> }> {
  if (end === 0) return { bytes: new Uint8Array(), metadata: {} }
  const Range = `bytes=0-${end - 1}`
  const answer = await named(object, s3().send(new GetObjectCommand({ ...sdkName(object), Range })))
  return { bytes: await answer.Body!.transformToByteArray(), metadata: answer.Metadata ?? {} }
}

/** The whole object. Throws NoSuchObject. */
export async function getBytes(object: ObjectName): Promise<Buffer> {
  const answer = await named(object, s3().send(new GetObjectCommand(sdkName(object))))
  return Buffer.from(await answer.Body!.transformToByteArray())
}

export interface Json<T> {
  value: T
  etag: string
}

/** Undefined where there is no such object. The caller says what it wrote there. */
export async function getJson<T>(bucket: string, key: string): Promise<Json<T> | undefined> {
  const object = { bucket, key }
  try {
    const answer = await named(object, s3().send(new GetObjectCommand(sdkName(object))))
    const text = await answer.Body!.transformToString()
    return { value: JSON.parse(text) as T, etag: answer.ETag ?? '' }
  } catch (error) {
    if (error instanceof NoSuchObject) return undefined
    throw error
  }
}

/** The object's bytes as they come. Throws NoSuchObject. */
export async function openObject(object: ObjectName): Promise<Readable> {
  const answer = await named(object, s3().send(new GetObjectCommand(sdkName(object))))
  return answer.Body as Readable
}

interface Head {
  versionId: string
  /** Without its quotes. */
  etag: string
  bytes: number
  /** Milliseconds since 1970, of whole seconds. */
  modifiedMs: number
  /** By lower-case names. */
  metadata: Record<string, string>
  /** Of all of its bytes, by algorithm; absent where S3 has none, or one of its parts. */
  checksum?: string
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html */
function checksumOf(head: HeadObjectCommandOutput): string | undefined {
  if (head.ChecksumType !== 'FULL_OBJECT') return undefined
  const { ChecksumCRC64NVME, ChecksumSHA256, ChecksumCRC32, ChecksumCRC32C, ChecksumSHA1 } = head
  const all = { ChecksumCRC64NVME, ChecksumSHA256, ChecksumCRC32, ChecksumCRC32C, ChecksumSHA1 }
  const [first] = Object.entries(all).filter(([, value]) => value !== undefined)
  return first?.join(' ')
}

/** Undefined where the key has no object, or a delete marker on top. `checksum` is given where it is asked for. */
export async function headObject(
  object: ObjectName,
  asked: { checksum?: boolean } = {},
): Promise<Head | undefined> {
  const mode = asked.checksum ? ({ ChecksumMode: 'ENABLED' } as const) : {}
  try {
    const head = await named(
      object,
      s3().send(new HeadObjectCommand({ ...sdkName(object), ...mode })),
    )
    const checksum = checksumOf(head)
    return {
      versionId: head.VersionId ?? 'null',
      etag: (head.ETag ?? '').replaceAll('"', ''),
      bytes: head.ContentLength ?? 0,
      modifiedMs: head.LastModified?.getTime() ?? 0,
      metadata: head.Metadata ?? {},
      ...(checksum && { checksum }),
    }
  } catch (error) {
    if (error instanceof NoSuchObject) return undefined
    throw error
  }
}

/** `absent`: only where there is no object yet. Otherwise: only where the object has this ETag. */
export type Condition = 'absent' | { etag: string }

export const sdkCondition = (condition: Condition | undefined) =>
  condition === undefined
    ? {}
    : condition === 'absent'
      ? { IfNoneMatch: '*' }
      : { IfMatch: condition.etag }

export interface Put {
  contentType?: string
  metadata?: Record<string, string>
  condition?: Condition
}

/** Throws Conflict where the condition does not hold. */
export async function putBytes(
  object: ObjectName,
  bytes: Uint8Array | string,
  { contentType, metadata, condition }: Put = {},
): Promise<{ etag: string; versionId?: string }> {
  const answer = await named(
    object,
    s3().send(
      new PutObjectCommand({
        ...sdkName(object),
        Body: bytes,
        ContentLength: Buffer.byteLength(bytes), // of an empty text the SDK would not know it
        ContentType: contentType,
        Metadata: metadata,
        ...sdkCondition(condition),
      }),
    ),
  )
  return { etag: answer.ETag ?? '', ...(answer.VersionId ? { versionId: answer.VersionId } : {}) }
}

/** Below this one PUT of bytes, which the SDK can repeat; above it parts, each of which it can repeat. */
const putBytesMax = 16 * 1024 * 1024

/** Throws Conflict where the condition does not hold. */
export async function putFile(
  bucket: string,
  key: string,
  path: string,
  metadata?: Record<string, string>,
  condition?: Condition,
): Promise<{ etag: string; versionId?: string }> {
  const object = { bucket, key }
  const put: Put = { ...(metadata ? { metadata } : {}), ...(condition ? { condition } : {}) }
  if ((await stat(path)).size <= putBytesMax) return putBytes(object, await readFile(path), put)
  const upload = new Upload({
    client: s3(),
    partSize: putBytesMax,
    params: {
      ...sdkName(object),
      Body: createReadStream(path),
      Metadata: metadata,
      ...sdkCondition(condition),
    },
  })
  const answer = await named(object, upload.done())
  return { etag: answer.ETag ?? '', ...(answer.VersionId ? { versionId: answer.VersionId } : {}) }
}

/** A copy within the bucket, with the metadata of the original; its version is given. Throws NoSuchObject. */
export async function copyObject(object: ObjectName, toKey: string): Promise<string> {
  const { bucket, key, versionId } = object
  const source = `${bucket}/${key}`.split('/').map(encodeURIComponent).join('/')
  const version = versionId ? `?versionId=${versionId}` : ''
  const answer = await named(
    object,
    s3().send(new CopyObjectCommand({ Bucket: bucket, Key: toKey, CopySource: source + version })),
  )
  return answer.VersionId ?? 'null'
}

/** Absence is success. Throws Conflict where the object has another ETag. */
export async function deleteObject(
  object: ObjectName,
  condition?: { etag: string },
): Promise<void> {
  const command = new DeleteObjectCommand({ ...sdkName(object), ...sdkCondition(condition) })
  try {
    await named(object, s3().send(command))
  } catch (error) {
    if (!(error instanceof NoSuchObject)) throw error
  }
}

/** That version for good, S3's `null` too; a delete marker is one. Absence is success. */
export async function deleteVersion(
  object: Required<Pick<ObjectName, 'bucket' | 'key' | 'versionId'>>,
): Promise<void> {
  const { bucket: Bucket, key: Key, versionId: VersionId } = object
  try {
    // S3 refuses this of a bucket that has no lock.
    const isLocked = environment.passesLock() && Bucket === environment.rawBucket()
    const lock = isLocked ? { BypassGovernanceRetention: true } : {}
    await named(object, s3().send(new DeleteObjectCommand({ Bucket, Key, VersionId, ...lock })))
  } catch (error) {
    if (!(error instanceof NoSuchObject)) throw error
  }
}

/** S3's own limit of one call. */
const deletedPerCall = 1_000

/** Absence is success. Throws the first error that S3 reports of a key. */
export async function deleteObjects(bucket: string, keys: string[]): Promise<void> {
  for (let at = 0; at < keys.length; at += deletedPerCall) {
    const Objects = keys.slice(at, at + deletedPerCall).map((Key) => ({ Key }))
    const command = new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } })
    const [first] = (await s3().send(command)).Errors ?? []
    if (first) throw new Error(`s3://${bucket}/${first.Key}: ${first.Code} ${first.Message}`)
  }
}
