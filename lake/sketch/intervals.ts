/**
 * How values lie: intervals with the exact count of the values in each, about as many in one as in another. They may
 * overlap once they come from several files. Of any value they tell between which ranks it is, so every figure that is
 * taken from them knows its own error. Pure counting, no chance: the same files give the same intervals.
 */
import type { Bound } from '../iceberg/bounds.ts'

export type Ordered = Extract<Bound, bigint | number>

export interface Interval {
  /** The least and the greatest value in it, both included. */
  from: Ordered
  to: Ordered
  rows: number
}

const compare = (a: Ordered, b: Ordered): number => (a < b ? -1 : a > b ? 1 : 0)

const byPlace = (a: Interval, b: Interval): number =>
  compare(a.from, b.from) || compare(a.to, b.to) || a.rows - b.rows

export const rowsOf = (intervals: Interval[]): number =>
  intervals.reduce((sum, { rows }) => sum + rows, 0)

/**
 * At most `size` of them: neighbours become one while they hold no more than four parts in `size` of the values and span
 * no more than that of the range. Where files overlap too much for it, while they hold and span a little more.
 */
export function coarsened(intervals: Interval[], size: number): Interval[] {
  const sorted = intervals.toSorted(byPlace)
  const greatest = sorted.reduce(
    (most, { to }) => Math.max(most, Number(to)),
    Number(sorted[0]!.to),
  )
  const range = greatest - Number(sorted[0]!.from)
  const rows = rowsOf(sorted)
  let kept = sorted
  for (let parts = 4; kept.length > size; parts *= 1.25) {
    kept = joined(sorted, (rows * parts) / size, (range * parts) / size)
  }
  return kept
}

function joined(sorted: Interval[], rowsMax: number, widthMax: number): Interval[] {
  const kept: Interval[] = []
  for (const interval of sorted) {
    const last = kept.at(-1)
    const to = last && compare(interval.to, last.to) > 0 ? interval.to : (last?.to ?? interval.to)
    const isNear = last !== undefined && Number(to) - Number(last.from) <= widthMax
    if (!isNear || last.rows + interval.rows > rowsMax) kept.push({ ...interval })
    else Object.assign(last, { to, rows: last.rows + interval.rows })
  }
  return kept
}

/** To reckon with: once for all that is asked of them. */
const asNumbers = (intervals: Interval[]): Interval[] =>
  intervals.map(({ from, to, rows }) => ({ from: Number(from), to: Number(to), rows }))

/** About how many values are below `value`: within an interval they are taken to lie evenly. */
function below(intervals: Interval[], value: number, step: number): number {
  let sum = 0
  for (const { from, to, rows } of intervals) {
    const [low, high] = [Number(from), Number(to) + step]
    if (value >= high && value > low) sum += rows
    else if (value > low) sum += (rows * (value - low)) / (high - low)
  }
  return sum
}

/** Between which counts of values below `value` the true one lies. */
function boundsBelow(intervals: Interval[], value: number): [least: number, most: number] {
  let [least, most] = [0, 0]
  for (const { from, to, rows } of intervals) {
    if (Number(from) < value) most += rows
    if (Number(to) < value) least += rows
  }
  return [least, most]
}

export interface Quantiles {
  values: Ordered[]
  /** By what share of all values a rank may be wrong, at most: what is known, not what is likely. */
  error: number
}

/** Values below which a share of all values lies, for each of the `shares`. There is at least one interval. */
export function quantilesOf(intervals: Interval[], shares: number[]): Quantiles {
  const rows = rowsOf(intervals)
  const isWhole = typeof intervals[0]?.from === 'bigint'
  const ends = intervals.flatMap(({ from, to }) => [from, to]).sort(compare)
  const spans = asNumbers(intervals)
  const values = shares.map((share) => quantileOf(spans, ends, share * rows, isWhole))
  const errors = values.map((value, i) => rankError(intervals, value, shares[i]! * rows))
  return { values, error: Math.max(0, ...errors) / rows }
}

function quantileOf(
  intervals: Interval[],
  ends: Ordered[],
  rank: number,
  isWhole: boolean,
): Ordered {
  const step = isWhole ? 1 : 0
  let [low, high] = [0, ends.length - 1] // the first end that has at least `rank` values up to it
  while (low < high) {
    const middle = (low + high) >> 1
    if (upTo(intervals, Number(ends[middle]), step) >= rank) high = middle
    else low = middle + 1
  }
  const [end, before] = [ends[low]!, ends[low - 1]]
  if (before === undefined) return end
  const [a, b] = [Number(before), Number(end)]
  const [fewer, more] = [upTo(intervals, a, step), below(intervals, b, step)]
  if (rank > more || more <= fewer) return end
  const value = a + ((b - a) * (rank - fewer)) / (more - fewer)
  return isWhole ? BigInt(Math.round(value)) : value
}

/** About how many values are not above `value`. */
function upTo(intervals: Interval[], value: number, step: number): number {
  const points = intervals.filter(({ from, to }) => from === to && Number(from) === value)
  return step > 0
    ? below(intervals, value + step, step)
    : below(intervals, value, step) + rowsOf(points)
}

function rankError(intervals: Interval[], value: Ordered, rank: number): number {
  let [leastUpTo, mostBelow] = [0, 0]
  for (const { from, to, rows } of intervals) {
    if (compare(to, value) <= 0) leastUpTo += rows
    if (compare(from, value) < 0) mostBelow += rows
  }
  return Math.max(0, rank - leastUpTo, mostBelow - rank)
}

export interface Bars {
  from: Ordered
  /** Where the last bar ends; whole numbers: before it. */
  to: Ordered
  /** How many values are in each bar, as wide as the others. */
  rows: number[]
  /** By what share of all values a bar may be wrong, at most. */
  error: number
}

/** At most `count` bars from the least value to the greatest; whole numbers have bars of whole numbers. */
export function barsOf(intervals: Interval[], count: number): Bars {
  const from = intervals.map((one) => one.from).reduce((a, b) => (compare(b, a) < 0 ? b : a))
  const last = intervals.map((one) => one.to).reduce((a, b) => (compare(b, a) > 0 ? b : a))
  const { width, bars, step } = barWidth(from, last, count)
  const spans = asNumbers(intervals)
  const edges = Array.from({ length: bars + 1 }, (_, i) => Number(from) + i * width)
  const all = rowsOf(intervals)
  const ranks = edges.map((edge, i) => (i === bars ? all : Math.round(below(spans, edge, step))))
  const known = edges.map((edge, i) => (i === bars ? [all, all] : boundsBelow(spans, edge)))
  const errors = ranks.slice(1).map((rank, i) => {
    const rows = rank - ranks[i]!
    const [least, most] = [known[i + 1]![0]! - known[i]![1]!, known[i + 1]![1]! - known[i]![0]!]
    return Math.max(rows - Math.max(0, least), most - rows, 0)
  })
  const to = typeof from === 'bigint' ? from + BigInt(bars) * BigInt(width) : last
  const rows = ranks.slice(1).map((rank, i) => rank - ranks[i]!)
  return { from, to, rows, error: all === 0 ? 0 : Math.max(...errors) / all }
}

function barWidth(from: Ordered, last: Ordered, count: number) {
  if (typeof from === 'bigint') {
    const range = (last as bigint) - from + 1n
    const width = (range + BigInt(count) - 1n) / BigInt(count)
    return { width: Number(width), bars: Number((range + width - 1n) / width), step: 1 }
  }
  const range = Number(last) - from
  return range > 0 ? { width: range / count, bars: count, step: 0 } : { width: 1, bars: 1, step: 0 }
}
