/** Functions of dates and times that depend on a unit, a format or a zone. */
import { literal } from '../../../../lake/schema/spelling.ts'
import type { Expression } from '../../../../lake/sql/ast.ts'
import { userError } from '../../../../lake/sql/error.ts'
import * as types from '../../../../lake/sql/type/type.ts'
import {
  byRow,
  coerces,
  isText,
  spell,
  type Timestamp,
  type Type,
} from '../../../../lake/sql/type/type.ts'
import { formats, type Style } from '../function/dateformat.ts'
import type { CallNode } from './apply.ts'
import { coerce } from './coerce.ts'
import type { Compiler, Scope, Typed } from './compiler.ts'
import { comparable } from './operator.ts'
import { toInstant, toLocal, zoneOf } from './zone.ts'

type Parts = [Typed, ...Typed[]]

function given(node: CallNode, scope: Scope, compiler: Compiler, count: number): Parts {
  const values = node.arguments.map((argument) => compiler.expression(argument, scope))
  if (values.length !== count) throw wrong(node, values)
  return values as Parts
}

const wrong = (node: CallNode, values: Typed[]) =>
  userError(
    'FUNCTION_NOT_FOUND',
    `Unexpected parameters (${values.map(({ type }) => spell(type)).join(', ')}) for function ${node.name}`,
    node.at,
  )

const dayUnits = ['day', 'week', 'month', 'quarter', 'year']
const clockUnits = ['millisecond', 'second', 'minute', 'hour']

function unitsOf({ kind }: Type): string[] {
  if (kind === 'date') return dayUnits
  return kind === 'time' ? clockUnits : [...dayUnits, ...clockUnits]
}

/** What `write` gives for the unit that a call names first; a case of all units where it is no constant. */
function byUnit(
  node: CallNode,
  [unit]: Parts,
  type: Type,
  write: (unit: string) => string,
): string {
  const units = unitsOf(type)
  const [first] = node.arguments
  const kind = type.kind.toUpperCase()
  if (first?.kind === 'string') {
    const word = first.text.toLowerCase()
    if (units.includes(word)) return write(word)
    throw userError('INVALID_FUNCTION_ARGUMENT', `'${word}' is not a valid ${kind} field`, node.at)
  }
  if (!isText(unit.type)) throw wrong(node, [unit])
  const cases = units.map((each) => ` WHEN '${each}' THEN ${write(each)}`)
  return `CASE lower(${unit.sql})${cases.join('')} ELSE t_no_unit(${unit.sql}, '${kind}') END`
}

const localOf = ({ sql, type }: Typed) =>
  type.kind === 'timestamp' && type.zone !== undefined ? toLocal(sql, type.zone) : sql

/** Back from local time to what the argument was. */
const likeArgument = (local: string, { sql, type }: Typed) =>
  type.kind === 'date'
    ? `CAST(${local} AS DATE)`
    : type.kind === 'timestamp' && type.zone !== undefined
      ? toInstant(local, type.zone, sql)
      : local

/** The instant moved by a length of time, in the zone that it had. */
const movedInstant = ({ sql, type }: Typed, step: string): string =>
  type.kind === 'timestamp' && type.zone === byRow
    ? `t_moved_own(${sql}, ${step})`
    : `(${sql} + ${step})`

/** What `write` makes of a value, which is computed once however often it is named. */
function bound(value: Typed, compiler: Compiler, write: (value: Typed) => string): string {
  if (/^[\w."$]+$/.test(value.sql)) return write(value)
  const name = compiler.fresh('l')
  const inner = write({ sql: name, type: value.type })
  return `list_transform([${value.sql}], lambda ${name}: ${inner})[1]`
}

const isZoned = ({ type }: Typed) => type.kind === 'timestamp' && type.zone !== undefined

/** A zone as an argument: its name where it is a constant, else the SQL of a name that is checked row by row. */
export function zoneArgument(
  node: CallNode,
  argument: Expression | undefined,
  scope: Scope,
  compiler: Compiler,
): { name: string } | { sql: string } {
  const constant =
    argument?.kind === 'parameter' ? compiler.parameter(argument.index, argument.at) : argument
  if (constant?.kind === 'string') return { name: zoneOf(constant.text, node.at) as string }
  const value = argument && compiler.expression(argument, scope)
  if (!value || !isText(value.type)) throw wrong(node, value ? [value] : [])
  return { sql: `j_zone(${value.sql})` }
}

/** An instant in a zone that is a constant, or in one of its own. */
export function inZone(
  instant: string,
  precision: number,
  zone: { name: string } | { sql: string },
): Typed {
  if ('name' in zone)
    return { sql: instant, type: { kind: 'timestamp', precision, zone: zone.name } }
  return {
    sql: `t_in_zone(${instant}, ${zone.sql})`,
    type: { kind: 'timestamp', precision, zone: byRow },
  }
}

/** A moment's text in a format: DuckDB writes what it can by a constant one, JavaScript all others. */
function formatted(
  node: CallNode,
  [value]: Parts,
  style: Style,
  scope: Scope,
  compiler: Compiler,
): Typed {
  const exact = timestampOf(node, value)
  const isFiner = value.type.kind === 'timestamp' && value.type.precision > 3
  const local = isFiner ? `t_timestamp_round(${exact}, 3)` : exact
  const format = node.arguments[1] as Expression
  const plain = format.kind === 'string' && formats[style](format.text, node.at)
  if (plain) return { sql: `strftime(${local}, ${literal(plain)})`, type: types.varchar }
  const pattern = compiler.expression(format, scope)
  if (!isText(pattern.type) && pattern.type.kind !== 'unknown') throw wrong(node, [value, pattern])
  const zone = value.type.kind === 'timestamp' ? (value.type.zone ?? 'UTC') : 'UTC'
  const name = zone === byRow ? `(${value.sql}).z` : literal(zone)
  return {
    sql: `j_format_moment(epoch_ms(${local}), ${coerce(pattern, types.varchar).sql}, '${style}', ${name})`,
    type: types.varchar,
  }
}

/** A text read by a format, as milliseconds and a zone. */
function parsed(
  node: CallNode,
  [value]: Parts,
  style: Style,
  scope: Scope,
  compiler: Compiler,
): { local: string } | { zoned: string } {
  if (!isText(value.type) && value.type.kind !== 'unknown') throw wrong(node, [value])
  const text = coerce(value, types.varchar).sql
  const format = node.arguments[1] as Expression
  const plain = format.kind === 'string' && formats[style](format.text, node.at)
  // strptime skips blanks, has another century for two digits, and its own year is 1900.
  if (plain && !/%y|%G|%-?V|%[aA]|%u|^\s|\s$|\s\s/.test(plain)) {
    return {
      local: /%-?Y/.test(plain)
        ? `t_strptime(${text}, '', ${literal(plain)})`
        : `t_strptime(${text}, ' 1970', ${literal(`${plain} %Y`)})`,
    }
  }
  const pattern = compiler.expression(format, scope)
  if (!isText(pattern.type) && pattern.type.kind !== 'unknown') throw wrong(node, [value, pattern])
  return { zoned: `j_parse_moment(${text}, ${coerce(pattern, types.varchar).sql}, '${style}')` }
}

const isMoment = ({ type }: Typed) => type.kind === 'date' || type.kind === 'timestamp'

const timestampOf = (node: CallNode, value: Typed): string => {
  if (value.type.kind === 'date') return `CAST(${value.sql} AS TIMESTAMP)`
  if (value.type.kind !== 'timestamp') throw wrong(node, [value])
  return localOf(value)
}

const millis = (zone?: string): Timestamp => ({
  kind: 'timestamp',
  precision: 3,
  ...(zone !== undefined && { zone }),
})

export const moments = {
  date_trunc(node: CallNode, scope: Scope, compiler: Compiler): Typed {
    const all = given(node, scope, compiler, 2)
    const value = all[1] as Typed
    if (!isMoment(value) && value.type.kind !== 'time') throw wrong(node, [value])
    const write = (each: Typed) =>
      byUnit(node, all, each.type, (unit) => truncated(unit, each, compiler))
    return { sql: isZoned(value) ? bound(value, compiler, write) : write(value), type: value.type }
  },
  date_add(node: CallNode, scope: Scope, compiler: Compiler): Typed {
    const all = given(node, scope, compiler, 3)
    const [, count, value] = all as [Typed, Typed, Typed]
    if (!coerces(count.type, types.bigint) || (!isMoment(value) && value.type.kind !== 'time'))
      throw wrong(node, [count, value])
    const sql = byUnit(node, all, value.type, (unit) => {
      const step =
        unit === 'quarter'
          ? `to_months(CAST(3 * ${count.sql} AS INTEGER))`
          : stepOf(unit, count.sql)
      if (isZoned(value) && clockUnits.includes(unit)) return movedInstant(value, step)
      if (!isZoned(value)) return likeArgument(`(${localOf(value)} + ${step})`, value)
      return bound(value, compiler, (each) => likeArgument(`(${localOf(each)} + ${step})`, each))
    })
    const { type } = value
    const coarse = type.kind === 'timestamp' && type.zone === undefined && type.precision < 3
    return { sql: coarse ? `t_timestamp_round(${sql}, ${type.precision})` : sql, type }
  },
  date_diff(node: CallNode, scope: Scope, compiler: Compiler): Typed {
    const all = given(node, scope, compiler, 3)
    const [, from, to] = all as [Typed, Typed, Typed]
    const type = comparable(from.type, to.type)
    if (!type || !(isMoment(from) || type.kind === 'time')) throw wrong(node, [from, to])
    const instants = [coerce(from, type).sql, coerce(to, type).sql] as const
    const sql = byUnit(node, all, type, (unit) => {
      const zoned = isZoned({ sql: '', type })
      if (!zoned || clockUnits.includes(unit)) {
        const [a, b] = instants.map((each) => (zoned ? `timezone('UTC', ${each})` : each))
        return `datesub('${unit}', ${a}, ${b})`
      }
      // Days go by the clocks of the first one's zone.
      const [a, b] = instants.map((each) => inZoneOf(each, from))
      return `datesub('${unit}', ${a}, ${b})`
    })
    return { sql, type: types.bigint }
  },
  date(node: CallNode, scope: Scope, compiler: Compiler): Typed {
    const [value] = given(node, scope, compiler, 1)
    if (isText(value.type)) return { sql: `t_varchar_date(${value.sql})`, type: types.date }
    return { sql: `CAST(${timestampOf(node, value)} AS DATE)`, type: types.date }
  },
  now: (_node: CallNode, _scope: Scope, compiler: Compiler): Typed => ({
    sql: toInstant(nowSql(compiler), 'UTC'),
    type: millis('UTC'),
  }),
  current_timezone: (): Typed => ({ sql: "'UTC'", type: types.varchar }),
  timezone(node: CallNode, scope: Scope, compiler: Compiler): Typed {
    const [value] = given(node, scope, compiler, 1)
    if (value.type.kind !== 'timestamp' || value.type.zone === undefined) throw wrong(node, [value])
    const name = value.type.zone === byRow ? `(${value.sql}).z` : literal(value.type.zone)
    return { sql: `CASE WHEN ${value.sql} IS NOT NULL THEN ${name} END`, type: types.varchar }
  },
  from_unixtime(node: CallNode, scope: Scope, compiler: Compiler): Typed | undefined {
    if (node.arguments.length < 2) return undefined
    const all = node.arguments.map((argument) => compiler.expression(argument, scope)) as Parts
    const [seconds, hours, minutes] = all
    if (!coerces(seconds.type, types.double) || all.length > 3) throw wrong(node, all)
    const instant = `t_from_unixtime(${coerce(seconds, types.double).sql})`
    if (!minutes) return inZone(instant, 3, zoneArgument(node, node.arguments[1], scope, compiler))
    const [h, m] = [hours as Typed, minutes].map((each) => {
      if (!coerces(each.type, types.bigint)) throw wrong(node, all)
      return coerce(each, types.bigint).sql
    })
    return inZone(instant, 3, { sql: `j_zone(t_offset_name(${h}, ${m}))` })
  },
  with_timezone(node: CallNode, scope: Scope, compiler: Compiler): Typed {
    const [value] = given(node, scope, compiler, 2)
    if (!isMoment(value) || isZoned(value)) throw wrong(node, [value])
    const local = timestampOf(node, value)
    const precision = value.type.kind === 'timestamp' ? value.type.precision : 0
    const zone = zoneArgument(node, node.arguments[1], scope, compiler)
    if ('name' in zone) return inZone(toInstant(local, zone.name), precision, zone)
    return inZone(`t_instant(${local}, ${zone.sql}, timezone('UTC', ${local}))`, precision, zone)
  },
  to_iso8601(node: CallNode, scope: Scope, compiler: Compiler): Typed | undefined {
    const [value] = given(node, scope, compiler, 1)
    if (value.type.kind !== 'timestamp') return undefined
    const { precision, zone } = value.type
    const local = `replace(t_timestamp_text(${localOf(value)}, ${precision}), ' ', 'T')`
    if (zone === undefined) return { sql: local, type: types.varchar }
    if (zone === 'UTC') return { sql: `${local} || 'Z'`, type: types.varchar }
    return {
      sql: `${local} || t_offset_text(${localOf(value)}, ${zone === byRow ? `(${value.sql}).t` : value.sql})`,
      type: types.varchar,
    }
  },
  date_format(node: CallNode, scope: Scope, compiler: Compiler): Typed {
    return formatted(node, given(node, scope, compiler, 2), 'mysql', scope, compiler)
  },
  format_datetime(node: CallNode, scope: Scope, compiler: Compiler): Typed {
    return formatted(node, given(node, scope, compiler, 2), 'joda', scope, compiler)
  },
  date_parse(node: CallNode, scope: Scope, compiler: Compiler): Typed {
    const found = parsed(node, given(node, scope, compiler, 2), 'mysql', scope, compiler)
    return { sql: 'local' in found ? found.local : `t_parsed(${found.zoned})`, type: millis() }
  },
  parse_datetime(node: CallNode, scope: Scope, compiler: Compiler): Typed {
    const found = parsed(node, given(node, scope, compiler, 2), 'joda', scope, compiler)
    if ('local' in found) return { sql: toInstant(found.local, 'UTC'), type: millis('UTC') }
    return { sql: `t_zoned(${found.zoned}, 3)`, type: millis(byRow) }
  },
  from_iso8601_timestamp: isoTimestamp(3),
  from_iso8601_timestamp_nanos: isoTimestamp(9),
}

function truncated(unit: string, value: Typed, compiler: Compiler): string {
  if (value.type.kind === 'time') {
    return `CAST(date_trunc('${unit}', DATE '2000-01-01' + ${value.sql}) AS TIME)`
  }
  const local: Typed = { sql: localOf(value), type: { kind: 'timestamp', precision: 6 } }
  if (!isZoned(value)) return likeArgument(`date_trunc('${unit}', ${local.sql})`, value)
  return bound(local, compiler, ({ sql }) =>
    dayUnits.includes(unit)
      ? likeArgument(`date_trunc('${unit}', ${sql})`, value)
      : movedInstant(value, `(date_trunc('${unit}', ${sql}) - ${sql})`),
  )
}

function isoTimestamp(precision: number) {
  return (node: CallNode, scope: Scope, compiler: Compiler): Typed => {
    const [value] = given(node, scope, compiler, 1)
    if (!isText(value.type) && value.type.kind !== 'unknown') throw wrong(node, [value])
    const text = coerce(value, types.varchar).sql
    return {
      sql: `t_zoned(j_zoned(${text}, 'iso'), ${precision})`,
      type: { kind: 'timestamp', precision, zone: byRow },
    }
  }
}

/** An instant as the clocks of another value's zone show it. */
function inZoneOf(instant: string, { sql, type }: Typed): string {
  if (type.kind !== 'timestamp' || type.zone === undefined) return `timezone('UTC', ${instant})`
  return type.zone === byRow ? `t_local(${instant}, (${sql}).z)` : toLocal(instant, type.zone)
}

/** When the statement started, to the millisecond. */
export const nowSql = ({ nowMs }: Compiler) => `make_timestamp(${nowMs}000::BIGINT)`

const stepOf = (unit: string, count: string) =>
  ['month', 'year', 'week', 'day'].includes(unit)
    ? `to_${unit}s(CAST(${count} AS INTEGER))`
    : `to_${unit}s(${count})`
