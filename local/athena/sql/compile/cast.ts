import { type Position, userError } from '../../../../lake/sql/error.ts'
import {
  arrayOf,
  byRow,
  coerces,
  isInteger,
  isNumber,
  isText,
  mapOf,
  spell,
  type Type,
} from '../../../../lake/sql/type/type.ts'
import { duckdbType, fieldName } from '../duckdbtype.ts'
import { mapped } from './coerce.ts'
import type { Typed } from './compiler.ts'
import { decimalText, varcharText } from './text.ts'
import { toLocal } from './zone.ts'

/** `CAST(value AS type)`, or TRY_CAST when `safe`: with Trino's rules of what a text may look like. */
export function cast(value: Typed, wanted: Type, safe: boolean, at: Position): Typed {
  const to = ownZoned(value.type, wanted)
  const sql = castSql(value.sql, value.type, to)
  if (sql === undefined) {
    throw userError('TYPE_MISMATCH', `Cannot cast ${spell(value.type)} to ${spell(to)}`, at)
  }
  return { sql: safe ? `TRY(${sql})` : sql, type: to }
}

/** A moment keeps its zone, and a text says its own: so what is made of texts has zones by row. */
function ownZoned(from: Type, to: Type): Type {
  if (to.kind === 'timestamp' && to.zone !== undefined) {
    if (from.kind === 'timestamp' && from.zone !== undefined) return { ...to, zone: from.zone }
    return isText(from) ? { ...to, zone: byRow } : to
  }
  if (to.kind === 'array')
    return arrayOf(ownZoned(from.kind === 'array' ? from.element : from, to.element))
  if (to.kind === 'map') {
    const [key, value] = from.kind === 'map' ? [from.key, from.value] : [from, from]
    return mapOf(ownZoned(key, to.key), ownZoned(value, to.value))
  }
  if (to.kind !== 'row') return to
  const fields = to.fields.map((field, place) => {
    const inner = from.kind === 'row' ? (from.fields[place]?.type ?? from) : from
    return { ...field, type: ownZoned(inner, field.type) }
  })
  return { kind: 'row', fields }
}

function castSql(sql: string, from: Type, to: Type): string | undefined {
  if (from.kind === 'unknown') return `CAST(NULL AS ${duckdbType(to)})`
  if (to.kind === 'varchar') return toVarchar(sql, from, to.length)
  if (to.kind === 'char') {
    const text = toVarchar(sql, from)
    return text && `t_char(${text}, ${to.length})`
  }
  if (to.kind === 'json') return toJson(sql, from)
  if (from.kind === 'json') return fromJson(sql, to)
  if (isText(from)) return fromText(sql, to)
  if (isNumber(from) || from.kind === 'boolean') return fromNumber(sql, from, to)
  if (from.kind === 'timestamp' || from.kind === 'date') return fromMoment(sql, from, to)
  return fromNested(sql, from, to)
}

function fromNested(sql: string, from: Type, to: Type): string | undefined {
  if (from.kind !== to.kind) return undefined
  if (from.kind === 'time' && to.kind === 'time') return `t_time_round(${sql}, ${to.precision})`
  if (from.kind !== 'array' && from.kind !== 'map' && from.kind !== 'row') {
    return coerces(from, to) ? sql : undefined
  }
  if (from.kind === 'row' && to.kind === 'row' && from.fields.length !== to.fields.length)
    return undefined
  let possible = true
  const result = mapped(sql, from, to, (inner, innerFrom, innerTo) => {
    const changed = castSql(inner, innerFrom, innerTo)
    if (changed === undefined) possible = false
    return changed ?? inner
  })
  return possible ? result : undefined
}

function toVarchar(sql: string, from: Type, length?: number): string | undefined {
  if (from.kind === 'char') {
    const padded = `rpad(${sql}, ${from.length}, ' ')`
    return length === undefined || length >= from.length ? padded : `left(${padded}, ${length})`
  }
  if (from.kind === 'varchar') {
    const fits = length === undefined || (from.length ?? Infinity) <= length
    return fits ? sql : `left(${sql}, ${length})`
  }
  const text = from.kind === 'json' ? `t_json_varchar(${sql})` : varcharText(sql, from)
  if (text === undefined || length === undefined) return text
  return `t_varchar_fit(${text}, ${length})`
}

function fromText(sql: string, to: Type): string | undefined {
  if (isInteger(to))
    return `t_varchar_integer(${sql}, '${to.kind.toUpperCase()}')::${duckdbType(to)}`
  switch (to.kind) {
    case 'varbinary':
      return `encode(${sql})`
    case 'uuid':
      return `t_varchar_uuid(${sql})`
    case 'boolean':
      return `t_varchar_boolean(${sql})`
    case 'double':
    case 'real':
      return `CAST(t_varchar_double(${sql}, '${to.kind.toUpperCase()}') AS ${duckdbType(to)})`
    case 'decimal':
      return `CAST(t_varchar_decimal(${sql}, 'DECIMAL(${to.precision}, ${to.scale})') AS ${duckdbType(to)})`
    case 'date':
      return `t_varchar_date(${sql})`
    case 'timestamp':
      return to.zone === undefined
        ? `t_timestamp_round(t_varchar_timestamp(${sql}, ${to.precision}), ${to.precision})`
        : `t_zoned(j_zoned(${sql}, 'sql'), ${to.precision})`
    case 'time':
      return `t_time_round(t_varchar_time(${sql}), ${to.precision})`
    default:
      return undefined
  }
}

function fromNumber(sql: string, from: Type, to: Type): string | undefined {
  if (!isNumber(to) && to.kind !== 'boolean') return undefined
  const target = duckdbType(to)
  const inexact = from.kind === 'double' || from.kind === 'real'
  if (inexact && isInteger(to)) return `CAST(t_double_integer(${sql}, '${to.kind}') AS ${target})`
  if (from.kind === 'decimal' && isInteger(to)) return `CAST(round(${sql}) AS ${target})`
  if (inexact && to.kind === 'decimal')
    return `CAST(t_double_decimal(${sql}, ${to.scale}) AS ${target})`
  if (from.kind === 'double' && to.kind === 'real') return `t_real(${sql})`
  return `CAST(${sql} AS ${target})`
}

function fromMoment(sql: string, from: Type, to: Type): string | undefined {
  const local = from.kind === 'timestamp' && from.zone !== undefined ? toLocal(sql, from.zone) : sql
  if (to.kind === 'date') return `CAST(${local} AS DATE)`
  if (to.kind === 'time' && from.kind === 'timestamp') {
    return `t_time_round(CAST(${local} AS TIME), ${to.precision})`
  }
  if (to.kind !== 'timestamp') return undefined
  if (from.kind === 'timestamp' && from.zone === byRow && to.zone !== undefined) {
    return `t_zoned_round(${sql}, ${to.precision})`
  }
  if (from.kind === 'timestamp' && from.zone !== undefined && to.zone !== undefined) {
    return `timezone('UTC', t_timestamp_round(timezone('UTC', ${sql}), ${to.precision}))`
  }
  const finer = from.kind === 'timestamp' && from.precision > to.precision
  const rounded = finer
    ? `t_timestamp_round(${local}, ${to.precision})`
    : `CAST(${local} AS TIMESTAMP)`
  return to.zone === undefined ? rounded : `timezone('UTC', ${rounded})`
}

/** JSON of a value: rows become objects, keys of maps are sorted, as Trino writes them. */
export function toJson(sql: string, from: Type): string | undefined {
  switch (from.kind) {
    case 'json':
      return sql
    case 'boolean':
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint':
      return `CAST(${sql} AS VARCHAR)`
    case 'decimal':
      return decimalText(sql, from)
    case 'double':
    case 'real':
      return `t_double_java(${sql})`
    case 'varchar':
    case 'char':
      return `t_json_quote(${sql})`
    case 'date':
    case 'timestamp':
      if (from.kind === 'timestamp' && from.zone !== undefined) return undefined
      return `t_json_quote(${varcharText(sql, from)})`
    case 'array': {
      const element = toJson('e', from.element)
      return (
        element && `t_json_list(list_transform(${sql}, lambda e: coalesce(${element}, 'null')))`
      )
    }
    case 'map': {
      const key = varcharText('e.key', from.key)
      const value = toJson('e.value', from.value)
      if (!key || !value) return undefined
      return `t_json_object(list_sort(list_transform(map_entries(${sql}), lambda e: t_json_quote(${key}) || ':' || coalesce(${value}, 'null'))))`
    }
    case 'row': {
      const fields = from.fields.map(({ name = '', type }, place) => {
        const value = toJson(`(${sql}).${fieldName(from.fields, place)}`, type)
        return (
          value &&
          `t_json_quote('${name.replaceAll("'", "''")}') || ':' || coalesce(${value}, 'null')`
        )
      })
      if (fields.includes(undefined)) return undefined
      return `CASE WHEN ${sql} IS NOT NULL THEN t_json_object([${fields.join(', ')}]) END`
    }
    default:
      return undefined
  }
}

function fromJson(sql: string, to: Type): string | undefined {
  if (isInteger(to)) return `CAST(t_json_integer(${sql}, '${to.kind}') AS ${duckdbType(to)})`
  if (to.kind === 'boolean') return `t_json_boolean(${sql})`
  if (to.kind === 'double' || to.kind === 'real')
    return `CAST(t_json_double(${sql}, '${to.kind.toUpperCase()}') AS ${duckdbType(to)})`
  if (to.kind === 'decimal')
    return `CAST(t_json_decimal(${sql}, 'DECIMAL(${to.precision}, ${to.scale})') AS ${duckdbType(to)})`
  if (to.kind === 'array') {
    const element = castSql('e', { kind: 'json' }, to.element)
    return (
      element &&
      `list_transform(t_json_elements(${sql}), lambda e: ${nullable('e', element, to.element)})`
    )
  }
  if (to.kind === 'map') {
    const key = castSql('e', { kind: 'varchar' }, to.key)
    const value = castSql('e', { kind: 'json' }, to.value)
    if (!key || !value) return undefined
    const keys = `t_json_keys(${sql})`
    const values = `t_json_values(${sql})`
    return `CASE WHEN t_json_object_type(${sql}, '${spell(to)}') THEN map(list_transform(${keys}, lambda e: ${key}), list_transform(${values}, lambda e: ${nullable('e', value, to.value)})) END`
  }
  if (to.kind !== 'row') return undefined
  const fields = to.fields.map(({ name, type }, place) => {
    const inner =
      name === undefined
        ? `(${sql} ->> '$[${place}]')`
        : `CAST(json_extract(${sql}, '$."${name.replaceAll("'", "''")}"') AS VARCHAR)`
    const value = castSql(inner, { kind: 'json' }, type)
    return value && `${fieldName(to.fields, place)} := ${nullable(inner, value, type)}`
  })
  if (fields.includes(undefined)) return undefined
  return `CASE WHEN json_type(${sql}) <> 'NULL' THEN struct_pack(${fields.join(', ')}) END`
}

/** JSON's null inside a container is SQL's NULL, but for a json. */
const nullable = (item: string, sql: string, type: Type) =>
  type.kind === 'json' ? sql : `CASE WHEN ${item} <> 'null' THEN ${sql} END`
