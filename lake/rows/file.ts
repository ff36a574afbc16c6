/** One Parquet data file by ranged reads: its footer once, and of its columns only what is asked. */
import { gunzipSync, zstdDecompressSync } from 'node:zlib'
import { type FileMetaData, parquetMetadataAsync, parquetRead } from 'hyparquet'
import type { Field } from '../iceberg/schema.ts'
import { rowFootersKeptMax } from '../limits.ts'
import type { Cell } from './value.ts'

/** Bytes `start` (included) to `end` (excluded) of what lies at a URI. */
export type ReadRange = (uri: string, start: number, end: number) => Promise<Uint8Array>

export interface DataFile {
  path: string
  bytes: number
  records: number
}

export interface OpenFile {
  rows: number
  /** Its columns have no field ids: another engine's, and none of them is found. */
  isNameless: boolean
  has(field: Pick<Field, 'id'>): boolean
  /** Row groups, by their rows. */
  groups: number[]
  /** Least and greatest of a column of whole numbers in the row group that begins with this row; undefined where it is not said. */
  bounds(field: Field, row: number): [min: bigint, max: bigint] | undefined
  /** Rows `from` (included) to `to` (excluded); a cell a field, null where the file lacks the column. */
  read(fields: Field[], from: number, to: number): Promise<Cell[][]>
}

const compressors = {
  GZIP: (input: Uint8Array) => gunzipSync(input),
  ZSTD: (input: Uint8Array) => zstdDecompressSync(input),
}

/** As the file holds them: digits would be lost in a Date or a float. */
const parsers = {
  dateFromDays: (days: number) => days,
  timestampFromMilliseconds: (ms: bigint) => BigInt(ms) * 1000n,
  timestampFromMicroseconds: (micros: bigint) => BigInt(micros),
  timestampFromNanoseconds: (nanos: bigint) => BigInt(nanos) / 1000n,
}

/** hyparquet's statistics of other types are rounded: only those of whole numbers are taken. */
function boundsOf(
  { row_groups }: FileMetaData,
  name: string | undefined,
  row: number,
): [min: bigint, max: bigint] | undefined {
  let start = 0
  const group = row_groups.find(({ num_rows }) => {
    start += Number(num_rows)
    return start > row
  })
  const found = group?.columns.find(
    ({ meta_data }) =>
      meta_data?.path_in_schema.length === 1 && meta_data.path_in_schema[0] === name,
  )
  const { min_value: min, max_value: max } = found?.meta_data?.statistics ?? {}
  return isWhole(min) && isWhole(max) ? [BigInt(min), BigInt(max)] : undefined
}

const isWhole = (value: unknown): value is number | bigint =>
  typeof value === 'bigint' || Number.isSafeInteger(value)

const footers = new Map<string, Promise<FileMetaData>>()

export async function openFile({ path, bytes }: DataFile, read: ReadRange): Promise<OpenFile> {
  const file = {
    byteLength: bytes,
    slice: async (start: number, end = bytes) => {
      const found = await read(path, start, end)
      return found.buffer.slice(found.byteOffset, found.byteOffset + found.length) as ArrayBuffer
    },
  }
  const metadata = await footerOf(path, file)
  const names = namesById(metadata)
  return {
    rows: Number(metadata.num_rows),
    isNameless: names.size === 0,
    has: ({ id }) => names.has(id),
    groups: metadata.row_groups.map((group) => Number(group.num_rows)),
    bounds: (field, row) => boundsOf(metadata, names.get(field.id), row),
    async read(fields, from, to) {
      const columns = fields.flatMap(({ id }) => names.get(id) ?? [])
      const places = fields.map(({ id }) => {
        const name = names.get(id)
        return name === undefined ? -1 : columns.indexOf(name)
      })
      if (columns.length === 0)
        return Array.from({ length: to - from }, () => fields.map(() => null))
      let rows: Cell[][] = []
      await parquetRead({
        ...{ file, metadata, columns, parsers, compressors },
        ...{ rowStart: from, rowEnd: to, utf8: false, geoparquet: false },
        onComplete: (read) => {
          rows = read
        },
      })
      return rows.map((row) => places.map((place) => (place < 0 ? null : row[place])))
    },
  }
}

/** Least recently used first. */
function footerOf(
  path: string,
  file: Parameters<typeof parquetMetadataAsync>[0],
): Promise<FileMetaData> {
  const known = footers.get(path)
  footers.delete(path)
  const footer = known ?? parquetMetadataAsync(file, { geoparquet: false }).then(withoutDecimals)
  footers.set(path, footer)
  footer.catch(() => footers.delete(path))
  const [oldest] = footers.keys()
  if (footers.size > rowFootersKeptMax && oldest) footers.delete(oldest)
  return footer
}

/** hyparquet makes floats of decimals: without their name they come as the integers that they are. */
function withoutDecimals(metadata: FileMetaData): FileMetaData {
  const schema = metadata.schema.map(({ converted_type, logical_type, ...element }) => ({
    ...element,
    ...(converted_type && converted_type !== 'DECIMAL' && { converted_type }),
    ...(logical_type && logical_type.type !== 'DECIMAL' && { logical_type }),
  }))
  return { ...metadata, schema }
}

/** Columns of the top level by their field ids. */
function namesById({ schema }: FileMetaData): Map<number, string> {
  const names = new Map<number, string>()
  for (let at = 1; at < schema.length; at = after(schema, at)) {
    const { field_id, name } = schema[at]!
    if (field_id !== undefined) names.set(field_id, name)
  }
  return names
}

/** The element that follows this one and all that it nests. */
function after(schema: FileMetaData['schema'], at: number): number {
  let next = at + 1
  for (let left = schema[at]?.num_children ?? 0; left > 0; left--) next = after(schema, next)
  return next
}
