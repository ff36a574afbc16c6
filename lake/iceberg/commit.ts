/**
 * One commit, as bytes to write: the caller puts the files, swaps Glue's pointer if nobody came first, and begins
 * again on a fresh base otherwise. Nothing that was written is ever written again under its name.
 */
import { manifestBytesTarget, manifestsMergedAt, manifestsRewrittenAt } from '../limits.ts'
import { marksOf } from './added.ts'
import type { DataFile } from './datafile.ts'
import { type Evolution, mayHold, replacedFieldOf } from './evolution.ts'
import {
  expire,
  following,
  isExpiryDue,
  type Retention,
  retention,
  timeAfter,
  withoutRefs,
  withSchema,
  withSnapshot,
} from './history.ts'
import {
  addedEntry,
  type Entry,
  inherited,
  type ManifestFile,
  status,
  writeManifest,
  writeManifestList,
} from './manifest.ts'
import {
  currentSchema,
  currentSnapshot,
  formatMetadata,
  type Metadata,
  metadataPath,
  sameId,
  specOf,
} from './metadata.ts'
import { entriesOf, manifestsOf, type Read } from './read.ts'
import { type Operation, summaryOf } from './summary.ts'

/** What was planned no longer fits the table: plan it again, or write the data file again. */
export class Stale extends Error {
  override name = 'Stale'
}

export interface Change {
  /** Where nothing else changes the table's version still does: whoever planned on what it was loses the swap. */
  isFence?: boolean
  add?: DataFile[]
  /** Paths of live data files to take out; one that is not live makes the change Stale. */
  remove?: string[]
  /** The last-sequence-number at which removed files were read to be written again: a row deleted since must not come back. */
  readAt?: number
  /** By `planEvolution`. Files that may hold a replaced field must all be in `remove`. */
  evolution?: Evolution
  /** By default what adding and removing amounts to; `replace` when no row changes. */
  operation?: Operation
  /** More lines for the snapshot's summary. */
  summary?: Record<string, string>
  /** Old history goes even where nothing else changes: by the usual retention, or by this. */
  expire?: Partial<Retention>
  /** Branches and tags go with it: they hold snapshots. */
  forgetRefs?: boolean
  /** Manifests name no file that is gone, and become few: a `replace` where nothing else changes. */
  rewriteManifests?: boolean
}

/** One version of a table: its metadata.json, and the URI of that. */
export interface Base {
  location: string
  metadata: Metadata
}

export interface Context {
  read: Read
  nowMs: number
  /** Of `newSnapshotId`; the same in every attempt of one change, so that a lost answer can be recognised. */
  snapshotId: bigint
  uuid(): string
  limits?: Partial<CommitLimits>
}

export interface CommitLimits extends Retention {
  manifestsMergedAt: number
  manifestBytesTarget: number
}

export interface Prepared extends Base {
  /** All that must be there before the swap, the new metadata.json last. */
  files: { path: string; bytes: Buffer }[]
  /** Paths of data files. */
  added: string[]
  removed: string[]
  /** Absent when only the schema or the history changed. */
  snapshotId?: bigint
}

/** 53 of the 64 random bits: exact in every reader of JSON. */
export const newSnapshotId = (random: Uint8Array): bigint =>
  BigInt.asUintN(53, Buffer.from(random).readBigUInt64LE())

/** Undefined when nothing would change. Throws Stale, and UnsupportedTable on another engine's partition spec. */
export async function prepareCommit(
  base: Base,
  change: Change,
  context: Context,
): Promise<Prepared | undefined> {
  const known = change.forgetRefs ? withoutRefs(base.metadata) : base.metadata
  const metadata = evolved(known, change.evolution)
  const add = [...new Map((change.add ?? []).map((file) => [file.path, file])).values()]
  refuseReplacedFields(metadata, add)
  const commit = new Commit(metadata, context, change.expire)
  const before = await manifestsOf(context.read, currentSnapshot(metadata))
  const kept = await commit.without(before, change)
  const added = commit.append(add)
  const hasFiles = added !== undefined || commit.removed.length > 0
  const manifests = added ? [added, ...kept] : kept
  const rewritten = change.rewriteManifests ? await commit.rewritten(manifests) : undefined
  if (!hasFiles && !rewritten) {
    const isDue = change.expire && isExpiryDue(metadata, commit.nowMs, commit.limits)
    if (metadata === base.metadata && !isDue) return undefined
    return finished(base, metadata, commit, context)
  }
  const next = rewritten ?? (await commit.merged(manifests))
  const operation = hasFiles ? {} : { operation: 'replace' as const }
  const { snapshotId } = context
  const after = commit.snapshot(next, { ...operation, ...change })
  return { ...finished(base, after, commit, context), snapshotId }
}

/** Whether the table, read again after an unknown outcome, holds the commit. */
export function isCommitted(present: Base, prepared: Prepared): boolean {
  const { location, snapshotId } = prepared
  const log = present.metadata['metadata-log'] ?? []
  return (
    present.location === location ||
    log.some((entry) => entry['metadata-file'] === location) ||
    (present.metadata.snapshots ?? []).some((known) => sameId(known['snapshot-id'], snapshotId))
  )
}

function evolved(metadata: Metadata, evolution: Evolution | undefined): Metadata {
  if (!evolution) return metadata
  if (evolution.changed && evolution.plannedOn !== metadata['last-column-id']) {
    throw new Stale('the schema moved since it was planned')
  }
  return withSchema(metadata, evolution)
}

function refuseReplacedFields(metadata: Metadata, add: DataFile[]): void {
  for (const file of add) {
    const gone = replacedFieldOf(metadata, file)
    if (gone !== undefined) throw new Stale(`${file.path} holds field ${gone}, since replaced`)
  }
}

function finished(base: Base, metadata: Metadata, commit: Commit, context: Context): Prepared {
  const { limits, nowMs } = commit
  const next = following(expire(metadata, nowMs, limits), base, nowMs, limits)
  const location = metadataPath(next.location, context.uuid(), base.location)
  return {
    metadata: next,
    location,
    files: [...commit.files, { path: location, bytes: formatMetadata(next) }],
    added: commit.added.map((entry) => entry.data_file.file_path),
    removed: commit.removed.map((entry) => entry.data_file.file_path),
  }
}

/** The manifests of one commit while they come together. */
class Commit {
  readonly files: Prepared['files'] = []
  readonly removed: Entry[] = []
  readonly limits: CommitLimits
  readonly nowMs: number
  added: Entry[] = []
  private readonly metadata: Metadata
  private readonly context: Context

  constructor(metadata: Metadata, context: Context, expire: Partial<Retention> = {}) {
    this.metadata = metadata
    this.context = context
    const usual = { ...retention, manifestsMergedAt, manifestBytesTarget }
    this.limits = { ...usual, ...context.limits, ...expire }
    this.nowMs = timeAfter(metadata, context.nowMs)
  }

  /** The manifests that list removed files are written again, their other entries as existing. */
  async without(manifests: readonly ManifestFile[], change: Change): Promise<ManifestFile[]> {
    const { remove = [], readAt = Number.POSITIVE_INFINITY } = change
    const replaced = change.evolution?.replaced ?? []
    if (remove.length === 0 && replaced.length === 0) return [...manifests]
    if (manifests.some((file) => file.content === 1 && file.sequence_number > readAt)) {
      throw new Stale('rows were deleted since the files were read')
    }
    const gone = new Set(remove)
    const kept: ManifestFile[] = []
    for (const manifest of manifests) {
      if (manifest.content !== 0 || (gone.size === 0 && replaced.length === 0)) {
        kept.push(manifest)
        continue
      }
      const all = await entriesOf(this.context.read, manifest)
      const live = all.filter((entry) => entry.status !== status.deleted)
      const entries = live.map((entry) => this.withoutFile(entry, gone))
      const left = entries.filter((entry) => entry.status === status.existing)
      const holder = replaced.length > 0 && left.find((entry) => mayHold(entry, replaced))
      if (holder) throw new Stale(`${holder.data_file.file_path} holds a replaced field`)
      const isSame = left.length === live.length
      kept.push(isSame ? manifest : this.write(entries, manifest.partition_spec_id))
    }
    const [missing] = gone
    if (missing !== undefined) throw new Stale(`not in the table: ${missing}`)
    return kept
  }

  private withoutFile(entry: Entry, gone: Set<string>): Entry {
    if (!gone.delete(entry.data_file.file_path)) return { ...entry, status: status.existing }
    this.removed.push(entry)
    return { ...entry, status: status.deleted, snapshot_id: this.context.snapshotId }
  }

  /** One manifest of the added files. */
  append(add: DataFile[]): ManifestFile | undefined {
    if (add.length === 0) return undefined
    const spec = specOf(this.metadata, this.metadata['default-spec-id'])
    this.added = add.map((file) => addedEntry(file, spec, this.context.snapshotId))
    return this.write(this.added, spec['spec-id'])
  }

  /** Many small manifests become one, so that a reader opens few; those without a live file go. */
  async merged(manifests: ManifestFile[]): Promise<ManifestFile[]> {
    const { context, limits } = this
    const used = manifests.filter((file) => {
      const isOfThis = file.added_snapshot_id === context.snapshotId
      return isOfThis || isUsed(file)
    })
    const small = used.filter((file) => this.isSmall(file))
    if (small.length < limits.manifestsMergedAt) return used
    return [...used.filter((file) => !small.includes(file)), ...(await this.oneOf(small))]
  }

  /**
   * A delete leaves the name and the bounds of its file in a manifest until another commit writes that again. Undefined
   * where none does, and the small ones are few.
   */
  async rewritten(manifests: ManifestFile[]): Promise<ManifestFile[] | undefined> {
    const written = manifests.filter((file) => this.isOurs(file))
    const dirty = written.filter((file) => file.deleted_files_count > 0)
    const small = written.filter((file) => this.isSmall(file))
    const isCrowded = small.length >= manifestsRewrittenAt
    if (dirty.length === 0 && !isCrowded) return undefined
    const again = new Set(isCrowded ? [...dirty, ...small] : dirty)
    const kept = manifests.filter((file) => !again.has(file))
    return [...kept, ...(await this.oneOf([...again].filter(isUsed)))]
  }

  private isOurs({ content, partition_spec_id, sequence_number }: ManifestFile): boolean {
    const isOfSpec = partition_spec_id === this.metadata['default-spec-id']
    return content === 0 && isOfSpec && sequence_number !== inherited
  }

  private isSmall(file: ManifestFile): boolean {
    return this.isOurs(file) && file.manifest_length < this.limits.manifestBytesTarget
  }

  /** The live entries of these manifests in one; none where there are none. */
  private async oneOf(manifests: ManifestFile[]): Promise<ManifestFile[]> {
    const lists = await Promise.all(manifests.map((file) => entriesOf(this.context.read, file)))
    const live = lists.flat().filter((entry) => entry.status !== status.deleted)
    if (live.length === 0) return []
    const existing = live.map((entry) => ({ ...entry, status: status.existing }))
    return [this.write(existing, this.metadata['default-spec-id'])]
  }

  /** The metadata with the snapshot of these manifests. */
  snapshot(manifests: ManifestFile[], change: Change): Metadata {
    const { added, context, metadata, removed } = this
    const parent = currentSnapshot(metadata)
    const parentId = parent?.['snapshot-id']
    const sequenceNumber = metadata['last-sequence-number'] + 1
    const path = this.path(`snap-${context.snapshotId}-1-${context.uuid()}`)
    const bytes = writeManifestList(manifests, context.snapshotId, parentId, sequenceNumber)
    this.files.push({ path, bytes })
    const operation = change.operation ?? operationOf(added, removed)
    return withSnapshot(metadata, {
      'snapshot-id': Number(context.snapshotId),
      ...(parentId !== undefined && { 'parent-snapshot-id': parentId }),
      'sequence-number': sequenceNumber,
      'timestamp-ms': this.nowMs,
      'manifest-list': path,
      'schema-id': metadata['current-schema-id'],
      summary: {
        ...change.summary,
        ...marksOf(added.map((entry) => entry.data_file.file_path)),
        ...summaryOf(operation, { added, removed }, parent?.summary),
      },
    })
  }

  private write(entries: Entry[], specId: number): ManifestFile {
    const path = this.path(`${this.context.uuid()}-m0`)
    const schema = currentSchema(this.metadata)
    const spec = specOf(this.metadata, specId)
    const { bytes, file } = writeManifest(path, entries, schema, spec, this.context.snapshotId)
    this.files.push({ path, bytes })
    return file
  }

  private path(name: string): string {
    return `${this.metadata.location}/metadata/${name}.avro`
  }
}

const isUsed = (file: ManifestFile): boolean =>
  file.added_files_count + file.existing_files_count > 0

function operationOf(added: Entry[], removed: Entry[]): Operation {
  if (removed.length === 0) return 'append'
  return added.length === 0 ? 'delete' : 'overwrite'
}
