/** What a page says of a column: every figure exact, or with what it may be wrong by. */
import { type Bound, compareBounds, decodeBound } from './iceberg/bounds.ts'
import type { LiveFile } from './iceberg/live.ts'
import { decimalOf, type Field } from './iceberg/schema.ts'
import { type ColumnSketch, distinctOf, intervalsOf, orderedOf } from './sketch/column.ts'
import { barsOf, type Ordered, quantilesOf } from './sketch/intervals.ts'

export interface Figures {
  min?: string
  max?: string
  distinct: number
  /** A share: 0 is exact, else 19 of 20 are within it. */
  distinctError: number
  /** Of 0.05 to 0.95 by twentieths; what has a distance only. */
  quantiles?: string[]
  /** A share of all values by which a quantile's rank is wrong at most. */
  quantilesError?: number
  histogram?: { from: string; to: string; rows: number[]; error: number }
  /** The most frequent first. */
  top: string[]
  topRows: { value: string; rows: number; atMost: number }[]
  /** No value that is not in `topRows` is in more rows. */
  othersAtMost: number
}

const topMax = 10
const barsMax = 24
const twentieths = Array.from({ length: 19 }, (_, i) => (i + 1) / 20)

export function figuresOf(type: string, sketch: ColumnSketch): Figures {
  const { kind, least, greatest, frequent } = sketch
  const text = (value: Ordered | string): string =>
    typeof value === 'string' ? value : orderedText(type, value)
  const shown = frequent.counters.filter(({ least }) => least > 1).slice(0, topMax)
  const counters = shown.length > 0 ? shown : frequent.counters.slice(0, topMax)
  const topRows = counters.map(({ value, least: rows, most: atMost }) => ({
    value: kind === 'text' ? value : text(orderedOf(kind, value)),
    ...{ rows, atMost },
  }))
  const next = frequent.counters[counters.length]?.most ?? 0
  const { distinct, error: distinctError } = distinctOf(sketch)
  return {
    ...(least !== undefined && { min: text(least) }),
    ...(greatest !== undefined && { max: text(greatest) }),
    ...{ distinct, distinctError },
    ...spreadOf(type, sketch),
    top: topRows.map(({ value }) => value),
    topRows,
    othersAtMost: Math.max(next, frequent.others),
  }
}

function spreadOf(type: string, sketch: ColumnSketch): Partial<Figures> {
  const intervals = intervalsOf(sketch)
  if (intervals.length === 0) return {}
  const { values, error: quantilesError } = quantilesOf(intervals, twentieths)
  const { from, to, rows, error } = barsOf(intervals, barsMax)
  const quantiles = values.map((value) => orderedText(type, value))
  const [first, last] = [orderedText(type, from), orderedText(type, to)]
  return { quantiles, quantilesError, histogram: { from: first, to: last, rows, error } }
}

/** Days, microseconds and unscaled decimals as they are written. */
export function orderedText(type: string, value: Bound): string {
  if (type === 'date') return timeText(BigInt(value as bigint) * 86_400_000_000n).slice(0, -14)
  if (type.startsWith('timestamp')) return timeText(BigInt(value as bigint))
  const { scale = 0 } = decimalOf(type) ?? {}
  if (scale === 0) return String(value)
  const digits = String(value)
    .replace('-', '')
    .padStart(scale + 1, '0')
  return `${String(value).startsWith('-') ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}

/** To the millisecond, or to the microsecond where it says more; beyond JavaScript's years the number. */
function timeText(micros: bigint): string {
  const below = ((micros % 1000n) + 1000n) % 1000n
  const time = new Date(Number((micros - below) / 1000n))
  if (Number.isNaN(time.getTime())) return String(micros)
  const text = time.toISOString()
  return below === 0n ? text : text.replace('Z', `${String(below).padStart(3, '0')}Z`)
}

/** The least and the greatest value of all files by their manifests, texts cut at 16 characters; else left out. */
export function mergedBounds({ id, type }: Field, files: LiveFile[]): Pick<Figures, 'min' | 'max'> {
  if (typeof type !== 'string') return {}
  const boundsOf = (side: 'lower_bounds' | 'upper_bounds'): Bound[] =>
    files.flatMap(({ entry }) => {
      const found = entry.data_file[side]?.find(({ key }) => key === id)
      return found ? [decodeBound(type, found.value)] : []
    })
  const min = boundsOf('lower_bounds').reduce<Bound | undefined>(
    (least, bound) => (least === undefined || compareBounds(bound, least) < 0 ? bound : least),
    undefined,
  )
  const max = boundsOf('upper_bounds').reduce<Bound | undefined>(
    (most, bound) => (most === undefined || compareBounds(bound, most) > 0 ? bound : most),
    undefined,
  )
  return {
    ...(min !== undefined && { min: orderedText(type, min) }),
    ...(max !== undefined && { max: orderedText(type, max) }),
  }
}
