/** What a person may say of how files are read: the one list of its fields, and what stands in them as pins and back. Pure. */
import type { Interpretation, Pins, Preview } from '../../api/types.ts'

export type Pin = keyof Pins
/** Those that are one field with a text in it. */
export type TextPin = Exclude<Pin, 'asset' | 'types' | 'keys'>

export interface Field {
  label: string
  hint: string
  kind: 'sign' | 'number' | 'choice' | 'text' | 'lines'
  choices?: [value: string, words: string][]
}

type Encoding = NonNullable<Pins['encoding']>
const encodings = {
  ...{ 'utf-8': 1, 'utf-16le': 1, 'utf-16be': 1, 'utf-32le': 1, 'utf-32be': 1 },
  ...{ 'windows-1250': 1, 'windows-1251': 1, 'windows-1252': 1, 'windows-1253': 1 },
  ...{ 'windows-1254': 1, 'windows-1255': 1, 'windows-1256': 1, 'windows-1257': 1 },
  ...{ 'windows-1258': 1, 'windows-874': 1, 'iso-8859-2': 1, 'iso-8859-3': 1, 'iso-8859-4': 1 },
  ...{ 'iso-8859-5': 1, 'iso-8859-6': 1, 'iso-8859-7': 1, 'iso-8859-8': 1, 'iso-8859-10': 1 },
  ...{ 'iso-8859-13': 1, 'iso-8859-14': 1, 'iso-8859-15': 1, 'iso-8859-16': 1 },
  ...{ 'koi8-r': 1, 'koi8-u': 1, ibm866: 1, macintosh: 1, 'x-mac-cyrillic': 1 },
  ...{ shift_jis: 1, 'euc-jp': 1, 'iso-2022-jp': 1, gbk: 1, gb18030: 1, big5: 1, 'euc-kr': 1 },
} satisfies Record<Encoding, 1>

/** In their order on the page; a pin that the API gains does not compile before it has its field. */
export const fields: Record<TextPin, Field> = {
  delimiter: {
    label: 'Delimiter',
    hint: 'Between cells: one character, or tab, space',
    kind: 'sign',
  },
  quote: { label: 'Quote', hint: 'Around cells: one character, or none', kind: 'sign' },
  escape: {
    label: 'Escape',
    hint: 'Before a quote within quotes; the quote: doubled',
    kind: 'sign',
  },
  comment: {
    label: 'Comment',
    hint: 'With which lines begin that are no rows, or none',
    kind: 'sign',
  },
  header: {
    label: 'Header',
    hint: 'Whether the first row names the columns',
    kind: 'choice',
    choices: [
      ['true', 'the first row'],
      ['false', 'there is none'],
    ],
  },
  skip: { label: 'Skip', hint: 'Lines before the table, blank ones too', kind: 'number' },
  encoding: {
    label: 'Encoding',
    hint: 'Of the letters',
    kind: 'choice',
    choices: Object.keys(encodings).map((name) => [name, name]),
  },
  record: {
    label: 'Record',
    hint: 'What is a row: item, /feed/item of XML; data.items of JSON; $ the whole',
    kind: 'text',
  },
  sheet: { label: 'Sheet', hint: 'Of a workbook: which sheet is read', kind: 'text' },
  table: { label: 'Table', hint: 'Of a database: which table is read', kind: 'text' },
  file: {
    label: 'File',
    hint: 'Of an archive: which file is read, with those of its columns',
    kind: 'text',
  },
  nulls: {
    label: 'No value',
    hint: 'Cells that say so, one a line; in columns of every type, none but these',
    kind: 'lines',
  },
  names: {
    label: 'Renamed',
    hint: 'Columns of older files, one a line: old = new',
    kind: 'lines',
  },
}

export const types = ['string', 'boolean', 'bigint', 'double', 'date', 'timestamp'] as const

/** What stands in the form; an empty text: it is guessed. */
export interface Draft {
  texts: Partial<Record<TextPin, string>>
  types: Record<string, string>
  keys: string[]
  asset: boolean
}

const both = ([from, to]: [string, string]): string => `${from} = ${to}`
const words: [text: string, word: string][] = [
  ['\t', 'tab'],
  [' ', 'space'],
  ['', 'none'],
]
const signText = (sign: string): string => words.find(([text]) => text === sign)?.[1] ?? sign
const signOf = (text: string): string => words.find(([, word]) => word === text)?.[0] ?? text

/** What is pinned, or was found, as it stands in its field. */
export function textOf(pin: TextPin, value: Pins[TextPin]): string {
  if (value === undefined) return ''
  if (Array.isArray(value)) return value.join('\n')
  if (typeof value === 'object') return Object.entries(value).map(both).join('\n')
  return fields[pin].kind === 'sign' ? signText(String(value)) : String(value)
}

const textPins = Object.keys(fields) as TextPin[]

export function draftOf(pins: Pins): Draft {
  const texts = Object.fromEntries(
    textPins.flatMap((pin) => (pins[pin] === undefined ? [] : [[pin, textOf(pin, pins[pin])]])),
  )
  return { texts, types: { ...pins.types }, keys: pins.keys ?? [], asset: pins.asset === true }
}

/** Those that say something of such a file, and what is said already. */
export const shownPins = (draft: Draft, today: Preview | undefined): TextPin[] =>
  textPins.filter((pin) => !today || today.says.includes(pin) || draft.texts[pin])

export type Wrong = Partial<Record<Pin, string>>

/** The pins of what stands in the form; `was`: what nobody touched stays, though no field can say it. */
export function pinsOf(draft: Draft, was: Pins): { pins: Pins; wrong: Wrong } {
  if (draft.asset) return { pins: { asset: true }, wrong: {} }
  const wrong: Wrong = {}
  const said = textPins.flatMap((pin) => {
    const text = draft.texts[pin] ?? ''
    if (was[pin] !== undefined && text === textOf(pin, was[pin])) return [[pin, was[pin]]]
    const [value, why] = pinOf(pin, text)
    if (why) wrong[pin] = why
    return value === undefined ? [] : [[pin, value]]
  })
  const chosen = Object.fromEntries(Object.entries(draft.types).filter(([, type]) => type !== ''))
  const pins: Pins = {
    ...Object.fromEntries(said),
    ...(Object.keys(chosen).length > 0 && { types: chosen }),
    ...(draft.keys.length > 0 && { keys: draft.keys }),
  }
  return { pins, wrong }
}

function pinOf(pin: TextPin, written: string): [value?: unknown, why?: string] {
  const { kind } = fields[pin]
  const text = kind === 'sign' && written.length === 1 ? written : written.trim()
  if (text === '') return []
  if (kind === 'sign') {
    const sign = signOf(text)
    return sign.length > 1 ? [undefined, 'One character, or tab, space, none.'] : [sign]
  }
  if (kind === 'number') {
    return /^\d{1,3}$/.test(text) && Number(text) <= 100
      ? [Number(text)]
      : [undefined, 'A whole number up to 100.']
  }
  if (pin === 'names') return namesOf(written)
  if (kind === 'lines') return [[...new Set(written.split('\n').filter((line) => line !== ''))]]
  return [pin === 'header' ? text === 'true' : text]
}

function namesOf(written: string): [value?: unknown, why?: string] {
  const lines = written.split('\n').filter((line) => line.trim() !== '')
  const names = lines.map((line) => /^\s*(\S.*?)\s+=\s+(\S.*?)\s*$/.exec(line)?.slice(1, 3))
  const wrong = names.indexOf(undefined)
  if (wrong >= 0) return [undefined, `No "old = new": ${lines[wrong]!.slice(0, 40)}`]
  return [Object.fromEntries(names as string[][])]
}

/** By the API's words for where it is wrong: `/pins/types/price` is of the types. */
export const pinAt = (name: string | undefined): Pin | undefined =>
  name?.startsWith('/pins/') ? (name.split('/')[2] as Pin) : undefined

/** A reason that names the pin which did not fit the file. */
export const pinOfReason: Partial<Record<string, Pin>> = {
  'text.invalid-encoding': 'encoding',
  'xml.no-record': 'record',
  'json.no-record': 'record',
  'sheet.unknown': 'sheet',
  'table.unknown': 'table',
  'file.unknown': 'file',
}

const shownMax = 6

/** In one line: `delimiter ;, header: the first row, types of price, id`. */
export function saidOf(pins: Interpretation['pins']): string {
  const { asset, types: of, keys, ...others } = pins
  if (asset) return 'no table'
  const list = (names: string[]): string =>
    [...names.slice(0, shownMax), ...(names.length > shownMax ? ['…'] : [])].join(', ')
  const said = textPins.flatMap((pin) => {
    const { label, choices } = fields[pin]
    if (others[pin] === undefined) return []
    const text = textOf(pin, others[pin]).replaceAll('\n', ' ')
    const value = choices?.find(([choice]) => choice === text)?.[1] ?? text
    return [`${label.toLowerCase()} ${value}`]
  })
  return [
    ...said,
    ...(of ? [`types of ${list(Object.keys(of))}`] : []),
    ...(keys ? [`keys ${list(keys)}`] : []),
  ].join(' · ')
}
