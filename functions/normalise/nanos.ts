/** A Parquet file on disk, so that DuckDB reads its zoned nanoseconds as they are. */
import { open } from 'node:fs/promises'
import { unzonedNanos } from '../../lake/inspect/parquetnanos.ts'
import type { Source } from '../../lake/normalise.ts'

/** Changes bytes of the file's footer in their place. */
export async function withoutZones({ path, inspection }: Source): Promise<void> {
  if (inspection.format !== 'parquet') return
  const file = await open(path, 'r+')
  try {
    const { size } = await file.stat()
    const tail = Buffer.alloc(Math.min(size, tailBytes))
    await file.read(tail, 0, tail.length, size - tail.length)
    const footer = Buffer.alloc(Math.min(size, tail.readUInt32LE() + tailBytes))
    await file.read(footer, 0, footer.length, size - footer.length)
    const changed = unzonedNanos(footer)
    if (changed) await file.write(changed, 0, changed.length, size - changed.length)
  } finally {
    await file.close()
  }
}

/** The footer's length, and the magic. */
const tailBytes = 8
