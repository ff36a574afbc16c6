/** Schedules in which two do at once what one is to do: rare among all of them, and dense here. */
import { contentNames } from './content.ts'
import { type Random, randomOf } from './random.ts'
import type { Fault, Operation, Schedule } from './schedule.ts'

const tables = contentNames.filter((name) => name !== 'asset' && name !== 'broken')
const key = 'shop/orders/day=1/c.csv'

/** A committer's swap comes long after it was made, and what it adds is gone or replaced by then. */
export function swapsOf(seed: number): Schedule {
  const random = randomOf(seed ^ 0x1b873593)
  const operations = Array.from({ length: 2 + random.below(3) }, (_, i): Operation => {
    const afterMs = random.below(random.chance(0.5) ? 200 : 60_000)
    const kind = i === 0 ? 'put' : random.pick(['put', 'delete', 'delete', 'drop'] as const)
    return kind === 'put'
      ? { kind, key, afterMs, content: random.pick(tables) }
      : { kind, key, afterMs }
  })
  const stall = (): Fault => ({
    kind: 'stall',
    swap: random.below(operations.length),
    ms: random.below(random.chance(0.5) ? 55_000 : 400_000),
  })
  return { ...of(seed, operations, random), faults: [stall()] }
}

/** What is under way when it is erased, by two chains of short turns. */
export function erasuresOf(seed: number): Schedule {
  const random = randomOf(seed ^ 0x1b873593)
  const put = (ms: number): Operation => {
    return { kind: 'put', key, afterMs: random.below(ms), content: random.pick(contentNames) }
  }
  const erase = (ms: number): Operation => ({ kind: 'erase', key, afterMs: random.below(ms) })
  const operations = [put(200), put(random.chance(0.5) ? 200 : 20_000), erase(1_500), erase(500)]
  if (random.chance(0.5)) operations.push(put(random.chance(0.5) ? 2_000 : 900_000))
  const slow = (): Fault => ({
    kind: 'slow',
    call: 10 + random.below(90),
    ms: random.below(random.chance(0.5) ? 4_000 : 55_000),
  })
  return { ...of(seed, operations, random), faults: [slow(), slow(), slow()], short: true }
}

/** A key that is seen, and gone or another a moment later: who looked first may write last. */
export function looksOf(seed: number): Schedule {
  const random = randomOf(seed ^ 0x1b873593)
  const operations = Array.from({ length: 1 + random.below(4) }, (): Operation[] => {
    const content = random.pick(['asset', 'whole'] as const)
    const afterMs = random.below(40)
    const kind = random.pick(['delete', 'drop', 'put'] as const)
    return [
      { kind: 'put', key, content, afterMs: 20_000 },
      { kind: 'look', key, afterMs: random.below(400) },
      kind === 'put' ? { kind, key, content: 'whole', afterMs } : { kind, key, afterMs },
    ]
  }).flat()
  const slow = (): Fault => {
    return { kind: 'slow', call: random.below(60), ms: random.below(1_000) }
  }
  const faults = random.chance(0.5) ? [slow(), slow()] : []
  return { ...of(seed, operations, random), spreadMs: 400, crowded: false, faults }
}

/** An asset that is gone or a table while its row is put. */
export function rowsOf(seed: number): Schedule {
  const random = randomOf(seed ^ 0x1b873593)
  const afterMs = 100 + random.below(2_000)
  const operations: Operation[] = [
    { kind: 'put', key, content: 'asset', afterMs: 0 },
    random.chance(0.5)
      ? { kind: 'put', key, content: 'whole', afterMs }
      : { kind: 'delete', key, afterMs },
  ]
  const faults: Fault[] = [{ kind: 'slow', call: random.below(20), ms: random.below(8_000) }]
  return { ...of(seed, operations, random), spreadMs: 400, crowded: false, faults }
}

const of = (seed: number, operations: Operation[], random: Random): Schedule => ({
  ...{ seed, operations, faults: [], old: 0 },
  spreadMs: random.pick([400, 5_000, 60_000]),
  crowded: random.chance(0.5),
})
