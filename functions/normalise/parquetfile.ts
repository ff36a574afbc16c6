/** A Parquet file on disk, batch by batch: each is a row group. */
import { type FileHandle, open } from 'node:fs/promises'
import type { ColumnChunk, SchemaElement } from 'hyparquet'
import { ByteWriter, ParquetWriter } from 'hyparquet-writer'
import { isPacked, type Packed, pagesOf, sizeOf } from '../../lake/render/parquet/packed.ts'
import type { PackedBatch } from '../../lake/render/render.ts'

export interface ParquetFile {
  write(batch: PackedBatch): Promise<void>
  /** Writes the footer. */
  end(): Promise<void>
  close(): Promise<void>
  bytes(): number
}

export async function parquetFile(path: string, schema: SchemaElement[]): Promise<ParquetFile> {
  const file: FileHandle = await open(path, 'w')
  const bytes = new ByteWriter()
  const writer = Object.assign(bytes, {
    async flush() {
      await file.writeFile(bytes.getBytes())
      bytes.index = 0
    },
  })
  // Read once, by DuckDB, right here: figures of its own and compression would only cost.
  const columns = columnsOf(schema)
  const own = numbered(schema, columns)
  const options = { codec: 'UNCOMPRESSED', statistics: false } as const
  const parquet = new ParquetWriter({ writer, schema: own, ...options })
  return {
    async write(batch) {
      const rows = rowsOf(batch)
      if (rows === 0) return
      const columnData = batch.flatMap((data, i) =>
        isPacked(data) ? [] : [{ name: String(i), data }],
      )
      if (columnData.length > 0) await parquet.write({ columnData, rowGroupSize: rows })
      else parquet.num_rows += BigInt(rows)
      const written = columnData.length > 0 ? parquet.row_groups.pop()!.columns : []
      const chunks = columns.flatMap(({ element, leaves }, i) => {
        const data = batch[i]!
        if (isPacked(data)) return [appended(bytes, data, element)]
        return written.splice(0, leaves).map((chunk) => called(chunk, element))
      })
      const total_byte_size = chunks.reduce(
        (sum, { meta_data: meta }) => sum + (meta?.total_uncompressed_size ?? 0n),
        0n,
      )
      parquet.row_groups.push({ columns: chunks, total_byte_size, num_rows: BigInt(rows) })
      await writer.flush()
    },
    async end() {
      parquet.schema = schema
      parquet.finish()
      await writer.flush()
    },
    close: () => file.close(),
    bytes: () => bytes.offset,
  }
}

function rowsOf([first]: PackedBatch): number {
  if (!first) return 0
  return isPacked(first) ? first.rows : first.length
}

function appended(bytes: ByteWriter, packed: Packed, { name, type }: SchemaElement): ColumnChunk {
  const { dictionary, data, encodings } = pagesOf(packed)
  const start = bytes.offset
  for (const part of [...(dictionary ?? []), ...data]) bytes.appendBytes(part)
  const size = BigInt(bytes.offset - start)
  return {
    file_offset: BigInt(start),
    meta_data: {
      ...{ type: type!, encodings, path_in_schema: [name], codec: 'UNCOMPRESSED' },
      ...{ num_values: BigInt(packed.rows), total_uncompressed_size: size },
      ...{ total_compressed_size: size, data_page_offset: BigInt(start + sizeOf(dictionary)) },
      ...(dictionary && { dictionary_page_offset: BigInt(start) }),
    },
  }
}

/** The writer finds a column by its name, and several may have one. */
function numbered(schema: SchemaElement[], columns: Column[]): SchemaElement[] {
  const numbers = new Map(columns.map(({ element }, i) => [element, String(i)]))
  return schema.map((element) => ({ ...element, name: numbers.get(element) ?? element.name }))
}

function called(chunk: ColumnChunk, { name }: SchemaElement): ColumnChunk {
  const [, ...within] = chunk.meta_data!.path_in_schema
  return { ...chunk, meta_data: { ...chunk.meta_data!, path_in_schema: [name, ...within] } }
}

interface Column {
  element: SchemaElement
  /** How many chunks it has. */
  leaves: number
}

/** Those right under the root. */
function columnsOf(schema: SchemaElement[]): Column[] {
  const columns: Column[] = []
  for (let at = 1; at < schema.length; ) {
    const end = after(schema, at)
    const own = schema.slice(at, end)
    columns.push({ element: own[0]!, leaves: own.filter((one) => !one.num_children).length })
    at = end
  }
  return columns
}

function after(schema: SchemaElement[], at: number): number {
  let next = at + 1
  for (let i = 0; i < (schema[at]!.num_children ?? 0); i++) next = after(schema, next)
  return next
}
