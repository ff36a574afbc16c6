/** What is known of the values of one column of some files: exact while they are few, with bounds when they are many. */
import { type Bound, compareBounds } from '../iceberg/bounds.ts'
import { type Frequent, mergedFrequent, trimmed } from './frequent.ts'
import { coarsened, type Interval, type Ordered } from './intervals.ts'
import {
  estimated,
  estimateError,
  mergedRegisters,
  noRegisters,
  note,
  type Registers,
  registerBits,
} from './registers.ts'

/** Whole numbers, dates, times and unscaled decimals are `whole`; doubles `real`; what has no distance `text`. */
export type Kind = 'whole' | 'real' | 'text'

export interface ColumnSketch {
  kind: Kind
  /** Rows, or elements of lists, that are not null. */
  values: number
  /** Of elements and keys of lists and maps; other nulls are the rows that are no values. */
  nulls: number
  /** The values themselves; a long text is cut. */
  least?: Ordered | string
  greatest?: Ordered | string
  frequent: Frequent
  /** Absent while `frequent` has every value. */
  registers?: Registers
  /** Of finite numbers; absent while `frequent` has every value. */
  intervals?: Interval[]
  /** Exactly, where all values of one file were counted and not all are kept: it cannot be merged. */
  distinct?: number
}

export const isExact = ({ frequent }: ColumnSketch): boolean => frequent.others === 0

export const orderedOf = (kind: Kind, text: string): Ordered =>
  kind === 'whole' ? BigInt(text) : Number(text.replace('inf', 'Infinity').replace('nan', 'NaN'))

export function intervalsOf({ kind, intervals, frequent }: ColumnSketch): Interval[] {
  if (intervals || kind === 'text') return intervals ?? []
  return frequent.counters.flatMap(({ value, least }) => {
    const at = orderedOf(kind, value)
    return typeof at === 'number' && !Number.isFinite(at) ? [] : [{ from: at, to: at, rows: least }]
  })
}

export function registersOf({ registers, frequent }: ColumnSketch, size: number): Registers {
  if (registers) return registers
  const made = noRegisters(registerBits(size))
  for (const { hash } of frequent.counters) note(made, BigInt(hash))
  return made
}

/** As small as `size` asks, with registers and intervals once not every value is kept. */
export function sized(sketch: ColumnSketch, size: number): ColumnSketch {
  const frequent = trimmed(sketch.frequent, size)
  if (frequent.others === 0) return { ...sketch, frequent }
  return {
    ...sketch,
    frequent,
    registers: mergedRegisters([registersOf(sketch, size), noRegisters(registerBits(size))]),
    ...(sketch.kind !== 'text' && { intervals: coarsened(intervalsOf(sketch), size) }),
  }
}

/** Of the same column of several files, in any order. */
export function mergedColumns(all: ColumnSketch[], size: number): ColumnSketch {
  const [{ kind } = { kind: 'text' as const }] = all
  const least = outermost(
    all.flatMap((one) => one.least ?? []),
    -1,
  )
  const greatest = outermost(
    all.flatMap((one) => one.greatest ?? []),
    1,
  )
  const merged: ColumnSketch = {
    kind,
    values: all.reduce((sum, { values }) => sum + values, 0),
    nulls: all.reduce((sum, { nulls }) => sum + nulls, 0),
    ...(least !== undefined && { least }),
    ...(greatest !== undefined && { greatest }),
    frequent: mergedFrequent(
      all.map(({ frequent }) => frequent),
      size,
    ),
  }
  if (isExact(merged)) return merged
  merged.registers = mergedRegisters(all.map((one) => registersOf(one, size)))
  if (kind !== 'text') merged.intervals = coarsened(all.flatMap(intervalsOf), size)
  return merged
}

const outermost = (ends: (Ordered | string)[], side: 1 | -1): Ordered | string | undefined =>
  ends.length === 0
    ? undefined
    : ends.reduce((a, b) => (compareBounds(boundOf(a), boundOf(b)) * side >= 0 ? a : b))

const boundOf = (value: Ordered | string): Bound =>
  typeof value === 'string' ? Buffer.from(value) : value

/** How many values differ: never more than there are; `error` is a share, 0 where it is exact. */
export function distinctOf(sketch: ColumnSketch): { distinct: number; error: number } {
  const { frequent, registers, values } = sketch
  if (sketch.distinct !== undefined) return { distinct: sketch.distinct, error: 0 }
  if (isExact(sketch) || !registers) return { distinct: frequent.counters.length, error: 0 }
  const about = Math.max(frequent.counters.length + 1, estimated(registers))
  return { distinct: Math.min(values, about), error: estimateError(registers) }
}
