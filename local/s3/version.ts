/** One version of one object, or the marker of a deletion. */
import type { SQLOutputValue } from 'node:sqlite'
import type { Checksum } from './checksum.ts'

export interface ObjectVersion {
  bucket: string
  key: string
  /** Orders the versions of the store; hexadecimal, of one length. */
  sequencer: string
  /** `null` where the bucket was not versioned. */
  versionId: string
  isLatest: boolean
  isMarker: boolean
  /** The name of its file; a marker has none. */
  file: string | undefined
  size: number
  /** Without quotes: the MD5 in hex, `-<parts>` after that of a multipart upload's parts. */
  etag: string
  modifiedMs: number
  details: Details
}

/** What an upload says of its object beside the bytes. */
export interface Details {
  /** Content-Type and its like, `x-amz-meta-*`, storage class: lower-case names, as a GET answers them. */
  headers: Record<string, string>
  tags?: Record<string, string> | undefined
  checksum?: Checksum | undefined
  /** Of a multipart upload. */
  parts?: readonly Part[] | undefined
}

export interface Part {
  number: number
  size: number
  /** Base64. */
  checksum?: string | undefined
}

export function versionOf(row: Record<string, SQLOutputValue>): ObjectVersion {
  return {
    bucket: row.bucket as string,
    key: row.key as string,
    sequencer: row.sequencer as string,
    versionId: row.version_id as string,
    isLatest: row.is_latest === 1,
    isMarker: row.is_marker === 1,
    file: (row.file as string | null) ?? undefined,
    size: row.size as number,
    etag: row.etag as string,
    modifiedMs: row.modified_ms as number,
    details: JSON.parse(row.details as string) as Details,
  }
}
