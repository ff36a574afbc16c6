/** Files of every format that is known, with some bytes changed: whatever they are then, they must end with a verdict. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Random, randomOf } from '../simulation/random.ts'
import { drawn, ways } from './draw.ts'

const fixtures = join(import.meta.dirname, '../fixtures')
const inputBytesMax = 64 * 1024

export interface Mutated {
  seed: number
  /** What it was before. */
  of: string
  file: string
  bytes: Buffer
}

interface Original {
  of: string
  file: string
  bytes: Buffer
}

let known: Original[] | undefined

/** Of the golden folders; those of a format that is rare among them are as likely as others. */
function originals(): Original[] {
  if (known) return known
  const folders = ['inspect', 'real'].flatMap((name) => {
    const folder = join(fixtures, name)
    return readdirSync(fixtures).includes(name)
      ? readdirSync(folder, { withFileTypes: true }).map((entry) => ({ folder, entry }))
      : []
  })
  known = folders.flatMap(({ folder, entry }) => {
    if (!entry.isDirectory()) return []
    const file = readdirSync(join(folder, entry.name)).find((each) => each.startsWith('input'))
    const bytes = file ? readFileSync(join(folder, entry.name, file)) : Buffer.alloc(0)
    const isFit = bytes.length > 0 && bytes.length <= inputBytesMax
    return file && isFit ? [{ of: entry.name, file, bytes }] : []
  })
  return known
}

export function mutatedOf(seed: number): Mutated {
  const random = randomOf(seed)
  const original = random.chance(0.3) ? drawnOriginal(seed, random) : rareOrNot(random)
  let { bytes } = original
  const many = 1 + random.below(random.chance(0.3) ? 20 : 3)
  for (let i = 0; i < many; i++) bytes = changed(bytes, random)
  return { seed, of: original.of, file: original.file, bytes }
}

/** By the ending of its name first: there are a hundred CSVs for one Avro. */
function rareOrNot(random: Random): Original {
  const groups = [...Map.groupBy(originals(), ({ file }) => file).values()]
  return random.pick(random.pick(groups))
}

function drawnOriginal(seed: number, random: Random): Original {
  const one = drawn(seed, [random.pick(ways).name], { rows: 12 })
  if (!one) return rareOrNot(random)
  return { of: one.ways[0]!, file: one.draft.file, bytes: one.bytes }
}

const telling = [
  ',',
  ';',
  '"',
  "'",
  '\\',
  '\n',
  '\r',
  '\0',
  '{',
  '}',
  '[',
  ']',
  ':',
  '<',
  '>',
  '&',
  '\x1a',
  'é',
  '\ufeff',
  '1e999',
  '-',
  'null',
]

function changed(bytes: Buffer, random: Random): Buffer {
  const at = random.below(bytes.length + 1)
  const before = bytes.subarray(0, at)
  const after = bytes.subarray(at)
  const flipped = (): Buffer => {
    const copy = Buffer.from(bytes)
    if (copy.length > 0) copy[random.below(copy.length)]! ^= 1 << random.below(8)
    return copy
  }
  switch (random.below(8)) {
    case 0:
      return before // cut
    case 1:
      return Buffer.concat([before, after.subarray(1 + random.below(40))])
    case 2:
      return Buffer.concat([before, Buffer.from(random.pick(telling)), after])
    case 3:
      return Buffer.concat([before, Buffer.from(random.hex(2 + random.below(16)), 'hex'), after])
    case 4: // again
      return Buffer.concat([before, after.subarray(0, 200), after])
    case 5: {
      const length = Math.min(after.length, 1 + random.below(8))
      const same = Buffer.alloc(length, random.pick([0, 0xff, 0x7f, 0x80]))
      return Buffer.concat([before, same, after.subarray(length)])
    }
    case 6: {
      const other = random.pick(originals()).bytes
      return Buffer.concat(
        [before, other.subarray(random.below(other.length))].map((part) =>
          part.subarray(0, inputBytesMax),
        ),
      )
    }
    default:
      return flipped()
  }
}
