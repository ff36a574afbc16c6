/** An object in memory, inspected, scanned whole, and read by DuckDB as normalise does. */
import { mkdtempSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { plainSource } from '../../../functions/normalise/source.ts'
import { assignIds } from '../../../lake/iceberg/schema.ts'
import { decompressed } from '../../../lake/inspect/compression.ts'
import { utf8Of } from '../../../lake/inspect/encoding/decode.ts'
import { paddingOf } from '../../../lake/inspect/encoding/padding.ts'
import { inspect } from '../../../lake/inspect/inspect.ts'
import type { Inspection, TextFacts } from '../../../lake/inspect/inspection.ts'
import { pinnedBy } from '../../../lake/inspect/pinned.ts'
import { scanner } from '../../../lake/inspect/scan.ts'
import { inspectionBytesMax } from '../../../lake/limits.ts'
import {
  copyPartsSql,
  readSql,
  rowsOf,
  type Source,
  sourceColumns,
} from '../../../lake/normalise.ts'
import type { Column } from '../../../lake/schema/type.ts'
import type { Engine, Row } from '../../../layers/duckdb/engine.ts'
import type { Pins } from '../../../schemas/interpretation.ts'
import type { Duckdb } from './duckdb.ts'

/** Fails where the inspection reads more than it may, or miscounts what it read. */
export async function inspectBytes(bytes: Uint8Array, pins: Pins = {}): Promise<Inspection> {
  let bytesRead = 0
  const read = async (start: number, end: number): Promise<Uint8Array> => {
    bytesRead += end - start
    return bytes.subarray(start, end)
  }
  const object = { key: 'source/dataset/input', bytes: bytes.length }
  const inspection = await inspect(object, read, [], pinnedBy([['a person', pins]]))
  if (bytesRead !== inspection.bytesRead || bytesRead > inspectionBytesMax) {
    throw new Error(`${bytesRead} bytes read, ${inspection.bytesRead} said`)
  }
  return inspection
}

/** As it lies on the disk: decompressed, a text in UTF-8. */
export async function plainBytes(
  { compression, encoding, member, padding }: Inspection,
  bytes: Uint8Array,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  if (compression === 'none') chunks.push(bytes)
  else
    for await (const chunk of decompressed(compression, [bytes], false, member)) chunks.push(chunk)
  const plain = Buffer.concat(chunks)
  const text = encoding ? utf8Of(encoding, plain, true)! : plain
  return padding ? text.subarray(0, text.length - paddingOf(text)) : text
}

export function scanWhole(
  inspection: Inspection,
  bytes: Uint8Array,
  chunkBytes: number,
): TextFacts {
  const scan = scanner(inspection)
  for (let i = 0; i < bytes.length; i += chunkBytes) scan.push(bytes.subarray(i, i + chunkBytes))
  return scan.end()
}

/** A decompressed object of this inspection as DuckDB reads it, rendered where it must be. */
export async function sourceOf(
  duckdb: Duckdb,
  inspection: Inspection,
  bytes: Uint8Array,
): Promise<Source> {
  const path = duckdb.file(bytes)
  const source = { path, key: 'source/dataset/input', inspection, partitions: [] }
  const folder = mkdtempSync(join(dirname(path), 'object-'))
  const engine = engineOf(duckdb)
  if (inspection.render) return plainSource(source, folder, engine)
  const facts = inspection.text && scanWhole(inspection, bytes, 7)
  return plainSource({ ...source, ...(facts && { facts }) }, folder, engine)
}

/** It answers in this process, and nothing kills it. */
function engineOf({ objects }: Duckdb): Engine {
  const engine: Engine = {
    async run(...sql) {
      let rows: Row[] = []
      for (const statement of sql) rows = await objects(statement)
      return rows
    },
    alone: (work) => work(engine),
    close() {},
  }
  return engine
}

/** The columns of a source and the SELECT that reads them. */
export function readingOf(source: Source): { columns: Column[]; sql: string } {
  const columns = sourceColumns(source)
  return { columns, sql: readSql(source, columns) }
}

/** Rows of an archive, by the very statement that normalise gives. Fails where they are not as many as were counted. */
export async function memberRows(duckdb: Duckdb, source: Source): Promise<unknown[][]> {
  const { members = [], inspection } = source
  let last = 0
  const fields = assignIds(inspection.columns, () => ++last)
  const parts = members.map((member) => ({ source: member, columns: sourceColumns(member) }))
  const path = duckdb.file('', 'rows.parquet')
  await duckdb.query(copyPartsSql(parts, fields, path))
  const rows = await duckdb.query(`SELECT * FROM read_parquet('${path}')`)
  if (rows.length !== rowsOf(source)) throw new Error(`${rows.length} rows, ${rowsOf(source)} said`)
  return rows
}
