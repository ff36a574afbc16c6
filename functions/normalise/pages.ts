/** A Parquet file on disk, before DuckDB reads it: whether its pages are what was written. */
import { type FileHandle, open } from 'node:fs/promises'
import { type ReadPages, verifyPages } from '../../lake/inspect/parquetpages.ts'
import type { Source } from '../../lake/normalise.ts'
import { footerIn } from './footer.ts'
import { readRange } from './render.ts'

/** Throws Quarantined. Without checksums, or a footer that can be read, there is nothing to say here. */
export async function refuseDamagedPages({ path, inspection }: Source): Promise<void> {
  if (inspection.format !== 'parquet') return
  const file = await open(path)
  try {
    const read = (start: number, end: number) => readRange(file, start, end)
    const { size } = await file.stat()
    const metadata = await footerIn(size, read).catch(() => undefined) // its inspection says so
    if (metadata) await verifyPages(metadata, intoOne(file))
  } finally {
    await file.close()
  }
}

/** Each time into the same memory. */
function intoOne(file: FileHandle): ReadPages {
  let buffer = Buffer.alloc(0)
  return async (start, end) => {
    if (buffer.length < end - start) buffer = Buffer.allocUnsafe(end - start)
    const { bytesRead } = await file.read(buffer, 0, end - start, start)
    return buffer.subarray(0, bytesRead)
  }
}
