/** Zoned nanoseconds of a Parquet file, which DuckDB cuts to microseconds: those without a zone it reads as they are. */
import { isDeepStrictEqual } from 'node:util'
import { parquetMetadata, type SchemaElement } from 'hyparquet'
import { Quarantined } from '../problem.ts'

/**
 * A TIMESTAMP of nanoseconds that is adjusted to UTC, as Thrift's compact protocol has it in a schema's element; the second
 * byte says that it is. https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
 */
const zoned = Buffer.from('8c111c3c00000000', 'hex')
const unzonedByte = 0x12

/** The footer, of the same length, with its zoned nanoseconds as such without a zone; undefined: it has none. */
export function unzonedNanos(footer: Buffer): Buffer | undefined {
  const schema = schemaOf(footer)
  const wanted = schema.map(unzoned)
  if (isDeepStrictEqual(schema, wanted)) return undefined
  const changed = Buffer.from(footer)
  for (let at = footer.indexOf(zoned); at >= 0; at = footer.indexOf(zoned, at + 1)) {
    changed[at + 1] = unzonedByte
  }
  if (!isDeepStrictEqual(schemaOf(changed), wanted)) throw uncut()
  return changed
}

const schemaOf = (footer: Buffer): SchemaElement[] =>
  parquetMetadata(Uint8Array.from(footer).buffer, { geoparquet: false }).schema

function unzoned(element: SchemaElement): SchemaElement {
  const { logical_type: logical } = element
  return logical?.type === 'TIMESTAMP' && logical.unit === 'NANOS'
    ? { ...element, logical_type: { ...logical, isAdjustedToUTC: false } }
    : element
}

const uncut = (): Quarantined =>
  new Quarantined({
    code: 'parquet.zoned-nanoseconds',
    detail: 'The file has times of a zone in nanoseconds, which would be cut to microseconds.',
    remedy: 'Write them in microseconds, or without a zone.',
  })
