/** The SQL by which DuckDB reads what was planned: for queries, and to write rows again. */
import { hitSql } from '../maintain/hitsql.ts'
import type { Wanted } from '../maintain/redact.ts'
import { becomesText, convertedSql } from '../schema/conversion.ts'
import { digitsLost } from '../schema/decimal.ts'
import { paired } from '../schema/names.ts'
import { duckdbType, literal, quote } from '../schema/spelling.ts'
import type { Type } from '../schema/type.ts'
import { isDoubled } from './rounded.ts'
import type { Plan } from './scan.ts'
import { columnsOf, type Field, type FieldType, objectColumn, typeOf } from './schema.ts'
import { fieldDuckdbType } from './spelling.ts'
import type { Untyped } from './valueless.ts'

/** Where DuckDB opens a data file, given its URI. */
export type PathOf = (uri: string) => string

/**
 * A SELECT of the schema's columns over the planned files. Columns go by field id: what a file lacks reads NULL,
 * renamed and widened columns read right. Rows that position deletes name are left out.
 */
export function scanSql(plan: Plan, pathOf: PathOf): string {
  const { fields } = plan.schema
  if (plan.files.length === 0) {
    const nothing = fields.map((field) => `${nullOf(field)} AS ${quote(field.name)}`)
    return `SELECT ${nothing.join(', ')} WHERE false`
  }
  const columns = fields.map((field) => quote(field.name)).join(', ')
  const paths = plan.files.map(({ path }) => pathOf(path))
  const rows = `SELECT ${columns} FROM ${parquetSql(paths, fields)}`
  if (plan.positionDeletes.length === 0) return rows
  const deletes = plan.positionDeletes.map(({ path }) => literal(pathOf(path))).join(', ')
  const names = plan.files.map(({ path }) => `(${literal(pathOf(path))}, ${literal(path)})`)
  return `WITH names(here, there) AS (VALUES ${names.join(', ')}),
gone AS (SELECT names.here, marks.pos FROM read_parquet([${deletes}]) marks JOIN names ON names.there = marks.file_path)
${rows} data WHERE NOT EXISTS (SELECT 1 FROM gone WHERE gone.here = data.filename AND gone.pos = data.file_row_number)`
}

function parquetSql(paths: string[], fields: Field[]): string {
  const ids = fields.map((field) => {
    const type = literal(fieldDuckdbType(field.type))
    return `${field.id}: {name: ${literal(field.name)}, type: ${type}, default_value: NULL}`
  })
  return `read_parquet([${paths.map(literal).join(', ')}], schema = MAP {${ids.join(', ')}}, hive_partitioning = false)`
}

const nullOf = (field: Field): string => `CAST(NULL AS ${fieldDuckdbType(field.type)})`

/**
 * The rows of the planned files in another schema of the table, for `COPY … (FIELD_IDS …)`: columns by id, or by spelling
 * where the id is new, cast to what they were widened to; what the plan's schema lacks is NULL. `untyped` are columns of
 * that schema. Rows of the objects `without` are left out, and those that `unless` means.
 */
export function rewriteSql(
  plan: Plan,
  fields: Field[],
  pathOf: PathOf,
  without: string[] = [],
  untyped: Untyped = new Map(),
  unless?: Unwanted,
): string {
  const before = beforeOf(plan.schema.fields, fields)
  const columns = fields.map((field) => {
    const from = before.get(field)
    return `${from ? converted(from, field, untyped.get(from.id)) : nullOf(field)} AS ${quote(field.name)}`
  })
  const rows = `SELECT ${columns.join(', ')} FROM (${scanSql(plan, pathOf)})`
  if (unless) return `${rows} WHERE NOT ${unwantedSql(plan.schema.fields, unless)}`
  if (without.length === 0) return rows
  return `${rows} WHERE NOT ${isOfSql(without)}`
}

/** Rows with one of the values in one of the columns. */
export interface Unwanted extends Wanted {
  /** But not those of these objects: their originals say it. */
  spared: readonly string[] | 'all'
}

function unwantedSql(fields: Field[], { spared, ...wanted }: Unwanted): string {
  const hit = hitSql(columnsOf(fields), wanted, ({ name }) => quote(name))
  const hasObjects = spared.length > 0 && fields.some(({ name }) => name === objectColumn)
  if (!hasObjects) return hit
  const isSpared = spared === 'all' ? `${quote(objectColumn)} IS NOT NULL` : isOfSql(spared)
  return `(${hit} AND NOT ${isSpared})`
}

/** How many rows of a file are meant, those too that deletes only hide, by the object that they are of: `{id, rows}`. */
export function hitsSql(path: string, fields: Field[], unwanted: Unwanted): string {
  const hasObjects = fields.some(({ name }) => name === objectColumn)
  const id = hasObjects ? quote(objectColumn) : 'NULL'
  const rows = `${parquetSql([path], fields)} WHERE ${unwantedSql(fields, unwanted)}`
  return `SELECT ${id} AS id, count(*) AS rows FROM ${rows} GROUP BY ALL HAVING count(*) > 0`
}

/** Never NULL. */
const isOfSql = (objects: readonly string[]): string =>
  `coalesce(${quote(objectColumn)} IN (${objects.map(literal).join(', ')}), false)`

/** The field that each was: the same id, or a new one for the same column. */
function beforeOf(known: Field[], fields: Field[]): Map<Field, Field> {
  const byId = new Map(known.map((field) => [field.id, field]))
  const same = new Map(
    fields.flatMap((field) => {
      const from = byId.get(field.id)
      return from ? [[field, from] as const] : []
    }),
  )
  const used = new Set(same.values())
  const [left, right] = [
    known.filter((one) => !used.has(one)),
    fields.filter((one) => !same.has(one)),
  ]
  const [old, now] = [columnsOf(left), columnsOf(right)]
  for (const [column, found] of paired(old, now)) {
    same.set(right[now.indexOf(column)]!, left[old.indexOf(found)]!)
  }
  return same
}

function converted(from: Field, to: Field, untyped: Type | undefined): string {
  if (from.id === to.id && from.type === to.type) return quote(from.name)
  const [value, was, now] = [quote(from.name), untyped ?? typeOf(from.type), typeOf(to.type)]
  const cast = `CAST(${value} AS ${fieldDuckdbType(to.type)})`
  const own = becomesText(was, now) ? convertedSql(jsonOf(from, untyped), was, now) : cast
  const changed = changedBy(cast, value, from.type, to.type)
  const complaint = literal(`${to.name}: ${digitsLost}`)
  return changed ? `CASE WHEN ${changed} THEN error(${complaint}) ELSE ${own} END` : own
}

/** A BOOLEAN expression, never NULL, where a double may not hold all digits; undefined: the cast keeps them. */
function changedBy(cast: string, value: string, from: FieldType, to: FieldType) {
  if (isDoubled(from, to))
    return `TRY_CAST(${cast} AS ${fieldDuckdbType(from)}) IS DISTINCT FROM ${value}`
  if (from !== 'string' || to !== 'double') return undefined
  const [own, double] = [value, `CAST(${cast} AS VARCHAR)`].map(
    (text) => `TRY_CAST(${text} AS DECIMAL(38, 18))`,
  )
  return `${own} IS DISTINCT FROM ${double}`
}

/** A struct without members is there as its text, which to DuckDB is no JSON yet. */
const jsonOf = ({ name }: Field, untyped: Type | undefined): string =>
  untyped ? `CAST(${quote(name)} AS ${duckdbType(untyped)})` : quote(name)
