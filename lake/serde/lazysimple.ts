/**
 * LazySimpleSerDe: no quotes at all, one byte between cells, `\N` for NULL, and NULL for whatever is not of the
 * column's type. https://docs.aws.amazon.com/athena/latest/ug/lazy-simple-serde.html
 */
import { timestampFormats } from './format.ts'
import type { HiveColumn, HiveType } from './hivetype.ts'
import { decimalText, parseDouble, within } from './number.ts'
import { parseDate, parseTimestamp } from './time.ts'
import {
  BadTable,
  Entries,
  type LineReader,
  type Parameters,
  type Value,
  type Wanted,
} from './value.ts'

export interface Delimiters {
  /** Between cells, between elements, between key and value, and so on inwards. */
  separators: string[]
  escape?: string
  /** The text of NULL. */
  nullText: string
  /** The last column keeps the rest of the line, separators and all. */
  lastTakesRest: boolean
}

type Decode = (text: string) => Value

interface Options extends Delimiters {
  parseTimestamp: (text: string) => string | undefined
}

/** A reader of lines; throws BadTable for delimiters that are no ASCII character. */
export function lazySimpleReader(
  columns: HiveColumn[],
  parameters: Parameters,
  wanted: Wanted,
): LineReader {
  const options = { ...delimiters(parameters), parseTimestamp: timestampReader(parameters) }
  const decoders = columns.map(({ type }, i) =>
    wanted(i) ? orNull(decoder(type, 1, options), options) : () => null,
  )
  const limit = options.lastTakesRest ? columns.length : undefined
  return (line) => {
    const texts = splitText(line, options.separators[0]!, options.escape, limit)
    return decoders.map((decode, i) => {
      const text = texts[i]
      return text === undefined ? null : decode(text)
    })
  }
}

/** SerDe parameters as delimiters: a number is a byte's value, else the first character counts. */
export function delimiters(parameters: Parameters): Delimiters {
  const collection = parameters['collection.delim'] ?? parameters['colelction.delim']
  const outer = [
    delimiter(parameters['field.delim'] ?? parameters['serialization.format'], '\x01'),
    delimiter(collection, '\x02'),
    delimiter(parameters['mapkey.delim'], '\x03'),
  ]
  const escaping = parameters['escape.delim']
  return {
    separators: [...outer, '\x04', '\x05', '\x06', '\x07', '\x08'],
    nullText: parameters['serialization.null.format'] ?? '\\N',
    lastTakesRest: parameters['serialization.last.column.takes.rest']?.toLowerCase() === 'true',
    ...(escaping === undefined ? {} : { escape: delimiter(escaping, '\\') }),
  }
}

function delimiter(text: string | undefined, otherwise: string): string {
  if (!text) return otherwise
  const code =
    /^[+-]?\d{1,3}$/.test(text) && Math.abs(Number(text)) < 128 ? Number(text) : undefined
  const character = code === undefined ? text[0]! : String.fromCharCode(code & 0xff)
  // A byte beyond ASCII would split characters of UTF-8 in their middle.
  if (character > '\x7f') throw new BadTable(`LazySimpleSerDe's delimiter "${text}" is not ASCII.`)
  return character
}

/** Texts between separators that no escape precedes; at most `limit`, the last with the rest. */
export function splitText(
  text: string,
  separator: string,
  escaping: string | undefined,
  limit = Number.POSITIVE_INFINITY,
): string[] {
  const isEscaped = escaping !== undefined && text.includes(escaping)
  if (!isEscaped && limit === Number.POSITIVE_INFINITY) return text.split(separator)
  const parts: string[] = []
  let start = 0
  for (let at = 0; at < text.length && parts.length + 1 < limit; at++) {
    if (text[at] === separator) {
      parts.push(text.slice(start, at))
      start = at + 1
    } else if (text[at] === escaping) at++
  }
  parts.push(text.slice(start))
  return parts
}

const orNull =
  (decode: Decode, { nullText }: Options): Decode =>
  (text) =>
    text === nullText ? null : decode(text)

/** `depth` counts the separators that are taken from outside. */
function decoder(type: HiveType, depth: number, options: Options): Decode {
  switch (type.kind) {
    case 'decimal':
      return (text) => decimalText(text, type.precision, type.scale) ?? null
    case 'varchar':
    case 'char':
      return (text) => [...unescaped(text, options.escape)].slice(0, type.length).join('')
    case 'string':
      return (text) => unescaped(text, options.escape)
    case 'timestamp':
      // Hive's own shortest text of a timestamp.
      return (text) => (text.length < 8 ? null : (options.parseTimestamp(text) ?? null))
    case 'array':
      return arrayDecoder(type.element, depth, options)
    case 'map':
      return mapDecoder(type.key, type.value, depth, options)
    case 'struct':
      return structDecoder(type.fields, depth, options)
    default:
      return plainDecoders[type.kind]
  }
}

const integer =
  (bits: number) =>
  (text: string): number | null => {
    const value = wholeNumber(text, bits)
    return value === undefined ? null : Number(value)
  }

const plainDecoders = {
  boolean: (text: string) => booleans[text.toLowerCase()] ?? null,
  tinyint: integer(8),
  smallint: integer(16),
  int: integer(32),
  bigint: (text: string) => wholeNumber(text, 64) ?? null,
  float: (text: string) => {
    const value = parseDouble(text)
    return value === undefined ? null : Math.fround(value)
  },
  double: (text: string) => parseDouble(text) ?? null,
  date: (text: string) => parseDate(text) ?? null,
  binary: (text: string) => new Uint8Array(Buffer.from(text, 'base64')),
}

const booleans: Record<string, boolean> = { true: true, false: false }

/** The whole part; a fraction must be digits and is dropped. */
function wholeNumber(text: string, bits: number): bigint | undefined {
  const match = /^([+-]?)(\d*)(?:\.\d*)?$/.exec(text)
  if (!match || text === '' || text === match[1]) return
  const digits = match[2]!.replace(/^0+/, '')
  if (digits.length > 19) return
  return within(BigInt(`${match[1] === '-' ? '-' : ''}${digits || '0'}`), bits)
}

function unescaped(text: string, escaping: string | undefined): string {
  if (escaping === undefined || !text.includes(escaping)) return text
  let plain = ''
  for (let at = 0; at < text.length; at++) {
    if (text[at] === escaping && at + 1 < text.length) at++
    plain += text[at]
  }
  return plain
}

function arrayDecoder(element: HiveType, depth: number, options: Options): Decode {
  const decode = orNull(decoder(element, depth + 1, options), options)
  const separator = separatorAt(depth, options)
  return (text) => (text === '' ? [] : splitText(text, separator, options.escape).map(decode))
}

function structDecoder(fields: HiveColumn[], depth: number, options: Options): Decode {
  const separator = separatorAt(depth, options)
  const limit = options.lastTakesRest ? fields.length : undefined
  const decoders = fields.map(({ name, type }) => {
    return [name, orNull(decoder(type, depth + 1, options), options)] as const
  })
  return (text) => {
    const parts = splitText(text, separator, options.escape, limit)
    return Object.fromEntries(
      decoders.map(([name, decode], i) => [name, i < parts.length ? decode(parts[i]!) : null]),
    )
  }
}

/** Of a key that comes again the first value stands; an entry whose key is NULL is left out. */
function mapDecoder(key: HiveType, value: HiveType, depth: number, options: Options): Decode {
  const between = separatorAt(depth, options)
  const inside = separatorAt(depth + 1, options)
  const decodeKey = orNull(decoder(key, depth + 2, options), options)
  const decodeValue = orNull(decoder(value, depth + 2, options), options)
  return (text) => {
    const entries = new Map<string, [Value, Value]>()
    for (const entry of text === '' ? [] : splitText(text, between, options.escape)) {
      const [keyText, valueText] = splitText(entry, inside, options.escape, 2)
      const decoded = decodeKey(keyText!)
      const spelling = String(decoded)
      if (decoded === null || entries.has(spelling)) continue
      entries.set(spelling, [decoded, valueText === undefined ? null : decodeValue(valueText)])
    }
    return new Entries([...entries.values()])
  }
}

function separatorAt(depth: number, { separators }: Options): string {
  const separator = separators[depth]
  if (separator === undefined) throw new BadTable('LazySimpleSerDe nests at most 8 levels.')
  return separator
}

function timestampReader(parameters: Parameters): (text: string) => string | undefined {
  const formats = timestampFormats(parameters['timestamp.formats'])
  return (text) => {
    const trimmed = text.trim()
    for (const read of formats) {
      const timestamp = read(trimmed)
      if (timestamp !== undefined) return timestamp
    }
    return parseTimestamp(trimmed)
  }
}
