/** Hive's types as Glue spells them in a column: `array<struct<a:int,b:decimal(10,2)>>`. */
import { BadTable } from './value.ts'

export type HiveType =
  | { kind: PlainKind }
  | { kind: 'decimal'; precision: number; scale: number }
  | { kind: 'varchar' | 'char'; length: number }
  | { kind: 'array'; element: HiveType }
  | { kind: 'map'; key: HiveType; value: HiveType }
  | { kind: 'struct'; fields: HiveColumn[] }

export interface HiveColumn {
  name: string
  type: HiveType
}

export type PlainKind = (typeof plainKinds)[number]

const plainKinds = [
  'boolean',
  'tinyint',
  'smallint',
  'int',
  'bigint',
  'float',
  'double',
  'string',
  'date',
  'timestamp',
  'binary',
] as const

const synonyms: Record<string, PlainKind> = { integer: 'int', 'double precision': 'double' }

/** Parses Glue's spelling in any case, with or without spaces; throws BadTable. https://docs.aws.amazon.com/athena/latest/ug/data-types.html */
export function parseHiveType(text: string): HiveType {
  const reader = { text: text.toLowerCase(), at: 0 }
  const type = readType(reader)
  if (reader.at !== text.length) throw unreadable(reader)
  return type
}

/** Columns of a Glue table; one without a type is text, as Glue shows it. */
export const hiveColumns = (columns: readonly { Name: string; Type?: string }[]): HiveColumn[] =>
  columns.map(({ Name, Type = 'string' }) => ({ name: Name, type: parseHiveType(Type) }))

interface Reader {
  text: string
  at: number
}

const unreadable = ({ text, at }: Reader): BadTable =>
  new BadTable(`The type "${text.slice(0, 200)}" cannot be read at character ${at + 1}.`)

function readType(reader: Reader): HiveType {
  const word = readWord(reader, /\s*([a-z][a-z_ ]*[a-z]|[a-z])\s*/y)
  if (word === 'array') {
    const [element] = readInside(reader, '<', () => readType(reader), 1)
    return { kind: 'array', element: element! }
  }
  if (word === 'map') {
    const [key, value] = readInside(reader, '<', () => readType(reader), 2)
    return { kind: 'map', key: key!, value: value! }
  }
  if (word === 'struct') {
    return { kind: 'struct', fields: readInside(reader, '<', () => readField(reader)) }
  }
  if (word === 'decimal') return readDecimal(reader)
  if (word === 'varchar' || word === 'char') {
    const [length] = readInside(reader, '(', () => readNumber(reader), 1)
    return { kind: word, length: length! }
  }
  const kind = plainKinds.find((plain) => plain === (synonyms[word] ?? word))
  if (!kind) throw new BadTable(`The type "${word}" is not one of Athena's.`)
  return { kind }
}

function readDecimal(reader: Reader): HiveType {
  if (reader.text[reader.at] !== '(') return { kind: 'decimal', precision: 10, scale: 0 }
  const [precision, scale = 0] = readInside(reader, '(', () => readNumber(reader))
  return { kind: 'decimal', precision: precision!, scale }
}

function readField(reader: Reader): HiveColumn {
  const name = readWord(reader, /\s*`?([^`:,<>]+?)`?\s*:/y)
  return { name, type: readType(reader) }
}

const readNumber = (reader: Reader): number => Number(readWord(reader, /\s*(\d{1,5})\s*/y))

function readWord(reader: Reader, pattern: RegExp): string {
  pattern.lastIndex = reader.at
  const word = pattern.exec(reader.text)?.[1]
  if (word === undefined) throw unreadable(reader)
  reader.at = pattern.lastIndex
  return word
}

function readInside<T>(reader: Reader, open: '<' | '(', read: () => T, count?: number): T[] {
  const close = open === '<' ? '>' : ')'
  if (reader.text[reader.at] !== open) throw unreadable(reader)
  const parts: T[] = []
  do {
    reader.at++
    parts.push(read())
  } while (reader.text[reader.at] === ',')
  if (reader.text[reader.at] !== close) throw unreadable(reader)
  if (count !== undefined && parts.length !== count) throw unreadable(reader)
  reader.at++
  while (reader.text[reader.at] === ' ') reader.at++
  return parts
}
