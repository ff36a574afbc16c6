/** A table's history: what a new schema, a new snapshot and time do to its metadata. */
import { metadataLogMax, snapshotAgeMsMax, snapshotsKeptMax, snapshotsKeptMin } from '../limits.ts'
import type { Evolution } from './evolution.ts'
import type { Id, Metadata, Snapshot } from './metadata.ts'
import type { Schema } from './schema.ts'
import { withUntyped } from './valueless.ts'

export interface Retention {
  snapshotsKeptMin: number
  snapshotsKeptMax: number
  snapshotAgeMsMax: number
  metadataLogMax: number
  metadataLogAgeMsMax: number
}

export const retention: Retention = {
  snapshotsKeptMin,
  snapshotsKeptMax,
  snapshotAgeMsMax,
  metadataLogMax,
  metadataLogAgeMsMax: snapshotAgeMsMax,
}

export function withSchema(metadata: Metadata, evolution: Evolution): Metadata {
  if (!evolution.changed) return metadata
  const id = Math.max(...metadata.schemas.map((schema) => schema['schema-id'])) + 1
  const schema: Schema = { type: 'struct', 'schema-id': id, fields: evolution.fields }
  return {
    ...metadata,
    properties: withUntyped(metadata.properties ?? {}, evolution.untyped),
    schemas: [...metadata.schemas, schema],
    'current-schema-id': id,
    'last-column-id': evolution.lastColumnId,
  }
}

export function withSnapshot(metadata: Metadata, snapshot: Snapshot): Metadata {
  const { 'snapshot-id': id, 'timestamp-ms': timestampMs } = snapshot
  const entry = { 'timestamp-ms': timestampMs, 'snapshot-id': id }
  return {
    ...metadata,
    'last-sequence-number': snapshot['sequence-number'],
    'current-snapshot-id': id,
    refs: { ...metadata.refs, main: { ...metadata.refs?.main, 'snapshot-id': id, type: 'branch' } },
    snapshots: [...(metadata.snapshots ?? []), snapshot],
    'snapshot-log': [...(metadata['snapshot-log'] ?? []), entry],
  }
}

/** Only the main branch stays; the very same metadata where there is no other. */
export function withoutRefs(metadata: Metadata): Metadata {
  const { main, ...others } = metadata.refs ?? {}
  return Object.keys(others).length === 0 ? metadata : { ...metadata, refs: main ? { main } : {} }
}

/** Drops old snapshots, never one that a branch or a tag holds. Their files are left to `lake/maintain`. */
export function expire(metadata: Metadata, nowMs: number, kept: Retention = retention): Metadata {
  const snapshots = metadata.snapshots ?? []
  const refs = Object.values(metadata.refs ?? {})
  const held = new Set(refs.map((ref) => String(ref['snapshot-id'])))
  const staying = snapshots.filter((snapshot, i) => {
    const age = snapshots.length - 1 - i
    const isYoung = snapshot['timestamp-ms'] >= nowMs - kept.snapshotAgeMsMax
    const stays = age < kept.snapshotsKeptMin || (isYoung && age < kept.snapshotsKeptMax)
    return stays || held.has(String(snapshot['snapshot-id']))
  })
  if (staying.length === snapshots.length) return metadata
  const ids = new Set(staying.map((snapshot) => String(snapshot['snapshot-id'])))
  const isKnown = (entry: { 'snapshot-id': Id }): boolean => ids.has(String(entry['snapshot-id']))
  const log = metadata['snapshot-log'] ?? []
  const gap = log.findLastIndex((entry) => !isKnown(entry)) // history before a gap is no history
  return {
    ...metadata,
    snapshots: staying,
    'snapshot-log': log.slice(gap + 1),
    ...(metadata.statistics && { statistics: metadata.statistics.filter(isKnown) }),
    ...(metadata['partition-statistics'] && {
      'partition-statistics': metadata['partition-statistics'].filter(isKnown),
    }),
  }
}

/** Whether time alone has made history that may go. */
export const isExpiryDue = (metadata: Metadata, nowMs: number, kept: Retention): boolean =>
  expire(metadata, nowMs, kept) !== metadata ||
  logOf(metadata['metadata-log'] ?? [], nowMs, kept).length <
    (metadata['metadata-log'] ?? []).length

type Log = NonNullable<Metadata['metadata-log']>

const logOf = (log: Log, nowMs: number, kept: Retention): Log =>
  log
    .filter((entry) => entry['timestamp-ms'] >= nowMs - kept.metadataLogAgeMsMax)
    .slice(-kept.metadataLogMax)

/** The next version's time, and the version that it follows in the log. */
export function following(
  metadata: Metadata,
  previous: { location: string; metadata: Metadata },
  nowMs: number,
  kept: Retention = retention,
): Metadata {
  const log = metadata['metadata-log'] ?? []
  const entry = {
    'timestamp-ms': previous.metadata['last-updated-ms'],
    'metadata-file': previous.location,
  }
  return {
    ...metadata,
    'last-updated-ms': nowMs,
    'metadata-log': logOf([...log, entry], nowMs, kept),
  }
}

/** Clocks of two functions differ, and Iceberg's log may not go back. */
export const timeAfter = (metadata: Metadata, nowMs: number): number =>
  Math.max(nowMs, metadata['last-updated-ms'] + 1)
