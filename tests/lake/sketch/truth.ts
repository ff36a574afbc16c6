/** What a column's figures must be, asked of DuckDB by plain SQL, and held against its sketch. */
import { DuckDBInstance } from '@duckdb/node-api'
import { expect } from '@jest/globals'
import type { Field } from '../../../lake/iceberg/schema.ts'
import { quote } from '../../../lake/schema/spelling.ts'
import {
  type ColumnSketch,
  distinctOf,
  intervalsOf,
  orderedOf,
} from '../../../lake/sketch/column.ts'
import type { Sketch } from '../../../lake/sketch/file.ts'
import { barsOf, quantilesOf, rowsOf } from '../../../lake/sketch/intervals.ts'
import { canonicalSql, kindOf, textSql } from '../../../lake/sketch/leaves.ts'
import type { Run } from '../../../lake/sketch/measured.ts'

export interface Database {
  run: Run
  close(): void
}

export async function openDatabase(): Promise<Database> {
  const connection = await (await DuckDBInstance.create(':memory:', { threads: '2' })).connect()
  await connection.run("SET TimeZone = 'UTC'")
  const run: Run = async (sql) =>
    (await connection.runAndReadAll(sql)).getRowObjectsJson() as Record<string, unknown>[]
  return { run, close: () => connection.closeSync() }
}

export const fieldsOf = (types: Record<string, string>): Field[] =>
  Object.entries(types).map(([name, type], i) => ({ id: i + 1, name, type, required: false }))

/** Value as a sketch writes it, its rows, and its hash: texts that are cut may look the same. */
type Count = [text: string, rows: number, hash: string]

async function countsOf(run: Run, from: string, { name, type }: Field): Promise<Count[]> {
  const x = canonicalSql(String(type), quote(name))
  const rows = await run(
    `SELECT ${textSql(String(type), 'x')} AS t, count(*) AS n, CAST(hash(x) AS VARCHAR) AS h FROM (SELECT ${x} AS x FROM ${from}) WHERE x IS NOT NULL GROUP BY x ORDER BY x`,
  )
  return rows.map(({ t, n, h }) => [String(t), Number(n), String(h)])
}

export interface Errors {
  distinct: number
  rank: number
}

/** Throws where a figure is not what it says it is; gives how far off the estimates are. */
export async function holdAgainst(
  run: Run,
  from: string,
  fields: Field[],
  sketch: Sketch,
): Promise<Record<string, Errors>> {
  const [{ n } = { n: 0 }] = await run(`SELECT count(*) AS n FROM ${from}`)
  expect(sketch.rows).toBe(Number(n))
  const errors: Record<string, Errors> = {}
  for (const field of fields) {
    const counts = await countsOf(run, from, field)
    const column = sketch.columns.get(field.id)
    expect({ name: field.name, is: column !== undefined }).toEqual({ name: field.name, is: true })
    if (column) errors[field.name] = holdColumn(String(field.type), column, counts)
  }
  return errors
}

function holdColumn(type: string, column: ColumnSketch, counts: Count[]): Errors {
  const values = counts.reduce((sum, [, n]) => sum + n, 0)
  expect(column.values).toBe(values)
  const known = new Map(counts.map(([, rows, hash]) => [hash, rows]))
  const listed = new Set<string>()
  const wrong: unknown[] = []
  for (const { hash, value, least, most } of column.frequent.counters) {
    const rows = known.get(hash) ?? 0
    if (rows < least || rows > most) wrong.push({ value, rows, least, most })
    listed.add(hash)
  }
  for (const [value, rows, hash] of counts) {
    if (!listed.has(hash) && rows > column.frequent.others) wrong.push({ value, rows })
  }
  expect(wrong).toEqual([])
  const { distinct, error } = distinctOf(column)
  expect(distinct).toBeLessThanOrEqual(values)
  const off = counts.length === 0 ? 0 : Math.abs(distinct - counts.length) / counts.length
  expect(off).toBeLessThanOrEqual(2.5 * error) // five standard errors
  const ordered = kindOf(type) === 'text' ? [] : orderedCounts(type, counts)
  if (kindOf(type) === 'text') {
    const texts = counts.map(([value]) => value)
    expect([column.least, column.greatest]).toEqual([texts[0], texts.at(-1)])
  } else if (ordered.length > 0) {
    const ends = counts
      .map(([text]) => orderedOf(kindOf(type), text))
      .filter((at) => !Object.is(at, Number.NaN))
    expect([column.least, column.greatest]).toEqual([ends[0], ends.at(-1)])
  }
  return { distinct: off, rank: ordered.length > 0 ? holdSpread(column, ordered) : 0 }
}

interface At {
  at: bigint | number
  rows: number
}

const orderedCounts = (type: string, counts: Count[]): At[] =>
  counts
    .map(([text, rows]) => ({ at: orderedOf(kindOf(type), text), rows }))
    .filter(({ at }) => typeof at === 'bigint' || Number.isFinite(at))

/** Every quantile and every bar, within the error that they say. */
function holdSpread(column: ColumnSketch, ordered: At[]): number {
  const intervals = intervalsOf(column)
  const all = ordered.reduce((sum, { rows }) => sum + rows, 0)
  expect(rowsOf(intervals)).toBe(all)
  const upTo = [0] // rows of the first so many values, which are in order
  for (const { rows } of ordered) upTo.push(upTo.at(-1)! + rows)
  const below = (isBelow: (at: bigint | number) => boolean): number => {
    let [low, high] = [0, ordered.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (isBelow(ordered[middle]!.at)) low = middle + 1
      else high = middle
    }
    return upTo[low]!
  }
  const shares = Array.from({ length: 19 }, (_, i) => (i + 1) / 20)
  const { values, error } = quantilesOf(intervals, shares)
  const wrong: unknown[] = []
  let worst = 0
  for (const [i, value] of values.entries()) {
    const rank = shares[i]! * all
    const off = Math.max(rank - below((at) => at <= value), below((at) => at < value) - rank, 0)
    worst = Math.max(worst, off / all)
  }
  expect(worst).toBeLessThanOrEqual(error + 1e-9)
  const { from, to, rows, error: barError } = barsOf(intervals, 24)
  const width = (Number(to) - Number(from)) / rows.length
  expect(rows.reduce((sum, n) => sum + n, 0)).toBe(all)
  for (const [i, n] of rows.entries()) {
    const [low, high] = [Number(from) + i * width, Number(from) + (i + 1) * width]
    const isLast = i === rows.length - 1
    const true_ =
      (isLast ? all : below((at) => Number(at) < high)) - below((at) => Number(at) < low)
    if (Math.abs(n - true_) / all > barError + 1.5 / all) wrong.push({ i, n, true_, barError })
  }
  expect(wrong).toEqual([])
  return worst
}
