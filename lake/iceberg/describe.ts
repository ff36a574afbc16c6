/** From a Parquet file's footer to what a commit must know of the file. https://parquet.apache.org/docs/file-format/metadata/ */
import { deserializeTCompactProtocol } from 'hyparquet/src/thrift.js'
import { type Bound, compareBounds, encodeBound, parquetBound, truncateBound } from './bounds.ts'
import type { DataFile } from './datafile.ts'
import { type Field, objectColumn, primitiveLeaves } from './schema.ts'

/** Raw thrift, by field numbers of parquet.thrift: hyparquet's own statistics lose digits of decimals and timestamps. */
interface Footer {
  /** schema */
  field_2: SchemaElement[]
  /** num_rows */
  field_3: bigint
  /** row_groups; their columns */
  field_4: { field_1: { field_3: ColumnMetaData }[] }[]
}
interface SchemaElement {
  /** type: absent for a group */
  field_1?: number
  /** num_children */
  field_5?: number
  field_9?: number
}
interface ColumnMetaData {
  /** type */
  field_1: number
  /** num_values */
  field_5: bigint
  /** total_compressed_size */
  field_7: bigint
  /** data_page_offset */
  field_9: bigint
  /** dictionary_page_offset */
  field_11?: bigint
  /** null_count, max_value, min_value */
  field_12?: { field_3?: bigint; field_5?: Uint8Array; field_6?: Uint8Array }
}

const columnsWithBoundsMax = 100 // Iceberg's own default, write.metadata.metrics.max-inferred-column-defaults
const trailerBytes = 8 // the footer's length and `PAR1`

/** How many bytes at the end of a Parquet file are its footer, the 8 bytes of the trailer among them. */
export function footerBytesOf(tail: Uint8Array): number {
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength)
  const end = tail.byteLength
  if (end < trailerBytes || Buffer.from(tail.subarray(end - 4)).toString('latin1') !== 'PAR1') {
    throw new Error('not the end of a Parquet file')
  }
  return view.getUint32(end - trailerBytes, true) + trailerBytes
}

export interface WrittenFile {
  path: string
  /** Length of the whole file. */
  bytes: number
  /** The end of the file: at least `footerBytesOf` bytes. */
  tail: Uint8Array
  /** Of the schema that it was written with: its columns carry these ids. */
  fields: Field[]
  partition: DataFile['partition']
}

/** Throws when the tail is no Parquet footer, or is too short to hold it. */
export function describeDataFile(file: WrittenFile): DataFile {
  const { path, bytes, tail, fields, partition } = file
  const offset = tail.byteLength - footerBytesOf(tail)
  if (offset < 0) throw new RangeError(`the footer needs ${-offset} more bytes`)
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength)
  const footer = deserializeTCompactProtocol({ view, offset }) as unknown as Footer
  const described: DataFile = {
    path,
    partition,
    records: Number(footer.field_3),
    bytes,
    columnSizes: {},
    valueCounts: {},
    nullCounts: {},
    lower: {},
    upper: {},
    splitOffsets: [],
    fieldIds: topLevelIds(footer.field_2),
  }
  const types = primitiveLeaves(fields)
  const ranges = new Ranges(idsWithBounds(fields, types))
  const leafIds = footer.field_2.filter((e) => e.field_1 !== undefined).map((e) => e.field_9)
  for (const { field_1: chunks } of footer.field_4) {
    const first = chunks[0]!.field_3
    described.splitOffsets.push(Number(first.field_11 ?? first.field_9))
    for (const [i, { field_3: chunk }] of chunks.entries()) {
      const id = leafIds[i]
      const type = id === undefined ? undefined : types.get(id)
      if (id === undefined || type === undefined) continue
      countChunk(described, id, chunk)
      ranges.add(id, type, chunk)
    }
  }
  ranges.write(described, types)
  return described
}

function countChunk(file: DataFile, id: number, chunk: ColumnMetaData): void {
  const nulls = chunk.field_12?.field_3
  file.columnSizes[id] = (file.columnSizes[id] ?? 0) + Number(chunk.field_7)
  file.valueCounts[id] = (file.valueCounts[id] ?? 0) + Number(chunk.field_5)
  if (nulls !== undefined) file.nullCounts[id] = (file.nullCounts[id] ?? 0) + Number(nulls)
}

/** `_object` always: it finds an object's rows after a compaction. */
function idsWithBounds(fields: Field[], types: Map<number, string>): Set<number> {
  const ids = new Set([...types.keys()].slice(0, columnsWithBoundsMax))
  const object = fields.find((field) => field.name === objectColumn)
  return object ? ids.add(object.id) : ids
}

/** The least and the greatest value of each column over the row groups; null: a group without them spoils it. */
class Ranges {
  private readonly ranges = new Map<number, { min: Bound; max: Bound } | null>()
  private readonly ids: Set<number>

  constructor(ids: Set<number>) {
    this.ids = ids
  }

  add(id: number, type: string, chunk: ColumnMetaData): void {
    const { field_3: nulls, field_5: maxBytes, field_6: minBytes } = chunk.field_12 ?? {}
    if (!this.ids.has(id) || nulls === chunk.field_5) return
    const seen = this.ranges.get(id)
    if (seen === null) return
    if (maxBytes === undefined || minBytes === undefined) {
      this.ranges.set(id, null) // DuckDB writes none when there is a NaN
      return
    }
    const min = parquetBound(type, chunk.field_1, minBytes)
    const max = parquetBound(type, chunk.field_1, maxBytes)
    this.ranges.set(id, {
      min: seen && compareBounds(seen.min, min) < 0 ? seen.min : min,
      max: seen && compareBounds(seen.max, max) > 0 ? seen.max : max,
    })
  }

  write(file: DataFile, types: Map<number, string>): void {
    for (const [id, range] of this.ranges) {
      if (range === null) continue
      const type = types.get(id)!
      // Iceberg orders -0.0 before 0.0; writers of Parquet do not say which zero it was.
      const lower = truncateBound(type, 'lower', range.min === 0 ? -0 : range.min)
      const upper = truncateBound(type, 'upper', range.max === 0 ? 0 : range.max)
      if (lower !== undefined) file.lower[id] = encodeBound(type, lower).toString('base64')
      if (upper !== undefined) file.upper[id] = encodeBound(type, upper).toString('base64')
    }
  }
}

/** The schema is a flattened tree, depth first: an element is followed by its descendants. */
function topLevelIds(elements: SchemaElement[]): number[] {
  const ids: number[] = []
  let at = 1
  const skip = (): SchemaElement => {
    const element = elements[at++]!
    for (let i = 0; i < (element.field_5 ?? 0); i++) skip()
    return element
  }
  while (at < elements.length) {
    const { field_9: id } = skip()
    if (id !== undefined) ids.push(id)
  }
  return ids
}
