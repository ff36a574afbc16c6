/** A Parquet file on disk, so that DuckDB reads all of it, and changes nothing. */
import { open } from 'node:fs/promises'
import { decompressedBytesMax } from '../../lake/limits.ts'
import type { Source } from '../../lake/normalise.ts'
import { recoded } from '../../lake/render/parquet/recode.ts'
import type { Column } from '../../lake/schema/type.ts'
import { footerIn } from './footer.ts'
import { deadlineOf, footerOf, isOfMachine, readRange, tooLarge, unreadable } from './render.ts'

/** Changes the file. The source, with columns that became text in it. Throws Quarantined for pages that nobody reads. */
export async function recodedSource(source: Source): Promise<Source> {
  if (source.inspection.format !== 'parquet') return source
  try {
    return (await isRewritten(source)) ? withTexts(source) : source
  } catch (error) {
    throw isOfMachine(error) ? error : unreadable(source, error as Error)
  }
}

async function isRewritten(source: Source): Promise<boolean> {
  const deadline = deadlineOf(source)
  const file = await open(source.path, 'r+')
  try {
    const { size: bytes } = await file.stat()
    const read = (start: number, end: number) => {
      deadline()
      return readRange(file, start, end)
    }
    const pieces = await recoded({ bytes, read }, await footerIn(bytes, read))
    if (!pieces) return false
    let at = bytes
    for await (const piece of pieces) {
      await file.write(piece, 0, piece.length, at)
      at += piece.length
      if (at > decompressedBytesMax) throw tooLarge(at)
    }
    return true
  } finally {
    await file.close()
  }
}

/** What was shown by the original's footer stays, but for times that are text now. */
async function withTexts(source: Source): Promise<Source> {
  const { inspection, path } = source
  const { columns: own } = await footerOf({ ...source, partitions: [] }, path)
  const places = inspection.parquet?.places
  const columns = inspection.columns.map((column, i): Column => {
    const found = own[places?.[i] ?? i]
    return found && !column.reading ? { ...column, type: found.type } : column
  })
  return { ...source, inspection: { ...inspection, columns } }
}
