/**
 * Files of tables that somebody deletes beneath them: what lies beneath comes back, else its objects land again. Tables
 * that somebody drops: they are made again.
 */
import type { GlueModel } from './models/glue.ts'
import type { S3Model } from './models/s3.ts'
import { type Random, randomOf } from './random.ts'
import { faultOf, fewEnough, type Operation, type Schedule, slowOf } from './schedule.ts'

const keys = ['shop/orders/a.csv', 'shop/orders/b.csv', 'shop/orders/day=1/c.csv']
const contents = ['whole', 'other', 'parts', 'text', 'long'] as const

/** Metadata only where the bucket keeps versions: else it is lost for good. */
export function lossesOf(seed: number): Schedule {
  const random = randomOf(seed ^ 0x7f4a7c15)
  const kept = random.chance(0.5)
  return lossesIn(random, seed, kept, kept)
}

/** Metadata too, of which nothing is kept. */
export const lostOf = (seed: number): Schedule =>
  lossesIn(randomOf(seed ^ 0x71374491), seed, false, true)

/** Whether a table may be lost as a whole, and its rows only come when a person does what is asked of him. */
export const isLostForGood = ({ kept, operations }: Schedule): boolean =>
  !kept && operations.some((one) => one.kind === 'lose' && one.folder === 'metadata')

function lossesIn(random: Random, seed: number, kept: boolean, isDeep: boolean): Schedule {
  const count = 3 + random.below(5)
  const operations = Array.from({ length: count }, (_, i): Operation => {
    const of = { key: random.pick(keys), afterMs: pauseMs(random) }
    if (i > 0 && random.chance(0.35)) {
      const folder = isDeep && random.chance(0.4) ? 'metadata' : 'data'
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

/** Tables that somebody drops in Glue: what tells of them lies in the buckets. */
export function dropsOf(seed: number): Schedule {
  const random = randomOf(seed ^ 0x428a2f98)
  const count = 3 + random.below(6)
  const operations = Array.from({ length: count }, (_, i): Operation => {
    const of = { key: random.pick(keys), afterMs: pauseMs(random) }
    if (i > 0 && random.chance(0.3))
      return { ...of, kind: random.pick(['dropLake', 'dropLake', 'dropRaw']) }
    const does = ['put', 'put', 'put', 'put', 'delete', 'drop', 'erase', 'night'] as const
    const kind = i === 0 ? 'put' : random.pick(does)
    return kind === 'put' ? { ...of, kind, content: random.pick(contents) } : { ...of, kind }
  })
  const faults = Array.from({ length: random.below(3) }, () => faultOf(random, count))
  const slow = [slowOf(random, count), slowOf(random, count)]
  const spreadMs = random.pick([400, 400, 5_000, 60_000])
  const crowded = random.chance(0.2)
  return { seed, operations, faults: fewEnough([...slow, ...faults]), spreadMs, crowded, old: 0 }
}

export const isDrop = ({ kind }: Operation): boolean => kind === 'dropLake' || kind === 'dropRaw'

const pauseMs = (random: Random): number =>
  random.below(random.chance(0.4) ? 300 : random.chance(0.6) ? 8_000 : 900_000)

export const isLoss = ({ kind }: Operation): boolean => kind === 'lose'

/** Who was told that a table is lost for good does what he was told: it is dropped, and what is left of it deleted. */
export function obey({ s3, glue }: { s3: S3Model; glue: GlueModel }, told: string[]): void {
  for (const text of told) {
    const [, table] = /Files of the table (\S+) are gone/.exec(text) ?? []
    const [, folder] = /delete all that lies under s3:\/\/lake\/(\S+) and run/.exec(text) ?? []
    if (!table || !folder) continue // only its past is lost, and goes by its age
    glue.drop(`lake.${table}`)
    for (const key of [...(s3.buckets.get('lake') ?? new Map<string, unknown>()).keys()])
      if (key.startsWith(folder)) s3.remove('lake', key)
  }
}

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
