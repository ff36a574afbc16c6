import { literal } from '../../../../lake/schema/spelling.ts'
import { notSupported, type Position } from '../../../../lake/sql/error.ts'
import {
  byRow,
  children,
  hasOwnZones,
  type RowField,
  type Type,
} from '../../../../lake/sql/type/type.ts'
import { duckdbType, fieldName } from '../duckdbtype.ts'
import type { Typed } from './compiler.ts'

/** The value in a type that it coerces to; the caller has checked that it does. */
export function coerce(value: Typed, to: Type): Typed {
  return { sql: coerced(value.sql, value.type, to), type: to }
}

function coerced(sql: string, from: Type, to: Type): string {
  const [before, after] = [duckdbType(from), duckdbType(to)]
  if (from.kind === 'unknown')
    return sql === 'NULL' ? `CAST(NULL AS ${after})` : `CAST(${sql} AS ${after})`
  if (from.kind === 'timestamp' && from.zone === byRow) {
    return to.kind === 'timestamp' && to.zone === byRow ? sql : `(${sql}).t`
  }
  if (to.kind === 'timestamp' && to.zone === byRow) return ownZone(sql, from)
  if (from.kind === 'timestamp' && to.kind === 'timestamp' && from.zone === undefined && to.zone) {
    return `timezone('UTC', ${sql})`
  }
  // A char is kept without its padding, so that it compares as it should.
  if (from.kind === 'char' && to.kind === 'varchar') return `rpad(${sql}, ${from.length}, ' ')`
  if (from.kind === 'varchar' && to.kind === 'char') return `rtrim(${sql}, ' ')`
  if (before === after) return sql
  if (from.kind === 'date' && to.kind === 'timestamp' && to.zone !== undefined) {
    return `timezone('UTC', CAST(${sql} AS TIMESTAMP))`
  }
  if (!hasRow(from) && !hasRow(to)) return `CAST(${sql} AS ${after})`
  return mapped(sql, from, to, coerced)
}

/**
 * A value as it is grouped by: times that have zones of their own must be in UTC, all of them, for two of one instant
 * would be two where their zones differ.
 */
export function groupable({ sql, type }: Typed, at?: Position): string {
  if (type.kind === 'timestamp' && type.zone === byRow) return `t_one_zone(${sql})`
  refuseOwnZones(type, at)
  return sql
}

/** Refuses what tells whether values are equal, of times that have zones of their own. */
export function refuseOwnZones(type: Type, at?: Position): void {
  if (hasOwnZones(type))
    throw notSupported('Comparing, within this, times with zones of their own', at)
}

/** A moment beside the zone that it is in. */
function ownZone(sql: string, from: Type): string {
  const zone = (from.kind === 'timestamp' && from.zone) || 'UTC'
  const instant =
    from.kind === 'timestamp' && from.zone !== undefined
      ? sql
      : `timezone('UTC', CAST(${sql} AS TIMESTAMP))`
  return `CASE WHEN ${sql} IS NOT NULL THEN struct_pack(t := ${instant}, z := ${literal(zone)}) END`
}

const hasRow = (type: Type): boolean =>
  type.kind === 'row' || hasOwnZones(type) || children(type).some(hasRow)

/** Changes what is inside an array, map or row: DuckDB's own cast of a STRUCT goes by name. */
export function mapped(
  sql: string,
  from: Type,
  to: Type,
  change: (sql: string, from: Type, to: Type) => string,
): string {
  if (from.kind === 'array' && to.kind === 'array') {
    return `list_transform(${sql}, lambda e: ${change('e', from.element, to.element)})`
  }
  if (from.kind === 'map' && to.kind === 'map') {
    const keys = `list_transform(map_keys(${sql}), lambda e: ${change('e', from.key, to.key)})`
    const values = `list_transform(map_values(${sql}), lambda e: ${change('e', from.value, to.value)})`
    return `CASE WHEN ${sql} IS NOT NULL THEN map(${keys}, ${values}) END`
  }
  if (from.kind !== 'row' || to.kind !== 'row') return change(sql, from, to)
  const fields = from.fields.map(({ type }, place) => {
    const inner = `(${sql}).${fieldName(from.fields, place)}`
    return `${fieldName(to.fields, place)} := ${change(inner, type, (to.fields[place] as RowField).type)}`
  })
  return `CASE WHEN ${sql} IS NOT NULL THEN struct_pack(${fields.join(', ')}) END`
}

/** The values in one type; nothing when there is none that all coerce to. */
export function unify(
  values: Typed[],
  join: (a: Type, b: Type) => Type | undefined,
): { values: Typed[]; type: Type } | undefined {
  let type: Type | undefined = { kind: 'unknown' }
  for (const value of values) type = type && join(type, value.type)
  if (!type) return undefined
  const target = type
  return { values: values.map((value) => coerce(value, target)), type }
}
