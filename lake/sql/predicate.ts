/** Conditions of a WHERE that every row must meet: its parts between ANDs, where they compare a column with literals. */
import type { Filter } from '../iceberg/filter.ts'
import { nameOf, type Token } from './token.ts'

type Value = Filter['value']

const after = [
  ...['group', 'having', 'order', 'limit', 'offset', 'fetch', 'window'],
  ...['union', 'intersect', 'except'],
]
const word = (token: Token | undefined): string => token?.text.toLowerCase() ?? ''

/** With one of them an AND may stand inside something, or a name be another relation’s. */
const unclear = new Set([
  ...['case', 'unnest', 'values', 'lateral', 'table', 'json_table', 'match_recognize', 'join'],
])

/** Of the statement's only WHERE; none where an OR stands beside its ANDs, or anything makes it unclear. */
export function filtersOf(tokens: Token[]): Filter[] {
  if (tokens.some((token) => unclear.has(word(token)))) return []
  const depths = depthsOf(tokens)
  const start = tokens.findIndex((token, i) => word(token) === 'where' && depths[i] === 0)
  if (start < 0) return []
  const stop = tokens.findIndex(
    (token, i) => i > start && depths[i] === 0 && after.includes(word(token)),
  )
  const end = stop < 0 ? tokens.length : stop
  const parts: Token[][] = [[]]
  let between = false
  for (let i = start + 1; i < end; i++) {
    const text = depths[i] === 0 ? word(tokens[i]) : ''
    if (text === 'or') return []
    if (text === 'between') between = true
    if (text === 'and' && !between) {
      parts.push([])
      continue
    }
    if (text === 'and') between = false
    parts.at(-1)?.push(tokens[i]!)
  }
  return parts.flatMap(filtersOfPart)
}

/** How many parentheses are open at each token; its own does not count. */
function depthsOf(tokens: Token[]): number[] {
  let depth = 0
  return tokens.map(({ text }) => {
    if (text === ')') depth--
    const here = depth
    if (text === '(') depth++
    return here
  })
}

function filtersOfPart(part: Token[]): Filter[] {
  const { column, rest } = columnOf(part)
  if (column === undefined) return []
  const [first, second] = rest.map(word)
  if (first === 'between') return betweenOf(column, rest.slice(1))
  if (first === 'in' && second === '(' && rest.at(-1)?.text === ')') {
    return anyOf(column, rest.slice(2, -1))
  }
  const isTwo = (first === '<' || first === '>') && second === '='
  const op = isTwo ? `${first}=` : first
  if (op !== '=' && op !== '<' && op !== '<=' && op !== '>' && op !== '>=') return []
  const value = literalOf(rest.slice(isTwo ? 2 : 1))
  return value === undefined ? [] : [{ column, op, value }]
}

function columnOf(part: Token[]): { column: string | undefined; rest: Token[] } {
  const skip = part[1]?.text === '.' ? 2 : 0
  return { column: nameOf(part[skip]), rest: part.slice(skip + 1) }
}

function betweenOf(column: string, rest: Token[]): Filter[] {
  const and = rest.findIndex((token) => word(token) === 'and')
  const low = literalOf(rest.slice(0, and))
  const high = literalOf(rest.slice(and + 1))
  return [
    ...(low === undefined ? [] : [{ column, op: '>=' as const, value: low }]),
    ...(high === undefined ? [] : [{ column, op: '<=' as const, value: high }]),
  ]
}

/** Texts and numbers have an order that is known here. */
function anyOf(column: string, list: Token[]): Filter[] {
  const values = list.filter(({ text }) => text !== ',').map((token) => literalOf([token]))
  const isTexts = values.every((value) => typeof value === 'string')
  const isNumbers = values.every((value) => typeof value === 'number' || typeof value === 'bigint')
  if (values.length === 0 || !(isTexts || isNumbers)) return []
  const compare = (a: Value, b: Value): number =>
    isTexts ? Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b))) : a < b ? -1 : 1
  const sorted = (values as Value[]).sort(compare)
  return [
    { column, op: '>=', value: sorted[0]! },
    { column, op: '<=', value: sorted.at(-1)! },
  ]
}

/** Undefined where it is more than one literal, or of a type that is not compared here. */
function literalOf(tokens: Token[]): Value | undefined {
  const [sign, ...unsigned] = tokens
  if (sign?.text === '-') return numberOf(unsigned, '-')
  const typed = /^(date|timestamp)$/i.test(sign?.text ?? '') ? unsigned : tokens
  const [only, ...more] = typed
  if (!only || more.length > 0) return undefined
  const { text } = only
  if (/^'.*'$/s.test(text)) return text.slice(1, -1).replaceAll("''", "'")
  if (/^(true|false)$/i.test(text)) return text.toLowerCase() === 'true'
  return numberOf(typed, '')
}

function numberOf(tokens: Token[], sign: string): number | bigint | undefined {
  const [only, ...more] = tokens
  if (!only || more.length > 0 || !/^-?\d/.test(only.text)) return undefined
  return /^-?\d+$/.test(only.text) ? BigInt(`${sign}${only.text}`) : Number(`${sign}${only.text}`)
}
