/** What a Parquet file says of itself at its end. */
import { type FileMetaData, parquetMetadata } from 'hyparquet'
import { thriftStruct } from './thrift.ts'

/** The footer's length, and the magic. */
const tailBytes = 8

/** `end`: the file, or as much of its end as the footer takes. Throws Error for what is none. */
export function parquetFooter(end: Uint8Array): FileMetaData {
  const { buffer, byteOffset, length } = end
  const bytes = new DataView(buffer, byteOffset, length).getUint32(length - tailBytes, true)
  const view = new DataView(buffer, byteOffset + length - tailBytes - bytes, bytes)
  if (view.byteOffset < byteOffset) throw new RangeError(`a footer of ${bytes} bytes`)
  thriftStruct({ view, offset: 0 }) // before who makes room for what it claims
  return parquetMetadata(end, { geoparquet: false })
}
