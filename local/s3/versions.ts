/** The versions of all objects: what is current, what was, in the order of UTF-8 bytes. */
import type { DatabaseSync } from 'node:sqlite'
import { type ObjectVersion, versionOf } from './version.ts'

export type Versions = ReturnType<typeof openVersions>

const schema = `
  CREATE TABLE IF NOT EXISTS s3_versions (
    bucket TEXT NOT NULL, key TEXT NOT NULL, sequencer TEXT NOT NULL, version_id TEXT NOT NULL,
    is_latest INTEGER NOT NULL, is_marker INTEGER NOT NULL, file TEXT, size INTEGER NOT NULL,
    etag TEXT NOT NULL, modified_ms INTEGER NOT NULL, details TEXT NOT NULL) STRICT;
  CREATE UNIQUE INDEX IF NOT EXISTS s3_versions_order ON s3_versions (bucket, key, sequencer DESC);
  CREATE UNIQUE INDEX IF NOT EXISTS s3_versions_latest ON s3_versions (bucket, key) WHERE is_latest = 1`

const ofKey = 'FROM s3_versions WHERE bucket = ? AND key = ?'

function statementsOf(database: DatabaseSync) {
  return {
    latest: database.prepare(`SELECT * ${ofKey} AND is_latest = 1`),
    byId: database.prepare(`SELECT * ${ofKey} AND version_id = ?`),
    demote: database.prepare(
      'UPDATE s3_versions SET is_latest = 0 WHERE bucket = ? AND key = ? AND is_latest = 1',
    ),
    promote: database.prepare(
      `UPDATE s3_versions SET is_latest = 1 WHERE bucket = ?1 AND key = ?2
     AND sequencer = (SELECT max(sequencer) FROM s3_versions WHERE bucket = ?1 AND key = ?2)`,
    ),
    insert: database.prepare('INSERT INTO s3_versions VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?)'),
    remove: database.prepare(`DELETE ${ofKey} AND sequencer = ?`),
    setDetails: database.prepare(
      'UPDATE s3_versions SET details = ? WHERE bucket = ? AND key = ? AND sequencer = ?',
    ),
    any: database.prepare('SELECT 1 FROM s3_versions WHERE bucket = ? LIMIT 1'),
    // A bound of bytes need not be UTF-8: the successor of a prefix is the least that is greater.
    current: database.prepare(
      `SELECT * FROM s3_versions WHERE bucket = ? AND is_latest = 1 AND key >= CAST(? AS TEXT)
     ORDER BY key`,
    ),
    every: database.prepare(
      `SELECT * FROM s3_versions WHERE bucket = ? AND key >= CAST(? AS TEXT)
     ORDER BY key, sequencer DESC`,
    ),
    older: database.prepare(`SELECT * ${ofKey} AND sequencer < ? ORDER BY sequencer DESC`),
    all: database.prepare('SELECT * FROM s3_versions'),
    files: database.prepare('SELECT file FROM s3_versions WHERE file IS NOT NULL'),
  }
}

export function openVersions(database: DatabaseSync) {
  database.exec(schema)
  const statements = statementsOf(database)
  return {
    /** The current version, which may be a delete marker. */
    latest(bucket: string, key: string): ObjectVersion | undefined {
      const row = statements.latest.get(bucket, key)
      return row && versionOf(row)
    },
    byId(bucket: string, key: string, versionId: string): ObjectVersion | undefined {
      const row = statements.byId.get(bucket, key, versionId)
      return row && versionOf(row)
    },
    /** Makes it the current version of its key. */
    add(version: ObjectVersion): void {
      statements.demote.run(version.bucket, version.key)
      statements.insert.run(
        version.bucket,
        version.key,
        version.sequencer,
        version.versionId,
        version.isMarker ? 1 : 0,
        version.file ?? null,
        version.size,
        version.etag,
        version.modifiedMs,
        JSON.stringify(version.details),
      )
    },
    /** The newest of those left becomes current. */
    remove(version: ObjectVersion): void {
      statements.remove.run(version.bucket, version.key, version.sequencer)
      if (version.isLatest) statements.promote.run(version.bucket, version.key)
    },
    setDetails({ details, bucket, key, sequencer }: ObjectVersion): void {
      statements.setDetails.run(JSON.stringify(details), bucket, key, sequencer)
    },
    /** Of all buckets, in no order. */
    *all(): Generator<ObjectVersion> {
      for (const row of statements.all.iterate()) yield versionOf(row)
    },
    isEmpty: (bucket: string) => statements.any.get(bucket) === undefined,
    /** Current objects from `from` on, in order; stop reading at will. */
    *current(bucket: string, from: Buffer): Generator<ObjectVersion> {
      for (const row of statements.current.iterate(bucket, from)) {
        if (row.is_marker === 0) yield versionOf(row)
      }
    },
    /** All versions from the key `from` on, the newest of each key first. */
    *every(bucket: string, from: Buffer): Generator<ObjectVersion> {
      for (const row of statements.every.iterate(bucket, from)) yield versionOf(row)
    },
    older(version: ObjectVersion): ObjectVersion[] {
      return statements.older.all(version.bucket, version.key, version.sequencer).map(versionOf)
    },
    files: () => statements.files.all().map(({ file }) => file as string),
  }
}
