import type { Arithmetic, Comparison } from '../../../../lake/sql/ast.ts'
import { notSupported, type Position, userError } from '../../../../lake/sql/error.ts'
import * as types from '../../../../lake/sql/type/type.ts'
import {
  asDecimal,
  byRow,
  common,
  type Decimal,
  isInterval,
  isNumber,
  isText,
  spell,
  type Type,
} from '../../../../lake/sql/type/type.ts'
import { fieldName } from '../duckdbtype.ts'
import { coerce } from './coerce.ts'
import type { Typed } from './compiler.ts'
import { toInstant, toLocal } from './zone.ts'

const mismatch = (operator: string, left: Type, right: Type, at: Position) =>
  userError(
    'TYPE_MISMATCH',
    `Cannot apply operator: ${spell(left)} ${operator} ${spell(right)}`,
    at,
  )

/** `left + right` and its like, in Trino's result type. */
export function arithmetic(operator: Arithmetic, left: Typed, right: Typed, at: Position): Typed {
  if (operator === '||') return concatenate(left, right, at)
  const unknownAs = (value: Typed, other: Typed) =>
    value.type.kind === 'unknown'
      ? coerce(value, isNumber(other.type) ? other.type : types.integer)
      : value
  const [a, b] = [unknownAs(left, right), unknownAs(right, left)]
  if (isNumber(a.type) && isNumber(b.type)) return numeric(operator, a, b)
  const moved = moment(operator, a, b)
  if (moved) return moved
  throw mismatch(operator, left.type, right.type, at)
}

function numeric(operator: Arithmetic, left: Typed, right: Typed): Typed {
  const type = common(left.type, right.type) as Type
  if (type.kind === 'decimal') return decimals(operator, left, right)
  const [a, b] = [coerce(left, type).sql, coerce(right, type).sql]
  const isFloat = type.kind === 'double' || type.kind === 'real'
  const single = (sql: string) => (type.kind === 'real' ? `CAST(${sql} AS FLOAT)` : sql)
  if (operator === '/')
    return { sql: isFloat ? single(`t_divide(${a}, ${b})`) : `t_integer_divide(${a}, ${b})`, type }
  if (operator === '%')
    return { sql: isFloat ? single(`t_float_modulo(${a}, ${b})`) : `t_modulo(${a}, ${b})`, type }
  return { sql: `(${a} ${operator} ${b})`, type }
}

function decimals(operator: Arithmetic, left: Typed, right: Typed): Typed {
  const [a, b] = [asDecimal(left.type) as Decimal, asDecimal(right.type) as Decimal]
  const [x, y] = [coerce(left, a).sql, coerce(right, b).sql]
  const scale = Math.max(a.scale, b.scale)
  const capped = (precision: number, places: number) =>
    types.decimal(Math.min(38, precision), places)
  const as = (sql: string, type: Decimal): Typed => ({
    sql: `CAST(${sql} AS DECIMAL(${type.precision}, ${type.scale}))`,
    type,
  })
  switch (operator) {
    case '*':
      return as(`(${x} * ${y})`, capped(a.precision + b.precision, Math.min(38, a.scale + b.scale)))
    case '/': {
      const precision = a.precision + b.scale + Math.max(0, b.scale - a.scale)
      return decimalDivision(x, a.scale, y, b.scale, capped(precision, scale))
    }
    case '%': {
      const whole = Math.min(a.precision - a.scale, b.precision - b.scale)
      return as(`t_modulo(${x}, ${y})`, capped(whole + scale, scale))
    }
    default: {
      const whole = Math.max(a.precision - a.scale, b.precision - b.scale)
      return as(`(${x} ${operator} ${y})`, capped(whole + scale + 1, scale))
    }
  }
}

/** Exact, half up: the quotient of the unscaled whole numbers. */
export function decimalDivision(
  x: string,
  xScale: number,
  y: string,
  yScale: number,
  type: Decimal,
): Typed {
  const shift = type.scale - xScale + yScale
  const whole = (sql: string, scale: number) => `t_unscaled(${sql}, ${power(scale)})`
  const quotient = `t_half_up(${whole(x, xScale)} * ${power(shift)}::HUGEINT, ${whole(y, yScale)})`
  const unit = type.scale === 0 ? '1' : `0.${'1'.padStart(type.scale, '0')}`
  const width = type.scale === 0 ? 'DECIMAL(1, 0)' : `DECIMAL(${type.scale}, ${type.scale})`
  const sql = `CAST(CAST(${quotient} AS DECIMAL(${type.precision}, 0)) * CAST('${unit}' AS ${width}) AS DECIMAL(${type.precision}, ${type.scale}))`
  return { sql, type }
}

const power = (digits: number) => `1${'0'.repeat(digits)}`

/** `left || right`, and what concat() is of two. */
export function concatenate(left: Typed, right: Typed, at: Position): Typed {
  if (left.type.kind === 'array' || right.type.kind === 'array')
    return joinedArrays(left, right, at)
  if (left.type.kind === 'varbinary' && right.type.kind === 'varbinary') {
    return { sql: `(${left.sql} || ${right.sql})`, type: types.varbinary }
  }
  const textual = (type: Type) => isText(type) || type.kind === 'unknown'
  if (!textual(left.type) || !textual(right.type)) throw mismatch('||', left.type, right.type, at)
  const sql = `(${coerce(left, types.varchar).sql} || ${coerce(right, types.varchar).sql})`
  const [a, b] = [left.type, right.type]
  if (a.kind !== 'char' && b.kind !== 'char') return { sql, type: types.varchar }
  if (!('length' in a) || !('length' in b)) throw notSupported('This concatenation of a char', at)
  const length = (a.length ?? 0) + (b.length ?? 0)
  return { sql: `rtrim(${sql}, ' ')`, type: { kind: 'char', length } }
}

/** DuckDB's own concatenation takes a NULL list as an empty one. */
function joinedArrays(left: Typed, right: Typed, at: Position): Typed {
  const lift = (value: Typed): Typed =>
    value.type.kind === 'array' || value.type.kind === 'unknown'
      ? value
      : { sql: `[${value.sql}]`, type: types.arrayOf(value.type) }
  const [a, b] = [lift(left), lift(right)]
  const type = common(a.type, b.type)
  if (!type) throw mismatch('||', left.type, right.type, at)
  return { sql: `t_array_concat(${coerce(a, type).sql}, ${coerce(b, type).sql})`, type }
}

/** Dates, times and intervals. */
function moment(operator: Arithmetic, left: Typed, right: Typed): Typed | undefined {
  const [a, b] = [left.type, right.type]
  if (isInterval(a) && isNumber(b) && (operator === '*' || operator === '/'))
    return scaled(operator, left, right)
  if (operator === '*' && isNumber(a) && isInterval(b)) return scaled(operator, right, left)
  if (operator !== '+' && operator !== '-') return undefined
  if (isInterval(a) && a.kind === b.kind)
    return { sql: `(${left.sql} ${operator} ${right.sql})`, type: a }
  if (isInterval(b)) return moved(operator, left, right)
  if (operator === '+' && isInterval(a)) return moved(operator, right, left)
  if (operator === '-' && a.kind === 'time' && b.kind === 'time') {
    const micros = [left, right].map(({ sql }) => `epoch_us(DATE '1970-01-01' + ${sql})`)
    const sql = `to_microseconds(${micros.join(' - ')})`
    return { sql, type: { kind: 'interval day to second' } }
  }
  if (operator === '-' && (a.kind === 'timestamp' || a.kind === 'date') && comparable(a, b)) {
    const type = comparable(a, b) as Type
    const micros = [left, right].map((value) => `epoch_us(${coerce(value, type).sql})`)
    if (type.kind === 'date') {
      return {
        sql: `to_days(CAST(${left.sql} - ${right.sql} AS INTEGER))`,
        type: { kind: 'interval day to second' },
      }
    }
    return {
      sql: `to_microseconds(${micros[0]} - ${micros[1]})`,
      type: { kind: 'interval day to second' },
    }
  }
  return undefined
}

/** Whole milliseconds or months, cut off as Java cuts a double. */
function scaled(operator: '*' | '/', interval: Typed, factor: Typed): Typed {
  const { type } = interval
  const months = type.kind === 'interval year to month'
  const number = coerce(factor, types.double).sql
  const count = months ? `t_months(${interval.sql})` : `(t_micros(${interval.sql}) // 1000)`
  const whole = `t_scaled(${count}, ${operator === '*' ? `${count} * ${number}` : `t_divide(CAST(${count} AS DOUBLE), ${number})`})`
  return { sql: months ? `to_months(${whole}::INTEGER)` : `to_milliseconds(${whole})`, type }
}

function moved(operator: '+' | '-', base: Typed, interval: Typed): Typed | undefined {
  const { type } = base
  const sql = `(${base.sql} ${operator} ${interval.sql})`
  if (type.kind === 'date') {
    const whole = interval.type.kind === 'interval day to second'
    const step = whole ? `t_days(${interval.sql})` : interval.sql
    return { sql: `CAST((${base.sql} ${operator} ${step}) AS DATE)`, type }
  }
  if (type.kind === 'time' && interval.type.kind === 'interval day to second') return { sql, type }
  if (type.kind !== 'timestamp') return undefined
  const months = interval.type.kind === 'interval year to month'
  const precision = months ? type.precision : Math.max(3, type.precision)
  if (type.zone === undefined) return { sql, type: { ...type, precision } }
  if (months) {
    const local = `(${toLocal(base.sql, type.zone)} ${operator} ${interval.sql})`
    return { sql: toInstant(local, type.zone, base.sql), type }
  }
  // Days of an interval are 24 hours, whatever the clocks do.
  if (type.zone !== byRow) return { sql, type: { ...type, precision } }
  const step = operator === '+' ? interval.sql : `-${interval.sql}`
  return { sql: `t_moved_own(${base.sql}, ${step})`, type: { ...type, precision } }
}

/** `left = right` and its like. */
export function comparison(operator: Comparison, left: Typed, right: Typed, at: Position): Typed {
  const type = comparable(left.type, right.type)
  if (!type) throw mismatch(operator, left.type, right.type, at)
  if (
    operator !== '=' &&
    operator !== '<>' &&
    operator !== 'IS DISTINCT FROM' &&
    !types.orderable(type)
  ) {
    throw mismatch(operator, left.type, right.type, at)
  }
  const [a, b] = [coerce(left, type).sql, coerce(right, type).sql]
  return { sql: compared(operator, a, b, type, at), type: types.boolean }
}

function compared(operator: Comparison, a: string, b: string, type: Type, at: Position): string {
  const plain = `(${a} ${operator} ${b})`
  if (operator === 'IS DISTINCT FROM') return plain
  if (type.kind === 'double' || type.kind === 'real') return floats(operator, a, b)
  if (types.children(type).length === 0) return plain
  if (operator === '=') return equal(a, b, type, at)
  return operator === '<>' ? `(NOT ${equal(a, b, type, at)})` : plain
}

/** DuckDB takes NaN for equal to itself and greater than all else; in Trino no comparison with it is true. */
function floats(operator: Comparison, a: string, b: string): string {
  const plain = `(${a} ${operator} ${b})`
  if (operator === '<>') return `(${a} <> ${b} OR isnan(${a}))`
  return `(${plain} AND NOT isnan(${operator.startsWith('<') ? b : a}))`
}

/** Equality of nested values: a NULL inside makes it unknown, unless something else differs. */
function equal(a: string, b: string, type: Type, at: Position): string {
  if (type.kind === 'array') {
    const elements = compared('=', `(${a})[i]`, `(${b})[i]`, type.element, at)
    const nested = types.children(type.element).length > 0
    if (nested) throw notSupported('Comparing arrays of nested values', at)
    return `CASE WHEN len(${a}) <> len(${b}) THEN false ELSE t_all(list_transform(t_indexes(${a}, ${b}), lambda i: ${elements})) END`
  }
  if (type.kind !== 'row') throw notSupported('Comparing maps', at)
  const fields = type.fields.map((field, place) => {
    const name = fieldName(type.fields, place)
    return compared('=', `(${a}).${name}`, `(${b}).${name}`, field.type, at)
  })
  return `CASE WHEN ${a} IS NOT NULL AND ${b} IS NOT NULL THEN (${fields.join(' AND ')}) END`
}

/** What two types are compared as: instants compare whatever their zones. */
export function comparable(left: Type, right: Type): Type | undefined {
  const type = common(left, right)
  return type && types.instants(type)
}
