/** The footer of a Parquet file that lies on the function's disk. */
import type { FileMetaData } from 'hyparquet'
import { parquetFooter } from '../../lake/inspect/parquetfooter.ts'

/** Its length, and the magic. */
const tailBytes = 8

/** Throws Error for bytes that are none. */
export async function footerIn(
  bytes: number,
  read: (start: number, end: number) => Promise<Buffer>,
): Promise<FileMetaData> {
  const tail = await read(Math.max(0, bytes - tailBytes), bytes)
  const needed = tail.length < tailBytes ? bytes : tail.readUInt32LE() + tailBytes
  return parquetFooter(await read(Math.max(0, bytes - needed), bytes))
}
