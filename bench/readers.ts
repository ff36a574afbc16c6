/**
 * Each format's reader beside the best one: DuckDB's own of CSV and JSON, pyarrow's of ORC and Arrow, the system's bzip2, xz and lz4. `-- readers [MB of CSV] [pairs] [pattern]`
 *
 * The same rows in each form. Ours: from the object's bytes on the disk to the data file, as normalise does it (every check,
 * rendering, COPY into the table's types), without S3, sketch and receipt. Theirs: from the same bytes to a Parquet file of the
 * same compression, of the types that it finds. In turn, and in processor time of all processes: on a busy machine the only
 * time that is one's own. pyarrow is the judges' (`npm run judge` installs it): without it ORC and Arrow are left out.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import {
  closeSync,
  createReadStream,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { open } from 'node:fs/promises'
import { homedir } from 'node:os'
import { basename, join } from 'node:path'
import { createInterface } from 'node:readline'
import { datasetKey, joinDataset, newDataset } from '../lake/dataset.ts'
import { inspect } from '../lake/inspect/inspect.ts'
import type { Inspection } from '../lake/inspect/inspection.ts'
import { rowsOf } from '../lake/normalise.ts'
import { literal } from '../lake/schema/spelling.ts'
import { newAround, surround } from '../tests/pollution/clients.ts'
import { openRoad } from '../tests/pollution/road.ts'
import { figures, percentile } from './figures.ts'
import { rowsSql } from './stand/files.ts'

const [megabytes = '20', pairs = '3', pattern = ''] = process.argv.slice(3)
const road = openRoad({ timeoutMs: 300_000, readsBack: false }) // its seams come before the modules that it does without
const { laid } = await import('../functions/normalise/download.ts')
const { readRange } = await import('../functions/normalise/render.ts')
const { plainSource } = await import('../functions/normalise/source.ts')
const { write, refuseLostRows } = await import('../functions/normalise/write.ts')

const rows = Math.round((Number(megabytes) * 1e6) / 46)
const all = rowsSql(0, rows)
const python = join(
  process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'),
  'hypatia-judges/python/bin/python',
)
const folder = mkdtempSync(join(road.folder, 'object-'))
const at = (name: string): string => join(folder, name)

interface Form {
  name: string
  file: string
  make(path: string): unknown
  theirs(path: string): Promise<unknown>
}

const copied = (from: string) => (path: string) =>
  road.engine.run(
    `COPY (FROM ${from.replace('?', literal(path))}) TO ${literal(at('out.parquet'))} (FORMAT parquet, COMPRESSION zstd)`,
  )
const csv = copied('read_csv(?)')
const written = (options: string) => (path: string) =>
  road.engine.run(`COPY (${all}) TO ${literal(path)} (${options})`)
const packed = (program: string) => (path: string) => through([program, '-c'], at('a.csv'), path)
const unpacked = (program: string) => async (path: string) => {
  through([program, '-dc'], path, at('plain.csv'))
  return csv(at('plain.csv'))
}

function through([program = '', ...options]: string[], from: string, to: string): void {
  const out = openSync(to, 'w')
  execFileSync(program, [...options, from], { stdio: ['ignore', out, 'inherit'] })
  closeSync(out)
}

/** What it is told it answers with a line. */
let pyarrow: ChildProcess | undefined
let answers: AsyncIterator<string> | undefined
async function told(word: string, path: string): Promise<void> {
  const program = join(import.meta.dirname, 'stand/readers.py')
  pyarrow ??= spawn(python, [program], { stdio: ['pipe', 'pipe', 'inherit'] })
  answers ??= createInterface({ input: pyarrow.stdout! })[Symbol.asyncIterator]()
  pyarrow.stdin?.write(`${word} ${path}\n`)
  await answers!.next()
}
const byPyarrow = (path: string) => told('read', path)
const made = (path: string) => existsSync(path) || told('make', at('a.parquet'))

const lines = `read_json(?, format = 'newline_delimited')`
const forms: Form[] = [
  { name: 'CSV', file: 'a.csv', make: written('FORMAT csv, HEADER'), theirs: csv },
  { name: 'CSV, gzip', file: 'a.csv.gz', make: packed('gzip'), theirs: csv },
  {
    name: 'CSV, Zstandard',
    file: 'a.csv.zst',
    make: written('FORMAT csv, HEADER, COMPRESSION zstd'),
    theirs: csv,
  },
  { name: 'CSV, bzip2', file: 'a.csv.bz2', make: packed('bzip2'), theirs: unpacked('bzip2') },
  { name: 'CSV, xz', file: 'a.csv.xz', make: packed('xz'), theirs: unpacked('xz') },
  { name: 'CSV, LZ4', file: 'a.csv.lz4', make: packed('lz4'), theirs: unpacked('lz4') },
  { name: 'JSON lines', file: 'a.ndjson', make: written('FORMAT json'), theirs: copied(lines) },
  {
    name: 'JSON array',
    file: 'a.json',
    make: written('FORMAT json, ARRAY'),
    theirs: copied(`read_json(?, format = 'array')`),
  },
  {
    name: 'Parquet',
    file: 'a.parquet',
    make: written('FORMAT parquet'),
    theirs: copied('read_parquet(?)'),
  },
  { name: 'ORC', file: 'a.orc', make: made, theirs: byPyarrow },
  { name: 'Arrow file, LZ4', file: 'a.feather', make: made, theirs: byPyarrow },
  { name: 'Arrow stream', file: 'a.arrows', make: made, theirs: byPyarrow },
  { name: 'Arrow, dictionary', file: 'd.arrows', make: made, theirs: byPyarrow },
]

const children = (): string[] =>
  readdirSync('/proc/self/task')
    .flatMap((id) => readFileSync(`/proc/self/task/${id}/children`, 'utf8').trim().split(' '))
    .filter((id) => id !== '' && id !== String(pyarrow?.pid))

/** Milliseconds of the processor, of this process, its children and theirs that ended (Linux). */
function processorMs(): number {
  const others = pyarrow?.pid ? [String(pyarrow.pid)] : []
  const ticks = ['self', ...children(), ...others].map((id) => {
    const stat = readFileSync(`/proc/${id}/stat`, 'latin1')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0)
  })
  return ticks.reduce((sum, one) => sum + one, 0) * 10
}

/** The most memory that this process had since it was asked to count, and DuckDB's since it began. */
function peaks(): string {
  const of = (id: string): string => {
    const kB = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1]
    return (Number(kB) / 1024).toFixed(0)
  }
  const [child = ''] = children()
  return `${of('self')} MiB of Node, ${of(child)} of DuckDB`
}

async function worked(work: () => Promise<unknown>): Promise<{ cpu: number; ms: number }> {
  const [cpu, began] = [processorMs(), performance.now()]
  await work()
  return { cpu: processorMs() - cpu, ms: performance.now() - began }
}

let datasets = 0

async function normalised(path: string, inspection: Inspection): Promise<void> {
  const own = mkdtempSync(join(folder, 'own-'))
  const table = `t${++datasets}`
  const record = newDataset(table, 's', table, 'lake', [])
  const around = newAround()
  surround(around)
  const bytes = Buffer.from(JSON.stringify(joinDataset(record, inspection.columns)))
  around.s3.put('work', datasetKey(table), bytes)
  const object = join(own, 'object')
  const opened = async () => createReadStream(path)
  const { inspection: found, facts, json } = await laid(opened, inspection, object)
  const key = `s/${table}/${basename(path)}`
  const lying = {
    path: object,
    key,
    inspection: found,
    partitions: [],
    ...(facts && { facts }),
    ...(json && { json }),
  }
  const source = await plainSource(lying, own, road.engine)
  const { path: data } = await write(road.engine, table, source, join(own, 'rows.parquet'))
  const [count] = await road.engine.run(`SELECT count(*) AS n FROM read_parquet(${literal(data)})`)
  refuseLostRows(Number(count?.n), rowsOf(source))
  if (Number(count?.n) !== rows) throw new Error(`${path}: ${count?.n} rows of ${rows}`)
  rmSync(own, { recursive: true })
}

async function compare({ name, file, make, theirs }: Form): Promise<void> {
  const path = at(file)
  await make(path)
  const { size } = statSync(path)
  road.engine.close() // its memory is that of who made the file
  const lying = await open(path)
  const read = (start: number, end: number) => readRange(lying, start, end)
  const inspection = await inspect({ key: `s/d/${file}`, bytes: size }, read)
  await lying.close()
  const own = () => normalised(path, inspection)
  const other = () => theirs(path)
  writeFileSync('/proc/self/clear_refs', '5') // from here on its peak is counted
  await own()
  const memory = peaks()
  await other()
  const [ratios, mine, its]: number[][] = [[], [], []]
  for (let pair = 0; pair < Number(pairs); pair++) {
    const [first, second] = pair % 2 === 0 ? [own, other] : [other, own]
    const [one, two] = [await worked(first), await worked(second)]
    const [a, b] = pair % 2 === 0 ? [one, two] : [two, one]
    ratios!.push(b.cpu / a.cpu)
    mine!.push(a.cpu)
    its!.push(b.cpu)
  }
  const ms = (values: number[] = []): string => percentile(values, 0.5).toFixed(0).padStart(6)
  const rate = (size / 1e3 / percentile(mine!, 0.5)).toFixed(1).padStart(6)
  console.log(
    `  ${name.padEnd(18)}${(size / 1e6).toFixed(1).padStart(6)} MB,${rate} MB/s, ours ${ms(mine)} ms, theirs ${ms(its)} ms, ${figures(ratios!, '×')}; at most ${memory}`,
  )
}

console.log(`${rows} rows in each form, ${pairs} pairs in turn, processor time (goal: 0.5 ×)`)
try {
  const isThere = existsSync(python)
  const needs = (test: RegExp) =>
    forms.some(({ name }) => test.test(name) && new RegExp(pattern).test(name))
  if (needs(/bzip2|xz|gzip|LZ4/)) await written('FORMAT csv, HEADER')(at('a.csv'))
  if (needs(/ORC|Arrow/)) await written('FORMAT parquet')(at('a.parquet'))
  for (const form of forms) {
    if (!new RegExp(pattern).test(form.name)) continue
    if (form.make !== made || isThere) await compare(form)
  }
} finally {
  pyarrow?.kill()
  rmSync(folder, { recursive: true, force: true })
  road.close()
}
