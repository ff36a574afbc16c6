/** Normalise against DuckDB's own COPY of the same large file: CSV, JSON lines and Parquet, in pairs. `-- normalise [MB of CSV] [pairs]` */
import { copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describeLocal, storeDataFile } from '../aws/datafile.ts'
import { getRange, putBytes, putFile } from '../aws/s3.ts'
import { original } from '../cli/demo/files.ts'
import { download } from '../functions/normalise/download.ts'
import { writeSketch } from '../functions/normalise/stage.ts'
import { refuseLostRows, write } from '../functions/normalise/write.ts'
import { datasetKey, joinDataset, newDataset } from '../lake/dataset.ts'
import type { ObjectVersion } from '../lake/delivery.ts'
import { inspect } from '../lake/inspect/inspect.ts'
import type { Inspection } from '../lake/inspect/inspection.ts'
import { duckdbThreads, duckdbTimeoutMs } from '../lake/limits.ts'
import { rowsOf, type Source } from '../lake/normalise.ts'
import { literal } from '../lake/schema/spelling.ts'
import { type Engine, memoryOf, openEngine } from '../layers/duckdb/engine.ts'
import { figures } from './figures.ts'
import { type Format, largeFile } from './stand/files.ts'
import { type Stand, withLaptop } from './stand/laptop.ts'

const [megabytes = 200, pairs = 3] = process.argv.slice(3).map(Number)
const reads: Record<Format, (path: string) => string> = {
  csv: (path) => `read_csv(${path})`,
  ndjson: (path) => `read_json(${path}, format = 'newline_delimited')`,
  parquet: (path) => `read_parquet(${path})`,
}

/** Milliseconds of each step, in the function's order. */
type Steps = Record<'download and scan' | 'write' | 'describe' | 'upload' | 'sketch', number>

await withLaptop(
  async (stand) => {
    Object.assign(process.env, {
      WORK_BUCKET: stand.laptop.buckets.work,
      LAKE_BUCKET: stand.laptop.buckets.lake,
      LAKE_DATABASE: stand.laptop.databases.lake,
    })
    const engine = openEngine({
      child: resolve('layers/duckdb/nodejs/child.mjs'),
      folder: stand.folder,
      memoryBytes: memoryOf(),
      threads: duckdbThreads,
      timeoutMs: duckdbTimeoutMs,
    })
    try {
      const csv = join(stand.folder, 'large.csv')
      await largeFile('csv', megabytes, csv)
      await compare(stand, engine, 'csv', csv)
      rmSync(csv)
      const ndjson = join(stand.folder, 'large.ndjson')
      await largeFile('ndjson', megabytes / 2, ndjson)
      await compare(stand, engine, 'ndjson', ndjson)
      const parquet = join(stand.folder, 'large.parquet')
      copyFileSync(original('flights-3m.parquet'), parquet) // DuckDB may read nothing elsewhere
      await compare(stand, engine, 'parquet', parquet)
    } finally {
      engine.close()
    }
  },
  { limitMs: 600_000 },
)

async function compare(stand: Stand, engine: Engine, format: Format, file: string): Promise<void> {
  const object = await landedBeside(stand, format, file)
  const read = (start: number, end: number) => getRange(object, start, end)
  const inspection = await inspect(object, read)
  const record = newDataset(format, 'bench', format, stand.laptop.buckets.lake, [])
  const joined = JSON.stringify(joinDataset(record, inspection.columns))
  await putBytes({ bucket: stand.laptop.buckets.work, key: datasetKey(format) }, joined)
  const ours: Steps[] = []
  const theirs: number[] = []
  const one = async (): Promise<void> => {
    ours.push(await normalised(stand, engine, object, inspection, ours.length))
  }
  const other = async (): Promise<void> => {
    theirs.push(await copied(stand, engine, format, file))
  }
  for (let pair = 0; pair < pairs; pair++) {
    for (const run of pair % 2 === 0 ? [one, other] : [other, one]) await run()
  }
  const { bytes } = object
  console.log(`\n${format}, ${(bytes / 1e6).toFixed(0)} MB, ${pairs} pairs in turn`)
  const line = (name: string, values: number[], unit = 'ms', goal = ''): void =>
    console.log(`  ${name.padEnd(32)}${figures(values, unit)}${goal}`)
  const copy = ours.map((steps) => steps['download and scan'] + steps.write)
  line('DuckDB’s own COPY', theirs)
  line('ours: download, scan, COPY', copy)
  const ratios = copy.map((ms, i) => (theirs[i] ?? Number.NaN) / ms)
  line('speed against DuckDB’s', ratios, '×', ' (goal: 0.9)')
  const writes = ours.map(({ write }, i) => (theirs[i] ?? Number.NaN) / write)
  line('speed of our COPY alone', writes, '×')
  const beside = ours.map(({ sketch, ...steps }) => {
    const rest = Object.values(steps).reduce((sum, ms) => sum + ms, 0)
    return (100 * sketch) / rest
  })
  line('the sketch beside all the rest', beside, '%', ' (goal: 15)')
  for (const name of Object.keys(ours[0] ?? {}) as (keyof Steps)[]) {
    line(
      `  ${name}`,
      ours.map((steps) => steps[name]),
    )
  }
}

/** In the work bucket, where an object starts no pipeline; and on the disk, for DuckDB alone. */
async function landedBeside(
  { laptop }: Stand,
  format: Format,
  file: string,
): Promise<ObjectVersion> {
  const [bucket, key] = [laptop.buckets.work, `bench/large.${format}`]
  const { etag, versionId = 'null' } = await putFile(bucket, key, file)
  return { bucket, key, versionId, etag, bytes: statSync(file).size, sequencer: '00' }
}

/** As functions/normalise does it, from the object to the stored data file and the sketch. */
async function normalised(
  { folder }: Stand,
  engine: Engine,
  object: ObjectVersion,
  inspection: Inspection,
  run: number,
): Promise<Steps> {
  const own = mkdtempSync(join(folder, 'object-'))
  const steps = {} as Steps
  const timed = async <T>(name: keyof Steps, work: Promise<T>): Promise<T> => {
    const began = performance.now()
    const done = await work
    steps[name] = performance.now() - began
    return done
  }
  const { format } = inspection
  const path = join(own, 'object')
  const { facts, json } = await timed('download and scan', download(object, inspection, path))
  const { key } = object
  const source: Source = {
    path,
    key,
    inspection,
    partitions: [],
    ...(facts && { facts }),
    ...(json && { json }),
  }
  const written = await timed('write', write(engine, format, source, join(own, 'rows.parquet')))
  const uri = `${written.target.location}/data/${run}.parquet`
  const local = { path: written.path, uri, fields: written.fields, partition: {} }
  const described = await timed('describe', describeLocal(local))
  refuseLostRows(described.records, rowsOf(source))
  await timed('upload', storeDataFile(local, described))
  await timed('sketch', writeSketch(engine, written, described))
  rmSync(own, { recursive: true })
  return steps
}

async function copied(
  { folder }: Stand,
  engine: Engine,
  format: Format,
  file: string,
): Promise<number> {
  const to = join(folder, 'copied.parquet')
  const began = performance.now()
  await engine.run(
    `COPY (FROM ${reads[format](literal(file))}) TO ${literal(to)} (FORMAT parquet, COMPRESSION zstd)`,
  )
  const ms = performance.now() - began
  rmSync(to)
  return ms
}
