/** A Parquet original without some of its rows, by DuckDB. */
import { randomUUID } from 'node:crypto'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { environment } from '../../aws/environment.ts'
import type { Workshop as Stand } from '../../aws/rewrite.ts'
import { ownFolder } from '../../aws/temporary.ts'
import { parquetFooter } from '../../lake/inspect/parquetfooter.ts'
import { duckdbThreads, duckdbTimeoutMs, redactedBytesMax } from '../../lake/limits.ts'
import { hitSql } from '../../lake/maintain/hitsql.ts'
import type { Redacted, Wanted } from '../../lake/maintain/redact.ts'
import { bufferOf } from '../../lake/render/parquet/codec.ts'
import { recoded } from '../../lake/render/parquet/recode.ts'
import { literal } from '../../lake/schema/spelling.ts'
import type { Column } from '../../lake/schema/type.ts'
import { DuckdbRefused, type Engine, memoryOf, openEngine } from '../../layers/duckdb/engine.ts'

/** Where DuckDB works, and the folder that it may read and write. */
type Workshop = Stand<Engine>

let warm: Workshop | undefined

export function workshop(): Workshop {
  if (warm) return warm
  const folder = ownFolder('maintain')
  const engine = openEngine({
    child: environment.duckdbChild(),
    folder,
    memoryBytes: memoryOf(environment.memoryBytes()),
    threads: duckdbThreads,
    timeoutMs: duckdbTimeoutMs,
  })
  warm = { engine, folder }
  return warm
}

/** What runs of it is wanted no more; the next file begins another. */
export const endRedacting = (): void => warm?.engine.close()

/** `unreadable`: nobody here can say. `held`: among other rows, whose values DuckDB would write as other ones. */
export async function redactParquet(
  bytes: Buffer,
  columns: Column[],
  wanted: Wanted,
  by = workshop(),
): Promise<Redacted | 'unreadable' | 'held'> {
  const { engine, folder } = by
  const again = await rewritten(bytes)
  if (again === 'unreadable') return again
  if (again) return foundIn([bytes, again], columns, wanted, by)
  const [from, to] = [join(folder, randomUUID()), join(folder, randomUUID())]
  await writeFile(from, bytes)
  try {
    const { file, isHit, rows, rest } = await counted(from, columns, wanted, by)
    if (rows === 0 || rest === 0) return { bytes: rows === 0 ? bytes : Buffer.alloc(0), rows, rest }
    const kept = `SELECT * FROM ${file} WHERE NOT ${isHit}`
    await engine.run(`COPY (${kept}) TO ${literal(to)} (FORMAT parquet, COMPRESSION zstd)`)
    return { bytes: await readFile(to), rows, rest }
  } finally {
    await Promise.all([from, to].map((path) => rm(path, { force: true })))
  }
}

async function counted(path: string, columns: Column[], wanted: Wanted, { engine }: Workshop) {
  const file = `read_parquet(${literal(path)}, hive_partitioning = false)`
  const isHit = hitSql(columns, wanted)
  const [row = {}] = await engine.run(
    `SELECT count(*) FILTER (${isHit}) AS rows, count(*) FILTER (NOT ${isHit}) AS rest FROM ${file}`,
  )
  return { file, isHit, rows: Number(row.rows), rest: Number(row.rest) }
}

/** As normalise has it for DuckDB; undefined: it is read as it is. */
async function rewritten(bytes: Buffer): Promise<Buffer | 'unreadable' | undefined> {
  const read = async (start: number, end: number) => bytes.subarray(start, end)
  try {
    const metadata = parquetFooter(bytes)
    const pieces = await recoded({ bytes: bytes.length, read }, metadata)
    if (!pieces) return undefined
    const all: Buffer[] = [bytes]
    let size = bytes.length
    for await (const piece of pieces) {
      size += piece.length
      if (size > 2 * redactedBytesMax) return 'unreadable'
      all.push(bufferOf(piece))
    }
    return Buffer.concat(all, size)
  } catch {
    return 'unreadable' // whatever its pages did
  }
}

/** A value may be asked for as it is, or as it was shown before. All of the rows or none: else nobody here writes the others. */
async function foundIn(
  forms: Buffer[],
  columns: Column[],
  wanted: Wanted,
  by: Workshop,
): Promise<Redacted | 'held'> {
  const [bytes = Buffer.alloc(0)] = forms
  let all = { rows: 0, rest: 0 }
  for (const form of forms) {
    const path = join(by.folder, randomUUID())
    await writeFile(path, form)
    try {
      const { rows, rest } = await counted(path, columns, wanted, by)
      if (rows > 0 || rest > all.rest) all = { rows, rest }
      if (rows > 0) break
    } catch (error) {
      if (!(error instanceof DuckdbRefused) || form !== bytes) throw error // the original need not be one that it reads
    } finally {
      await rm(path, { force: true })
    }
  }
  if (all.rows > 0 && all.rest > 0) return 'held'
  return { bytes: all.rows === 0 ? bytes : Buffer.alloc(0), ...all }
}
