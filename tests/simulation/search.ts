/** Runs by their seeds, what is wrong with each, and the smallest schedule that still goes wrong. */
import type { Bundle } from './bundle.ts'
import { overdue } from './keeps.ts'
import { isDrop, isLoss, isLostForGood, obey } from './losses.ts'
import type { Fault, Schedule } from './schedule.ts'
import { scheduleOf } from './seeds.ts'
import { leftFiles } from './storage.ts'
import { erasuresOf } from './truth.ts'
import { World } from './world.ts'

export interface Bundles {
  now: Bundle
  /** Of the release before. */
  old?: Bundle | undefined
}

/** In words; empty where all is well. */
export async function wrongOf(schedule: Schedule, bundles: Bundles): Promise<string[]> {
  return (await played(schedule, bundles)).wrong
}

export async function played(
  schedule: Schedule,
  bundles: Bundles,
  isTold = false,
): Promise<{ wrong: string[]; log: string[] }> {
  const world = new World(schedule, bundles, isTold)
  try {
    await world.run()
    if (schedule.old > 0) await world.lookAtAll()
    if (isUntold(schedule, world)) await world.night(unheardMs)
    if (isLostForGood(schedule)) await obeyed(world)
    const wrong = await world.truth.wrong(world)
    if (wrong.length === 0 && schedule.old === 0) wrong.push(...(await world.repeated()))
    if (wrong.length === 0 && isMaintained(schedule)) wrong.push(...(await rested(world)))
    return { wrong, log: world.log }
  } catch (error) {
    return { wrong: [(error as Error).stack ?? String(error)], log: world.log }
  }
}

/**
 * Something that only the nights find: an event nobody hears of, an erasure whose API failed before it sent word, what was
 * done to a raw table when its caller had long given it up, what somebody deleted.
 */
function isUntold({ faults, operations }: Schedule, { s3, isLate }: World): boolean {
  if (operations.some((one) => isLoss(one) || isDrop(one))) return true
  if (isLate || faults.some(({ kind }) => kind === 'unheard')) return true
  return faults.length > 0 && erasuresOf(s3).some(({ state }) => state !== 'done')
}

/** The night after it nobody is told any more. */
async function obeyed(world: World): Promise<void> {
  if (world.givenUp.length === 0) return
  obey(world, world.givenUp)
  await world.night(restMs)
  world.givenUp.splice(0)
  await world.night(unheardMs)
}

/** What reconciling takes for young may be under way: two hours. */
const unheardMs = 3 * 3_600_000
const dayMs = 86_400_000
const restMs = 31 * dayMs

const isMaintained = ({ operations }: Schedule): boolean =>
  operations.some(({ kind }) => kind === 'night' || kind === 'erase' || kind === 'eraseValue')

/**
 * After a month in which nothing happened one night leaves what is needed, and changes nothing that is seen; the next one
 * takes what the first has merged.
 */
async function rested(world: World): Promise<string[]> {
  await world.night(restMs)
  if ((await leftFiles(world)).length > 0) await world.night(dayMs)
  return [
    ...overdue(world, dayMs),
    ...(await leftFiles(world)),
    ...(await world.truth.wrong(world)),
  ]
}

/** The first of these seeds that goes wrong. */
export async function firstWrong(
  seeds: { from: number; count: number; of?: (seed: number) => Schedule },
  bundles: Bundles,
  isSought: (wrong: string) => boolean = () => true,
): Promise<{ schedule: Schedule; wrong: string[]; runs: number } | undefined> {
  for (let seed = seeds.from; seed < seeds.from + seeds.count; seed++) {
    const schedule = (seeds.of ?? scheduleOf)(seed)
    const wrong = await wrongOf(schedule, bundles)
    if (wrong.some(isSought)) return { schedule, wrong, runs: seed - seeds.from + 1 }
  }
  return undefined
}

const [seedsTried, callsShifted] = [8, 12]

/** Whether it goes wrong under some order of chance: a release that makes a call more has its own. */
export async function everWrong(schedule: Schedule, bundles: Bundles): Promise<boolean> {
  const shifted = (fault: Fault, by: number): Fault =>
    'call' in fault ? { ...fault, call: Math.max(0, fault.call + by) } : fault
  const isCounted = schedule.faults.some((fault) => 'call' in fault)
  for (let i = 0; i < seedsTried * (isCounted ? callsShifted : callsShifted / 2); i++) {
    const by = isCounted ? (i % callsShifted) - callsShifted / 3 : 0
    const seed = schedule.seed + Math.floor(isCounted ? i / callsShifted : i) * 1_000_003
    const faults = schedule.faults.map((fault) => shifted(fault, by))
    if ((await wrongOf({ ...schedule, seed, faults }, bundles)).length > 0) return true
  }
  return false
}

const triesOfChance = 5

/** One operation or fault fewer, again and again, each under some other orders of chance. */
export async function shrunk(
  schedule: Schedule,
  bundles: Bundles,
  isSought: (wrong: string) => boolean = () => true,
): Promise<Schedule> {
  for (const smaller of smallerOf(schedule)) {
    for (let i = 0; i < triesOfChance; i++) {
      const tried = { ...smaller, seed: schedule.seed + i * 1_000_003 }
      const wrong = await wrongOf(tried, bundles)
      if (wrong.some(isSought)) return shrunk(tried, bundles, isSought)
    }
  }
  return schedule
}

function* smallerOf(schedule: Schedule): Generator<Schedule> {
  const { operations, faults } = schedule
  for (const [i] of operations.entries())
    yield { ...schedule, operations: operations.toSpliced(i, 1) }
  for (const [i] of faults.entries()) yield { ...schedule, faults: faults.toSpliced(i, 1) }
}
