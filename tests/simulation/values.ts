/** Schedules in which a value is erased from whatever holds it, while senders go on. */
import { type ContentName, secretNames } from './content.ts'
import { type Random, randomOf } from './random.ts'
import { said } from './sayings.ts'
import { faultOf, fewEnough, type Operation, type Schedule, slowOf } from './schedule.ts'

const keys = ['shop/orders/a.csv', 'shop/orders/b.csv', 'shop_orders/eu/e.csv']
const others = ['whole', 'other', 'other', 'asset', 'broken'] as const

export function valuesOf(seed: number): Schedule {
  const random = randomOf(seed ^ 0x3c6ef372)
  const own = keys.slice(0, 1 + random.below(keys.length))
  const count = 2 + random.below(5)
  const operations = Array.from({ length: count }, (_, i) => file(random, own, i === 0))
  const erase = (): Operation => ({ kind: 'eraseValue', key: own[0]!, afterMs: pauseMs(random) })
  operations.splice(1 + random.below(count), 0, erase())
  if (random.chance(0.2)) operations.push(erase())
  if (random.chance(0.2)) {
    const says = random.pick(['text', 'nothing'] as const)
    const pin: Operation = { kind: 'pin', key: said.folder, says, afterMs: pauseMs(random) }
    operations.splice(1 + random.below(operations.length), 0, pin)
  }
  const faults = Array.from({ length: random.below(4) }, () => faultOf(random, count))
  if (random.chance(0.2)) faults.push({ kind: 'unheard', event: random.below(count) })
  const slow = [slowOf(random, count), slowOf(random, count)]
  return {
    ...{ seed, operations, faults: fewEnough([...slow, ...faults]), old: 0 },
    spreadMs: random.pick([400, 5_000, 60_000, 2_000_000]),
    crowded: random.chance(0.2),
    short: random.chance(0.3),
  }
}

function file(random: Random, own: string[], isFirst: boolean): Operation {
  const of = { key: random.pick(own), afterMs: pauseMs(random) }
  const does = ['put', 'put', 'put', 'put', 'delete', 'undelete', 'drop', 'drop', 'retry'] as const
  const kind = isFirst ? 'put' : random.pick(does)
  if (kind !== 'put') return { ...of, kind }
  const content: ContentName = random.chance(0.6) ? random.pick(secretNames) : random.pick(others)
  return { ...of, kind, content }
}

const pauseMs = (random: Random): number =>
  random.below(random.chance(0.4) ? 300 : random.chance(0.6) ? 8_000 : 900_000)
