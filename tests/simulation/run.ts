/** `npm run simulate`: the whole road under a seeded scheduler with faults, very many times. */
import { execFileSync, fork, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { type Bundle, bundleOf } from './bundle.ts'
import { known } from './known.ts'
import { mutants } from './mutants.ts'
import { mixedOf, plainOf, type Schedule } from './schedule.ts'
import { type Bundles, everWrong, firstWrong, played, shrunk, wrongOf } from './search.ts'
import { scheduleOf } from './seeds.ts'

const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    processes: { type: 'string', default: '2' },
    /** This run alone, told call by call. */
    seed: { type: 'string' },
    schedule: { type: 'string' },
    /** Runs in which workers of the release before are among the others. */
    mixed: { type: 'string', default: '0' },
    /** Runs of the release before alone: it has the fault that this was built to find. */
    before: { type: 'boolean', default: false },
    mutants: { type: 'boolean', default: false },
    /** Those mutants alone whose name has this, each with its smallest schedule. */
    smallest: { type: 'string' },
    /** Those that once went wrong. */
    known: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
})

/** What the release before is: it may be absent where a checkout has no history. */
const before = 'aafd1fd564ccb48e677556c76c8d74ad3d62ee35'
const mutantRunsMax = 2_000
const tally = { passed: 0, failed: 0, skipped: [] as string[] }
const claim = (isTrue: boolean, text: string): void => {
  tally[isTrue ? 'passed' : 'failed']++
  console.log(`${isTrue ? 'ok' : 'WRONG'} ${text}`)
}
if (!options.seed && !options.schedule) Error.stackTraceLimit = 0

async function bundleBefore(): Promise<Bundle | undefined> {
  const root = mkdtempSync(join(tmpdir(), 'hypatia-before-'))
  try {
    const house = fileURLToPath(new URL('../..', import.meta.url))
    const folders = ['functions', 'aws', 'lake', 'schemas', 'layers', 'containers']
    const packed = spawnSync('git', ['archive', before, ...folders], {
      ...{ cwd: house, stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 256 * 1024 * 1024 },
    })
    if (packed.status !== 0) return undefined
    execFileSync('tar', ['-x', '-C', root], { input: packed.stdout })
    return await bundleOf(root)
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

type Sought = (wrong: string) => boolean

async function report(
  found: { schedule: Schedule; wrong: string[] },
  bundles: Bundles,
  isSought?: Sought,
): Promise<void> {
  const small = await shrunk(found.schedule, bundles, isSought)
  const { wrong } = await played(small, bundles)
  console.log(`\nseed ${found.schedule.seed}: ${found.wrong.join('; ')}`)
  console.log(`smallest: ${wrong.join('; ')}`)
  for (const operation of small.operations) console.log(`  ${JSON.stringify(operation)}`)
  for (const fault of small.faults) console.log(`  ${JSON.stringify(fault)}`)
  if (small.old === 0) console.log(`replay: npm run simulate -- --seed=${found.schedule.seed}`)
  console.log(`smallest: npm run simulate -- --schedule='${JSON.stringify(small)}'\n`)
}

async function replay(schedule: Schedule): Promise<void> {
  const old = schedule.old > 0 || options.before ? await bundleBefore() : undefined
  const now = options.before && old ? old : await bundleOf()
  const { wrong, log } = await played(schedule, { now, old }, true)
  console.log(log.join('\n'))
  claim(wrong.length === 0, wrong.join('\n') || 'all as it should be')
}

/** Every run of these, in as many processes; how many went wrong. */
async function many(runs: number): Promise<void> {
  const began = performance.now()
  const bundles = { now: await bundleOf() }
  let [wrong, seed] = [0, Number(options.from)]
  const end = seed + runs
  while (seed < end) {
    const found = await firstWrong({ from: seed, count: end - seed }, bundles)
    if (!found) break
    if (++wrong === 1) await report(found, bundles)
    else console.log(`seed ${found.schedule.seed}: ${found.wrong.join('; ')}`)
    seed = found.schedule.seed + 1
  }
  const perSecond = (runs / (performance.now() - began)) * 1000
  console.log(
    `${runs} runs from seed ${options.from}: ${wrong} wrong, ${perSecond.toFixed(0)} a second`,
  )
  process.exitCode = wrong === 0 ? 0 : 1
}

async function inProcesses(runs: number, processes: number): Promise<void> {
  const share = Math.ceil(runs / processes)
  const ends = Array.from({ length: processes }, (_, i) => {
    const from = Number(options.from) + i * share
    const own = [`--from=${from}`, `--runs=${Math.min(share, runs - i * share)}`, '--processes=1']
    return new Promise<number>((resolve) => {
      fork(fileURLToPath(import.meta.url), own).once('exit', (code) => resolve(code ?? 1))
    })
  })
  const codes = await Promise.all(ends)
  claim(
    codes.every((code) => code === 0),
    `${runs} runs with faults end as the plain model says`,
  )
}

async function playKnown(): Promise<void> {
  const now = await bundleOf()
  for (const { name, schedule, without } of known) {
    const wrong = await wrongOf({ ...schedule, old: 0 }, { now })
    claim(wrong.length === 0, [`no more: ${name}`, ...wrong].join('; '))
    if (!without) continue // searchBefore plays it
    const before = await bundleOf(undefined, without)
    const isSeen = await everWrong({ ...schedule, old: 0 }, { now: before })
    claim(isSeen, '   and seen where it is as it was')
  }
}

async function searchMutants(): Promise<void> {
  const sought = mutants.filter(({ name }) => name.includes(options.smallest ?? ''))
  for (const { name, patches, of } of sought) {
    const bundles = { now: await bundleOf(undefined, patches) }
    const found = await firstWrong({ from: 1, count: mutantRunsMax, ...(of && { of }) }, bundles)
    claim(found !== undefined, `mutant found after ${found?.runs ?? mutantRunsMax} runs: ${name}`)
    if (found && options.smallest) await report(found, bundles)
    else if (found) console.log(`   ${found.wrong[0]?.slice(0, 160)}`)
  }
}

async function searchBefore(): Promise<void> {
  const old = await bundleBefore()
  if (!old) {
    tally.skipped.push('the release before: this checkout has no history of it')
    return
  }
  const [first] = known
  const wrong = first ? await wrongOf({ ...first.schedule, old: 0 }, { now: old }) : []
  claim(wrong.length > 0, `the release before, of the fault that was known: ${wrong.join('; ')}`)
  const isStale: Sought = (wrong) => / has \[\{.*not \[\{/.test(wrong) // rows of an older version
  const found = await firstWrong(
    { from: 1, count: mutantRunsMax, of: plainOf },
    { now: old },
    isStale,
  )
  claim(found !== undefined, `the release before shows an old version after ${found?.runs} runs`)
  if (found) await report(found, { now: old }, isStale)
}

async function searchMixed(runs: number): Promise<void> {
  const old = await bundleBefore()
  if (!old) {
    tally.skipped.push('two releases at once: this checkout has no history of the one before')
    return
  }
  const bundles = { now: await bundleOf(), old }
  const found = await firstWrong({ from: 1, count: runs, of: mixedOf }, bundles)
  claim(!found, `${runs} runs of two releases at once, then a look at each key`)
  if (found) await report(found, bundles)
}

process.env.POWERTOOLS_LOG_LEVEL = 'SILENT'
const [runs, processes, mixed] = [options.runs, options.processes, options.mixed].map(Number) as [
  number,
  number,
  number,
]
if (options.schedule) await replay(JSON.parse(options.schedule))
else if (options.seed) await replay(scheduleOf(Number(options.seed)))
else if (processes === 1) await many(runs)
else {
  if (options.known) await playKnown()
  if (options.before) await searchBefore()
  if (options.mutants) await searchMutants()
  if (mixed > 0) await searchMixed(mixed)
  if (runs > 0) await inProcesses(runs, processes)
}
if (options.json) writeFileSync(options.json, JSON.stringify(tally))
if (tally.failed > 0) process.exitCode = 1
