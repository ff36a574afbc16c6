/** A process of its own: lands files that it is told of one after another, and tells what it found. */
import { type Drawn, drawn, severalWays, ways } from './draw.ts'
import type { Landed, Road } from './road.ts'
import { openRoad } from './road.ts'
import { type Score, scoreOf } from './score.ts'

export interface Found {
  seed: number
  ways: string[]
  score: Score
}

const landMsMax = 60_000

/** Every other file has one way, the next of all; the others have several. */
export function drawOf(seed: number): Drawn | undefined {
  if (seed % 2 === 1) return drawn(seed, severalWays(seed))
  return drawn(seed, [ways[(seed / 2) % ways.length]!.name])
}

export async function found(road: Road, one: Drawn): Promise<Found> {
  const landed = await inTime(road.land(one.draft.file, one.bytes))
  return { seed: one.seed, ways: one.ways, score: scoreOf(one.draft, landed) }
}

/** A file that hangs has no verdict. */
export async function inTime(work: Promise<Landed[]>): Promise<Landed[]> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Landed[]>((resolve) => {
    const error = new Error(`no verdict within ${landMsMax} ms`)
    const none = { key: '', verdict: 'none', columns: [], rows: [], aside: 0, error } as const
    timer = setTimeout(() => resolve([{ ...none, columns: [], rows: [] }]), landMsMax)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

async function work(from: number, to: number, step: number): Promise<void> {
  const road = openRoad()
  for (let seed = from; seed < to; seed += step) {
    const one = drawOf(seed)
    if (one) process.send?.(await found(road, one))
  }
  road.close()
  process.disconnect?.()
}

if (process.send && process.argv[2] === 'draws') {
  const [from = 0, to = 0, step = 1] = process.argv.slice(3).map(Number)
  await work(from, to, step)
}
