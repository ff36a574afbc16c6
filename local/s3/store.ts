/** The object store: what the wire serves, and what Athena and tests use in process. */
import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import type { Readable, Writable } from 'node:stream'
import type { State } from '../state.ts'
import { transaction } from '../transaction.ts'
import { AwsFault } from '../wire/service.ts'
import type { Bucket, QueueTarget } from './bucket.ts'
import { type Buckets, openBuckets } from './buckets.ts'
import { type ChecksumAlgorithm, checksumOf } from './checksum.ts'
import { checkWrite, type WriteCondition } from './conditions.ts'
import { noSuchKey, noSuchVersion } from './fault.ts'
import { type Files, openFiles, type Staged } from './files.ts'
import { type Entry, openJournal } from './journal.ts'
import { listCurrent } from './listing.ts'
import {
  type EventName,
  laptop,
  notify,
  type Origin,
  type SendToQueue,
  testEvent,
} from './notifications.ts'
import type { StoredFile } from './reads.ts'
import { type Restored, restoreIndex } from './restore.ts'
import { openSequence } from './sequence.ts'
import { openSums, type Sums, sumsOfFile } from './sums.ts'
import { openUploads, type Uploads } from './uploads.ts'
import type { Details, ObjectVersion } from './version.ts'
import { openVersions, type Versions } from './versions.ts'

export interface StoreOptions {
  /** Called within the transaction of the object's own row, so that no event is lost. */
  send?: SendToQueue
  now?: () => number
}

export type Body = Uint8Array | string | AsyncIterable<Uint8Array> | { file: string }

/** A change of one key. */
export interface Write {
  bucket: string
  key: string
  details: Details
  event: EventName
  condition?: WriteCondition
  origin?: Origin
  /** Instead of the MD5 of the bytes. */
  etag?: string
  /** Further work of the same transaction. */
  within?: () => void
}

export interface Removal {
  bucket: string
  key: string
  versionId?: string | undefined
  condition?: WriteCondition
  origin?: Origin
}

export interface Removed {
  /** Of the version that is gone or of the marker that is new; undefined without versioning. */
  versionId: string | undefined
  isMarker: boolean
}

const listPageMax = 10_000

export function openStore(state: State, options: StoreOptions = {}): Store {
  return new Store(state, options)
}

export class Store {
  readonly buckets: Buckets
  readonly versions: Versions
  readonly uploads: Uploads
  readonly files: Files
  readonly sums: Sums
  /** What was read from the journal, where the index was empty. */
  readonly restored: Restored | undefined
  readonly now: () => number
  readonly #database: DatabaseSync
  readonly #afterwards: State['afterwards']
  readonly #send: SendToQueue
  readonly #nextSequencer: () => string
  readonly #journal: ReturnType<typeof openJournal>

  constructor(state: State, { send = () => undefined, now = Date.now }: StoreOptions) {
    this.now = now
    this.#database = state.database
    this.#afterwards = state.afterwards
    this.#send = send
    this.buckets = openBuckets(state.database, now, (bucket) => this.#journal?.append({ bucket }))
    this.versions = openVersions(state.database)
    this.uploads = openUploads(state.database)
    this.sums = openSums(state.database)
    const root = join(state.home, 's3')
    this.files = openFiles(root, this.sums)
    const isNew = this.versions.files().length === 0
    this.restored = isNew ? restoreIndex(state.database, root, this) : undefined
    this.#nextSequencer = openSequence(state.database, now)
    this.files.sweep(new Set([...this.versions.files(), ...this.uploads.files()]))
    this.#sumUp()
    this.#journal = openJournal(root, this.#entries())
    state.alongside.push(this.#journal)
  }

  /** Of what a release that knew no sums has stored. */
  #sumUp(): void {
    const known = new Set(this.sums.files())
    for (const { bucket, file, etag } of this.versions.all()) {
      if (file === undefined || known.has(file)) continue
      const sums = sumsOfFile(this.files.path(bucket, file), etag)
      this.sums.keep(file, sums ?? Buffer.alloc(0)) // without sums nothing of it is served
    }
  }

  *#entries(): Generator<Entry> {
    for (const bucket of this.buckets.list()) yield { bucket }
    for (const version of this.versions.all()) yield this.#entryOf(version)
  }

  #entryOf(version: ObjectVersion): Entry {
    const sums = version.file === undefined ? undefined : this.sums.of(version.file)
    return { version, sums: sums?.toString('base64') ?? '' }
  }

  createBucket(
    name: string,
    settings: { region?: string; versioning?: Bucket['versioning'] } = {},
  ): Bucket {
    const { region = 'us-east-1', versioning } = settings
    this.buckets.create(name, region)
    return this.buckets.change(name, { versioning })
  }

  /** Throws BucketNotEmpty. */
  deleteBucket(name: string): void {
    this.buckets.get(name)
    if (!this.versions.isEmpty(name) || this.uploads.list(name).length > 0) {
      const message = 'The bucket you tried to delete is not empty'
      throw new AwsFault('BucketNotEmpty', message, 409, { BucketName: name })
    }
    this.buckets.remove(name)
    this.files.removeBucket(name)
  }

  /** Tests each queue with an `s3:TestEvent`; throws InvalidArgument when one is not there. */
  setNotifications(name: string, targets: readonly QueueTarget[], origin: Origin = laptop): void {
    transaction(this.#database, () => {
      const bucket = this.buckets.get(name)
      for (const { queueArn } of targets) {
        try {
          this.#send(queueArn, testEvent(bucket, origin, this.now()))
        } catch (error) {
          if (!(error instanceof AwsFault)) throw error
          throw new AwsFault(
            'InvalidArgument',
            'Unable to validate the following destination configurations',
            400,
            { ArgumentName: queueArn, ArgumentValue: 'The destination queue does not exist' },
          )
        }
      }
      this.buckets.change(name, { notifications: targets })
    })
  }

  /** Stores an object; throws PreconditionFailed, NoSuchBucket. Its ETag is its MD5. */
  async put(
    bucket: string,
    key: string,
    body: Body,
    options: { headers?: Record<string, string>; condition?: WriteCondition } = {},
  ): Promise<ObjectVersion> {
    const { headers = {}, condition = {} } = options
    const staged = await this.files.stage(bucket, streamOf(body))
    const write: Write = {
      bucket,
      key,
      details: { headers },
      event: 'ObjectCreated:Put',
      condition,
    }
    return this.commit(staged, write)
  }

  /** Makes staged bytes the current version of a key, or discards them and throws. */
  commit(staged: Staged, write: Write): ObjectVersion {
    const { bucket, file } = staged
    let replaced: ObjectVersion | undefined
    try {
      const version = transaction(this.#database, () => {
        const settings = this.buckets.get(bucket)
        const { key, condition = {}, details, event, origin = laptop } = write
        checkWrite(condition, key, present(this.versions.latest(bucket, key)))
        replaced = this.#removeNull(settings, key)
        this.files.adopt(staged)
        const added = this.#add(settings, key, {
          isMarker: false,
          file,
          size: staged.size,
          etag: write.etag ?? staged.md5,
          details,
        })
        write.within?.()
        notify(settings, { name: event, version: added, origin }, this.#send)
        return added
      })
      this.#removeFile(replaced)
      return version
    } catch (error) {
      this.files.discard(staged)
      throw error
    }
  }

  /** Copies a version; shares its bytes when they need not be read again. */
  async copy(source: ObjectVersion, write: Write, algorithm?: ChecksumAlgorithm) {
    const { bucket, file, size, etag, details } = source
    if (file === undefined) throw noSuchKey(source.key)
    const known = details.checksum
    if (!etag.includes('-') && (!algorithm || algorithm === known?.algorithm)) {
      const linked = await this.files.link({ bucket, file, size }, write.bucket)
      const staged = { bucket: write.bucket, ...linked, size, md5: etag, checksum: known?.value }
      return this.commit(staged, { ...write, details: { ...write.details, checksum: known } })
    }
    const chosen = algorithm ?? known?.algorithm
    const staged = await this.files.stage(write.bucket, streamOf(this.read(source)), chosen)
    const checksum = checksumOf(chosen, staged)
    return this.commit(staged, { ...write, details: { ...write.details, checksum } })
  }

  /** Removes a version, or the current object: behind a marker where versions are kept. */
  delete(bucket: string, key: string, versionId?: string): Removed {
    return this.remove({ bucket, key, versionId })
  }

  remove({ bucket, key, versionId, condition = {}, origin = laptop }: Removal): Removed {
    let gone: ObjectVersion | undefined
    const removed = transaction(this.#database, (): Removed => {
      const settings = this.buckets.get(bucket)
      const current = present(this.versions.latest(bucket, key))
      checkWrite(condition, key, current)
      if (versionId !== undefined) {
        gone = this.versions.byId(bucket, key, versionId)
        this.#drop(settings, gone, origin)
        return { versionId, isMarker: gone?.isMarker ?? false }
      }
      gone = this.#removeNull(settings, key)
      if (!settings.versioning) {
        this.#tellRemoved(settings, gone, origin)
        return { versionId: undefined, isMarker: false }
      }
      const details = { headers: {} }
      const marker = { isMarker: true, file: undefined, size: 0, etag: emptyMd5, details }
      const version = this.#add(settings, key, marker)
      notify(settings, { name: 'ObjectRemoved:DeleteMarkerCreated', version, origin }, this.#send)
      return { versionId: version.versionId, isMarker: true }
    })
    this.#removeFile(gone)
    return removed
  }

  /** The current object; undefined when there is none. Throws NoSuchBucket. */
  find(bucket: string, key: string): ObjectVersion | undefined {
    this.buckets.get(bucket)
    return present(this.versions.latest(bucket, key))
  }

  /** The object; throws NoSuchKey or NoSuchVersion. */
  head(bucket: string, key: string, versionId?: string): ObjectVersion {
    const version =
      versionId === undefined
        ? this.find(bucket, key)
        : present(this.versions.byId(bucket, key, versionId))
    if (version) return version
    throw versionId === undefined ? noSuchKey(key) : noSuchVersion(key, versionId)
  }

  /** All bytes of the object. */
  async get(bucket: string, key: string, versionId?: string): Promise<Buffer> {
    const chunks: Uint8Array[] = []
    const bytes = this.read(this.head(bucket, key, versionId))
    for await (const chunk of streamOf(bytes)) chunks.push(chunk)
    return Buffer.concat(chunks)
  }

  /** All current objects below the prefix, in the order of their UTF-8 bytes. */
  list(bucket: string, prefix = ''): ObjectVersion[] {
    this.buckets.get(bucket)
    const found: ObjectVersion[] = []
    let after = ''
    for (;;) {
      const options = { prefix, after, max: listPageMax }
      const { versions, next } = listCurrent(this.versions, bucket, options)
      found.push(...versions)
      if (next === undefined) return found
      after = next
    }
  }

  /** Bytes from `start` to before `end`, safe from a removal once this returns; `into` as in `Read`. */
  read(version: ObjectVersion, start = 0, end = version.size, into?: Writable): Buffer | Readable {
    return this.files.read(storedOf(version), start, end, into)
  }

  /** The plain file of the object, to be read and never written, once its bytes were found whole. */
  verified = (version: ObjectVersion): Promise<string> => this.files.verified(storedOf(version))

  /** Changes what is said of a version, not its bytes. */
  setDetails(version: ObjectVersion): void {
    transaction(this.#database, () => {
      this.versions.setDetails(version)
      this.#journal.append(this.#entryOf(version))
    })
  }

  #add(
    { name, versioning }: Bucket,
    key: string,
    given: Pick<ObjectVersion, 'isMarker' | 'file' | 'size' | 'etag' | 'details'>,
  ): ObjectVersion {
    const version: ObjectVersion = {
      ...given,
      bucket: name,
      key,
      sequencer: this.#nextSequencer(),
      versionId: versioning === 'Enabled' ? randomBytes(24).toString('base64url') : 'null',
      isLatest: true,
      modifiedMs: this.now(),
    }
    this.versions.add(version)
    this.#journal.append(this.#entryOf(version))
    return version
  }

  /** Where versions are not kept, the one without an id makes way. */
  #removeNull({ name, versioning }: Bucket, key: string): ObjectVersion | undefined {
    if (versioning === 'Enabled') return undefined
    const version = this.versions.byId(name, key, 'null')
    if (version) this.versions.remove(version)
    if (version?.isMarker) this.#journal.append({ gone: version })
    return version
  }

  #drop(bucket: Bucket, version: ObjectVersion | undefined, origin: Origin): void {
    if (version) this.versions.remove(version)
    if (version?.isMarker) this.#journal.append({ gone: version })
    this.#tellRemoved(bucket, version, origin)
  }

  #tellRemoved(bucket: Bucket, gone: ObjectVersion | undefined, origin: Origin): void {
    if (!gone) return
    const version = { ...gone, sequencer: this.#nextSequencer(), modifiedMs: this.now() }
    notify(bucket, { name: 'ObjectRemoved:Delete', version, origin }, this.#send)
  }

  /** Once no power cut brings the row back that names it. What an end leaves is swept away at the next start. */
  #removeFile({ bucket, file }: Partial<ObjectVersion> = {}): void {
    if (bucket === undefined || file === undefined) return
    this.#afterwards(() => this.files.remove(bucket, file))
  }
}

const emptyMd5 = 'd41d8cd98f00b204e9800998ecf8427e'

/** Throws NoSuchKey for a marker. */
function storedOf({ bucket, key, file, size }: ObjectVersion): StoredFile {
  if (file === undefined) throw noSuchKey(key)
  return { bucket, key, file, size }
}

const present = (version: ObjectVersion | undefined) => (version?.isMarker ? undefined : version)

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

export function streamOf(body: Body): AsyncIterable<Uint8Array> {
  if (typeof body === 'string') return one(Buffer.from(body))
  if (body instanceof Uint8Array) return one(body)
  return 'file' in body ? createReadStream(body.file) : body
}
