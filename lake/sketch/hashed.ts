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
import { cellsSql, isCrowded, rangesSql, stridesSql, valuesAsCells } from './strides.ts'

export async function hashedColumn(file: Measured, leaf: Leaf): Promise<ColumnSketch> {
  const { type } = leaf
  const kind = kindOf(type)
  const values = `(SELECT 0 AS id, ${canonicalSql(type, 'x')} AS x FROM (${leaf.valuesSql(file.from)}))`
  const mask = 2 ** registerBits(file.size) - 1
  const buckets = await file.run(
    `SELECT h & ${mask} AS bucket, min(h) AS h, count(*) AS n FROM (SELECT hash(x) AS h FROM ${values} WHERE x IS NOT NULL) GROUP BY 1`,
  )
  const all = buckets.reduce((sum, { n }) => sum + Number(n), 0)
  const [row = {}] = await file.run(
    `SELECT [${textSql(type, 'min(x)')}, ${textSql(type, 'max(x)')}] AS ends FROM ${values} WHERE ${orderedSql(type)}`,
  )
  const hashes = buckets.map(({ h }) => String(h))
  return {
    ...{ kind, values: all, nulls: 0, ...endsOf(kind, row) },
    frequent: await frequentOf(file, type, values, buckets, all / (file.size / 2)),
    registers: registersOf(hashes, file.size),
    ...(kind !== 'text' && { intervals: await intervals(file, type, values) }),
  }
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
  { run, rows, size }: Measured,
  type: string,
  values: string,
): Promise<Interval[]> {
  const by = async (cells: string): Promise<Interval[]> => {
    const sql = `WITH ${rangesSql(type, values, rows)}, cells AS MATERIALIZED (${cells}) ${stridesSql(type, size, rows)}`
    const [row = {}] = await run(sql)
    return intervalsOf(kindOf(type), row)
  }
  const found = await by(cellsSql(type, values, '1'))
  return isCrowded(found, size) ? by(valuesAsCells(type, values, '1')) : found
}
