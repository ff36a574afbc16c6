/** A column whose values nearly all differ: hashed into registers, counted by cells of its range. */
import type { ColumnSketch } from './column.ts'
import {
  type Counted,
  countersOf,
  endsOf,
  intervalsOf,
  orderedSql,
  registersOf,
} from './counted.ts'
import type { Frequent } from './frequent.ts'
import type { Interval } from './intervals.ts'
import { canonicalSql, kindOf, type Leaf, textSql } from './leaves.ts'
import type { Measured } from './measured.ts'
import { registerBits } from './registers.ts'
import { finiteSql, isCrowded, numberSql, rowsAsCells, stridesSql } from './strides.ts'

export async function hashedColumn(file: Measured, leaf: Leaf): Promise<ColumnSketch> {
  const { type } = leaf
  const kind = kindOf(type)
  const values = `(SELECT ${canonicalSql(type, 'x')} AS x FROM (${leaf.valuesSql(file.from)}))`
  const mask = 2 ** registerBits(file.size) - 1
  const buckets = await file.run(
    `SELECT CAST(h & ${mask} AS USMALLINT) AS bucket, min(h) AS h, count(*) AS n FROM (SELECT hash(x) AS h FROM ${values} WHERE x IS NOT NULL) GROUP BY 1`,
  )
  const all = buckets.reduce((sum, { n }) => sum + Number(n), 0)
  const row = await endsOfColumn(file, leaf)
  const hashes = buckets.map(({ h }) => String(h))
  return {
    ...{ kind, values: all, nulls: 0, ...endsOf(kind, row) },
    frequent: await frequentOf(file, type, values, buckets, all / (file.size / 2)),
    registers: registersOf(hashes, file.size),
    ...(kind !== 'text' && {
      intervals: await intervals(file, type, values, [Number(row.low), Number(row.high)]),
    }),
  }
}

/** By the file's own statistics where it has them; those of numbers that are none must be passed over. */
async function endsOfColumn({ run, from }: Measured, { type, ...leaf }: Leaf) {
  const values = leaf.valuesSql(from)
  const ends = `[${textSql(type, 'min(x)')}, ${textSql(type, 'max(x)')}] AS ends`
  if (kindOf(type) === 'text') return (await run(`SELECT ${ends} FROM (${values})`))[0] ?? {}
  const range = `${numberSql(type, 'min(x)')} AS low, ${numberSql(type, 'max(x)')} AS high`
  const [row = {}] = await run(`SELECT ${ends}, ${range} FROM (${values})`)
  if (kindOf(type) === 'whole' || Number.isFinite(Number(row.high) - Number(row.low))) return row
  const [ordered = {}] = await run(`SELECT ${ends} FROM (${values}) WHERE ${orderedSql(type)}`)
  const [finite = {}] = await run(`SELECT ${range} FROM (${values}) WHERE ${finiteSql(type)}`)
  return { ...finite, ...ordered }
}

/** A value of many rows makes its bucket one of many: only such buckets are looked into. */
async function frequentOf(
  { run, size }: Measured,
  type: string,
  values: string,
  buckets: Record<string, unknown>[],
  many: number,
): Promise<Frequent> {
  const full = buckets.filter(({ n }) => Number(n) >= many).map(({ bucket }) => Number(bucket))
  const others = Math.max(0, ...buckets.map(({ n }) => Number(n)).filter((n) => n < many))
  if (full.length === 0) return { counters: [], others }
  const mask = 2 ** registerBits(size) - 1
  const rows = await run(
    `SELECT [CAST(hash(x) AS VARCHAR), ${textSql(type, 'x')}, CAST(n AS VARCHAR)] AS counter FROM (
      SELECT x, count(*) AS n FROM ${values} WHERE x IS NOT NULL AND (hash(x) & ${mask}) IN (${full.join(', ')})
      GROUP BY x ORDER BY n DESC, hash(x) LIMIT ${size + 1})`,
  )
  const counters = countersOf(rows.map(({ counter }) => counter as Counted))
  const last = counters.length > size ? (counters.at(-1)?.most ?? 0) : 0
  return { counters, others: Math.max(others, last) }
}

async function intervals(
  { run, size }: Measured,
  type: string,
  values: string,
  range: [low: number, high: number],
): Promise<Interval[]> {
  const by = async (isByValue: boolean): Promise<Interval[]> => {
    const cells = rowsAsCells(type, values, range, isByValue)
    const [row = {}] = await run(`WITH cells AS MATERIALIZED (${cells}) ${stridesSql(type, size)}`)
    return intervalsOf(kindOf(type), row)
  }
  const found = await by(false)
  return isCrowded(found, size) ? by(true) : found
}
