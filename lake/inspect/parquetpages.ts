/**
 * Checksums that pages of a Parquet file carry: a bit that has flipped in a page that is not compressed is another value,
 * and DuckDB looks at none. https://parquet.apache.org/docs/file-format/data-pages/checksumming/
 */
import { crc32 } from 'node:zlib'
import type { ColumnMetaData, FileMetaData } from 'hyparquet'
import { parquetPageHeaderBytesMax, parquetPagesMax } from '../limits.ts'
import { Quarantined } from '../problem.ts'
import { thriftStruct } from './thrift.ts'

/** May give less at the file's end; what it gave before need not stay. */
export type ReadPages = (start: number, end: number) => Promise<Uint8Array>

interface Page {
  /** Of its bytes behind the header, as they lie. */
  start: number
  end: number
  /** Undefined: a dictionary, which says of no rows. */
  values?: number
  crc?: number
}

/** How many pages were verified: none where the writer gave them no checksums. Throws Quarantined where one is not as it was written. */
export async function verifyPages(metadata: FileMetaData, read: ReadPages): Promise<number> {
  const windowed = windowOf(read)
  let verified = 0
  let seen = 0
  for (const [group, { columns }] of metadata.row_groups.entries()) {
    const pages = { with: 0, without: 0, dictionaries: 0, seen }
    for (const { meta_data: chunk } of columns) {
      if (!chunk) continue
      const place = `column "${chunk.path_in_schema.join('.').slice(0, 200)}", row group ${group}`
      if (await verifyChunk(chunk, windowed, pages, place)) continue
      return verified + pages.with + pages.dictionaries // of its form the engine judges
    }
    verified += pages.with + pages.dictionaries
    seen = pages.seen
  }
  return verified
}

/** Of a row group: who gives one of its data pages a checksum gives it to all. */
interface Tally {
  with: number
  without: number
  dictionaries: number
  /** Of all row groups so far, dictionaries too. */
  seen: number
}

/** False where no pages are to be found. */
async function verifyChunk(
  chunk: ColumnMetaData,
  read: ReadPages,
  pages: Tally,
  place: string,
): Promise<boolean> {
  const dictionary = Number(chunk.dictionary_page_offset ?? 0)
  let at = Number(chunk.data_page_offset)
  if (dictionary > 0 && dictionary < at) at = dictionary
  for (let values = 0; values < Number(chunk.num_values); ) {
    if (++pages.seen > parquetPagesMax) return false
    const page = await pageAt(at, read)
    if (!page) {
      if (pages.with + pages.dictionaries > 0) throw damaged(place, at)
      return false
    }
    if (page.crc !== undefined) {
      if ((await sumOf(page, read)) !== page.crc >>> 0) throw damaged(place, at)
      if (page.values === undefined)
        pages.dictionaries++ // parquet-mr before 1.14 gave data pages of version 2 none
      else pages.with++
    } else if (page.values !== undefined) pages.without++
    if (pages.with > 0 && pages.without > 0) throw damaged(place, at)
    values += page.values ?? 0
    at = page.end
  }
  return true
}

const headerBytes = 1024

/** Undefined where there is no header. */
async function pageAt(at: number, read: ReadPages): Promise<Page | undefined> {
  for (let bytes = headerBytes; bytes <= parquetPageHeaderBytesMax; bytes *= 32) {
    const piece = await read(at, at + bytes)
    const page = pageIn(piece, at)
    if (page || piece.length < bytes) return page
  }
  return undefined
}

function pageIn(piece: Uint8Array, at: number): Page | undefined {
  const view = new DataView(piece.buffer, piece.byteOffset, piece.byteLength)
  const reader = { view, offset: 0 }
  try {
    const header = thriftStruct(reader)
    const [bytes, crc] = [header.get(3), header.get(4)]
    const [v1, dictionary, v2] = [5, 7, 8].map((field) => header.get(field))
    const data = v1 ?? v2
    const values = data instanceof Map ? data.get(1) : undefined
    if (!isCount(bytes) || !(isCount(values) || dictionary)) return undefined
    const start = at + reader.offset
    const page = { start, end: start + bytes, ...(typeof crc === 'number' && { crc }) }
    return isCount(values) ? { ...page, values } : page
  } catch {
    return undefined // cut short, or none
  }
}

const isCount = (value: unknown): value is number => Number.isInteger(value) && Number(value) >= 0

const pieceBytes = 1024 * 1024

async function sumOf({ start, end }: Page, read: ReadPages): Promise<number> {
  let sum = 0
  for (let at = start; at < end; ) {
    const piece = await read(at, Math.min(end, at + pieceBytes))
    if (piece.length === 0) return -1 // the file ends before
    sum = crc32(piece, sum)
    at += piece.length
  }
  return sum
}

const windowBytes = 16 * 1024

/** Pages are small and lie one after another. */
function windowOf(read: ReadPages): ReadPages {
  let from = 0
  let held: Uint8Array = new Uint8Array(0)
  return async (start, end) => {
    if (start < from || end > from + held.length) {
      from = start
      held = await read(start, Math.max(end, start + windowBytes))
    }
    return held.subarray(start - from, end - from)
  }
}

const damaged = (place: string, byte: number): Quarantined =>
  new Quarantined({
    code: 'parquet.page-checksum',
    detail: `A page of the Parquet file is not what its checksum says: ${place}, at byte ${byte}.`,
    remedy: 'Send the file again: its bytes were damaged after it was written.',
  })
