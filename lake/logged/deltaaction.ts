/** Actions of a Delta log: JSON lines of a commit, rows of a checkpoint. https://github.com/delta-io/delta/blob/master/PROTOCOL.md#actions */
import { gunzipSync, zstdDecompressSync } from 'node:zlib'
import { parquetReadObjects } from 'hyparquet'
import * as z from 'zod'
import { parquetFooter } from '../inspect/parquetfooter.ts'
import { logFileBytesMax } from '../limits.ts'
import { Quarantined } from '../problem.ts'

const vector = z.object({
  storageType: z.string(),
  pathOrInlineDv: z.string(),
  offset: z.coerce.number().nullish(),
  sizeInBytes: z.coerce.number(),
  cardinality: z.coerce.number(),
})
const texts = z.record(z.string(), z.string().nullish())
const add = z.object({
  path: z.string(),
  partitionValues: texts.nullish().transform((values) => values ?? {}),
  deletionVector: vector.nullish(),
})
const protocol = z.object({
  minReaderVersion: z.number(),
  readerFeatures: z.array(z.string()).nullish(),
})
const metaData = z.object({
  schemaString: z.string(),
  partitionColumns: z
    .array(z.string())
    .nullish()
    .transform((columns) => columns ?? []),
  configuration: texts.nullish(),
})
const action = z.object({
  add: add.nullish(),
  remove: z.object({ path: z.string() }).nullish(),
  protocol: protocol.nullish(),
  metaData: metaData.nullish(),
  sidecar: z.object({ path: z.string() }).nullish(),
})

/** One of them at a time is there. */
export type Action = z.infer<typeof action>
export type AddFile = z.infer<typeof add>
export type Protocol = z.infer<typeof protocol>
export type TableMetadata = z.infer<typeof metaData>

/** Those of Parquet's codecs that logs are packed by. */
export const compressors = {
  GZIP: (input: Uint8Array) => gunzipSync(input, { maxOutputLength: logFileBytesMax }),
  ZSTD: (input: Uint8Array) => zstdDecompressSync(input, { maxOutputLength: logFileBytesMax }),
}

/** Throws Quarantined where the file is not what its name says. */
export async function actionsOf(name: string, bytes: Uint8Array): Promise<Action[]> {
  try {
    const rows = name.endsWith('.json') ? linesOf(bytes) : await rowsOf(bytes)
    return rows.map((row) => action.parse(row))
  } catch (error) {
    throw new Quarantined(
      {
        code: 'delta.log',
        detail: `"_delta_log/${name}" is no entry of a Delta log: ${(error as Error).message.slice(0, 200)}.`,
        remedy: 'Land the file again as it is in the table.',
      },
      { cause: error },
    )
  }
}

const linesOf = (bytes: Uint8Array): unknown[] =>
  Buffer.from(bytes)
    .toString('utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line))

const wanted: ReadonlySet<string> = new Set(Object.keys(action.shape))

async function rowsOf(bytes: Uint8Array): Promise<unknown[]> {
  const file = Uint8Array.from(bytes).buffer
  const metadata = parquetFooter(bytes)
  const names = metadata.row_groups[0]?.columns.map((column) => column.meta_data?.path_in_schema[0])
  const columns = [...new Set(names)].filter((name) => name !== undefined && wanted.has(name))
  return parquetReadObjects({ file, metadata, compressors, columns: columns as string[] })
}
