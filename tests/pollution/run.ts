/** `npm run pollute`: clean tables, polluted in each way that is known and in several at once, land; what is found is scored. */
import { fork } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { type Drawn, drawn, ways } from './draw.ts'
import { openRoad, type Road } from './road.ts'
import { harmOf, isPerfect, type Score } from './score.ts'
import { belowFloors, type Line, linesOf, writeTable } from './table.ts'
import { type Found, found } from './worker.ts'

const { values: options } = parseArgs({
  options: {
    draws: { type: 'string', default: '1000' },
    from: { type: 'string', default: '0' },
    processes: { type: 'string', default: '2' },
    /** Those ways alone whose name has this, some files of each. */
    pollution: { type: 'string' },
    /** So many of those that are read wrong, each as small as it can be. */
    show: { type: 'string', default: '0' },
    /** One file, with `--ways`; without, a clean one. */
    seed: { type: 'string' },
    ways: { type: 'string' },
    rows: { type: 'string' },
    columns: { type: 'string' },
    /** Raises the floors of docs/catalogue.md to what was found. */
    write: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
})
const tally = { passed: 0, failed: 0, skipped: [] as string[] }
const claim = (isTrue: boolean, text: string): void => {
  tally[isTrue ? 'passed' : 'failed']++
  console.log(`${isTrue ? 'ok' : 'WRONG'} ${text}`)
}

const separator = ' + '
const drawsOfEach = 40

if (options.seed !== undefined) await replay(Number(options.seed))
else if (options.pollution !== undefined) await some(options.pollution)
else await many(Number(options.draws))
if (options.json) writeFileSync(options.json, JSON.stringify(tally))
process.exitCode = tally.failed > 0 ? 1 : 0

function commandOf({ seed, ways: names, sizes }: Drawn): string {
  const size = Object.entries(sizes).map(([name, value]) => ` --${name}=${value}`)
  return `npm run pollute -- --seed=${seed} --ways='${names.join(separator)}'${size.join('')}`
}

async function replay(seed: number): Promise<void> {
  const sizes = {
    ...(options.rows && { rows: Number(options.rows) }),
    ...(options.columns && { columns: Number(options.columns) }),
  }
  const one = drawn(seed, options.ways?.split(separator) ?? ['clean'], sizes)
  if (!one) throw new Error('no such file')
  const road = openRoad()
  show(one, (await found(road, one)).score)
  for (const { verdict, columns, rows, receipt } of await road.land(one.draft.file, one.bytes)) {
    console.log(verdict, JSON.stringify(receipt?.inspection, undefined, 2))
    console.log(columns.map(({ name, type }) => `${name} ${JSON.stringify(type)}`).join(', '))
    for (const row of rows) console.log(JSON.stringify(row))
  }
  road.close()
}

function show(one: Drawn, score: Score): void {
  const { table, header, records, cells, types } = score
  const marks = { table, header, records, cells, types }
  console.log(`\n--- ${one.ways.join(separator)} ${JSON.stringify(marks)}`)
  const text = one.bytes.toString(
    one.ways.some((name) => /encod|UTF/.test(name)) ? 'latin1' : 'utf8',
  )
  console.log(text.slice(0, 1_200))
  for (const line of score.wrong.slice(0, 6)) console.log(`  ! ${line.slice(0, 300)}`)
  console.log(commandOf(one))
}

/** Fewer ways, rows and columns, as long as it is about as wrong. */
async function smallest(road: Road, one: Drawn): Promise<Drawn> {
  let best = one
  const much = harmOf((await found(road, one)).score) / 2
  const isWrong = async (next: Drawn | undefined): Promise<boolean> =>
    next !== undefined && harmOf((await found(road, next)).score) >= much
  for (const name of one.ways) {
    const names = best.ways.filter((each) => each !== name)
    const next = names.length > 0 ? drawn(one.seed, names) : undefined
    if (await isWrong(next)) best = next!
  }
  for (const columns of [2, 3, 4, 5]) {
    const next = drawn(one.seed, best.ways, { columns })
    if (!(await isWrong(next))) continue
    best = next!
    break
  }
  for (const rows of [2, 3, 4, 6, 8, 12, 20]) {
    const next = drawn(one.seed, best.ways, { ...best.sizes, rows })
    if (!(await isWrong(next))) continue
    best = next!
    break
  }
  return best
}

async function showWorst(road: Road, all: Found[]): Promise<void> {
  const worst = all
    .filter(({ score }) => !isPerfect(score))
    .toSorted((a, b) => harmOf(b.score) - harmOf(a.score) || a.seed - b.seed)
  for (const { seed, ways: names } of worst.slice(0, Number(options.show))) {
    const small = await smallest(road, drawn(seed, names)!)
    show(small, (await found(road, small)).score)
  }
}

async function some(part: string): Promise<void> {
  const road = openRoad()
  const all: Found[] = []
  for (const { name } of ways.filter((way) => way.name.includes(part))) {
    const own: Found[] = []
    for (let seed = 0; seed < drawsOfEach; seed++) {
      const one = drawn(seed, [name])
      if (one) own.push(await found(road, one))
    }
    all.push(...own)
    await showWorst(road, own)
  }
  road.close()
  print(linesOf(all))
}

function print(lines: Line[]): void {
  console.log(`\n${'pollution'.padEnd(34)}files table header records cells types`)
  for (const { name, files, table, header, records, cells, types } of lines) {
    const marks = [table, header, records, cells, types].map((mark) =>
      (mark === undefined ? '–' : mark.toFixed(3)).padStart(7),
    )
    console.log(`${name.padEnd(34)}${String(files).padStart(4)}${marks.join('')}`)
  }
}

async function many(draws: number): Promise<void> {
  const began = performance.now()
  const all = await inProcesses(Number(options.from), draws, Number(options.processes))
  const lines = linesOf(all)
  print(lines)
  const road = openRoad()
  await showWorst(road, all)
  road.close()
  const seconds = (performance.now() - began) / 1_000
  console.log(`\n${all.length} files, ${(all.length / seconds).toFixed(0)} a second`)
  const open = all.filter(({ score }) => !score.isDecided)
  for (const { seed, ways: names, score } of open.slice(0, 5)) {
    console.log(`no verdict: seed ${seed}, ${names.join(separator)}: ${score.wrong.join('; ')}`)
  }
  claim(open.length === 0, `${all.length} files have a verdict each`)
  const below = belowFloors(lines)
  for (const text of below) claim(false, text)
  if (below.length === 0)
    claim(true, `${all.length} files are read as well as docs/catalogue.md says`)
  if (options.write) writeTable(lines)
}

async function inProcesses(from: number, draws: number, processes: number): Promise<Found[]> {
  const all: Found[] = []
  const program = fileURLToPath(new URL('worker.ts', import.meta.url))
  const ends = Array.from({ length: processes }, (_, i) => {
    const own = ['draws', from + i, from + draws, processes].map(String)
    const child = fork(program, own)
    child.on('message', (message) => all.push(message as Found))
    return new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? 1)))
  })
  for (const code of await Promise.all(ends))
    if (code !== 0) claim(false, `a process ended with ${code}`)
  return all.toSorted((a, b) => a.seed - b.seed)
}
