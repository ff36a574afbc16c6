/**
 * What a text can be read as, without losing anything of it. The patterns are shared with DuckDB (RE2), whose own
 * casts accept more: '007', '1_000', 'yes', '2024-1-5', 'infinity', '1e400'.
 */
import { digitsOf } from '../schema/decimal.ts'
import type { Type } from '../schema/type.ts'

const year = '([0-9]{3}[1-9]|[0-9]{2}[1-9]0|[0-9][1-9]00|[1-9]000)'
const date = `${year}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])`
const minute = '[ T]([01][0-9]|2[0-3]):[0-5][0-9]'
/** Iceberg's timestamps end at the microsecond: digits beyond it must be zeros. */
const second = '(:[0-5][0-9]([.][0-9]{1,6}0*)?)?'
const offset = '(Z|[-+](0[0-9]|1[0-5])(:?[0-5][0-9])?)'

const double = '-?((0|[1-9][0-9]*)([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]+)?'
const nan = 'NaN|nan|NAN'
const infinity = '-?(inf|Inf|INF|infinity|Infinity)'

/** Patterns for the whole of a text; each still needs its range checked (days of a month, 64 bits, …). */
export const patterns = {
  boolean: '[tT][rR][uU][eE]|[fF][aA][lL][sS][eE]',
  long: '0|-?[1-9][0-9]{0,18}',
  /** Of JSON's numbers. */
  double,
  /** Of cells. */
  cellDouble: `${double}|${nan}|${infinity}`,
  date,
  timestamp: `${date}${minute}${second}`,
  timestamptz: `${date}${minute}${second}${offset}`,
}

/** The pattern of the plain numbers that a decimal of these digits holds. */
export function decimalPattern(type: Type): string {
  const { whole, scale } = digitsOf(type) ?? { whole: 1, scale: 0 }
  const units = whole > 0 ? `(0|[1-9][0-9]{0,${whole - 1}})` : '0'
  return scale > 0 ? `-?(${units}([.][0-9]{0,${scale}})?|[.][0-9]{1,${scale}})` : `-?${units}[.]?`
}

const exactly = (pattern: string): RegExp => new RegExp(`^(?:${pattern})$`)
const isDouble = exactly(patterns.cellDouble)
const isInfinite = exactly(infinity)
const isDate = exactly(patterns.date)
const isTimestamp = exactly(patterns.timestamp)
const isTimestamptz = exactly(patterns.timestamptz)

/** A double alone holds it, and only beside numbers is it one. */
export const isInfinity = (text: string): boolean =>
  text.length <= 9 && /[fFyY]$/.test(text) && isInfinite.test(text)

/** A text of one of these kinds; a number is told apart further by `numberOf`. */
export type CellKind = 'boolean' | 'number' | 'date' | 'timestamp' | 'timestamptz' | 'string'

/** The kind of a text that is not empty. */
export function cellKind(text: string): CellKind {
  const first = text.charCodeAt(0)
  if (first === 45 || first === 46 || (first >= 48 && first <= 57)) return digitKind(text)
  return isBooleanText(text) ? 'boolean' : 'string'
}

/** A whole number of at most 15 digits, with a sign or none: what most cells of digits are, and no pattern need tell. */
function isShortWhole(text: string): boolean {
  const start = text.charCodeAt(0) === 45 ? 1 : 0
  const digits = text.length - start
  if (digits < 1 || digits > 15) return false
  if (text.charCodeAt(start) === 48) return text === '0'
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code < 48 || code > 57) return false
  }
  return true
}

function digitKind(text: string): CellKind {
  if (isShortWhole(text)) return 'number'
  if (isDouble.test(text)) return Number.isFinite(Number(text)) ? 'number' : 'string' // `-inf`, too
  if (text.length < 10 || text.charCodeAt(4) !== 45 || !isDay(text)) return 'string'
  if (isDate.test(text)) return 'date'
  if (isTimestamp.test(text)) return 'timestamp'
  return isTimestamptz.test(text) && isInRange(text) ? 'timestamptz' : 'string'
}

function isBooleanText(text: string): boolean {
  if (text.length !== 4 && text.length !== 5) return false
  const lower = text.toLowerCase()
  return lower === 'true' || lower === 'false'
}

function isDay(text: string): boolean {
  const [m, d] = [Number(text.slice(5, 7)), Number(text.slice(8, 10))]
  if (m !== 2) return d <= (m === 4 || m === 6 || m === 9 || m === 11 ? 30 : 31)
  const y = Number(text.slice(0, 4))
  return d <= (y % 4 === 0 && (y % 100 !== 0 || y % 400 === 0) ? 29 : 28)
}

/** An offset must not carry the instant out of the years 1 to 9999. */
function isInRange(text: string): boolean {
  if (!text.startsWith('0001-01-01') && !text.startsWith('9999-12-31')) return true
  const offsetText = text.slice(text.search(/(Z|[-+]\d\d(:?\d\d)?)$/))
  const sign = offsetText.startsWith('-') ? 1 : -1
  const digits = offsetText.replace(/\D/g, '').padEnd(4, '0')
  const minutes = sign * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2)))
  const ofDay = Number(text.slice(11, 13)) * 60 + Number(text.slice(14, 16)) + minutes
  return text.startsWith('0001') ? ofDay >= 0 : ofDay < 24 * 60
}

/** What must be known of a number to choose a type that keeps it. */
export interface NumberFacts {
  /** Digits before the point, of an exponent's mantissa too; at least those of a plain number's value. */
  whole: number
  scale: number
  /** A point, an exponent, or the sign of -0. */
  fraction: boolean
  exponent: boolean
  /** An exponent without its sign and without a point before it: nobody prints a number so, but `2E5` is a gene. */
  bare: boolean
  /** A `long` holds it as it is written. */
  long: boolean
  /** A double gives back the same digits. */
  double: boolean
}

const longMax = 2n ** 63n - 1n

/** By how many digits it has. */
const wholeFacts = Array.from(
  { length: 16 },
  (_, whole): NumberFacts => ({
    ...{ whole, scale: 0, fraction: false, exponent: false, bare: false },
    ...{ long: true, double: true },
  }),
)

/** Of a text of kind `number`. */
export function numberFacts(text: string): NumberFacts {
  if (isShortWhole(text)) return wholeFacts[text === '0' ? 0 : text.length - (text < '0' ? 1 : 0)]!
  const exponent = /[eE]/.test(text)
  const bare = exponent && !/[.]|[eE][-+]/.test(text)
  const fraction = exponent || text.includes('.') || text === '-0' // only a double keeps that sign
  const [units = '', decimals = ''] = text
    .replace(/^-/, '')
    .replace(/[eE].*$/, '')
    .split('.')
  const whole = units === '0' ? 0 : units.length
  const long = !fraction && (whole < 19 || isLong(text))
  const double = whole + decimals.length <= 15 && !exponent ? true : isLossless(text)
  return { whole, scale: decimals.length, fraction, exponent, bare, long, double }
}

function isLong(text: string): boolean {
  if (text.length > 20) return false
  const value = BigInt(text)
  return value <= longMax && value >= -longMax - 1n
}

/** Digits without sign, point, exponent and the zeros at both ends. */
const significant = (text: string): string =>
  text
    .replace(/[eE].*$/, '')
    .replace(/[^0-9]/g, '')
    .replace(/^0+/, '')
    .replace(/0+$/, '')

const isLossless = (text: string): boolean =>
  significant(String(Number(text))) === significant(text)
