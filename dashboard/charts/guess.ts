/** Which chart a result asks for: time and numbers are lines, categories and a number are bars, one number a histogram. */
import type { BarData } from './bars.ts'
import { type Bin, binsOf } from './histogram.ts'
import type { LineData } from './line.ts'

type Value = string | number | boolean | null

export interface Table {
  columns: { name: string; type: string }[]
  rows: Value[][]
}

export type Chart =
  | { kind: 'line'; data: LineData }
  | { kind: 'bars'; data: BarData }
  | { kind: 'histogram'; name: string; bins: Bin[] }

const linesMax = 8
const barsMax = 200
const histogramRowsMin = 12

/** Undefined where no chart says more than the rows. */
export function guessChart(table: Table): Chart | undefined {
  if (table.rows.length < 2) return undefined
  const kinds = table.columns.map(({ type }, i) => kindOf(type, table.rows, i))
  const numbers = at(kinds, 'number')
  const [time] = at(kinds, 'time')
  const words = at(kinds, 'word')
  if (time !== undefined && numbers.length > 0) return linesOver(table, time, numbers, words, true)
  const [first, ...rest] = numbers
  if (first === 0 && rest.length > 0 && words.length === 0 && isOrder(table.rows, first)) {
    return linesOver(table, first, rest, [], false)
  }
  if (words.length > 0 && first !== undefined) return barsOf(table, words, first)
  if (numbers.length === 1 && words.length === 0 && table.rows.length >= histogramRowsMin) {
    const values = table.rows.map((row) => numberOf(row[first!])).filter((v) => v !== null)
    return { kind: 'histogram', name: table.columns[first!]!.name, bins: binsOf(values) }
  }
  return undefined
}

type Kind = 'number' | 'time' | 'word' | 'other'
const at = (kinds: Kind[], kind: Kind): number[] =>
  kinds.flatMap((each, i) => (each === kind ? [i] : []))

const numeric = /^(tinyint|smallint|int|integer|bigint|float|real|double|decimal)/
const dated = /^\d{4}-\d\d(-\d\d([ T]\d\d:\d\d(:\d\d(\.\d+)?)?)?)?( ?(UTC|Z))?$/

/** Text that is a date in every row is a time: many tables keep it so. */
function kindOf(type: string, rows: Value[][], i: number): Kind {
  if (numeric.test(type)) return 'number'
  if (/^(date|timestamp)/.test(type)) return 'time'
  if (type === 'boolean') return 'word'
  if (!/^(varchar|char|string)/.test(type)) return 'other'
  const isDated = rows.every((row) => row[i] === null || dated.test(String(row[i])))
  return isDated && rows.some((row) => row[i] !== null) ? 'time' : 'word'
}

/** Milliseconds of a date or timestamp as Athena writes it; a time without a zone is read as UTC. */
export function timeOf(value: Value | undefined): number | null {
  if (value === null || value === undefined) return null
  const text = String(value)
    .replace(/ ?UTC$/, 'Z')
    .replace(' ', 'T')
  const ms = Date.parse(/T/.test(text) && !/Z$|[+-]\d\d:\d\d$/.test(text) ? `${text}Z` : text)
  return Number.isNaN(ms) ? null : ms
}

function numberOf(value: Value | undefined): number | null {
  if (value === null || value === undefined || value === '') return null
  const number = Number(value)
  return Number.isFinite(number) ? number : null
}

/** Whole numbers that only rise, such as years, months and hours: an order more than a measure. */
function isOrder(rows: Value[][], i: number): boolean {
  const values = rows.map((row) => numberOf(row[i]))
  return values.every((value, row) => {
    const before = row === 0 ? Number.NEGATIVE_INFINITY : values[row - 1]
    return value !== null && Number.isInteger(value) && value > (before ?? value)
  })
}

function linesOver(
  { columns, rows }: Table,
  x: number,
  numbers: number[],
  words: number[],
  isTime: boolean,
): Chart | undefined {
  const place = isTime ? timeOf : numberOf
  const split = words.length > 0 ? words[0] : undefined
  const [first] = numbers
  if (split !== undefined && first !== undefined) {
    return linesByWord({ columns, rows }, x, first, split, isTime)
  }
  const sorted = rows
    .map((row) => ({ at: place(row[x]), row }))
    .filter((each): each is { at: number; row: Value[] } => each.at !== null)
    .sort((a, b) => a.at - b.at)
  if (sorted.length < 2) return undefined
  const series = numbers.slice(0, linesMax).map((column) => ({
    name: columns[column]!.name,
    values: sorted.map(({ row }) => numberOf(row[column])),
  }))
  const data = { x: sorted.map(({ at }) => at), isTime, xName: columns[x]!.name, series }
  return { kind: 'line', data }
}

/** One line for each word of a column: the largest ones. */
function linesByWord(
  { columns, rows }: Table,
  x: number,
  y: number,
  word: number,
  isTime: boolean,
): Chart {
  const byName = new Map<string, Map<number, number>>()
  for (const row of rows) {
    const at = timeOf(row[x])
    const value = numberOf(row[y])
    if (at === null || value === null) continue
    const name = String(row[word])
    const line = byName.get(name) ?? new Map<number, number>()
    byName.set(name, line.set(at, value))
  }
  const sum = (line: Map<number, number>) => [...line.values()].reduce((a, b) => a + Math.abs(b), 0)
  const kept = [...byName].sort(([, a], [, b]) => sum(b) - sum(a)).slice(0, linesMax)
  const places = [...new Set(kept.flatMap(([, line]) => [...line.keys()]))].sort((a, b) => a - b)
  const series = kept.map(([name, line]) => ({
    name,
    values: places.map((at) => line.get(at) ?? null),
  }))
  return { kind: 'line', data: { x: places, isTime, xName: columns[x]!.name, series } }
}

/** Several words in a row make one name; a name that comes twice makes no bars. */
function barsOf({ columns, rows }: Table, words: number[], y: number): Chart | undefined {
  const bars = rows.flatMap((row) => {
    const value = numberOf(row[y])
    const category = words.map((i) => (row[i] === null ? 'null' : String(row[i]))).join(' · ')
    return value === null ? [] : [{ category, value }]
  })
  const isOnce = new Set(bars.map(({ category }) => category)).size === bars.length
  if (!isOnce || bars.length < 2 || bars.length > barsMax) return undefined
  const categoryName = words.map((i) => columns[i]!.name).join(' and ')
  return { kind: 'bars', data: { categoryName, valueName: columns[y]!.name, bars } }
}
