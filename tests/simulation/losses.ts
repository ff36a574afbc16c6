/** Files of tables that somebody deletes beneath them: what lies beneath comes back, else its objects land again. */
import type { S3Model } from './models/s3.ts'
import { type Random, randomOf } from './random.ts'
import { faultOf, fewEnough, type Operation, type Schedule, slowOf } from './schedule.ts'

const keys = ['shop/orders/a.csv', 'shop/orders/b.csv', 'shop/orders/day=1/c.csv']
const contents = ['whole', 'other', 'parts', 'text', 'long'] as const

/** Metadata only where the bucket keeps versions: else it is lost for good. */
export function lossesOf(seed: number): Schedule {
  const random = randomOf(seed ^ 0x7f4a7c15)
  const kept = random.chance(0.5)
  const count = 3 + random.below(5)
  const operations = Array.from({ length: count }, (_, i): Operation => {
    const of = { key: random.pick(keys), afterMs: pauseMs(random) }
    if (i > 0 && random.chance(0.35)) {
      const folder = kept && random.chance(0.4) ? 'metadata' : 'data'
      return { ...of, kind: 'lose', folder, nth: random.below(100) }
    }
    const does = ['put', 'put', 'put', 'put', 'delete', 'erase', 'night'] as const
    const kind = i === 0 ? 'put' : random.pick(does)
    return kind === 'put' ? { ...of, kind, content: random.pick(contents) } : { ...of, kind }
  })
  const faults = Array.from({ length: random.below(3) }, () => faultOf(random, count))
  const slow = [slowOf(random, count), slowOf(random, count)]
  const spreadMs = random.pick([400, 400, 5_000, 60_000])
  const crowded = random.chance(0.2)
  return {
    ...{ seed, operations, faults: fewEnough([...slow, ...faults]), old: 0 },
    ...{ spreadMs, crowded, kept },
  }
}

const pauseMs = (random: Random): number =>
  random.below(random.chance(0.4) ? 300 : random.chance(0.6) ? 8_000 : 900_000)

export const isLoss = ({ kind }: Operation): boolean => kind === 'lose'

/** Whoever it was asked nobody. */
export function lose(
  s3: S3Model,
  { folder, nth }: Extract<Operation, { kind: 'lose' }>,
): string | undefined {
  const there = [...(s3.buckets.get('lake') ?? new Map<string, unknown>()).keys()].sort()
  const own = there.filter((key) => key.includes(`/${folder}/`) && s3.current('lake', key))
  const key = own[nth % own.length]
  if (key) s3.remove('lake', key)
  return key
}
