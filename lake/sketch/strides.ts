/**
 * Intervals by SQL. A column's range is cut into cells as wide as one another; neighbours are one interval while they
 * begin in the same stride of ranks and the same 256th of the range, and a cell of a stride or more is one alone.
 * The relations have `id` (of the column), `x` and, where they are counted, `n`.
 */
import { type Interval, rowsOf } from './intervals.ts'
import { kindOf, textSql } from './leaves.ts'

/** Their counts fit a processor's cache: 65,536 took three times as long. */
const cells = 4_096
const cellsPerPart = 16

/** What can be ordered and has a distance. */
export const finiteSql = (type: string): string =>
  kindOf(type) === 'real' ? 'isfinite(x)' : 'x IS NOT NULL'

export function numberSql(type: string, x = 'x'): string {
  if (type === 'date') return `CAST(date_diff('day', DATE '1970-01-01', ${x}) AS DOUBLE)`
  return `CAST(${type.startsWith('timestamp') ? `epoch_us(${x})` : x} AS DOUBLE)`
}

/** `ranges`: what the cells of each column are reckoned from. */
export const rangesSql = (type: string, of: string): string => `
  ranges AS MATERIALIZED (
    SELECT id, low, coalesce(${cells - 1} / nullif(high - low, 0), 0) AS scale FROM (
      SELECT id, min(${numberSql(type)}) AS low, max(${numberSql(type)}) AS high
      FROM ${of} WHERE ${finiteSql(type)} GROUP BY id
    )
  )`

const cellSql = (type: string, low = 'low', scale = 'scale'): string =>
  `CAST(floor((${numberSql(type)} - ${low}) * ${scale}) AS INTEGER)`

export const cellsSql = (type: string, of: string): string => `
  SELECT id, ${cellSql(type)} AS cell, min(x) AS a, max(x) AS b, sum(n) AS n
  FROM ${of} JOIN ranges USING (id) WHERE ${finiteSql(type)} GROUP BY id, cell`

/** Each value its own cell: for what lies so densely that cells would hold too many. */
export const valuesAsCells = (type: string, of: string): string => `
  SELECT id, ${cellSql(type)} AS cell, x AS a, x AS b, sum(n) AS n
  FROM ${of} JOIN ranges USING (id) WHERE ${finiteSql(type)} GROUP BY id, x, cell`

/** The same of one column whose range is known: each row stands for itself. */
export function rowsAsCells(
  type: string,
  of: string,
  [low, high]: [low: number, high: number],
  isByValue: boolean,
): string {
  const scale = high > low && Number.isFinite(high - low) ? (cells - 1) / (high - low) : 0
  const cell = cellSql(type, `'${low}'::DOUBLE`, `'${scale}'::DOUBLE`)
  const by = isByValue ? 'x, cell' : 'cell'
  return `
    SELECT 0 AS id, cell, min(x) AS a, max(x) AS b, count(*) AS n FROM (
      SELECT ${cell} AS cell, x FROM ${of} WHERE ${finiteSql(type)}
    ) GROUP BY ${by}`
}

/** Of `cells`: `id` and a list of [from, to, rows]. */
export const stridesSql = (type: string, size: number): string => `
  SELECT id, list([${textSql(type, 'a')}, ${textSql(type, 'b')}, CAST(n AS VARCHAR)]) AS intervals FROM (
    SELECT id, min(a) AS a, max(b) AS b, sum(n) AS n FROM (
      SELECT *, sum(n) OVER (PARTITION BY id ORDER BY a) - n AS before,
        greatest(1, sum(n) OVER (PARTITION BY id) // ${size}) AS stride FROM cells
    ) GROUP BY id, before // stride, cell // ${cellsPerPart}, CASE WHEN n >= stride THEN a END
  ) GROUP BY id`

/** An interval of many values holds more than its part. */
export function isCrowded(intervals: Interval[], size: number): boolean {
  const most = (4 * rowsOf(intervals)) / size
  return intervals.some(({ from, to, rows }) => from !== to && rows > most)
}
