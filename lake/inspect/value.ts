/**
 * The values of CSV cells and JSON members in DuckDB's SQL: whether they fit a type, and the value itself. The same
 * answers as lake/inspect/cell.ts gives.
 */
import { duckdbType, literal, quote } from '../schema/spelling.ts'
import type { Type } from '../schema/type.ts'
import { decimalPattern, patterns } from './cell.ts'
import type { Format } from './inspection.ts'
import { jsonMember } from './jsonread.ts'

/** `text`: of JSON the texts of texts. */
export type Written = Format | 'text'

/** The text of a value. */
export const textOf = (source: string, format: Written): string =>
  format === 'ndjson' ? `(${source}->>'$')` : source

/**
 * A BOOLEAN expression: there is no value. An empty cell is one only in a text column. Written out, not by nullif:
 * with every repeated expression DuckDB's planning of wide tables becomes slower by its square.
 */
export function isNone(source: string, type: Type, format: Written): string {
  const none = `${textOf(source, format)} IS NULL`
  return type === 'string' || format !== 'csv' ? none : `(${none} OR ${source} = '')`
}

/**
 * A BOOLEAN expression, never NULL: the source holds a value of the type, or none. `depth` keeps the names of
 * nested lambdas apart, here and below.
 */
export function fits(source: string, type: Type, format: Written, depth = 0): string {
  const valueFits = `coalesce(${valueFit(source, type, format, depth)}, false)`
  return type === 'string' ? 'true' : `(${isNone(source, type, format)} OR ${valueFits})`
}

/** Of a source that has a value. */
export function valueFit(source: string, type: Type, format: Written, depth = 0): string {
  const text = textOf(source, format)
  if (type === 'string') return 'true'
  if (type === 'null') return 'false'
  const test =
    typeof type === 'string' ? textFits(text, type, format) : partsFit(source, type, format, depth)
  return format === 'ndjson' ? `${jsonKind(source, type)} AND ${test}` : test
}

/** JSON says itself what is a number: a text that looks like one is none. */
function jsonKind(source: string, type: Type): string {
  const kind = `json_type(${source})`
  if (typeof type !== 'string') return `${kind} = '${'list' in type ? 'ARRAY' : 'OBJECT'}'`
  if (type === 'boolean') return `${kind} = 'BOOLEAN'`
  const isText = type === 'date' || type === 'timestamp' || type === 'timestamptz'
  return isText ? `${kind} = 'VARCHAR'` : `${kind} NOT IN ('VARCHAR', 'BOOLEAN', 'ARRAY', 'OBJECT')`
}

function partsFit(source: string, type: Type & object, format: Written, depth: number): string {
  if ('struct' in type) {
    const tests = type.struct.map((field) =>
      fits(`(${jsonMember(source, field.original ?? field.name)})`, field.type, format, depth),
    )
    return ['true', ...tests].join(' AND ')
  }
  const element = `x${depth}`
  const bad = `lambda ${element}: NOT ${fits(element, listElement(type), format, depth + 1)}`
  return `len(list_filter(CAST(${source} AS JSON[]), ${bad})) = 0`
}

function textFits(text: string, type: Type & string, format: Written): string {
  const matches = (pattern: string): string => `regexp_full_match(${text}, ${literal(pattern)})`
  const casts = (sql: string): string => `TRY_CAST(${sql} AS ${duckdbType(type)}) IS NOT NULL`
  switch (type) {
    case 'boolean':
      return `lower(${text}) IN ('true', 'false')`
    case 'long':
      return `${matches(patterns.long)} AND ${casts(text)}`
    case 'double':
      return `${matches(format === 'ndjson' ? patterns.double : patterns.cellDouble)} AND ${keepsDigits(text)}`
    case 'date':
      return `length(${text}) = 10 AND ${comesBack(text, 'DATE')}`
    case 'timestamp':
      return `CASE WHEN length(${text}) = 19 AND ${comesBack(text, 'TIMESTAMP')} THEN true \
ELSE ${matches(`${patterns.timestamp}|${patterns.date}`)} AND ${casts(text)} END`
    case 'timestamptz':
      return `${matches(patterns.timestamptz)} AND ${inYears(text)}`
    default:
      return type === 'binary' ? 'false' : `${matches(decimalPattern(type))} AND ${hasSign(text)}`
  }
}

/** No decimal is `-0.00`. */
const hasSign = (text: string): string =>
  `(NOT starts_with(${text}, '-') OR ltrim(${text}, '-0.') <> '')`

const inYears = (text: string): string =>
  `TRY_CAST(${withSeconds(text)} AS TIMESTAMPTZ) BETWEEN TIMESTAMPTZ '0001-01-01 00:00:00+00' \
AND TIMESTAMPTZ '9999-12-31 23:59:59.999999+00'`

/** Cheaper than a pattern, where the text can be no other than DuckDB's own of the value. */
const comesBack = (text: string, type: string): string =>
  `CAST(TRY_CAST(${text} AS ${type}) AS VARCHAR) = ${text}`

/** Up to 15 digits a double keeps; of more, or of an exponent, the digits must come back. */
function keepsDigits(text: string): string {
  const digits = (sql: string): string =>
    `trim(regexp_replace(regexp_replace(${sql}, '[eE].*$', ''), '[^0-9]', '', 'g'), '0')`
  const double = `TRY_CAST(${text} AS DOUBLE)`
  return `CASE WHEN length(${text}) <= 15 AND NOT contains(lower(${text}), 'e') THEN true \
WHEN ${comesBack(text, 'DOUBLE')} THEN true ELSE isfinite(${double}) AND ${digits(text)} = ${digits(`CAST(${double} AS VARCHAR)`)} END`
}

/** The value of the lake's type, for sources that have a value that fits; of JSON also for those that have none. */
export function castOf(source: string, type: Type, format: Written, depth = 0): string {
  const text = textOf(source, format)
  if (type === 'string' || type === 'null') return text
  if (type === 'timestamptz') return `CAST(${withSeconds(text)} AS TIMESTAMPTZ)`
  if (typeof type === 'string') return `CAST(${text} AS ${duckdbType(type)})`
  return `CASE WHEN ${text} IS NULL THEN NULL ELSE ${partsOf(source, type, format, depth)} END`
}

function partsOf(source: string, type: Type & object, format: Written, depth: number): string {
  if ('struct' in type) {
    if (type.struct.length === 0) return textOf(source, format) // DuckDB has none
    const fields = type.struct.map((field) => {
      const member = `(${jsonMember(source, field.original ?? field.name)})`
      return `${quote(field.name)} := ${castOf(member, field.type, format, depth)}`
    })
    return `struct_pack(${fields.join(', ')})`
  }
  const element = `x${depth}`
  const value = castOf(element, listElement(type), format, depth + 1)
  return `list_transform(CAST(${source} AS JSON[]), lambda ${element}: ${value})`
}

function listElement(type: Type & object): Type {
  if ('list' in type) return type.list
  throw new Error('No map is inferred from text, and none is joined with it.')
}

/** DuckDB reads an offset only after seconds. */
const withSeconds = (text: string): string =>
  `CASE WHEN substr(${text}, 17, 1) = ':' THEN ${text} \
ELSE left(${text}, 16) || ':00' || substr(${text}, 17) END`
