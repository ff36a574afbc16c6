/**
 * RegexSerDe: a column is a group of the expression; a line that it does not match is a row of NULLs, and so is a value
 * that is not of its column's type. https://docs.aws.amazon.com/athena/latest/ug/regex-serde.html
 */
import type { HiveColumn, HiveType } from './hivetype.ts'
import { javaPattern } from './javapattern.ts'
import { decimalText, parseDouble, within } from './number.ts'
import { parseDate, parseTimestamp } from './time.ts'
import { BadTable, type LineReader, type Parameters, type Value, type Wanted } from './value.ts'

type Decode = (text: string) => Value | undefined

/** A reader of lines; throws BadTable for an expression that is not read here as Java reads it. */
export function regexReader(
  columns: HiveColumn[],
  parameters: Parameters,
  wanted: Wanted,
): LineReader {
  const given = parameters['input.regex']
  if (given === undefined) throw new BadTable('RegexSerDe needs input.regex.')
  if (parameters['input.regex.case.insensitive']?.toLowerCase() === 'true') {
    throw new BadTable('input.regex.case.insensitive is not supported.')
  }
  const pattern = javaPattern(given)
  const decoders = columns.map(({ name, type }, i) => (wanted(i) ? decoder(name, type) : nothing))
  return (line) => {
    const groups = pattern.exec(line)
    return decoders.map((decode, i) => {
      const text = groups?.[i + 1]
      return text === undefined ? null : (decode(text) ?? null)
    })
  }
}

const nothing: Decode = () => null

function decoder(name: string, type: HiveType): Decode {
  if (type.kind === 'decimal') return (text) => decimalText(text, type.precision, type.scale)
  if (type.kind === 'varchar' || type.kind === 'char') {
    return (text) => [...text].slice(0, type.length).join('')
  }
  const decode = decoders[type.kind]
  if (!decode) throw new BadTable(`RegexSerDe has no ${type.kind}, the type of column ${name}.`)
  return decode
}

const integer =
  (bits: number): Decode =>
  (text) => {
    const value = /^[+-]?\d{1,19}$/.test(text) ? BigInt(text.replace('+', '')) : undefined
    const own = within(value, bits)
    return own === undefined || bits === 64 ? own : Number(own)
  }

const decoders: Partial<Record<HiveType['kind'], Decode>> = {
  string: (text) => text,
  boolean: (text) => text.toLowerCase() === 'true',
  tinyint: integer(8),
  smallint: integer(16),
  int: integer(32),
  bigint: integer(64),
  float: (text) => {
    const value = parseDouble(text)
    return value === undefined ? undefined : Math.fround(value)
  },
  double: parseDouble,
  date: parseDate,
  timestamp: parseTimestamp,
}
