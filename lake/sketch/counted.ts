/** Columns whose values are few beside their rows: all values with their counts, and the sketch from these. */
import { type ColumnSketch, type Kind, orderedOf } from './column.ts'
import type { Counter } from './frequent.ts'
import type { Interval, Ordered } from './intervals.ts'
import { canonicalSql, kindOf, type Leaf, textSql } from './leaves.ts'
import type { Measured } from './measured.ts'
import { noRegisters, note, registerBits } from './registers.ts'
import { cellsSql, isCrowded, rangesSql, stridesSql, valuesAsCells } from './strides.ts'

/** Columns of one canonical type, in one statement. */
export async function countedColumns(
  { run, from, size }: Measured,
  leaves: Leaf[],
): Promise<[id: number, column: ColumnSketch][]> {
  const [{ type, isRepeated } = { type: '', isRepeated: false }] = leaves
  const counts = countsSql(from, leaves)
  const sqlOf = (cells: string): string =>
    countedSql(type, counts, { size, cells, isOne: leaves.length === 1 })
  const rows = await run(sqlOf(cellsSql(type, 'v')))
  const crowded = rows.filter((row) => isCrowded(intervalsOf(kindOf(type), row), size))
  if (crowded.length > 0) {
    const fine = await run(sqlOf(valuesAsCells(type, 'v')))
    const byId = new Map(fine.map((row) => [row.id, row]))
    for (const row of crowded) row.intervals = byId.get(row.id)?.intervals
  }
  const byId = new Map(rows.map((row) => [Number(row.id), row]))
  return leaves.map(({ id }) => [id, columnOf(type, isRepeated, byId.get(id) ?? {}, size)])
}

/** `id`, `x` and in how many rows it is, `n`. */
function countsSql(from: string, leaves: Leaf[]): string {
  const [only] = leaves
  if (only && leaves.length === 1) {
    const values = `SELECT ${canonicalSql(only.type, 'x')} AS x FROM (${only.valuesSql(from)})`
    return `SELECT ${only.id} AS id, x, count(*) AS n FROM (${values}) GROUP BY x`
  }
  const ids = leaves.map(({ id }) => id)
  const columns = leaves.map(({ type, expression = 'NULL' }) => canonicalSql(type, expression))
  const values = `SELECT unnest([${ids.join(', ')}]) AS id, unnest([${columns.join(', ')}]) AS x FROM ${from}`
  return `SELECT id, x, count(*) AS n FROM (${values}) GROUP BY id, x`
}

/** What has an order: all but NaN. */
export const orderedSql = (type: string): string =>
  kindOf(type) === 'real' ? 'NOT isnan(x)' : 'x IS NOT NULL'

/** A row a column, by its id; hashes and intervals only where not all values are kept. */
function countedSql(
  type: string,
  counts: string,
  { size, cells, isOne }: { size: number; cells: string; isOne: boolean },
): string {
  const mask = 2 ** registerBits(size) - 1
  const counter = `[CAST(h AS VARCHAR), ${textSql(type, 'x')}, CAST(n AS VARCHAR)]`
  const byRows = 'ORDER BY n DESC, h'
  const first = isOne
    ? `${byRows} LIMIT ${size + 1}`
    : `QUALIFY row_number() OVER (PARTITION BY id ${byRows}) <= ${size + 1}`
  const hasIntervals = kindOf(type) !== 'text'
  return `
    WITH v AS MATERIALIZED (
      SELECT id, x, hash(x) AS h, n FROM (${counts})
    ), totals AS MATERIALIZED (
      SELECT id, count(x) AS distinct_values, sum(n) FILTER (x IS NOT NULL) AS all_values,
        sum(n) FILTER (x IS NULL) AS nulls,
        [${textSql(type, `min(x) FILTER (${orderedSql(type)})`)}, ${textSql(type, `max(x) FILTER (${orderedSql(type)})`)}] AS ends
      FROM v GROUP BY id
    ), kept AS (
      SELECT id, list(${counter} ${byRows}) AS counters FROM (
        SELECT id, x, h, n FROM v JOIN totals USING (id)
        WHERE x IS NOT NULL AND (n > 1 OR distinct_values <= ${size})
        ${first}
      ) GROUP BY id
    ), many AS (SELECT id, all_values FROM totals WHERE distinct_values > ${size}),
    hashed AS (
      SELECT id, list(CAST(h AS VARCHAR)) AS hashes FROM (
        SELECT id, min(h) AS h FROM v JOIN many USING (id) WHERE x IS NOT NULL GROUP BY id, h & ${mask}
      ) GROUP BY id
    )${hasIntervals ? `, ${rangesSql(type, 'v JOIN many USING (id)')}, cells AS (${cells}), strides AS (${stridesSql(type, size)})` : ''}
    SELECT * FROM totals LEFT JOIN kept USING (id) LEFT JOIN hashed USING (id)
      ${hasIntervals ? 'LEFT JOIN strides USING (id)' : ''}`
}

/** Hash, value, rows. */
export type Counted = [hash: string, value: string, rows: string]

export const countersOf = (counted: Counted[]): Counter[] =>
  counted.map(([hash, value, rows]) => ({ hash, value, least: Number(rows), most: Number(rows) }))

function columnOf(
  type: string,
  isRepeated: boolean,
  row: Record<string, unknown>,
  size: number,
): ColumnSketch {
  const kind = kindOf(type)
  const counters = countersOf((row.counters ?? []) as Counted[])
  const isWhole = Number(row.distinct_values ?? 0) <= size
  return {
    kind,
    values: Number(row.all_values ?? 0),
    nulls: isRepeated ? Number(row.nulls ?? 0) : 0,
    ...endsOf(kind, row),
    frequent: {
      counters,
      others: isWhole ? 0 : counters.length > size ? (counters.at(-1)?.most ?? 0) : 1,
    },
    ...(!isWhole && {
      distinct: Number(row.distinct_values),
      registers: registersOf((row.hashes ?? []) as string[], size),
      ...(kind !== 'text' && { intervals: intervalsOf(kind, row) }),
    }),
  }
}

export function registersOf(hashes: string[], size: number): Uint8Array {
  const registers = noRegisters(registerBits(size))
  for (const hash of hashes) note(registers, BigInt(hash))
  return registers
}

export function endsOf(
  kind: Kind,
  row: Record<string, unknown>,
): Pick<ColumnSketch, 'least' | 'greatest'> {
  const [least, greatest] = (row.ends ?? []) as (string | null)[]
  if (typeof least !== 'string' || typeof greatest !== 'string') return {}
  const end = (text: string): Ordered | string => (kind === 'text' ? text : orderedOf(kind, text))
  return { least: end(least), greatest: end(greatest) }
}

export const intervalsOf = (kind: Kind, row: Record<string, unknown>): Interval[] =>
  ((row.intervals ?? []) as [string, string, string][]).map(([from, to, rows]) => ({
    from: orderedOf(kind, from),
    to: orderedOf(kind, to),
    rows: Number(rows),
  }))
