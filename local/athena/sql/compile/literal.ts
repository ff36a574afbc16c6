import { literal } from '../../../../lake/schema/spelling.ts'
import type { Expression, TypeName } from '../../../../lake/sql/ast.ts'
import { notSupported, type Position, userError } from '../../../../lake/sql/error.ts'
import { intervalOf } from '../../../../lake/sql/interval.ts'
import { typeOf } from '../../../../lake/sql/type/spelling.ts'
import * as types from '../../../../lake/sql/type/type.ts'
import { instantMs } from '../../../../lake/sql/zoned.ts'
import { cast } from './cast.ts'
import type { Typed } from './compiler.ts'
import { zoneOf } from './zone.ts'

/** A text as a constant: `varchar(n)` of as many code points. */
export const textLiteral = (text: string): Typed => ({
  sql: literal(text),
  type: { kind: 'varchar', length: [...text].length },
})

/** `1` is an integer or a bigint, by its size. */
export function integerLiteral(text: string, at: Position): Typed {
  const digits = text.replace(/^-/, '')
  const value = digits === text ? BigInt(text) : -BigInt(digits)
  if (BigInt.asIntN(64, value) !== value) {
    throw userError('SYNTAX_ERROR', `Invalid numeric literal: ${text}`, at)
  }
  const small = BigInt.asIntN(32, value) === value
  return {
    sql:
      value < 0n
        ? `CAST('${value}' AS ${small ? 'INTEGER' : 'BIGINT'})`
        : `${value}::${small ? 'INTEGER' : 'BIGINT'}`,
    type: small ? types.integer : types.bigint,
  }
}

/** `1.50` is a decimal(3,2). */
export function decimalLiteral(text: string, at: Position): Typed {
  const [, sign = '', whole = '', fraction = ''] = /^([+-]?)(\d*)\.?(\d*)$/.exec(text) ?? []
  const digits = whole.replace(/^0+/, '')
  const precision = Math.max(1, digits.length + fraction.length)
  if (precision > 38 || whole + fraction === '') {
    throw userError('INVALID_LITERAL', `'${text}' is not a valid DECIMAL literal`, at)
  }
  const type = types.decimal(precision, fraction.length)
  const value = `${sign}${digits || '0'}${fraction && `.${fraction}`}`
  return { sql: `CAST('${value}' AS DECIMAL(${precision}, ${fraction.length}))`, type }
}

/** `1e3`. */
export const doubleLiteral = (text: string): Typed => ({
  sql: `CAST('${Number(text)}' AS DOUBLE)`,
  type: types.double,
})

const moment =
  /^\s*(\d{4}-\d{1,2}-\d{1,2})(?:\s+(\d{1,2}:\d{1,2}(?::\d{1,2}(?:\.(\d+))?)?))?\s*(?:([+-]\d{1,2}:\d{2})|([A-Za-z][\w/+-]*))?\s*$/

/** Digits of a second that DuckDB keeps; Trino's types have twelve. */
const keptDigits = 6

/** `TIMESTAMP '2024-01-01 10:00:00.123 Europe/Berlin'`: its precision and its zone are those of the text. */
function timestampLiteral(text: string, at: Position): Typed {
  const [, day, clock = '00:00:00', fraction = '', offset, name] = moment.exec(text) ?? []
  if (day === undefined || !isDate(day) || !isClock(clock)) throw invalid('TIMESTAMP', text, at)
  if (fraction.length > 12) throw invalid('TIMESTAMP', text, at)
  if (/[1-9]/.test(fraction.slice(keptDigits)))
    throw notSupported(`A precision of ${fraction.length}`, at)
  const whole = clock.split(':').length === 2 ? `${clock}:00` : clock.replace(/(\.\d{6})\d+/, '$1')
  const local = `CAST('${day} ${whole}' AS TIMESTAMP)`
  const type = { kind: 'timestamp', precision: fraction.length } as const
  const zone = zoneOf(offset ?? name, at)
  if (zone === undefined) return { sql: local, type }
  const [seconds = '', micros = ''] = `${day} ${whole}`.split('.')
  const localMs = utcMs(seconds)
  const ms = instantMs(localMs, zone)
  if (ms === undefined) throw invalid('TIMESTAMP', text, at)
  const instant = `make_timestamp(${ms}000::BIGINT + ${micros.padEnd(keptDigits, '0')}::BIGINT)`
  return { sql: `timezone('UTC', ${instant})`, type: { ...type, zone } }
}

/** `2024-1-1 2:03:04` as if its clock were UTC's. */
function utcMs(text: string): number {
  const [year = 0, month = 1, day = 1, ...clock] = text.split(/[- :]+/).map(Number)
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  return date.setUTCHours(...(clock as [number, number, number]))
}

const invalid = (kind: string, text: string, at: Position) =>
  userError('INVALID_LITERAL', `'${text}' is not a valid ${kind} literal`, at)

/** `DATE '…'` and its like. */
export function typedLiteral(name: TypeName, text: string, at: Position): Typed {
  const kind = name.name
  if (kind === 'timestamp' || kind === 'timestamp with time zone') return timestampLiteral(text, at)
  if (kind === 'decimal') return decimalLiteral(text, at)
  if (kind === 'char') {
    const length = [...text].length
    return { sql: literal(text), type: { kind: 'char', length } }
  }
  if (kind === 'varchar') return textLiteral(text)
  const type = kind === 'time' ? timeType(text) : typeOf(name)
  if (kind === 'date' && !isDate(text)) throw invalid('DATE', text, at)
  if (kind === 'time' && !/^\s*\d{1,2}:\d{1,2}(:\d{1,2}(\.\d+)?)?\s*$/.test(text)) {
    throw invalid('TIME', text, at)
  }
  if (kind === 'json') return jsonLiteral(text, at)
  return cast(textLiteral(text), type, false, at)
}

const timeType = (text: string): types.Type => ({
  kind: 'time',
  precision: Math.min(6, /\.(\d+)/.exec(text)?.[1]?.length ?? 0),
})

const isClock = (text: string) =>
  text.split(':').every((part, place) => Number(part) < (place === 0 ? 24 : 60))

function isDate(text: string): boolean {
  const [, year, month, day] = /^\s*(\d{4})-(\d{1,2})-(\d{1,2})\s*$/.exec(text) ?? []
  if (day === undefined) return false
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)))
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day)
}

function jsonLiteral(text: string, at: Position): Typed {
  try {
    JSON.parse(text)
  } catch {
    throw invalid('JSON', text, at)
  }
  return { sql: `t_json_parse(${literal(text)})`, type: types.json }
}

type IntervalNode = Extract<Expression, { kind: 'interval' }>

/** `INTERVAL '2' DAY` and its like. */
export function intervalLiteral(node: IntervalNode & { at: Position }): Typed {
  const interval = intervalOf(node)
  if ('months' in interval) {
    return { sql: `to_months(${interval.months})`, type: { kind: 'interval year to month' } }
  }
  return { sql: `to_milliseconds(${interval.ms})`, type: { kind: 'interval day to second' } }
}
