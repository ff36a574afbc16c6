/** Objects that their dataset keeps for days only: a night takes them for good, with their rows, and nothing younger. */
import { datasetKey } from '../../lake/dataset.ts'
import { retentionKey } from '../../lake/maintain/retention.ts'
import type { S3Model } from './models/s3.ts'
import { type Random, randomOf } from './random.ts'
import { said } from './sayings.ts'
import {
  type Fault,
  faultOf,
  fewEnough,
  type Operation,
  type Schedule,
  slowOf,
} from './schedule.ts'
import type { Truth } from './truth.ts'

const keys = ['shop/orders/a.csv', 'shop/orders/b.csv', 'shop/orders/day=1/c.csv']
const contents = ['whole', 'other', 'parts', 'text', 'long', 'same'] as const
const [hourMs, dayMs] = [3_600_000, 86_400_000]

/** Nights come about when something is as old as it may be. */
export function keepsOf(seed: number): Schedule {
  const random = randomOf(seed ^ 0x243f6a88)
  const count = 4 + random.below(6)
  const operations = Array.from({ length: count }, (_, i): Operation => {
    const of = { key: random.pick(keys), afterMs: pauseMs(random) }
    if (i > 0 && random.chance(0.4))
      return { ...of, kind: 'night', afterMs: dayMs + random.below(2 * hourMs) - hourMs }
    const does = ['put', 'put', 'put', 'put', 'delete', 'undelete', 'drop'] as const
    const kind = i === 0 ? 'put' : random.pick(does)
    return kind === 'put' ? { ...of, kind, content: random.pick(contents) } : { ...of, kind }
  })
  const keep: Operation = { kind: 'keep', key: keys[0]!, afterMs: pauseMs(random), days: 1 }
  operations.splice(1 + random.below(count), 0, { ...keep, days: 1 + random.below(2) })
  const skew = (): Fault => {
    const ms = random.below(2 * hourMs) - hourMs
    return { kind: 'skew', worker: random.below(4 * count), ms }
  }
  const faults = Array.from({ length: random.below(3) }, () => faultOf(random, count))
  const own = [skew(), skew(), skew(), slowOf(random, count), ...faults]
  return {
    ...{ seed, operations, faults: fewEnough(own), old: 0 },
    spreadMs: random.pick([400, 400, 5_000, 60_000]),
    crowded: random.chance(0.2),
  }
}

const pauseMs = (random: Random): number =>
  random.below(random.chance(0.4) ? 300 : random.chance(0.6) ? 900_000 : dayMs)

/** As the API writes it, if there is such a dataset by then. */
export function keep(
  { s3, truth }: { s3: S3Model; truth: Pick<Truth, 'keptMs'> },
  { days }: Extract<Operation, { kind: 'keep' }>,
): void {
  if (!s3.current('work', datasetKey(said.table))) return
  truth.keptMs = days * dayMs
  s3.put('work', retentionKey(said.table), Buffer.from(JSON.stringify({ keep: `${days}d` })))
}

/** After a night of which nothing went wrong. */
export function overdue(
  {
    s3,
    truth,
    timeline,
  }: { s3: S3Model; truth: Pick<Truth, 'keptMs'>; timeline: { nowMs: number } },
  nightMs: number,
): string[] {
  const pastMs = timeline.nowMs - nightMs - truth.keptMs
  return [...(s3.buckets.get('raw') ?? [])].flatMap(([key, versions]) =>
    key.startsWith(said.folder) && versions.some(({ modifiedMs }) => modifiedMs < pastMs)
      ? [`${key} is kept for too long`]
      : [],
  )
}
