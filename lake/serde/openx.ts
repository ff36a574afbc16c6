/**
 * The OpenX JsonSerDe: one lenient JSON object (or array, by position) a line; what does not fit the column's type
 * is NULL, what has the wrong shape fails. https://docs.aws.amazon.com/athena/latest/ug/openx-json-serde.html
 */
import { timestampFormats } from './format.ts'
import type { HiveColumn, HiveType } from './hivetype.ts'
import { decimalText, parseDecimal, parseDouble, rescale, within } from './number.ts'
import { isText, type Json, MalformedJson, type Member, parseJson } from './openxjson.ts'
import { jsonText, wholeNumber } from './openxtext.ts'
import {
  dateOfDays,
  parseDate,
  parseTimestamp,
  parseZonedTimestamp,
  timestampOfMs,
} from './time.ts'
import {
  BadRow,
  Entries,
  type LineReader,
  type Parameters,
  type Row,
  type Value,
  type Wanted,
} from './value.ts'

interface Options {
  caseInsensitive: boolean
  dotsInKeys: boolean
  mapping: Map<string, string>
  formats: ((text: string) => string | undefined)[]
}

type Decode = (json: Exclude<Json, null>) => Value

/** A reader of lines; it throws BadRow for malformed JSON unless `ignore.malformed.json` says otherwise. */
export function openxReader(
  columns: HiveColumn[],
  parameters: Parameters,
  wanted: Wanted,
): LineReader {
  const options = optionsOf(parameters)
  const ignoreMalformed = isTrue(parameters['ignore.malformed.json'])
  const keyOf = keyFold(options)
  const decode = rowDecoder(columns, options, wanted)
  return (line) => {
    const text = line.replace(/^[\0-\x20]+/, '')
    // Whatever is neither object nor array is a row of NULLs.
    if (text[0] !== '{' && text[0] !== '[') return columns.map(() => null)
    let json: Json
    try {
      json = parseJson(text, keyOf)
    } catch (error) {
      if (!(error instanceof MalformedJson)) throw error
      if (ignoreMalformed) return columns.map(() => null)
      throw new BadRow('HIVE_CURSOR_ERROR', `Row is not a valid JSON Object - ${error.message}`)
    }
    return decode(json!)
  }
}

const isTrue = (text: string | undefined): boolean => text?.toLowerCase() === 'true'

function optionsOf(parameters: Parameters): Options {
  const caseInsensitive = isTrue(parameters['case.insensitive'] ?? 'true')
  const mappings = Object.entries(parameters).filter(([key]) => key.startsWith('mapping.'))
  return {
    caseInsensitive,
    dotsInKeys: isTrue(parameters['dots.in.keys']),
    mapping: new Map(mappings.map(([key, name]) => [key.slice('mapping.'.length), name])),
    formats: timestampFormats(parameters['timestamp.formats']),
  }
}

const keyFold = ({ caseInsensitive }: Options): ((name: string) => string) =>
  caseInsensitive ? (name) => name.toLowerCase() : (name) => name

const wrongShape = (type: HiveType): BadRow =>
  new BadRow('HIVE_CURSOR_ERROR', `A nested JSON value can not be coerced to ${type.kind}`)

/** A row, or a struct: members by name, or elements by position, or all NULL for a blank string. */
function rowDecoder(
  columns: HiveColumn[],
  options: Options,
  wanted: Wanted = () => true,
): (json: Json) => Row {
  const fields = columns.map(({ name, type }, i) => {
    if (!wanted(i)) return { find: () => null, decode: () => null }
    return { find: memberFinder(name.toLowerCase(), options), decode: decoder(type, options) }
  })
  return (json) => {
    if (json instanceof Map) {
      return fields.map(({ find, decode }) => {
        const value = find(json)
        return value === null ? null : decode(value)
      })
    }
    if (Array.isArray(json)) {
      return fields.map(({ decode }, i) => {
        const value = json[i] ?? null
        return value === null ? null : decode(value)
      })
    }
    if (json?.text.trim() !== '') {
      throw new BadRow('HIVE_CURSOR_ERROR', 'Primitive can not be coerced to a ROW')
    }
    return fields.map(() => null)
  }
}

function memberFinder(name: string, options: Options): (members: Map<string, Member>) => Json {
  const fold = keyFold(options)
  const key = fold(options.mapping.get(name) ?? name)
  const canBeDotted = options.dotsInKeys && name.includes('_')
  return (members) => {
    const member = members.get(key)
    if (member || !canBeDotted) return member?.value ?? null
    for (const { name: dotted, value } of members.values()) {
      if (dotted.includes('.') && fold(dotted.replaceAll('.', '_')) === name) return value
    }
    return null
  }
}

function decoder(type: HiveType, options: Options): Decode {
  switch (type.kind) {
    case 'boolean':
      return (json) => isText(json) && json.text.toLowerCase() === 'true'
    case 'string':
      return jsonText
    case 'varchar':
    case 'char':
      return (json) => [...jsonText(json)].slice(0, type.length).join('')
    case 'array':
      return arrayDecoder(type.element, options)
    case 'map':
      return mapDecoder(type.key, type.value, options)
    case 'struct': {
      const decode = rowDecoder(type.fields, options)
      return (json) => {
        const values = decode(json)
        return Object.fromEntries(type.fields.map(({ name }, i) => [name, values[i]!]))
      }
    }
    case 'binary':
      return (json) => {
        if (!isText(json) || !json.quoted) throw wrongShape(type)
        return new Uint8Array(Buffer.from(json.text, 'base64'))
      }
    default: {
      const decode = textDecoder(type, options)
      return (json) => {
        if (!isText(json)) throw wrongShape(type)
        return decode(json.text) ?? null
      }
    }
  }
}

function textDecoder(type: HiveType, { formats }: Options): (text: string) => Value | undefined {
  if (type.kind === 'decimal') {
    return (text) => decimalText(text, type.precision, type.scale)
  }
  if (type.kind !== 'timestamp') return decoders[(type as { kind: keyof typeof decoders }).kind]
  return (text) => {
    for (const read of formats) {
      const timestamp = read(text)
      if (timestamp !== undefined) return timestamp
    }
    return timestamp(text)
  }
}

const integer = (bits: number) => (text: string) => {
  const value = wholeOrCut(text, bits)
  return value === undefined ? undefined : Number(value)
}

const decoders = {
  tinyint: integer(8),
  smallint: integer(16),
  int: integer(32),
  bigint: (text: string) => wholeOrCut(text, 64),
  float: (text: string) => {
    const value = parseDouble(text)
    return value === undefined ? undefined : Math.fround(value)
  },
  double: parseDouble,
  date: (text: string) => {
    const date = parseDate(text)
    if (date !== undefined) return date
    const days = within(wholeNumber(text), 32)
    return days === undefined ? undefined : dateOfDays(Number(days))
  },
}

/** A whole number, or the whole part of a decimal one. */
function wholeOrCut(text: string, bits: number): bigint | undefined {
  const whole = wholeNumber(text)
  if (whole !== undefined) return within(whole, bits)
  const decimal = parseDecimal(text)
  return decimal && within(rescale(decimal, 0, 'down'), bits)
}

/** With a colon a date and time; else seconds, or milliseconds from 13 characters on. */
function timestamp(text: string): string | undefined {
  if (text.indexOf(':') > 0) {
    const zoned = /(?:[zZ]|[+-]\d{2}:?\d{2})$/.test(text) ? parseZonedTimestamp(text) : undefined
    return zoned ?? parseTimestamp(text)
  }
  if (/[^-+.0-9]/.test(text)) return
  if (text.includes('.')) {
    const decimal = parseDecimal(text)
    return decimal && timestampOfMs(Number(rescale(decimal, 3, 'down')))
  }
  if (!/^[+-]?\d{1,19}$/.test(text)) return
  return timestampOfMs(text.length >= 13 ? Number(text) : Number(text) * 1000)
}

/** Anything but an array is an array of it; the empty string is NULL. */
function arrayDecoder(element: HiveType, options: Options): Decode {
  const decode = decoder(element, options)
  return (json) => {
    if (isText(json) && json.text === '') return null
    const elements = Array.isArray(json) ? json : [json]
    return elements.map((value) => (value === null ? null : decode(value)))
  }
}

/** Of keys that are equal as their type the last value stands. */
function mapDecoder(keyType: HiveType, valueType: HiveType, options: Options): Decode {
  const decodeKey = decoder(keyType, options)
  const decodeValue = decoder(valueType, options)
  return (json) => {
    if (isText(json) && json.text.trim() === '') return null
    if (!(json instanceof Map)) throw wrongShape({ kind: 'map', key: keyType, value: valueType })
    const entries = new Map<string, [Value, Value]>()
    for (const { name, value } of json.values()) {
      const key = decodeKey({ text: name, quoted: true })
      if (key === null) continue
      entries.delete(String(key))
      entries.set(String(key), [key, value === null ? null : decodeValue(value)])
    }
    return new Entries([...entries.values()])
  }
}
