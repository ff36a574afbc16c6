/** The sketch of a data file, or of several: of every column by its field id, with a stable form as JSON. */
import { sketchSizeMax, sketchSizeMin, sketchValuesMax } from '../limits.ts'
import { type ColumnSketch, type Kind, mergedColumns, orderedOf, sized } from './column.ts'
import type { Counter } from './frequent.ts'
import type { Interval, Ordered } from './intervals.ts'

export interface Sketch {
  rows: number
  /** How many values and intervals a column keeps: the fewest of what it is made of. */
  size: number
  columns: Map<number, ColumnSketch>
}

/** A power of two, so that sketches of files with some columns more or less are of the same. */
export const sizeFor = (leaves: number): number =>
  Math.min(
    sketchSizeMax,
    Math.max(sketchSizeMin, 2 ** Math.floor(Math.log2(sketchValuesMax / Math.max(1, leaves)))),
  )

/** Of all their rows, in any order. A column that one of them lacks has no value there. */
export function mergedSketches(all: Sketch[]): Sketch {
  const size = Math.min(sketchSizeMax, ...all.map((one) => one.size))
  const byId = Map.groupBy(
    all.flatMap(({ columns }) => [...columns]),
    ([id]) => id,
  )
  const columns = [...byId].map(([id, same]): [number, ColumnSketch] => {
    const [[, only] = []] = same
    if (only && same.length === 1 && all.length === 1) return [id, sized(only, size)]
    return [
      id,
      mergedColumns(
        same.map(([, column]) => column),
        size,
      ),
    ]
  })
  const rows = all.reduce((sum, one) => sum + one.rows, 0)
  return { rows, size, columns: new Map(columns.sort(([a], [b]) => a - b)) }
}

type Text = string | undefined

/**
 * Raised when DuckDB's hash of a value changes, or the form: sketches of before are then made anew, for their registers
 * do not go with the new ones.
 */
const version = 1

/** Bounds as texts, registers as base64, counters as [hash, value, least, most], intervals as [from, to, rows]. */
interface Stored {
  version: number
  rows: number
  size: number
  columns: Record<string, StoredColumn>
}

interface StoredColumn {
  kind: Kind
  values: number
  nulls: number
  least: Text
  greatest: Text
  counters: [hash: string, value: string, least: number, most: number][]
  others: number
  distinct: number | undefined
  registers: Text
  intervals: [from: string, to: string, rows: number][] | undefined
}

export function formatSketch({ rows, size, columns }: Sketch): string {
  const stored = [...columns].map(([id, column]): [string, StoredColumn] => {
    const { kind, values, nulls, frequent, registers, intervals, distinct } = column
    const { others } = frequent
    return [
      String(id),
      {
        ...{ kind, values, nulls, others, distinct },
        least: column.least === undefined ? undefined : String(column.least),
        greatest: column.greatest === undefined ? undefined : String(column.greatest),
        counters: frequent.counters.map(({ hash, value, least, most }) => [
          hash,
          value,
          least,
          most,
        ]),
        registers: registers && Buffer.from(registers).toString('base64'),
        intervals: intervals?.map(({ from, to, rows }) => [String(from), String(to), rows]),
      },
    ]
  })
  const whole: Stored = { version, rows, size, columns: Object.fromEntries(stored) }
  return JSON.stringify(whole)
}

/** Undefined where it is of another version, or none: it is then made anew. */
export function parseSketch(text: string): Sketch | undefined {
  const { version: its, rows, size, columns } = JSON.parse(text) as Stored
  if (its !== version) return undefined
  const parsed = Object.entries(columns).map(([id, column]): [number, ColumnSketch] => [
    Number(id),
    parsedColumn(column),
  ])
  return { rows, size, columns: new Map(parsed) }
}

function parsedColumn(column: StoredColumn): ColumnSketch {
  const { kind, values, nulls, others, least, greatest, registers, distinct } = column
  const end = (text: string): Ordered | string => (kind === 'text' ? text : orderedOf(kind, text))
  const intervals = column.intervals?.map(
    ([from, to, rows]): Interval => ({
      from: orderedOf(kind, from),
      to: orderedOf(kind, to),
      rows,
    }),
  )
  const counters = column.counters.map(
    ([hash, value, least, most]): Counter => ({ hash, value, least, most }),
  )
  return {
    ...{ kind, values, nulls, frequent: { counters, others } },
    ...(distinct !== undefined && { distinct }),
    ...(least !== undefined && { least: end(least) }),
    ...(greatest !== undefined && { greatest: end(greatest) }),
    ...(registers !== undefined && { registers: new Uint8Array(Buffer.from(registers, 'base64')) }),
    ...(intervals && { intervals }),
  }
}
