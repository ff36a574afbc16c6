/** A Parquet file on disk, batch by batch: each is a row group. */
import { type FileHandle, open } from 'node:fs/promises'
import type { SchemaElement } from 'hyparquet'
import { ByteWriter, ParquetWriter } from 'hyparquet-writer'
import type { Batch } from '../../lake/render/render.ts'

export interface ParquetFile {
  write(batch: Batch): Promise<void>
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
  const parquet = new ParquetWriter({ writer, schema, codec: 'UNCOMPRESSED', statistics: false })
  const names = columnNames(schema)
  return {
    async write(batch) {
      const rows = batch[0]?.length ?? 0
      if (rows === 0) return
      const columnData = names.map((name, i) => ({ name, data: batch[i]! }))
      await parquet.write({ columnData, rowGroupSize: rows })
    },
    async end() {
      parquet.finish()
      await writer.flush()
    },
    close: () => file.close(),
    bytes: () => bytes.offset,
  }
}

/** Those right under the root. */
function columnNames(schema: SchemaElement[]): string[] {
  const names: string[] = []
  for (let at = 1; at < schema.length; at = after(schema, at)) names.push(schema[at]!.name)
  return names
}

function after(schema: SchemaElement[], at: number): number {
  let next = at + 1
  for (let i = 0; i < (schema[at]!.num_children ?? 0); i++) next = after(schema, next)
  return next
}
