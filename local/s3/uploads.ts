/** Multipart uploads that are neither completed nor aborted, and their parts. */
import { randomBytes } from 'node:crypto'
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import type { ChecksumAlgorithm, ChecksumType } from './checksum.ts'
import { noSuchUpload } from './fault.ts'
import type { Details, Part } from './version.ts'

export interface Upload {
  uploadId: string
  bucket: string
  key: string
  initiatedMs: number
  details: Details
  /** Of the whole, as asked for at its creation. */
  checksum: { algorithm: ChecksumAlgorithm; type: ChecksumType } | undefined
}

export interface UploadedPart extends Part {
  file: string
  etag: string
  modifiedMs: number
  algorithm: ChecksumAlgorithm | undefined
}

export type Uploads = ReturnType<typeof openUploads>

const schema = `
  CREATE TABLE IF NOT EXISTS s3_uploads (
    upload_id TEXT PRIMARY KEY, bucket TEXT NOT NULL, key TEXT NOT NULL, upload TEXT NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS s3_uploads_order ON s3_uploads (bucket, key, upload_id);
  CREATE TABLE IF NOT EXISTS s3_parts (
    upload_id TEXT NOT NULL REFERENCES s3_uploads ON DELETE CASCADE, number INTEGER NOT NULL,
    file TEXT NOT NULL, part TEXT NOT NULL, PRIMARY KEY (upload_id, number)) STRICT`

export function openUploads(database: DatabaseSync) {
  database.exec(schema)
  const insert = database.prepare('INSERT INTO s3_uploads VALUES (?, ?, ?, ?)')
  const select = database.prepare('SELECT upload FROM s3_uploads WHERE upload_id = ?')
  const remove = database.prepare('DELETE FROM s3_uploads WHERE upload_id = ?')
  const ofBucket = database.prepare(
    'SELECT upload FROM s3_uploads WHERE bucket = ? ORDER BY key, upload_id',
  )
  const putPart = database.prepare('INSERT OR REPLACE INTO s3_parts VALUES (?, ?, ?, ?)')
  const part = database.prepare('SELECT part FROM s3_parts WHERE upload_id = ? AND number = ?')
  const parts = database.prepare('SELECT part FROM s3_parts WHERE upload_id = ? ORDER BY number')
  const files = database.prepare('SELECT file FROM s3_parts')
  const partOf = (row: Record<string, SQLOutputValue>) =>
    JSON.parse(String(row.part)) as UploadedPart

  return {
    create(upload: Omit<Upload, 'uploadId'>): Upload {
      const created = { ...upload, uploadId: randomBytes(48).toString('base64url') }
      insert.run(created.uploadId, upload.bucket, upload.key, JSON.stringify(created))
      return created
    },
    /** Throws NoSuchUpload, also when it is one of another key. */
    get(bucket: string, key: string, uploadId: string): Upload {
      const row = select.get(uploadId)
      const upload = row && (JSON.parse(String(row.upload)) as Upload)
      if (upload?.bucket !== bucket || upload.key !== key) throw noSuchUpload(uploadId)
      return upload
    },
    /** With its parts; their files are the caller's to remove. */
    remove: (uploadId: string) => remove.run(uploadId),
    /** In the order of their keys. */
    list: (bucket: string) =>
      ofBucket.all(bucket).map(({ upload }) => JSON.parse(String(upload)) as Upload),
    /** Answers the part that it replaces. */
    putPart(uploadId: string, put: UploadedPart): UploadedPart | undefined {
      const replaced = part.get(uploadId, put.number)
      putPart.run(uploadId, put.number, put.file, JSON.stringify(put))
      return replaced && partOf(replaced)
    },
    /** In the order of their numbers. */
    parts: (uploadId: string) => parts.all(uploadId).map(partOf),
    files: () => files.all().map(({ file }) => file as string),
  }
}
