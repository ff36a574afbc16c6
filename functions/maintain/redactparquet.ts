/** A Parquet original without some of its rows, by DuckDB. */
import { randomUUID } from 'node:crypto'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { environment } from '../../aws/environment.ts'
import { ownFolder } from '../../aws/temporary.ts'
import { duckdbThreads, duckdbTimeoutMs } from '../../lake/limits.ts'
import { hitSql } from '../../lake/maintain/hitsql.ts'
import type { Redacted, Wanted } from '../../lake/maintain/redact.ts'
import { literal } from '../../lake/schema/spelling.ts'
import type { Column } from '../../lake/schema/type.ts'
import { type Engine, memoryOf, openEngine } from '../../layers/duckdb/engine.ts'

let warm: { engine: Engine; folder: string } | undefined

function workshop(): { engine: Engine; folder: string } {
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

export async function redactParquet(
  bytes: Buffer,
  columns: Column[],
  wanted: Wanted,
): Promise<Redacted> {
  const { engine, folder } = workshop()
  const [from, to] = [join(folder, randomUUID()), join(folder, randomUUID())]
  await writeFile(from, bytes)
  try {
    const file = `read_parquet(${literal(from)}, hive_partitioning = false)`
    const isHit = hitSql(columns, wanted)
    const [row = {}] = await engine.run(
      `SELECT count(*) FILTER (${isHit}) AS rows, count(*) FILTER (NOT ${isHit}) AS rest FROM ${file}`,
    )
    const [rows, rest] = [Number(row.rows), Number(row.rest)]
    if (rows === 0 || rest === 0) return { bytes: rows === 0 ? bytes : Buffer.alloc(0), rows, rest }
    const kept = `SELECT * FROM ${file} WHERE NOT ${isHit}`
    await engine.run(`COPY (${kept}) TO ${literal(to)} (FORMAT parquet, COMPRESSION zstd)`)
    return { bytes: await readFile(to), rows, rest }
  } finally {
    await Promise.all([from, to].map((path) => rm(path, { force: true })))
  }
}
