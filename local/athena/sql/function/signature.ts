/**
 * Functions as lines of text: `name(types) -> type = DuckDB's SQL`, `$1` being the first argument.
 * A capital letter is a type variable, `…` after a type any number of it, `decimal` and `timestamp`
 * stand for every precision, `(T) => U` is a lambda, and a result `$1` has the type of that argument.
 */
import type { Type } from '../../../../lake/sql/type/type.ts'
import * as types from '../../../../lake/sql/type/type.ts'

export type Pattern =
  | { kind: 'variable'; name: string }
  | { kind: 'type'; type: Type }
  /** Any type of a family, as it is. */
  | { kind: 'family'; name: string; holds: (type: Type) => boolean }
  /** The result of rounding the first argument, a decimal. */
  | { kind: 'rounded' | 'widened' }
  | { kind: 'decimal' }
  | { kind: 'timestamp'; zoned: boolean }
  | { kind: 'time' }
  | { kind: 'array'; element: Pattern }
  | { kind: 'map'; key: Pattern; value: Pattern }
  | { kind: 'row'; fields: Pattern[] }
  | { kind: 'lambda'; parameters: Pattern[]; result: Pattern }
  | { kind: 'argument'; place: number }

export interface Signature {
  name: string
  parameters: Pattern[]
  variadic: boolean
  result: Pattern
  template: string
  /** As it is written, for messages. */
  text: string
  /** The result as it is written. */
  returns: string
}

/** Reads the lines; an empty line and one that starts with `--` say nothing. */
export function signatures(lines: string): Map<string, Signature[]> {
  const found = new Map<string, Signature[]>()
  for (const line of lines.split('\n').map((each) => each.trim())) {
    if (line === '' || line.startsWith('--')) continue
    const signature = read(line)
    const others = found.get(signature.name)
    if (others) others.push(signature)
    else found.set(signature.name, [signature])
  }
  return found
}

function read(line: string): Signature {
  const equals = line.indexOf(' = ')
  const [head, template] = [line.slice(0, equals), line.slice(equals + 3)]
  const arrow = head.lastIndexOf(' -> ')
  const [text, result] = [head.slice(0, arrow), head.slice(arrow + 4)]
  const open = text.indexOf('(')
  const body = text.slice(open + 1, -1)
  const words = splitOuter(body)
  const variadic = words.at(-1)?.endsWith('…') ?? false
  return {
    name: text.slice(0, open),
    parameters: words.map((word) => pattern(word.replace('…', ''))),
    variadic,
    result: pattern(result),
    template,
    text: text.replace('…', ', ...'),
    returns: result,
  }
}

function splitOuter(body: string): string[] {
  const words: string[] = []
  let depth = 0
  let word = ''
  for (const sign of body) {
    if (sign === '(') depth += 1
    if (sign === ')') depth -= 1
    if (sign === ',' && depth === 0) {
      words.push(word.trim())
      word = ''
    } else word += sign
  }
  return word.trim() === '' ? words : [...words, word.trim()]
}

const family = (name: string, holds: (type: Type) => boolean): Pattern => ({
  kind: 'family',
  name,
  holds,
})

const plain: Record<string, Pattern> = {
  number: family('number', types.isNumber),
  whole: family('whole', types.isInteger),
  float: family('float', ({ kind }) => kind === 'double' || kind === 'real'),
  moment: family('moment', ({ kind }) => kind === 'date' || kind === 'timestamp'),
  clock: family('clock', ({ kind }) => kind === 'time' || kind === 'timestamp' || kind === 'date'),
  padded: family('padded', ({ kind }) => kind === 'char'),
  orderable: family('orderable', types.orderable),
  digit: { kind: 'type', type: types.decimal(1, 0) },
  rounded: { kind: 'rounded' },
  widened: { kind: 'widened' },
  decimal: { kind: 'decimal' },
  timestamp: { kind: 'timestamp', zoned: false },
  timestamptz: { kind: 'timestamp', zoned: true },
  timestamptz9: { kind: 'type', type: { kind: 'timestamp', precision: 9, zone: 'UTC' } },
  time: { kind: 'time' },
  varchar: { kind: 'type', type: types.varchar },
  'varchar(1)': { kind: 'type', type: { kind: 'varchar', length: 1 } },
  'interval day': { kind: 'type', type: { kind: 'interval day to second' } },
  'interval month': { kind: 'type', type: { kind: 'interval year to month' } },
}

function pattern(word: string): Pattern {
  if (/^[A-Z]$/.test(word)) return { kind: 'variable', name: word }
  if (/^\$\d$/.test(word)) return { kind: 'argument', place: Number(word[1]) - 1 }
  const known = plain[word]
  if (known) return known
  const lambda = /^\((.*)\) => (.*)$/.exec(word)
  if (lambda) {
    const [, parameters = '', result = ''] = lambda
    return {
      kind: 'lambda',
      parameters: splitOuter(parameters).map(pattern),
      result: pattern(result),
    }
  }
  const [, name, body = ''] = /^(\w+)\((.*)\)$/.exec(word) ?? []
  const inner = splitOuter(body).map(pattern)
  if (name === 'array') return { kind: 'array', element: inner[0]! }
  if (name === 'map') return { kind: 'map', key: inner[0]!, value: inner[1]! }
  if (name === 'row') return { kind: 'row', fields: inner }
  return { kind: 'type', type: { kind: word } as Type }
}
