/** The sketch of one data file, by DuckDB: of all of its rows. What differs little is counted, the rest is hashed. */
import type { Field } from '../iceberg/schema.ts'
import {
  countedShareMax,
  sketchedTogetherRowsMax,
  sketchedTogetherValuesMax,
  sketchHeadRows,
} from '../limits.ts'
import { literal, quote } from '../schema/spelling.ts'
import { type ColumnSketch, sized } from './column.ts'
import { countedColumns } from './counted.ts'
import { type Sketch, sizeFor } from './file.ts'
import { hashedColumn } from './hashed.ts'
import { canonicalSql, isNest, type Leaf, leavesOf } from './leaves.ts'
import type { Measured, Run } from './measured.ts'

type Sketched = [id: number, column: ColumnSketch]

/** A Parquet file of exactly these columns. */
export const parquetSql = (path: string): string =>
  `read_parquet(${literal(path)}, hive_partitioning = false)`

/** `from` is what DuckDB reads the file's rows from. */
export async function sketchOf(
  run: Run,
  from: string,
  fields: Field[],
  rows: number,
): Promise<Sketch> {
  const leaves = leavesOf(fields)
  const size = sizeFor(leaves.length)
  const file: Measured = { run, from, rows, size }
  const found: Sketched[] = await nests(file, leaves.filter(isNest))
  const flat = leaves.filter((leaf) => !isNest(leaf) && !leaf.isRepeated)
  const few = rows <= sketchedTogetherRowsMax ? flat : await ofFewValues(file, flat)
  const many = flat.filter((leaf) => !few.includes(leaf))
  const repeated = leaves.filter((leaf) => !isNest(leaf) && leaf.isRepeated)
  for (const some of [...batches(few, rows), ...repeated.map((leaf) => [leaf])]) {
    found.push(...(await countedColumns(file, some)))
  }
  for (const leaf of many) found.push([leaf.id, await hashedColumn(file, leaf)])
  return { rows, size, columns: new Map(found.map(([id, column]) => [id, sized(column, size)])) }
}

/** Columns of one type together where rows are few, one by one where they are many. */
function batches(leaves: Leaf[], rows: number): Leaf[][] {
  const together = rows > sketchedTogetherRowsMax ? 1 : Math.floor(sketchedTogetherValuesMax / rows)
  const perBatch = Math.max(1, Math.min(500, together))
  return [...Map.groupBy(leaves, ({ type }) => canonicalSql(type, type)).values()].flatMap((same) =>
    Array.from({ length: Math.ceil(same.length / perBatch) }, (_, i) =>
      same.slice(i * perBatch, (i + 1) * perBatch),
    ),
  )
}

/** Structs, lists and maps: only whether they are there. */
async function nests({ run, from }: Measured, leaves: Leaf[]): Promise<Sketched[]> {
  const found: Sketched[] = []
  const flat = leaves.filter(({ isRepeated }) => !isRepeated)
  const of = (values: number, nulls: number): ColumnSketch => ({
    ...{ kind: 'text', values, nulls },
    frequent: { counters: [], others: 0 },
  })
  if (flat.length > 0) {
    const counts = flat.map(({ expression }, i) => `count(${expression}) AS ${quote(String(i))}`)
    const [row = {}] = await run(`SELECT ${counts.join(', ')} FROM ${from}`)
    for (const [i, { id }] of flat.entries()) found.push([id, of(Number(row[String(i)]), 0)])
  }
  for (const leaf of leaves.filter(({ isRepeated }) => isRepeated)) {
    const sql = `SELECT count(x) AS n, count(*) AS all_n FROM (${leaf.valuesSql(from)})`
    const [row = {}] = await run(sql)
    found.push([leaf.id, of(Number(row.n), Number(row.all_n) - Number(row.n))])
  }
  return found
}

/** By the first rows; a wrong guess costs time, and changes no figure's bounds. */
async function ofFewValues({ run, from }: Measured, leaves: Leaf[]): Promise<Leaf[]> {
  const shares = leaves.map(
    ({ expression }, i) => `approx_count_distinct(${expression}) / count(*) AS ${quote(String(i))}`,
  )
  const head = `(SELECT * FROM ${from} LIMIT ${sketchHeadRows})`
  const [row = {}] = await run(`SELECT ${shares.join(', ') || 'NULL'} FROM ${head}`)
  return leaves.filter((_, i) => Number(row[String(i)] ?? 0) <= countedShareMax)
}
