/** One sender: does what the plan says until S3 has acknowledged it, and writes down what S3 said. */
import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { type Hypatia, HypatiaProblem } from '../../clients/typescript/hypatia.ts'
import { type Content, etagsOf } from './content.ts'
import type { Version } from './history.ts'
import type { Operation } from './plan.ts'

interface PresignedPut {
  url: string
  headers: Record<string, string>
  content: Content
}

/** What all senders know together. */
export class Journal {
  /** By ETag, whatever anybody has ever tried to put: an answer that was lost may have been a yes. */
  readonly contents = new Map<string, Content>()
  /** Acknowledged versions by `<key> <version>`. */
  readonly acknowledged = new Map<string, Operation>()
  /** Versions that a sender has deleted, or may have. */
  readonly deleted = new Set<string>()
  readonly puts = new Map<string, Content[]>()
  readonly presigned = new Map<string, PresignedPut[]>()
  readonly counts: Record<string, number> = {}

  know(content: Content): void {
    for (const etag of etagsOf(content)) this.contents.set(etag, content)
  }

  count(what: string): void {
    this.counts[what] = (this.counts[what] ?? 0) + 1
  }
}

export const versionOf = (key: string, versionId: string): string => `${key} ${versionId}`

export interface Sender {
  s3: S3Client
  bucket: string
  client: Hypatia
  journal: Journal
}

const persistMs = 300_000
const pauseMs = 100

/** What is lost on its way is sent again, until somebody answers. */
export async function untilAnswered<T>(act: () => Promise<T>): Promise<T> {
  const until = Date.now() + persistMs
  for (;;) {
    try {
      return await act()
    } catch (error) {
      const status = statusOf(error)
      if ((status && status < 500) || Date.now() > until) throw error
      await sleep(pauseMs)
    }
  }
}

/** Undefined where nobody answered. */
const statusOf = (error: unknown): number | undefined =>
  error instanceof HypatiaProblem
    ? error.status
    : (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode

const isGone = (error: unknown): boolean =>
  /^(NoSuchKey|NoSuchVersion|NotFound|NoSuchUpload)$/.test((error as Error).name)

export async function perform(sender: Sender, operation: Operation): Promise<void> {
  sender.journal.count(operation.act)
  try {
    await verbs[operation.act](sender, operation)
  } catch (error) {
    if (!isGone(error)) throw error // somebody else was quicker: there is nothing to copy or delete
    sender.journal.count('gone before')
  }
}

type Verb = (sender: Sender, operation: Operation) => Promise<void>

function acknowledge({ journal }: Sender, operation: Operation, versionId?: string): void {
  journal.count('acknowledged')
  if (versionId) journal.acknowledged.set(versionOf(operation.key, versionId), operation)
}

async function putBytes(sender: Sender, operation: Operation): Promise<void> {
  const { key, content } = operation
  const { journal, bucket } = sender
  journal.know(content)
  const asked = { Bucket: bucket, Key: key, Body: content.bytes }
  const { VersionId } = await untilAnswered(() => sender.s3.send(new PutObjectCommand(asked)))
  const datasetKey = `${operation.of.source}/${operation.of.dataset}`
  journal.puts.set(datasetKey, [...(journal.puts.get(datasetKey) ?? []), content])
  acknowledge(sender, operation, VersionId)
}

async function upload(sender: Sender, operation: Operation): Promise<void> {
  const { key, content, of } = operation
  const [source = '', dataset = '', ...folders] = key.split('/')
  const file = folders.pop() ?? ''
  const partitions = Object.fromEntries(folders.map((folder) => folder.split('=')))
  const isOffered = !/[\t\n]/.test(file) && folders.every((folder) => folder.includes('='))
  if (!isOffered) return putBytes(sender, operation)
  const { bytes } = content
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const body = { source, dataset, file, sha256, size: bytes.length, partitions }
  try {
    const made = await untilAnswered(() => sender.client.call('createUpload', { body }))
    const presigned = { url: made.body.url, headers: made.body.headers, content }
    const known = sender.journal.presigned.get(made.body.key) ?? []
    sender.journal.presigned.set(made.body.key, [...known, presigned])
    await put(sender, { ...operation, key: made.body.key }, presigned)
  } catch (error) {
    const isRefused = error instanceof HypatiaProblem && error.status < 500
    if (!isRefused || !of.mayBeRefused) throw error
    sender.journal.count('refused')
  }
}

async function put(sender: Sender, operation: Operation, presigned: PresignedPut): Promise<void> {
  const { url, headers, content } = presigned
  sender.journal.know(content)
  const body = new Uint8Array(content.bytes)
  const answer = await untilAnswered(() => fetch(url, { method: 'PUT', headers, body }))
  await answer.arrayBuffer()
  const versionId = answer.headers.get('x-amz-version-id') ?? undefined
  if (answer.ok) acknowledge(sender, { ...operation, content }, versionId)
  else sender.journal.count(`presigned ${answer.status}`)
}

async function newest(sender: Sender, key: string): Promise<Version[]> {
  const asked = new ListObjectVersionsCommand({
    Bucket: sender.bucket,
    Prefix: key,
    EncodingType: 'url',
  })
  const { Versions = [], DeleteMarkers = [] } = await untilAnswered(() => sender.s3.send(asked))
  const isOurs = ({ Key = '' }) => decodeURIComponent(Key.replaceAll('+', ' ')) === key
  return [...Versions, ...DeleteMarkers]
    .filter(isOurs)
    .map(({ VersionId = '', IsLatest = false, LastModified }) => ({
      key,
      versionId: VersionId,
      isLatest: IsLatest,
      atMs: +(LastModified ?? 0),
    }))
}

async function deleteVersion(sender: Sender, { key }: Operation, version?: Version): Promise<void> {
  if (!version) return sender.journal.count('gone before')
  const { versionId } = version
  sender.journal.deleted.add(versionOf(key, versionId))
  const asked = { Bucket: sender.bucket, Key: key, VersionId: versionId }
  await untilAnswered(() => sender.s3.send(new DeleteObjectCommand(asked)))
}

const verbs: Record<Operation['act'], Verb> = {
  put: putBytes,
  upload,
  async multipart(sender, operation) {
    const { key, content } = operation
    if (content.bytes.length === 0) return putBytes(sender, operation)
    const place = { Bucket: sender.bucket, Key: key }
    sender.journal.know(content)
    await untilAnswered(async () => {
      const { UploadId } = await sender.s3.send(new CreateMultipartUploadCommand(place))
      const part = { ...place, UploadId, PartNumber: 1, Body: content.bytes }
      const { ETag } = await sender.s3.send(new UploadPartCommand(part))
      const MultipartUpload = { Parts: [{ ETag, PartNumber: 1 }] }
      const asked = new CompleteMultipartUploadCommand({ ...place, UploadId, MultipartUpload })
      const { VersionId } = await sender.s3.send(asked)
      acknowledge(sender, operation, VersionId)
    })
  },
  async again(sender, operation) {
    const { source, dataset } = operation.of
    const known = sender.journal.puts.get(`${source}/${dataset}`) ?? []
    const content = known[operation.which % known.length] ?? operation.content
    await putBytes(sender, { ...operation, content })
  },
  async replay(sender, operation) {
    const known = sender.journal.presigned.get(operation.key) ?? []
    const presigned = known[operation.which % known.length]
    if (!presigned) return upload(sender, operation)
    await put(sender, operation, presigned)
  },
  async copy(sender, operation) {
    const { bucket, journal } = sender
    const all = [...journal.acknowledged.values()].filter(({ of }) => of === operation.of)
    const from = all[operation.which % all.length]
    if (!from) return putBytes(sender, operation)
    const source = from.key.split('/').map(encodeURIComponent).join('/')
    const asked = {
      ...{ Bucket: bucket, Key: operation.key, CopySource: `${bucket}/${source}` },
      MetadataDirective: 'REPLACE' as const, // without it nothing may be copied onto itself
    }
    const copied = await untilAnswered(() => sender.s3.send(new CopyObjectCommand(asked)))
    const etag = copied.CopyObjectResult?.ETag?.replaceAll('"', '') ?? ''
    const content = journal.contents.get(etag)
    if (!content)
      throw new Error(`${operation.key}: what was copied has an ETag of nobody: ${etag}`)
    acknowledge(sender, { ...operation, content }, copied.VersionId)
  },
  async delete(sender, { key }) {
    const asked = { Bucket: sender.bucket, Key: key }
    await untilAnswered(() => sender.s3.send(new DeleteObjectCommand(asked)))
  },
  async deleteMany(sender, { key, of, which }) {
    const { bucket, journal } = sender
    const all = [...journal.acknowledged.values()].filter((each) => each.of === of)
    const keys = [...new Set([key, all[which % all.length]?.key ?? key])]
    const Delete = { Objects: keys.map((Key) => ({ Key })) }
    await untilAnswered(() => sender.s3.send(new DeleteObjectsCommand({ Bucket: bucket, Delete })))
  },
  async deleteVersion(sender, operation) {
    const versions = await newest(sender, operation.key)
    await deleteVersion(
      sender,
      operation,
      versions.find(({ isLatest }) => isLatest),
    )
  },
  async deleteOlder(sender, operation) {
    const older = (await newest(sender, operation.key)).filter(({ isLatest }) => !isLatest)
    await deleteVersion(sender, operation, older[operation.which % older.length])
  },
}
