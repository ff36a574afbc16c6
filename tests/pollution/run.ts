/** `npm run pollute`: clean tables, polluted in each way that is known and in several at once, land; what is found is scored. */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { type Drawn, drawn, ways } from './draw.ts'
import { goldens } from './goldens.ts'
import { mutatedOf } from './mutate.ts'
import { inProcesses } from './processes.ts'
import { openRoad, type Road } from './road.ts'
import { harmOf, isPerfect, type Score } from './score.ts'
import { belowFloors, type Line, linesOf, writeTable } from './table.ts'
import { type Found, found, type Survived, survived } from './worker.ts'

const { values: options } = parseArgs({
  options: {
    draws: { type: 'string', default: '1000' },
    /** Files of every format with some bytes changed, in the place of draws where that is 0. */
    mutations: { type: 'string', default: '0' },
    /** Real files; with `--pollution` those whose name has this. */
    goldens: { type: 'boolean', default: false },
    /** One of them. */
    mutation: { type: 'string' },
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

const processes = Number(options.processes)
const from = Number(options.from)
const shownMax = 10

if (options.mutation !== undefined) await mutation(Number(options.mutation))
else if (options.seed !== undefined) await replay(Number(options.seed))
else if (options.goldens && options.pollution !== undefined) await real(options.pollution)
else if (options.pollution !== undefined) await some(options.pollution)
else {
  if (Number(options.draws) > 0) await many(Number(options.draws))
  if (options.goldens) await real('')
  if (Number(options.mutations) > 0) await mutations(Number(options.mutations))
}
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
  const { ended, lost } = await inProcesses<Found>('draws', from, draws, processes)
  for (const { seed, how } of lost) claim(false, `seed ${seed}: its process ${how}`)
  const all = ended.toSorted((a, b) => a.seed - b.seed)
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

/** What is known to be read wrong is named with its reason, and must leave the list when it is read right. */
async function real(part: string): Promise<void> {
  const road = openRoad()
  const all = await goldens(road, part)
  road.close()
  const wrong = all.filter(({ isRight, known }) => !isRight && !known)
  const mended = all.filter(({ isRight, known }) => isRight && known)
  const right = all.filter(({ isRight }) => isRight).length
  console.log(`\n${right} of ${all.length} real files are read right`)
  for (const { name, wrong: words } of wrong) {
    console.log(`${name}\n  ${words.slice(0, 4).join('\n  ').slice(0, 600)}`)
  }
  claim(
    wrong.length === 0,
    `what of ${all.length} is read wrong is known (${wrong.length} are not)`,
  )
  const names = mended.map(({ name }) => name).join(', ')
  claim(mended.length === 0, `what is known to be read wrong is so still ${names}`)
}

/** Each has a verdict, nobody hangs or dies of it, and the good file after it lands. */
async function mutations(count: number): Promise<void> {
  const began = performance.now()
  const { ended, lost } = await inProcesses<Survived>('mutations', from, count, processes)
  const open = ended.filter(({ verdicts }) => verdicts.includes('none'))
  const hurt = ended.filter(({ isGoodThere }) => !isGoodThere)
  const counts = Map.groupBy(
    ended.flatMap(({ verdicts }) => verdicts),
    (verdict) => verdict,
  )
  const said = [...counts].map(([verdict, all]) => `${all.length} ${verdict}`).join(', ')
  const seconds = (performance.now() - began) / 1_000
  console.log(`\n${ended.length} mutated files: ${said}; ${(count / seconds).toFixed(0)} a second`)
  const codes = Map.groupBy(
    ended.flatMap((one) => one.codes),
    (code) => code,
  )
  const byCount = [...codes].toSorted(([, a], [, b]) => b.length - a.length)
  console.log(byCount.map(([code, all]) => `${all.length} ${code}`).join(', '))
  const faults = ended.filter((one) => one.codes.includes('object.unreadable'))
  const again = (seed: number): string => `npm run pollute -- --mutation=${seed}`
  for (const { seed, how } of lost) console.log(`${how}: ${again(seed)}`)
  for (const { seed, of, error } of open.slice(0, shownMax)) {
    console.log(`no verdict, of ${of}: ${again(seed)}\n  ${error}`)
  }
  for (const { seed, of } of hurt.slice(0, shownMax)) console.log(`after ${of}: ${again(seed)}`)
  for (const { seed, of } of faults.slice(0, shownMax)) {
    console.log(`a fault of ours, of ${of}: ${again(seed)}`)
  }
  claim(faults.length === 0, `no fault of ours sets one aside (${faults.length} are)`)
  claim(
    lost.length === 0,
    `no process dies or hangs of ${count} mutated files (${lost.length} did)`,
  )
  claim(open.length === 0, `each has a verdict (${open.length} have none)`)
  claim(hurt.length === 0, `the good file after each is a table (${hurt.length} are not)`)
}

async function mutation(seed: number): Promise<void> {
  const road = openRoad()
  const one = mutatedOf(seed)
  console.log(one.of, one.file, one.bytes.length)
  console.log(one.bytes.subarray(0, 400).toString('latin1'))
  console.log(await survived(road, one))
  for (const { receipt } of await road.land(one.file, one.bytes)) console.log(receipt?.reason)
  road.close()
}
