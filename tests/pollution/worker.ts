/** A process of its own: lands files that it is told of one after another, and tells what it found. */
import { type Drawn, drawn, severalWays, ways } from './draw.ts'
import { type Mutated, mutatedOf } from './mutate.ts'
import type { Said, Task } from './processes.ts'
import { type Landed, openRoad, type Road } from './road.ts'
import { type Score, scoreOf } from './score.ts'

export interface Found {
  seed: number
  ways: string[]
  score: Score
}

const landMsMax = 60_000

/** Every other file has one way, the next of all; the others have several. A way that is added changes no other's files. */
export function drawOf(seed: number): Drawn | undefined {
  if (seed % 2 === 1) return drawn(seed, severalWays(seed))
  const n = seed / 2
  return drawn(Math.floor(n / ways.length), [ways[n % ways.length]!.name])
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

export interface Survived {
  seed: number
  of: string
  /** Of the file, and of its members. */
  verdicts: string[]
  /** Why those are aside that are. */
  codes: string[]
  /** Whether the good file after it is a table. */
  isGoodThere: boolean
  error?: string
}

const good = Buffer.from('id,v\n1,x\n2,y\n')

/** A mutated file, and a good one after it. */
export async function survived(road: Road, one: Mutated): Promise<Survived> {
  const landed = await inTime(road.land(one.file, one.bytes))
  const [after] = await inTime(road.land('good.csv', good))
  const isGoodThere = JSON.stringify(after?.rows) === '[["1","x"],["2","y"]]'
  const verdicts = landed.map(({ verdict }) => verdict)
  const errors = landed
    .filter(({ verdict }) => verdict === 'none')
    .map(({ error }) => wordsOf(error))
  const aside = landed.filter(({ verdict }) => verdict === 'quarantined')
  const codes = aside.map(({ receipt }) => receipt?.reason?.code ?? '')
  const { seed, of } = one
  return {
    seed,
    of,
    verdicts,
    codes,
    isGoodThere,
    ...(errors.length > 0 && { error: errors.join('; ') }),
  }
}

const wordsOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message).slice(0, 600) : String(error)

async function work(task: Task, from: number, to: number, step: number): Promise<void> {
  const road = openRoad()
  const tell = (said: Said<Found | Survived>): unknown => process.send?.(said)
  for (let seed = from; seed < to; seed += step) {
    tell({ begins: seed })
    if (task === 'mutations') tell({ ended: await survived(road, mutatedOf(seed)) })
    else {
      const one = drawOf(seed)
      if (one) tell({ ended: await found(road, one) })
    }
  }
  road.close()
  process.disconnect?.()
}

const [task, ...numbers] = process.argv.slice(2)
if (process.send && (task === 'draws' || task === 'mutations')) {
  const [from = 0, to = 0, step = 1] = numbers.map(Number)
  await work(task, from, to, step)
}
