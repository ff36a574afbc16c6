/** A Parquet object, by its footer. */
import type { FileMetaData } from 'hyparquet'
import { columnsMax, inspectionBytesMax } from '../limits.ts'
import { Quarantined } from '../problem.ts'
import { decimalDigitsMax } from '../schema/decimal.ts'
import { foreignTypeOf, parquetColumns } from '../schema/parquet.ts'
import type { Finding } from './finding.ts'
import type { Inspection } from './inspection.ts'
import { asset } from './magic.ts'
import { parquetFooter } from './parquetfooter.ts'

const magic = 'PAR1'
const encryptedMagic = 'PARE'

/** The footer's length and the magic at the end of a file. */
const tailBytes = 8

/** Holds the footer of all but very wide or very long files. */
const firstTailBytes = 256 * 1024

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')

/** By the magic at its start, with encrypted columns or without. */
export const isParquet = (head: Uint8Array): boolean =>
  [magic, encryptedMagic].includes(text(head.subarray(0, 4)))

type Read = (start: number, end: number) => Promise<Uint8Array>

/** `head`: the bytes that are read already, from the start. Throws Quarantined for what is no sound footer. */
export async function inspectParquet(
  bytes: number,
  head: Uint8Array,
  read: Read,
  reserved: readonly string[],
): Promise<Finding & Pick<Inspection, 'parquet' | 'whole'>> {
  const tail = await tailOf(bytes, head, read)
  const end = text(tail.subarray(-4))
  if (text(head.subarray(0, 4)) === encryptedMagic || end === encryptedMagic) throw encrypted()
  if (end !== magic || bytes < 12) throw truncated(bytes)
  const view = new DataView(tail.buffer, tail.byteOffset, tail.length)
  const footerBytes = view.getUint32(tail.length - tailBytes, true)
  if (footerBytes + tailBytes + 4 > bytes) {
    throw corrupt(`its footer of ${footerBytes} bytes is longer than the file`)
  }
  const neededBytes = footerBytes + tailBytes
  if (neededBytes > tail.length && head.length + neededBytes > inspectionBytesMax) {
    const detail = `The footer of the Parquet file has ${footerBytes} bytes, more than is inspected.`
    return {
      format: 'parquet',
      columns: [],
      whole: false,
      evidence: [],
      reason: asset('parquet-footer', detail),
    }
  }
  const missing = bytes - neededBytes
  const rest = neededBytes > tail.length ? await read(missing, bytes - tail.length) : undefined
  return understood(rest ? Buffer.concat([rest, tail]) : tail, reserved)
}

async function tailOf(bytes: number, head: Uint8Array, read: Read): Promise<Uint8Array> {
  if (bytes <= head.length) return head
  const start = Math.max(head.length, bytes - firstTailBytes)
  const tail = await read(start, bytes)
  return start === head.length ? Buffer.concat([head, tail]) : tail
}

function understood(
  footer: Uint8Array,
  reserved: readonly string[],
): Finding & Pick<Inspection, 'parquet' | 'whole'> {
  const { metadata, columns } = parsed(footer, reserved)
  const chunks = metadata.row_groups.flatMap((group) => group.columns)
  if (chunks.some((chunk) => chunk.crypto_metadata)) throw encrypted()
  const rows = Number(metadata.num_rows)
  const codecs = [...new Set(chunks.map((chunk) => chunk.meta_data?.codec ?? 'UNKNOWN'))].sort()
  const groups = metadata.row_groups.length
  const evidence = [
    `Parquet footer: ${rows} rows in ${groups} row groups, ${columns.length} columns`,
    ...(metadata.schema.some(({ precision = 0 }) => precision > decimalDigitsMax)
      ? [`decimals of more than ${decimalDigitsMax} digits are read as text`]
      : []),
    ...(metadata.created_by ? [`written by ${metadata.created_by.slice(0, 100)}`] : []),
  ]
  if (columns.length === 0) {
    const reason = asset('parquet-without-columns', 'The Parquet file has no columns.')
    return { format: 'parquet', columns, whole: true, evidence, reason }
  }
  const split = chunks.find(({ meta_data: meta }) => meta?.encodings.includes(splitEncoding))
  const foreignType =
    foreignTypeOf(metadata.schema) ?? (split && `${split.meta_data?.type} in ${splitEncoding}`)
  const parquet = { rows, codecs, ...(foreignType && { foreignType }) }
  return { format: 'parquet', columns, parquet, whole: true, evidence }
}

/** Nobody says that Athena reads it. */
const splitEncoding = 'BYTE_STREAM_SPLIT'

function parsed(footer: Uint8Array, reserved: readonly string[]) {
  let metadata: FileMetaData
  let columns: Inspection['columns']
  try {
    metadata = parquetFooter(footer)
    columns = parquetColumns(metadata.schema, reserved)
    const rows = Number(metadata.num_rows)
    if (!(rows >= 0 && Number.isSafeInteger(rows))) throw new Error(`it counts ${rows} rows`)
    for (const group of metadata.row_groups) group.columns.length
  } catch (error) {
    throw error instanceof Quarantined ? error : corrupt((error as Error).message, error)
  }
  if (columns.length > columnsMax) throw tooWide(columns.length)
  return { metadata, columns }
}

const corrupt = (what: string, cause?: unknown): Quarantined =>
  new Quarantined(
    {
      code: 'parquet.corrupt',
      detail: `The Parquet footer cannot be read: ${what.slice(0, 200)}.`,
      remedy: 'Write the file again and send it whole.',
    },
    { cause },
  )

const truncated = (bytes: number): Quarantined =>
  new Quarantined({
    code: 'parquet.truncated',
    detail: `The object begins as a Parquet file but does not end as one (${bytes} bytes).`,
    remedy: 'Send the whole file again.',
  })

const encrypted = (): Quarantined =>
  new Quarantined({
    code: 'parquet.encrypted',
    detail: 'The Parquet file is encrypted, and the lake has no key.',
    remedy: 'Send it without encryption of its own; the buckets encrypt it.',
  })

const tooWide = (columns: number): Quarantined =>
  new Quarantined({
    code: 'parquet.too-many-columns',
    detail: `The Parquet file has ${columns} columns, more than ${columnsMax}.`,
    remedy: 'Send fewer columns, or one row a measurement.',
  })
