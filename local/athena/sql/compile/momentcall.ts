/** Functions of dates and times that depend on a unit, a format or a zone. */
import { literal } from '../../../../lake/schema/spelling.ts'
import { notSupported, userError } from '../../../../lake/sql/error.ts'
import * as types from '../../../../lake/sql/type/type.ts'
import {
  coerces,
  isText,
  spell,
  type Timestamp,
  type Type,
} from '../../../../lake/sql/type/type.ts'
import { jodaFormat, mysqlFormat } from '../function/dateformat.ts'
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

function constant(node: CallNode, place: number): string {
  const argument = node.arguments[place]
  if (argument?.kind !== 'string')
    throw notSupported(`${node.name} with a text that is no constant`, node.at)
  return argument.text
}

const dayUnits = ['day', 'week', 'month', 'quarter', 'year']
const clockUnits = ['millisecond', 'second', 'minute', 'hour']

function unitOf(node: CallNode, type: Type): string {
  const unit = constant(node, 0).toLowerCase()
  const units =
    type.kind === 'date'
      ? dayUnits
      : type.kind === 'time'
        ? clockUnits
        : [...dayUnits, ...clockUnits]
  if (!units.includes(unit)) {
    throw userError(
      'INVALID_FUNCTION_ARGUMENT',
      `'${unit}' is not a valid ${type.kind.toUpperCase()} field`,
      node.at,
    )
  }
  return unit
}

const localOf = ({ sql, type }: Typed) =>
  type.kind === 'timestamp' && type.zone !== undefined ? toLocal(sql, type.zone) : sql

/** Back from local time to what the argument was. */
const likeArgument = (local: string, type: Type) =>
  type.kind === 'date'
    ? `CAST(${local} AS DATE)`
    : type.kind === 'timestamp' && type.zone !== undefined
      ? toInstant(local, type.zone)
      : local

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
    const [, value] = given(node, scope, compiler, 2) as [Typed, Typed]
    if (!isMoment(value)) throw wrong(node, [value])
    const local = `date_trunc('${unitOf(node, value.type)}', ${localOf(value)})`
    return { sql: likeArgument(local, value.type), type: value.type }
  },
  date_add(node: CallNode, scope: Scope, compiler: Compiler): Typed {
    const [, count, value] = given(node, scope, compiler, 3) as [Typed, Typed, Typed]
    if (!coerces(count.type, types.bigint) || (!isMoment(value) && value.type.kind !== 'time'))
      throw wrong(node, [count, value])
    const unit = unitOf(node, value.type)
    const step =
      unit === 'quarter' ? `to_months(CAST(3 * ${count.sql} AS INTEGER))` : stepOf(unit, count.sql)
    return { sql: likeArgument(`(${localOf(value)} + ${step})`, value.type), type: value.type }
  },
  date_diff(node: CallNode, scope: Scope, compiler: Compiler): Typed {
    const [, from, to] = given(node, scope, compiler, 3) as [Typed, Typed, Typed]
    const type = comparable(from.type, to.type)
    if (!type || !(isMoment(from) || type.kind === 'time')) throw wrong(node, [from, to])
    const [a, b] = [localOf(coerce(from, type)), localOf(coerce(to, type))]
    return { sql: `datesub('${unitOf(node, type)}', ${a}, ${b})`, type: types.bigint }
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
  from_unixtime(node: CallNode, scope: Scope, compiler: Compiler): Typed | undefined {
    if (node.arguments.length !== 2) return undefined
    const [seconds] = given(node, scope, compiler, 2)
    if (!coerces(seconds.type, types.double)) throw wrong(node, [seconds])
    const zone = zoneOf(constant(node, 1), node.at) as string
    return { sql: `t_from_unixtime(${coerce(seconds, types.double).sql})`, type: millis(zone) }
  },
  with_timezone(node: CallNode, scope: Scope, compiler: Compiler): Typed {
    const [value] = given(node, scope, compiler, 2)
    if (value.type.kind !== 'timestamp' || value.type.zone !== undefined) throw wrong(node, [value])
    const zone = zoneOf(constant(node, 1), node.at) as string
    return { sql: toInstant(value.sql, zone), type: { ...value.type, zone } }
  },
  to_iso8601(node: CallNode, scope: Scope, compiler: Compiler): Typed | undefined {
    const [value] = given(node, scope, compiler, 1)
    if (value.type.kind !== 'timestamp' || value.type.zone === undefined) return undefined
    if (value.type.zone !== 'UTC')
      throw notSupported('to_iso8601 of another zone than UTC', node.at)
    return { sql: `strftime(${localOf(value)}, '%Y-%m-%dT%H:%M:%S.%gZ')`, type: types.varchar }
  },
  date_format(node: CallNode, scope: Scope, compiler: Compiler): Typed {
    const [value] = given(node, scope, compiler, 2)
    const format = mysqlFormat(constant(node, 1), node.at)
    return { sql: `strftime(${timestampOf(node, value)}, ${literal(format)})`, type: types.varchar }
  },
  format_datetime(node: CallNode, scope: Scope, compiler: Compiler): Typed {
    const [value] = given(node, scope, compiler, 2)
    const format = jodaFormat(constant(node, 1), node.at)
    return { sql: `strftime(${timestampOf(node, value)}, ${literal(format)})`, type: types.varchar }
  },
  date_parse(node: CallNode, scope: Scope, compiler: Compiler): Typed {
    const [value] = given(node, scope, compiler, 2)
    const format = mysqlFormat(constant(node, 1), node.at)
    return { sql: parsed(node, value, format), type: millis() }
  },
  parse_datetime(node: CallNode, scope: Scope, compiler: Compiler): Typed {
    const [value] = given(node, scope, compiler, 2)
    const format = jodaFormat(constant(node, 1), node.at)
    return { sql: toInstant(parsed(node, value, format), 'UTC'), type: millis('UTC') }
  },
}

/** When the statement started, to the millisecond. */
export const nowSql = ({ nowMs }: Compiler) => `make_timestamp(${nowMs}000::BIGINT)`

function parsed(node: CallNode, value: Typed, format: string): string {
  if (!isText(value.type) && value.type.kind !== 'unknown') throw wrong(node, [value])
  const text = coerce(value, types.varchar).sql
  // strptime's own year is 1900.
  return /%-?[YyG]/.test(format)
    ? `t_strptime(${text}, ${literal(format)})`
    : `t_strptime(${text} || ' 1970', ${literal(`${format} %Y`)})`
}

const stepOf = (unit: string, count: string) =>
  ['month', 'year', 'week', 'day'].includes(unit)
    ? `to_${unit}s(CAST(${count} AS INTEGER))`
    : `to_${unit}s(${count})`
