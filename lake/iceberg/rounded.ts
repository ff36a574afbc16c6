/** Columns that are to become doubles although a file holds digits that no double has. */
import { decodeBound } from './bounds.ts'
import type { Evolution } from './evolution.ts'
import type { Entry } from './manifest.ts'
import { decimalOf, type Field } from './schema.ts'

/** Integers up to here are doubles, each of them, and so are decimals of fifteen digits. IEEE 754, binary64. */
const wholeMax = 2n ** 53n
const unscaledMax = 10n ** 15n

/** Of what is replaced, also within structs. Known by the files' bounds: where there are none it may be so. */
export function roundedFields({ fields, replaced }: Evolution, entries: Entry[]): Field[] {
  const spelling = ({ name, doc = name }: Field): string => doc
  return replaced.filter((field) => {
    const next = fields.find((other) => spelling(other) === spelling(field))
    const leaves = next ? [...toDouble(field, next)] : []
    return leaves.some((leaf) => entries.some((entry) => mayBeRounded(entry, leaf)))
  })
}

interface Leaf {
  id: number
  type: string
}

function* toDouble(from: Field, to: Field): Generator<Leaf> {
  const [{ id, type }, wider] = [from, to.type]
  if (typeof type === 'string') {
    const isExact = type === 'long' || decimalOf(type) !== undefined
    if (isExact && wider === 'double') yield { id, type }
  } else if (type.type === 'struct' && typeof wider !== 'string' && wider.type === 'struct') {
    for (const member of type.fields) {
      const other = wider.fields.find(({ name }) => name === member.name)
      if (other) yield* toDouble(member, other)
    }
  }
}

function mayBeRounded({ data_file: file }: Entry, { id, type }: Leaf): boolean {
  const of = <T>(pairs: { key: number; value: T }[] | null | undefined): T | undefined =>
    pairs?.find(({ key }) => key === id)?.value
  const values = of(file.value_counts)
  if (values !== undefined && values === of(file.null_value_counts)) return false
  const max = type === 'long' ? wholeMax : unscaledMax
  return [of(file.lower_bounds), of(file.upper_bounds)].some((bytes) => {
    const bound = bytes && decodeBound(type, bytes)
    return typeof bound !== 'bigint' || bound > max || bound < -max
  })
}
