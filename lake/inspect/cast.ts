/**
 * From what the read SQL yields (text of a CSV cell, JSON of a member, a Parquet value) to the lake's type: exactly
 * the values that our inference accepts, where DuckDB's own casts would change them silently ('007', '1_000').
 * The session's TimeZone must be UTC wherever a timestamptz becomes text.
 */
import { convertedSql } from '../schema/conversion.ts'
import { digitsLost, digitsOf } from '../schema/decimal.ts'
import { mergeColumns, mergeTypes } from '../schema/merge.ts'
import { duckdbType, literal, quote } from '../schema/spelling.ts'
import type { Column, Type } from '../schema/type.ts'
import type { Format } from './inspection.ts'
import { jsonTally } from './jsontally.ts'
import { isNano } from './parquetread.ts'
import { misfit } from './reading/form.ts'
import { isNullMarker } from './reading/nulls.ts'
import { joinedReading, readingOf } from './reading/reading.ts'
import { newTally } from './tally.ts'
import { castOf, fits, isNone, textOf, valueFit, type Written } from './value.ts'

/** An expression of the lake's type over the read column, of Parquet `from`; the query fails where a value does not fit. */
export function strictCast(column: Column, format: Written, from: Type = column.type): string {
  const { name, type } = column
  const source = quote(name)
  if (format === 'parquet') {
    const plain = isNano(column) ? `CAST(${source} AS TIMESTAMP)` : source
    const isZoned = isNano(column) && type === 'timestamptz'
    const cast = isZoned ? `timezone('UTC', ${plain})` : convertedSql(source, from, type)
    const complaint = literal(`${name}: not whole microseconds`)
    if (isNano(column)) return `CASE WHEN ${cut(source)} THEN error(${complaint}) ELSE ${cast} END`
    if (!holdsDouble(type)) return cast
    const digits = literal(`${name}: ${digitsLost}`)
    return `CASE WHEN ${rounded(source, type)} THEN error(${digits}) ELSE ${cast} END`
  }
  if (type === 'string') return castOf(source, type, format)
  const complaint = `${literal(`${name}: not ${duckdbType(type)}: `)} || left(${textOf(source, format)}, 100)`
  return `CASE WHEN ${isNone(source, type, format)} THEN NULL \
WHEN ${valueFit(source, type, format)} THEN ${castOf(source, type, format)} ELSE error(${complaint}) END`
}

/** A BOOLEAN expression, never NULL: this row's value does not fit the column's type. */
export function failing(column: Column, format: Format): string {
  const source = quote(column.name)
  if (format !== 'parquet') return `NOT ${fits(source, column.type, format)}`
  if (isNano(column)) return cut(source)
  return holdsDouble(column.type) ? rounded(source, column.type) : 'false'
}

/** A BOOLEAN expression, never NULL: microseconds do not hold the time. */
const cut = (source: string): string => `coalesce(epoch_ns(${source}) % 1000 <> 0, false)`

/** A BOOLEAN expression, never NULL: an integer or a decimal, anywhere within, that no double is, digit by digit. */
function rounded(source: string, type: Type): string {
  if (type !== 'double') {
    const double = `CAST(${source} AS ${duckdbType(type)})`
    return `(TRY(cast_to_type(${double}, ${source})) IS DISTINCT FROM ${source})`
  }
  const [own, double] = [source, `CAST(${source} AS DOUBLE)`].map(
    (value) => `TRY_CAST(CAST(${value} AS VARCHAR) AS DECIMAL(38, 18))`,
  )
  // Behind the 18th place both are rounded alike; but a double is said in 17 digits.
  const digits = `length(ltrim(replace(rtrim(CAST(${source} AS VARCHAR), '0'), '.', ''), '-0'))`
  return `CASE WHEN typeof(${source}) IN ('DOUBLE', 'FLOAT') OR ${source} IS NULL THEN false \
ELSE coalesce(${own} <> ${double}, true) OR ${digits} > 17 END`
}

function holdsDouble(type: Type): boolean {
  if (typeof type === 'string') return type === 'double'
  if ('list' in type) return holdsDouble(type.list)
  const within = 'map' in type ? type.map : type.struct.map((member) => member.type)
  return within.some(holdsDouble)
}

/** An aggregate: how many rows do not fit. */
export const failingCount = (column: Column, format: Format): string =>
  `count(*) FILTER (WHERE ${failing(column, format)})`

/** An aggregate: a list of up to 100 texts that do not fit, for `widen`. */
export function failingValues(column: Column, format: Format): string {
  const value = `CAST(${quote(column.name)} AS VARCHAR)`
  return `min(${value}, 100) FILTER (WHERE ${failing(column, format)})`
}

/**
 * The type that also holds these texts (cells of a CSV column, JSON of a member). Always wider than `type`, so that
 * repeating it ends at `string`, which holds everything.
 */
export function widen(
  type: Type,
  values: string[],
  format: Format,
  nulls?: readonly string[],
): Type {
  if (format === 'ndjson') return wider(type, tallied(jsonTally(), values).type())
  const tally = tallied(newTally(nulls), values)
  const isExact = digitsOf(type) !== undefined && type !== 'long'
  return wider(type, (isExact && tally.decimal()) || tally.type())
}

function tallied<T extends { add(text: string): void }>(tally: T, values: string[]): T {
  for (const value of values) tally.add(value)
  return tally
}

function wider(type: Type, other: Type): Type {
  const merged = mergeTypes(type, other)
  return JSON.stringify(merged) === JSON.stringify(type) ? 'string' : merged
}

/**
 * The column, so that it also holds these texts that do not fit: as NULL where all of them are known to say so, in a wider
 * type, or as text, and then as they are written.
 */
export function widenColumn(column: Column, values: string[], format: Format): Column {
  const { type, reading } = column
  if (format !== 'csv') return { ...column, type: widen(type, values, format) }
  const texts = reading?.form ? values.map((value) => value.replace(misfitStart, '')) : values
  const said = reading?.said ? (reading.nulls ?? []) : undefined
  const nulls = said ? [] : texts.filter(isNullMarker)
  if (nulls.length > 0 && type !== 'null') {
    const joined = joinedReading(reading, readingOf(nulls, undefined))
    const others = values.filter((_, i) => !isNullMarker(texts[i]!))
    const widened = { ...column, ...(joined && { reading: joined }) }
    return others.length > 0 ? widenColumn(widened, others, format) : widened
  }
  const found = tallied(newTally(said), values).reading()
  const widened = widen(type, values, format, said)
  if (type === 'null') {
    return { ...column, type: widened, ...(found && { reading: found }) }
  }
  return { ...column, type: found?.form ? 'string' : widened }
}

/** The columns with the types and readings that some of them need. */
export function withWider(columns: Column[], wider: Column[]): Column[] {
  const byName = new Map(wider.map((column) => [column.name, column]))
  return columns.map((column) => {
    const other = byName.get(column.name)
    if (!other) return column
    const [merged] = mergeColumns([column], [other])
    return { ...merged!, ...(other.reading && { reading: other.reading }) }
  })
}

const misfitStart = new RegExp(`^[${misfit}]`)
