/** What senders do and what goes wrong in one run, all of it from a seed: lists, so that a failing run can be made smaller. */
import { type ContentName, contentNames } from './content.ts'
import { type Random, randomOf } from './random.ts'
import type { Named, Saying } from './sayings.ts'

export type Operation = { afterMs: number; key: string } /** `says`: beside the upload. */ & (
  | { kind: 'put'; content: ContentName; says?: Saying }
  /** The file that says how others are read is put. */
  | { kind: 'hint'; says: Saying | 'torn' }
  /** A person says it; nothing: as it is seen. */
  | { kind: 'pin'; says: Saying | 'nothing' }
  /** The log of the table says which files are its rows. */
  | ({ kind: 'log'; named: Named } & Logged)
  /** It is deleted, commit by commit. */
  | ({ kind: 'unlog' } & Pick<Logged, 'format'>)
  /** A delete marker. */
  | { kind: 'delete' }
  /** The newest delete marker is taken away. */
  | { kind: 'undelete' }
  /** The newest version is taken away for good. */
  | { kind: 'drop' }
  /** What is in quarantine is landed again. */
  | { kind: 'retry' }
  /** Somebody doubts the key. */
  | { kind: 'look' }
  /** What every night is asked of maintain: expiry, compaction, sweeping, reconciling. */
  | { kind: 'night' }
  /** The object is erased, with all of its past. */
  | { kind: 'erase' }
  /** The value is, wherever it lies. */
  | { kind: 'eraseValue' }
  /** Somebody deletes a file of the lake: of those in such folders the n-th. */
  | { kind: 'lose'; folder: 'data' | 'metadata'; nth: number }
  /** Somebody says for how long its dataset is kept. */
  | { kind: 'keep'; days: number }
  /** Another engine puts a row into the lake's table. */
  | { kind: 'insert' }
  /** Somebody drops the dataset's table in Glue. */
  | { kind: 'dropRaw' | 'dropLake' }
)

interface Logged {
  /** Absent: Delta's. */
  format?: 'iceberg'
  /** How long what the newest version names comes after it. */
  lateMs?: number
}

/** Calls, workers and events are counted over the run. */
export type Fault =
  | { kind: 'kill'; call: number; when: 'before' | 'after' }
  | { kind: 'die'; worker: number; awaits: number }
  | { kind: 'lost'; call: number; answer: 'retried' | 'failed' }
  | { kind: 'throttle'; call: number }
  | { kind: 'slow'; call: number; ms: number }
  /** Of the calls by which a table is swapped in Glue. */
  | { kind: 'stall'; swap: number; ms: number }
  | { kind: 'twice'; event: number; ms: number }
  | { kind: 'late'; event: number; ms: number }
  /** Nobody is ever told. */
  | { kind: 'unheard'; event: number }
  /** By Athena's own fault. */
  | { kind: 'fails'; query: number }
  | { kind: 'skew'; worker: number; ms: number }

export interface Schedule {
  seed: number
  operations: Operation[]
  faults: Fault[]
  /** How long events are on their way at most: the longer, the less they keep their order. */
  spreadMs: number
  /**
   * Which workers are of the release before, by their number: every so many-th; 0 is none. Of catalogs all are, until the
   * release is changed: then arrivals wait, as docs/deploy.md has it.
   */
  old: number
  /** Whether predictions follow what lands. */
  rule?: boolean
  /** Whether the lake's bucket keeps versions. */
  kept?: boolean
  /** Whether an erasure's turns are short: each ends at its first step or two. */
  short?: boolean
  /** Whether several committers of a table are at work, their messages in any order: FIFO is for speed, not for safety. */
  crowded?: boolean
}

/** The operations before the release is changed. */
export const beforeChange = ({ operations }: Schedule): Operation[] =>
  operations.slice(0, Math.ceil(operations.length / 2))

const keysOf = (random: Random): string[] => {
  const datasets = ['shop/orders', 'shop/orders_eu', 'shop_orders/eu']
  const files = ['a.csv', 'b.csv', 'day=1/c.csv', 'day=2/d.csv', 'e.csv']
  const some = datasets.slice(0, 1 + random.below(datasets.length))
  return Array.from(
    { length: 1 + random.below(4) },
    () => `${random.pick(some)}/${random.pick(files)}`,
  )
}

const kinds = [
  ...(['put', 'put', 'put', 'put', 'put'] as const),
  ...(['delete', 'delete', 'undelete', 'drop', 'retry', 'look'] as const),
]

/** What the release before knows of. */
export function plainOf(seed: number): Schedule {
  const random = randomOf(seed)
  const keys = keysOf(random)
  const count = 2 + random.below(8)
  const contents = random.chance(0.3)
    ? contentNames
    : contentNames.slice(0, 1 + random.below(contentNames.length))
  const operations = Array.from({ length: count }, (_, i): Operation => {
    const kind = i === 0 ? 'put' : random.pick(kinds)
    const of = { afterMs: pauseMs(random), key: random.pick(keys) }
    return kind === 'put' ? { ...of, kind, content: random.pick(contents) } : { ...of, kind }
  })
  const faults = Array.from({ length: random.below(6) }, () => faultOf(random, count))
  const spreadMs = random.pick([400, 400, 400, 5_000, 60_000, 2_000_000])
  return { seed, operations, faults: fewEnough(faults), spreadMs, old: 0 }
}

const dayMs = 86_400_000
const rareMs = [dayMs, 4 * dayMs, 40 * dayMs]

/** The same, and in some of them nights, erasures, rules, events that nobody is told of. */
export function anyOf(seed: number): Schedule {
  const schedule = plainOf(seed)
  const random = randomOf(seed ^ 0x2545f491)
  const { operations } = schedule
  const keys = operations.map(({ key }) => key)
  const insert = (kind: 'night' | 'erase', afterMs: number): void => {
    const one: Operation = { kind, afterMs, key: random.pick(keys) }
    operations.splice(1 + random.below(operations.length), 0, one)
  }
  const some = (share: number): number => (random.chance(share) ? 1 + random.below(2) : 0)
  for (let left = some(0.25); left > 0; left--) {
    insert('night', random.chance(0.5) ? random.below(2_000) : random.below(random.pick(rareMs)))
  }
  for (let left = some(0.15); left > 0; left--) insert('erase', random.below(60_000))
  for (let left = some(0.1); left > 0; left--) {
    schedule.faults.push({ kind: 'unheard', event: random.below(operations.length) })
  }
  if (random.chance(0.2)) schedule.crowded = true
  if (random.chance(0.2)) {
    schedule.rule = true
    for (let n = some(0.3); n > 0; n--) schedule.faults.push({ kind: 'fails', query: n - 1 })
  }
  const isDense = schedule.crowded || schedule.rule || operations.some(isNight)
  if (!isDense) return schedule
  const slow = (): Fault => slowOf(random, operations.length)
  return { ...schedule, faults: fewEnough([slow(), slow(), slow(), ...schedule.faults]) }
}

export const slowOf = (random: Random, operations: number): Fault => ({
  kind: 'slow',
  call: random.below(25 * operations),
  ms: slowMs(random),
})

const isNight = ({ kind }: Operation): boolean => kind === 'night'

/** Within what a client waits: others come in between. */
const slowMs = (random: Random): number => random.below(random.chance(0.5) ? 2_000 : 55_000)

/** With two releases at once; who doubts a key before the release is changed has nobody to ask. */
export function mixedOf(seed: number): Schedule {
  const schedule = { ...plainOf(seed), old: 2 }
  const before = beforeChange(schedule)
  const operations = schedule.operations.filter(
    (one) => one.kind !== 'look' || !before.includes(one),
  )
  return { ...schedule, operations }
}

/** Most follow at once, some when all before them is done. */
const pauseMs = (random: Random): number =>
  random.chance(0.6) ? random.below(200) : random.below(random.chance(0.5) ? 5_000 : 900_000)

export function faultOf(random: Random, operations: number): Fault {
  const call = random.below(30 * operations)
  const event = random.below(operations)
  const worker = random.below(3 * operations)
  const ms = random.below(random.chance(0.5) ? 10_000 : 4_000_000)
  switch (random.below(10)) {
    case 0:
    case 1:
      return { kind: 'kill', call, when: random.pick(['before', 'after']) }
    case 2:
      return { kind: 'die', worker, awaits: 1 + random.below(120) }
    case 3:
      return { kind: 'lost', call, answer: random.pick(['retried', 'failed']) }
    case 4:
      return { kind: 'throttle', call }
    case 5:
      return { kind: 'slow', call, ms: random.below(700_000) }
    case 6:
      return { kind: 'twice', event, ms }
    case 7:
    case 8:
      return { kind: 'late', event, ms }
    default:
      return { kind: 'skew', worker, ms: random.below(7_200_000) - 3_600_000 }
  }
}

/** Of what makes a message come again: five receives are for what lies with the message. */
export function fewEnough(faults: Fault[]): Fault[] {
  const soft = ['twice', 'late', 'skew', 'unheard']
  const isHard = ({ kind }: Fault): boolean => !soft.includes(kind)
  const hard = faults.filter(isHard).slice(0, 4)
  return faults.filter((fault) => !isHard(fault) || hard.includes(fault))
}
