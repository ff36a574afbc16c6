/** Schedules in which what says how files are read changes while they land: hints, pins, logs of tables. */

import { type Random, randomOf } from './random.ts'
import { hintKey, said, sayings } from './sayings.ts'
import { faultOf, fewEnough, type Operation, type Schedule, slowOf } from './schedule.ts'

const files = ['a.csv', 'b.csv', 'day=1/c.csv', 'e.csv']
const contents = ['whole', 'other', 'parts', 'text', 'long', 'asset'] as const
type Theme = 'hint' | 'pin' | 'log'

/** By a file beside the data, by uploads, by a person. */
export const hintsOf = (seed: number): Schedule => scheduleOf(seed, ['hint', 'pin'])

/** By a Delta log, beside which somebody may say something, too. */
export const logsOf = (seed: number): Schedule =>
  scheduleOf(seed, seed % 3 === 0 ? ['log', 'log', 'hint', 'pin'] : ['log'])

/** By an Iceberg table's metadata, in whatever order they land. */
export function icebergsOf(seed: number): Schedule {
  const schedule = logsOf(seed)
  const random = randomOf(seed ^ 0x1f83d9ab)
  const operations = schedule.operations.map((one): Operation => {
    if (one.kind === 'unlog') return { ...one, format: 'iceberg' }
    if (one.kind !== 'log') return one
    const lateMs = random.below(random.chance(0.5) ? 400 : 60_000)
    return { ...one, format: 'iceberg', ...(random.chance(0.4) && { lateMs }) }
  })
  return { ...schedule, operations }
}

function scheduleOf(seed: number, themes: Theme[]): Schedule {
  const random = randomOf(seed ^ 0x52dce729)
  const count = 3 + random.below(6)
  const operations = Array.from({ length: count }, (_, i) => {
    const afterMs = random.below(random.chance(0.6) ? 300 : random.chance(0.7) ? 5_000 : 400_000)
    const one = i > 0 && random.chance(0.5) ? word(random, random.pick(themes)) : file(random)
    return { ...one, afterMs } as Operation
  })
  if (random.chance(0.1)) operations.push({ kind: 'night', key: said.folder, afterMs: 60_000 })
  const faults = Array.from({ length: random.below(4) }, () => faultOf(random, count))
  const slow = [slowOf(random, count), slowOf(random, count)]
  if (random.chance(0.1)) faults.push({ kind: 'unheard', event: random.below(count) })
  const spreadMs = random.pick([400, 400, 5_000, 60_000])
  const crowded = random.chance(0.2)
  return { seed, operations, faults: fewEnough([...slow, ...faults]), spreadMs, crowded, old: 0 }
}

function file(random: Random): object {
  const key = said.folder + random.pick(files)
  const kind = random.pick(['put', 'put', 'put', 'put', 'delete', 'undelete', 'look'] as const)
  if (kind !== 'put') return { kind, key }
  const says = random.chance(0.1) && { says: random.pick(sayings) }
  return { kind, key, content: random.pick(contents), ...says }
}

function word(random: Random, theme: Theme): object {
  const key = said.folder
  if (theme === 'pin') return { kind: 'pin', key, says: random.pick([...sayings, 'nothing']) }
  if (theme === 'log') {
    const named = files.filter(() => random.chance(0.5))
    return random.chance(0.15) ? { kind: 'unlog', key } : { kind: 'log', key, named }
  }
  if (random.chance(0.25)) return { kind: 'delete', key: hintKey }
  return { kind: 'hint', key: hintKey, says: random.pick([...sayings, ...sayings, 'torn']) }
}
