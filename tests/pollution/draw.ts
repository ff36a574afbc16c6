/** A file of a seed: which ways pollute it, its bytes, and what is right. */
import { randomOf } from '../simulation/random.ts'
import { bytesOf, cleanDraft, type Demands, type Draft, type Sizes } from './draft.ts'
import type { Part, Way } from './way.ts'
import { dialectWays } from './ways/dialect.ts'
import { encodingWays } from './ways/encodings.ts'
import { formWays } from './ways/forms.ts'
import { layoutWays } from './ways/layout.ts'
import { printedWays } from './ways/printed.ts'
import { rowWays } from './ways/rows.ts'
import { shapeWays } from './ways/shapes.ts'
import { valueWays } from './ways/values.ts'

const clean: Way = { name: 'clean', parts: [], pollute: () => true }

/** In the order in which they are applied: records are written only once their dialect is known. */
export const ways: Way[] = [
  clean,
  ...formWays,
  ...shapeWays,
  ...printedWays,
  ...valueWays,
  ...dialectWays,
  ...rowWays,
  ...layoutWays,
  ...encodingWays,
]
const byName = new Map(ways.map((way) => [way.name, way]))

export interface Drawn {
  seed: number
  ways: string[]
  sizes: Sizes
  draft: Draft
  bytes: Buffer
}

const attemptsMax = 40

/** Undefined where these ways go with no table of the seed. */
export function drawn(seed: number, names: string[], sizes: Sizes = {}): Drawn | undefined {
  const chosen = names.map((name) => {
    const way = byName.get(name)
    if (!way) throw new Error(`no way is called "${name}"`)
    return way
  })
  chosen.sort((a, b) => ways.indexOf(a) - ways.indexOf(b))
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    const draft = cleanDraft(seed + attempt * 1_000_003, sizes, joinedDemands(chosen))
    if (!chosen.every((way) => way.pollute(draft) !== false)) continue
    const bytes = bytesOf(draft)
    if (bytes) return { seed, ways: names, sizes, draft, bytes }
  }
  return undefined
}

function joinedDemands(chosen: Way[]): Demands {
  const all = chosen.map(({ demands }) => demands ?? {})
  return Object.assign({}, ...all)
}

/** Another shape goes with no other way. */
const mixedWays = ways.filter((way) => !shapeWays.includes(way) && !printedWays.includes(way))

/** Several ways that change different things of a file. */
export function severalWays(seed: number): string[] {
  const random = randomOf(seed ^ 0x5eed)
  const many = 2 + random.below(3)
  const taken = new Set<Part>(['form'])
  const chosen: string[] = []
  let isDemanding = false
  for (let tries = 0; tries < 60 && chosen.length < many; tries++) {
    const { demands, name, parts } = random.pick(mixedWays)
    if (parts.length === 0 || parts.some((part) => taken.has(part))) continue
    if (demands && isDemanding) continue
    isDemanding ||= demands !== undefined
    for (const part of parts) taken.add(part)
    chosen.push(name)
  }
  return chosen
}
