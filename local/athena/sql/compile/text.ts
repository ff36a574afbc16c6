/** Values as text: what CAST(… AS VARCHAR) makes of them, and what a result's CSV holds. */

import { byRow, type Decimal, type Type } from '../../../../lake/sql/type/type.ts'
import { fieldName } from '../duckdbtype.ts'
import { toLocal } from './zone.ts'

const local = (sql: string, zone?: string) => (zone === undefined ? sql : toLocal(sql, zone))
const suffix = (sql: string, zone?: string) => {
  if (zone === undefined) return ''
  return zone === byRow ? ` || ' ' || (${sql}).z` : ` || ' ${zone}'`
}

/** DuckDB leaves out the 0 before the point of a decimal without whole digits. */
export const decimalText = (sql: string, { precision, scale }: Decimal) =>
  precision === scale ? `t_decimal_text(${sql})` : `CAST(${sql} AS VARCHAR)`

/** What CAST to varchar makes of a value; nothing when Trino has no such cast. */
export function varcharText(sql: string, type: Type): string | undefined {
  switch (type.kind) {
    case 'varchar':
      return sql
    case 'char':
      return `rpad(${sql}, ${type.length}, ' ')`
    case 'boolean':
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint':
    case 'date':
    case 'uuid':
      return `CAST(${sql} AS VARCHAR)`
    case 'decimal':
      return decimalText(sql, type)
    case 'double':
    case 'real':
      return `t_double_varchar(${sql})`
    case 'timestamp':
      return `t_timestamp_text(${local(sql, type.zone)}, ${type.precision})${suffix(sql, type.zone)}`
    case 'time':
      return `t_time_text(${sql}, ${type.precision})`
    case 'interval day to second':
      return `t_day_text(${sql})`
    case 'interval year to month':
      return `t_month_text(${sql})`
    default:
      return undefined
  }
}

/** What Athena writes into a result: NULL stays NULL; at least milliseconds; nested values as Java prints them. */
export function resultText(sql: string, type: Type): string {
  switch (type.kind) {
    case 'unknown':
      return `CAST(${sql} AS VARCHAR)`
    case 'double':
    case 'real':
      return `t_double_java(${sql})`
    case 'timestamp':
      return `t_timestamp_text(${local(sql, type.zone)}, ${Math.max(3, type.precision)})${suffix(sql, type.zone)}`
    case 'time':
      return `t_time_text(${sql}, ${Math.max(3, type.precision)})`
    case 'varbinary':
      return `t_binary_text(${sql})`
    case 'json':
    case 'geometry':
      return `CAST(${sql} AS VARCHAR)`
    case 'array':
      return `t_list_text(list_transform(${sql}, lambda e: coalesce(${resultText('e', type.element)}, 'null')))`
    case 'map':
      return `t_map_text(list_transform(map_entries(${sql}), lambda e: ${resultText('e.key', type.key)} || '=' || coalesce(${resultText('e.value', type.value)}, 'null')))`
    case 'row': {
      const fields = type.fields.map(({ name, type: inner }, index) => {
        const label = (name ?? `field${index}`).replaceAll("'", "''")
        return `'${label}=' || coalesce(${resultText(`(${sql}).${fieldName(type.fields, index)}`, inner)}, 'null')`
      })
      return `CASE WHEN ${sql} IS NOT NULL THEN t_map_text([${fields.join(', ')}]) END`
    }
    default:
      return varcharText(sql, type) as string
  }
}
