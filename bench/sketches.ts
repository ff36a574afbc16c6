/** Sketches against the truth and their cost: 3,000,000 flights as one file and as 64, distinct values, ranks, counts, processor time. `-- sketches [files]` */
import {
  closeSync,
  createReadStream,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  statSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { original } from '../cli/demo/files.ts'
import { laid } from '../functions/normalise/download.ts'
import type { Field } from '../lake/iceberg/schema.ts'
import { inspect } from '../lake/inspect/inspect.ts'
import { literal, quote } from '../lake/schema/spelling.ts'
import { distinctOf, intervalsOf, orderedOf } from '../lake/sketch/column.ts'
import { formatSketch, mergedSketches, type Sketch } from '../lake/sketch/file.ts'
import { barsOf, quantilesOf } from '../lake/sketch/intervals.ts'
import { canonicalSql, kindOf, textSql } from '../lake/sketch/leaves.ts'
import { parquetSql, sketchOf } from '../lake/sketch/measure.ts'

const [files = 64] = process.argv.slice(3).map(Number)
const types = {
  ...{ date: 'timestamp', delay: 'long', distance: 'long' },
  ...{ origin: 'string', destination: 'string' },
}
const fields = Object.entries(types).map(
  ([name, type], i): Field => ({ id: i + 1, name, type, required: false }),
)
const shares = Array.from({ length: 19 }, (_, i) => (i + 1) / 20)
const percent = (share: number): string => `${(100 * share).toFixed(3)} %`

const connection = await (await DuckDBInstance.create(':memory:', { threads: '2' })).connect()
await connection.run("SET TimeZone = 'UTC'")
const run = async (sql: string) =>
  (await connection.runAndReadAll(sql)).getRowObjectsJson() as Record<string, unknown>[]
const flights = parquetSql(original('flights-3m.parquet'))
const [{ n } = { n: 0 }] = await run(`SELECT count(*) AS n FROM ${flights}`)
const rows = Number(n)

report('one file', await sketchOf(run, flights, fields, rows), await truth())
report(`${files} files, merged by sixteens`, mergedBySixteens(await ofParts()), await truth())

await reportCost()

/** Processor time of the sketch beside that of laying, scanning and writing the same rows of CSV, in turn: no busy machine changes it. */
async function reportCost(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'hypatia-sketches-'))
  const at = (name: string): string => join(folder, name)
  await run(`COPY (SELECT * FROM ${flights}) TO ${literal(at('rows.csv'))} (HEADER)`)
  const cpuMs = async (work: () => Promise<unknown>): Promise<number> => {
    const before = process.cpuUsage()
    await work()
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1000
  }
  const object = { key: 'bench/flights/rows.csv', bytes: statSync(at('rows.csv')).size }
  const inspection = await inspect(object, async (start, end) => headOf(at('rows.csv'), start, end))
  const laidOut = () =>
    laid(async () => createReadStream(at('rows.csv')), inspection, at('laid.csv'))
  const written = () =>
    run(
      `COPY (SELECT * FROM read_csv(${literal(at('laid.csv'))})) TO ${literal(at('rows.parquet'))} (FORMAT parquet, COMPRESSION zstd)`,
    )
  const sketched = () => sketchOf(run, parquetSql(at('rows.parquet')), fields, rows)
  for (let round = 0; round < 3; round++) {
    const [scan, write, sketch] = [
      await cpuMs(laidOut),
      await cpuMs(written),
      await cpuMs(sketched),
    ]
    const parts = `laid and scanned ${scan.toFixed(0)} ms, written ${write.toFixed(0)} ms, sketched ${sketch.toFixed(0)} ms`
    console.log(`\nprocessor time: ${parts}: ${percent(sketch / (scan + write))}`)
  }
  rmSync(folder, { recursive: true })
}

function headOf(path: string, start: number, end: number): Buffer {
  const descriptor = openSync(path, 'r')
  const bytes = Buffer.alloc(end - start)
  readSync(descriptor, bytes, 0, bytes.length, start)
  closeSync(descriptor)
  return bytes
}

/** As a sender in the order of time lands them. */
async function ofParts(): Promise<Sketch[]> {
  const parts: Sketch[] = []
  await run(
    `CREATE TABLE flights AS SELECT *, (row_number() OVER () - 1) * ${files} // ${rows} AS part FROM ${flights}`,
  )
  for (let part = 0; part < files; part++) {
    const [{ n } = { n: 0 }] = await run(`SELECT count(*) AS n FROM flights WHERE part = ${part}`)
    parts.push(
      await sketchOf(run, `(SELECT * FROM flights WHERE part = ${part})`, fields, Number(n)),
    )
  }
  return parts
}

function mergedBySixteens(parts: Sketch[]): Sketch {
  if (parts.length <= 16) return mergedSketches(parts)
  const groups = Array.from({ length: Math.ceil(parts.length / 16) }, (_, i) =>
    mergedSketches(parts.slice(i * 16, (i + 1) * 16)),
  )
  return mergedBySixteens(groups)
}

/** Of each column every value in its order with its rows. */
async function truth(): Promise<Map<string, { text: string; rows: number }[]>> {
  const found = new Map<string, { text: string; rows: number }[]>()
  for (const { name, type } of fields) {
    const x = canonicalSql(String(type), quote(name))
    const counts = await run(
      `SELECT ${textSql(String(type), 'x')} AS text, count(*) AS rows FROM (SELECT ${x} AS x FROM ${flights}) WHERE x IS NOT NULL GROUP BY x ORDER BY x`,
    )
    found.set(
      name,
      counts.map(({ text, rows }) => ({ text: String(text), rows: Number(rows) })),
    )
  }
  return found
}

function report(title: string, sketch: Sketch, truths: Awaited<ReturnType<typeof truth>>): void {
  console.log(
    `\n${title}: ${sketch.rows.toLocaleString('en-US')} rows, ${formatSketch(sketch).length} bytes as text`,
  )
  for (const { id, name, type } of fields) {
    const column = sketch.columns.get(id)!
    const counts = truths.get(name) ?? []
    const { distinct, error } = distinctOf(column)
    const off = Math.abs(distinct - counts.length) / counts.length
    console.log(`  ${name}`)
    console.log(
      `    distinct ${distinct}, true ${counts.length}: off ${percent(off)}, said ${percent(error)}`,
    )
    const known = new Map(counts.map(({ text, rows }) => [text, rows]))
    const [first] = column.frequent.counters
    if (first) {
      const most = counts.reduce((max, { rows }) => Math.max(max, rows), 0)
      console.log(
        `    top ${first.value}: ${first.least} to ${first.most} rows, true ${known.get(first.value)}; the most of any ${most}`,
      )
    }
    if (kindOf(String(type)) !== 'text') reportSpread(column, counts, String(type))
  }
}

function reportSpread(
  column: Parameters<typeof intervalsOf>[0],
  counts: { text: string; rows: number }[],
  type: string,
): void {
  const at = counts.map(({ text, rows }) => ({ at: orderedOf(kindOf(type), text), rows }))
  const below = (isBelow: (value: bigint | number) => boolean): number =>
    at.reduce((sum, one) => sum + (isBelow(one.at) ? one.rows : 0), 0)
  const all = below(() => true)
  const { values, error } = quantilesOf(intervalsOf(column), shares)
  const ranks = values.map((value, i) => {
    const rank = shares[i]! * all
    return Math.max(rank - below((x) => x <= value), below((x) => x < value) - rank, 0) / all
  })
  console.log(
    `    ranks of twentieths off at most ${percent(Math.max(...ranks))}, said ${percent(error)}`,
  )
  const { from, to, rows, error: said } = barsOf(intervalsOf(column), 24)
  const wide = (Number(to) - Number(from)) / rows.length
  const edge = (i: number): number =>
    i === rows.length ? all : below((x) => Number(x) < Number(from) + i * wide)
  const bars = rows.map((n, i) => Math.abs(n - (edge(i + 1) - edge(i))) / all)
  console.log(`    bars off at most ${percent(Math.max(...bars))}, said ${percent(said)}`)
}
