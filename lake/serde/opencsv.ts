/**
 * OpenCSVSerde, quirk by quirk: it unescapes and unquotes with two flags and no state of its own for the field,
 * so a lone escape vanishes, an unended quoted field is no value and the first three characters follow another rule.
 * https://docs.aws.amazon.com/athena/latest/ug/csv-serde.html
 */
import type { HiveColumn, HiveType } from './hivetype.ts'
import { parseDouble, within } from './number.ts'
import { dateOfDays, timestampOfMs } from './time.ts'
import {
  BadRow,
  BadTable,
  type LineReader,
  type Parameters,
  type Value,
  type Wanted,
} from './value.ts'

export interface CsvCharacters {
  separator: string
  quote: string
  escape: string
}

/** A reader of lines; throws BadTable for characters or column types that the SerDe refuses. */
export function openCsvReader(
  columns: HiveColumn[],
  parameters: Parameters,
  wanted: Wanted,
): LineReader {
  const characters = csvCharacters(parameters)
  const useNull = parameters['use.null.for.invalid.data']?.toLowerCase() === 'true'
  const cells = columns.map(({ name, type }, i) =>
    wanted(i) ? typedCell(name, type, useNull) : () => null,
  )
  return (line) => {
    const texts = splitCsvLine(line, characters, columns.length)
    return cells.map((cell, i) => {
      const text = texts[i]
      return text === undefined ? null : cell(text, i)
    })
  }
}

/** The three characters of the SerDe's parameters, with their defaults. */
export function csvCharacters(parameters: Parameters): CsvCharacters {
  const separator = (parameters.separatorChar || ',')[0]!
  const quote = (parameters.quoteChar || '"')[0]!
  // Hive reads an escape that is set to `"` as a backslash.
  const given = (parameters.escapeChar || '\\')[0]!
  const escaping = given === '"' ? '\\' : given
  const bothOff = quote === '\0' && escaping === '\0'
  if (separator === '\0' || separator === quote || separator === escaping) {
    throw new BadTable('OpenCSVSerde needs a separator that is neither its quote nor its escape.')
  }
  if (quote === escaping && !bothOff) {
    throw new BadTable('OpenCSVSerde needs a quote that is not its escape.')
  }
  return { separator, quote, escape: escaping }
}

/** The texts of at most `count` cells: none for an empty line, and none for a last one that stays quoted. */
export function splitCsvLine(line: string, characters: CsvCharacters, count: number): string[] {
  if (line === '') return []
  const { separator, quote, escape: escaping } = characters
  if (!line.includes(quote) && !line.includes(escaping)) return line.split(separator, count)
  const cells: string[] = []
  let cell = ''
  let inQuotes = false
  let inField = false
  for (let at = 0; at < line.length && cells.length < count; at++) {
    const character = line[at]!
    if (character === escaping) {
      const next = line[at + 1]
      if ((inQuotes || inField) && (next === quote || next === escaping)) {
        cell += next
        at++
      }
    } else if (character === quote) {
      if ((inQuotes || inField) && line[at + 1] === quote) {
        cell += quote
        at++
      } else {
        if (isEmbedded(line, at, separator)) cell = isBlank(cell) ? '' : cell + quote
        inQuotes = !inQuotes
      }
      inField = !inField
    } else if (character === separator && !inQuotes) {
      cells.push(cell)
      cell = ''
      inField = false
    } else {
      cell += character
      inField = true
    }
  }
  if (cells.length < count && !inQuotes) cells.push(cell)
  return cells
}

/** A quote within a cell, neither next to a separator nor among the first three characters of the line. */
function isEmbedded(line: string, at: number, separator: string): boolean {
  const next = line[at + 1]
  return at > 2 && line[at - 1] !== separator && next !== undefined && next !== separator
}

/** Java's white space: no-break spaces are none. */
const isBlank = (cell: string): boolean =>
  cell !== '' &&
  [...cell].every((c) =>
    c >= '\x1c' && c <= '\x1f' ? true : /[^\S\u00a0\u2007\u202f\ufeff]/.test(c),
  )

/** Text as the column's type: only whole days and milliseconds are dates and timestamps. */
function typedCell(
  name: string,
  type: HiveType,
  useNull: boolean,
): (text: string, index: number) => Value {
  if (type.kind === 'string' || type.kind === 'varchar' || type.kind === 'char') {
    return (text) => text
  }
  const parse = parsers[type.kind]
  if (!parse) {
    throw new BadTable(`OpenCSVSerde has no ${type.kind}, the type of column ${name}.`)
  }
  return (text, index) => {
    const value = parse(text)
    if (value !== undefined) return value
    if (useNull) return null
    throw new BadRow(
      'HIVE_BAD_DATA',
      `Error parsing field value '${text}' for field ${index}: For input string: "${text}"`,
    )
  }
}

const parsers: Partial<Record<HiveType['kind'], (text: string) => Value | undefined>> = {
  boolean: (text) => {
    const lower = text.toLowerCase()
    return lower === 'true' ? true : lower === 'false' ? false : undefined
  },
  int: (text) => {
    const value = within(whole(text), 32)
    return value === undefined ? undefined : Number(value)
  },
  bigint: (text) => within(whole(text), 64),
  double: parseDouble,
  date: (text) => {
    const days = within(whole(text), 32)
    return days === undefined ? undefined : dateOfDays(Number(days))
  },
  timestamp: (text) => {
    const ms = within(whole(text), 64)
    return ms === undefined ? undefined : timestampOfMs(Number(ms))
  },
}

const whole = (text: string): bigint | undefined =>
  /^[+-]?\d{1,19}$/.test(text) ? BigInt(text.replace('+', '')) : undefined
