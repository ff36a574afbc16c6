/** Inspection beside DuckDB's sniffer on the same polluted files in turn, and whole formats beside DuckDB's own readers: `-- inspect [files] [MB]`. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { inspect } from '../lake/inspect/inspect.ts'
import { literal } from '../lake/schema/spelling.ts'
import { drawn, ways } from '../tests/pollution/draw.ts'
import { openRoad } from '../tests/pollution/road.ts'
import { figures, percentile } from './figures.ts'

const [files = 1_000, megabytes = 8, pairs = 5] = process.argv.slice(3).map(Number)
const folder = mkdtempSync(join(tmpdir(), 'hypatia-bench-'))
const duckdb = await DuckDBInstance.create(':memory:', { threads: '2' })
const connection = await duckdb.connect()
const query = async (sql: string) => (await connection.runAndReadAll(sql)).getRowObjectsJson()

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work().catch(() => undefined) // what it refuses took its time too
  return performance.now() - began
}

/** Of the processor, all threads together: on a busy machine the only time that is one's own. */
async function worked(work: () => Promise<unknown>): Promise<number> {
  const began = process.cpuUsage()
  await work().catch(() => undefined)
  const { user, system } = process.cpuUsage(began)
  return (user + system) / 1_000
}

/** Small ones of each way, and every tenth a megabyte of it, of which no more is looked at. */
async function inspections(): Promise<void> {
  const [ours, theirs]: [number[], number[]] = [[], []]
  const path = join(folder, 'file')
  const texts = ways.filter(({ name }) => !/XML|HTML|gzip|zstd|UTF-32/.test(name))
  let read = 0
  for (let seed = 0; ours.length < files; seed++) {
    const one = drawn(seed, [texts[seed % texts.length]!.name], seed % 10 === 0 ? {} : { rows: 40 })
    if (!one) continue
    const bytes = seed % 10 === 0 ? longer(one.bytes) : one.bytes
    writeFileSync(path, bytes)
    const object = { key: 's/d/file.csv', bytes: bytes.length }
    const own = async () => {
      const inspection = await inspect(object, async (start, end) => bytes.subarray(start, end))
      read = Math.max(read, inspection.bytesRead)
    }
    const isJson = one.ways[0]!.startsWith('JSON')
    const other = () =>
      query(
        isJson ? `DESCRIBE FROM read_json(${literal(path)})` : `FROM sniff_csv(${literal(path)})`,
      )
    const isFirst = seed % 2 === 0
    if (isFirst) ours.push(await worked(own))
    theirs.push(await worked(other))
    if (!isFirst) ours.push(await worked(own))
  }
  console.log(
    `${files} polluted texts, every tenth of a megabyte, in turn; at most ${read} bytes read; processor time`,
  )
  for (const [name, values] of [
    ['inspect', ours],
    ['DuckDB’s sniffer', theirs],
  ] as const) {
    const p99 = percentile(values, 0.99).toFixed(1)
    console.log(`  ${name.padEnd(20)}${figures(values, 'ms')}, p99 ${p99} ms`)
  }
  const ratio = (share: number): string =>
    (percentile(theirs, share) / percentile(ours, share)).toFixed(2)
  console.log(`  as fast as it         p50 ${ratio(0.5)} ×, p99 ${ratio(0.99)} ×`)
}

/** Its last line again and again. */
function longer(bytes: Buffer): Buffer {
  const end = bytes.lastIndexOf(10, bytes.length - 2)
  const line = end < 0 ? bytes : bytes.subarray(end + 1)
  const times = Math.ceil(1_100_000 / Math.max(1, line.length))
  return Buffer.concat([bytes, ...Array.from({ length: Math.min(times, 200_000) }, () => line)])
}

interface Form {
  name: string
  file: string
  make: (rows: string, to: string) => string
  /** How DuckDB reads it; of what it does not read, the plain CSV. */
  read: (path: string) => string
  encoding?: BufferEncoding
}

const csvOf = (options: string) => (rows: string, to: string) =>
  `COPY (${rows}) TO ${literal(to)} (FORMAT csv, HEADER${options})`
const forms: Form[] = [
  { name: 'CSV', file: 'a.csv', make: csvOf(''), read: (path) => `read_csv(${path})` },
  {
    name: 'CSV in UTF-16',
    file: 'u.csv',
    make: csvOf(''),
    read: (path) => `read_csv(${path}, encoding = 'utf-16')`,
    encoding: 'utf16le',
  },
  {
    name: 'CSV, gzip',
    file: 'a.csv.gz',
    make: csvOf(', COMPRESSION gzip'),
    read: (path) => `read_csv(${path})`,
  },
  {
    name: 'CSV, Zstandard',
    file: 'a.csv.zst',
    make: csvOf(', COMPRESSION zstd'),
    read: (path) => `read_csv(${path})`,
  },
  {
    name: 'JSON lines',
    file: 'a.ndjson',
    make: (rows, to) => `COPY (${rows}) TO ${literal(to)} (FORMAT json)`,
    read: (path) => `read_json(${path}, format = 'newline_delimited')`,
  },
  {
    name: 'JSON array',
    file: 'a.json',
    make: (rows, to) => `COPY (${rows}) TO ${literal(to)} (FORMAT json, ARRAY)`,
    read: (path) => `read_json(${path}, format = 'array')`,
  },
  {
    name: 'Parquet',
    file: 'a.parquet',
    make: (rows, to) => `COPY (${rows}) TO ${literal(to)} (FORMAT parquet)`,
    read: (path) => `read_parquet(${path})`,
  },
]

/** From the object to the data file, catalog and normalise and all, beside a COPY of the same file. */
async function formats(): Promise<void> {
  const many = Math.round((megabytes * 1e6) / 60)
  const rows = `SELECT i AS id, 'name ' || (i * 7919 % 1000) AS name, (i % 977) / 8 AS amount,
    DATE '2020-01-01' + (i % 900)::INTEGER AS day FROM range(${many}) AS r(i)`
  const road = openRoad({ timeoutMs: 120_000, readsBack: false })
  console.log(
    `\n${many} rows in each form, ${pairs} pairs in turn: DuckDB’s own COPY against all of the road but sketches`,
  )
  for (const { name, file, make, read, encoding } of forms) {
    const path = join(folder, file)
    await query(make(rows, path))
    if (encoding) writeFileSync(path, Buffer.from(`\ufeff${readFileSync(path, 'utf8')}`, encoding))
    const bytes = readFileSync(path)
    const to = literal(join(folder, 'to.parquet'))
    const ratios: number[] = []
    const speeds: number[] = []
    for (let pair = 0; pair < pairs; pair++) {
      const theirs = await timed(() =>
        query(`COPY (FROM ${read(literal(path))}) TO ${to} (FORMAT parquet, COMPRESSION zstd)`),
      )
      const began = performance.now()
      const [landed] = await road.land(file, bytes)
      const ours = performance.now() - began
      if (landed?.verdict !== 'table') throw new Error(`${name}: ${landed?.verdict}`)
      ratios.push(theirs / ours)
      speeds.push(bytes.length / 1e3 / ours)
    }
    console.log(
      `  ${name.padEnd(16)}${percentile(speeds, 0.5).toFixed(0).padStart(4)} MB/s, ${figures(ratios, '×')}`,
    )
  }
  road.close()
}

try {
  await inspections()
  await formats()
} finally {
  connection.closeSync()
  duckdb.closeSync()
  rmSync(folder, { recursive: true })
}
