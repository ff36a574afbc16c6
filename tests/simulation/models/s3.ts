/** S3: versions, delete markers, conditions, copies, listings; each change of a bucket that is watched gives an event. */
import { hash } from 'node:crypto'
import type { Random } from '../random.ts'

export interface Version {
  versionId: string
  bytes: Buffer
  etag: string
  metadata: Record<string, string>
  modifiedMs: number
  isMarker: boolean
}

export interface S3Event {
  name:
    | 'ObjectCreated:Put'
    | 'ObjectCreated:Copy'
    | 'ObjectRemoved:Delete'
    | 'ObjectRemoved:DeleteMarkerCreated'
  bucket: string
  key: string
  version: Version
  sequencer: string
}

export type Input = Record<string, unknown>

const named = (name: string): Error => Object.assign(new Error(name), { name })

export class S3Model {
  /** Newest first. */
  readonly buckets = new Map<string, Map<string, Version[]>>()
  /** Those that keep versions. */
  readonly versioned = new Set(['raw'])
  writes = 0
  private readonly random: Random
  private readonly now: () => number
  private readonly tell: (event: S3Event) => void
  private changes = 0
  private order = 0

  constructor(random: Random, now: () => number, tell: (event: S3Event) => void) {
    this.random = random
    this.now = now
    this.tell = tell
    for (const bucket of ['raw', 'lake', 'work', 'models']) this.buckets.set(bucket, new Map())
  }

  versions(bucket: string, key: string): Version[] {
    return this.buckets.get(bucket)?.get(key) ?? []
  }

  current(bucket: string, key: string): Version | undefined {
    const [top] = this.versions(bucket, key)
    return top?.isMarker ? undefined : top
  }

  private find({ Bucket, Key, VersionId }: Input): Version {
    const versions = this.versions(String(Bucket), String(Key))
    const found = VersionId
      ? versions.find(({ versionId }) => versionId === VersionId)
      : this.current(String(Bucket), String(Key))
    if (!found || found.isMarker) throw named(VersionId ? 'NoSuchVersion' : 'NoSuchKey')
    return found
  }

  /** What the sender, or a function, has done by it; in the order in which it took effect. */
  put(
    bucket: string,
    key: string,
    bytes: Buffer,
    metadata = {},
    how: 'Put' | 'Copy' = 'Put',
  ): Version {
    const version: Version = {
      versionId: `v${++this.changes}${this.random.hex(4)}`,
      bytes,
      etag: `"${hash('md5', bytes)}"`,
      metadata,
      modifiedMs: Math.floor(this.now() / 1000) * 1000,
      isMarker: false,
    }
    const isVersioned = this.versioned.has(bucket)
    const before = isVersioned ? this.versions(bucket, key) : []
    this.buckets.get(bucket)?.set(key, [version, ...before])
    this.changed(`ObjectCreated:${how}`, bucket, key, version)
    return version
  }

  remove(bucket: string, key: string, versionId?: string): void {
    const versions = this.versions(bucket, key)
    if (!this.versioned.has(bucket)) {
      if (this.buckets.get(bucket)?.delete(key)) this.writes++
      return
    }
    if (versionId) {
      const gone = versions.find((version) => version.versionId === versionId)
      if (!gone) return
      this.buckets.get(bucket)?.set(
        key,
        versions.filter((version) => version !== gone),
      )
      this.changed('ObjectRemoved:Delete', bucket, key, gone)
      return
    }
    const modifiedMs = Math.floor(this.now() / 1000) * 1000
    const marker = { ...emptyMarker, versionId: `m${++this.changes}`, modifiedMs }
    this.buckets.get(bucket)?.set(key, [marker, ...versions])
    this.changed('ObjectRemoved:DeleteMarkerCreated', bucket, key, marker)
  }

  private changed(name: S3Event['name'], bucket: string, key: string, version: Version): void {
    this.writes++
    this.order = Math.max(this.order + 1, this.now() * 1024)
    const sequencer = this.order.toString(16).toUpperCase().padStart(18, '0')
    if (bucket === 'raw') this.tell({ name, bucket, key, version, sequencer })
  }

  answer(operation: string, input: Input): unknown {
    switch (operation) {
      case 'GetObjectCommand':
        return this.get(input)
      case 'HeadObjectCommand':
        return this.head(input)
      case 'PutObjectCommand':
        return this.putIf(input)
      case 'CopyObjectCommand':
        return this.copy(input)
      case 'DeleteObjectCommand':
        return this.delete(input)
      case 'DeleteObjectsCommand':
        return this.deleteAll(input)
      case 'ListObjectsV2Command':
        return this.list(input)
      case 'ListMultipartUploadsCommand':
        return {} // all is put whole
      case 'ListObjectVersionsCommand':
        return this.listVersions(input)
      default:
        throw new Error(`S3 of the simulation knows no ${operation}`)
    }
  }

  private head(input: Input): object {
    const { bytes, etag, versionId, metadata, modifiedMs } = this.find(input)
    const LastModified = new Date(modifiedMs)
    const about = { ETag: etag, VersionId: versionId, Metadata: metadata, LastModified }
    return { ...about, ContentLength: bytes.length }
  }

  private get(input: Input): object {
    const { bytes } = this.find(input)
    const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(String(input.Range ?? '')) ?? []
    if (start !== undefined && Number(start) >= bytes.length) throw named('InvalidRange')
    const part = start === undefined ? bytes : bytes.subarray(Number(start), Number(end) + 1)
    const Body = {
      transformToString: async () => part.toString(),
      transformToByteArray: async () => new Uint8Array(part),
      setEncoding: () => textOf(part),
      async *[Symbol.asyncIterator]() {
        yield part
      },
    }
    return { ...this.head(input), ContentLength: part.length, Body }
  }

  private refuse(bucket: string, key: string, { IfMatch, IfNoneMatch }: Input): void {
    const present = this.current(bucket, key)
    if (IfNoneMatch === '*' && present) throw named('PreconditionFailed')
    if (IfMatch === undefined) return
    if (!present) throw named('NoSuchKey')
    if (present.etag !== IfMatch) throw named('PreconditionFailed')
  }

  private putIf(input: Input): object {
    const { Bucket, Key, Body, Metadata } = input
    const [bucket, key] = [String(Bucket), String(Key)]
    this.refuse(bucket, key, input)
    const bytes = Buffer.from(Body as string)
    const { etag, versionId } = this.put(
      bucket,
      key,
      bytes,
      (Metadata ?? {}) as Record<string, string>,
    )
    return { ETag: etag, VersionId: versionId }
  }

  private copy({ Bucket, Key, CopySource }: Input): object {
    const [path = '', version] = String(CopySource).split('?versionId=')
    const [from = '', ...rest] = path.split('/').map(decodeURIComponent)
    const source = { Bucket: from, Key: rest.join('/'), ...(version && { VersionId: version }) }
    const { bytes, metadata } = this.find(source)
    const { versionId } = this.put(String(Bucket), String(Key), bytes, metadata, 'Copy')
    return { VersionId: versionId }
  }

  private delete(input: Input): object {
    const { Bucket, Key, VersionId } = input
    if (input.IfMatch !== undefined) this.refuse(String(Bucket), String(Key), input)
    this.remove(String(Bucket), String(Key), VersionId as string | undefined)
    return {}
  }

  private deleteAll({ Bucket, Delete }: Input): object {
    const { Objects } = Delete as { Objects: { Key: string }[] }
    for (const { Key } of Objects) this.remove(String(Bucket), Key)
    return {}
  }

  private listVersions({ Bucket, Prefix = '', KeyMarker = '', Delimiter }: Input): object {
    const bucket = this.buckets.get(String(Bucket)) ?? new Map<string, Version[]>()
    const keys = [...bucket.keys()].filter((key) => key.startsWith(String(Prefix)))
    const after = keys.filter((key) => key > String(KeyMarker)).sort()
    if (Delimiter === '/') {
      const folded = after.map((key) => key.slice(0, key.indexOf('/', String(Prefix).length) + 1))
      return {
        CommonPrefixes: [...new Set(folded)].filter(Boolean).map((folder) => ({ Prefix: folder })),
      }
    }
    const all = after.flatMap((Key) =>
      this.versions(String(Bucket), Key).map((version, i) => ({
        isMarker: version.isMarker,
        ...{ Key, VersionId: version.versionId, IsLatest: i === 0 },
        LastModified: new Date(version.modifiedMs),
        ...(!version.isMarker && { ETag: version.etag, Size: version.bytes.length }),
      })),
    )
    return {
      Versions: all.filter(({ isMarker }) => !isMarker),
      DeleteMarkers: all.filter(({ isMarker }) => isMarker),
    }
  }

  private list({ Bucket, Prefix = '', StartAfter = '', MaxKeys = 1000, ContinuationToken }: Input) {
    const bucket = this.buckets.get(String(Bucket)) ?? new Map()
    const after = String(ContinuationToken ?? StartAfter)
    const keys = [...bucket.keys()].filter((key) => key.startsWith(String(Prefix)) && key > after)
    const there = keys.filter((key) => this.current(String(Bucket), key)).sort()
    const page = there.slice(0, Number(MaxKeys))
    const Contents = page.map((Key) => {
      const { etag, bytes, modifiedMs } = this.current(String(Bucket), Key)!
      return { Key, ETag: etag, Size: bytes.length, LastModified: new Date(modifiedMs) }
    })
    const more = there.length > page.length && { NextContinuationToken: page.at(-1) }
    return { Contents, ...more }
  }
}

async function* textOf(part: Buffer): AsyncGenerator<string> {
  yield part.toString()
}

const emptyMarker = { bytes: Buffer.alloc(0), etag: '', metadata: {}, isMarker: true }
