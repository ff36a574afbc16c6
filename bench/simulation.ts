/** Runs a second of the simulation, its violations, and after how many runs each mutant is found. */
import { cpuUsage } from 'node:process'
import { bundleOf } from '../tests/simulation/bundle.ts'
import { mutants } from '../tests/simulation/mutants.ts'
import { firstWrong } from '../tests/simulation/search.ts'

const runs = 500
const mutantRunsMax = 2_000
process.env.POWERTOOLS_LOG_LEVEL = 'SILENT'
Error.stackTraceLimit = 0

const now = await bundleOf()
const before = cpuUsage()
const began = performance.now()
const wrong = await firstWrong({ from: 1, count: runs }, { now })
const perSecond = (runs / (performance.now() - began)) * 1000
const { user, system } = cpuUsage(before)
const cpuMs = (user + system) / 1000 / runs
console.log(`seeds 1 to ${runs}: ${wrong ? `WRONG at ${wrong.schedule.seed}` : '0 violations'}`)
console.log(`${perSecond.toFixed(0)} runs a second, ${cpuMs.toFixed(0)} ms of processor a run`)
if (wrong) process.exitCode = 1

for (const { name, patches } of mutants) {
  const bundles = { now: await bundleOf(undefined, patches) }
  const found = await firstWrong({ from: 1, count: mutantRunsMax }, bundles)
  console.log(`${String(found?.runs ?? 'NOT').padStart(5)} runs: ${name}`)
  if (!found) process.exitCode = 1
}
