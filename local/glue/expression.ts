/**
 * The `Expression` of GetPartitions: a WHERE over partition keys, each compared by its own type.
 * https://docs.aws.amazon.com/glue/latest/webapi/API_GetPartitions.html
 */
import { invalidInput } from './fault.ts'
import type { GlueColumn } from './model.ts'
import { nullPartition, type PartitionValue, partitionType } from './partitionvalue.ts'

/** Whether a partition with these values is wanted; the values stand in the order of the keys. */
export type PartitionFilter = (values: readonly string[]) => boolean

/** SQL's three values: a comparison with NULL is neither true nor false. */
type Truth = boolean | null
type Test = (values: readonly string[]) => Truth

interface Token {
  kind: 'name' | 'word' | 'string' | 'number' | 'sign' | 'end'
  text: string
}

const tokenPattern =
  /\s*(?:'((?:[^']|'')*)'|`([^`]+)`|"([^"]+)"|([+-]?(?:\d+\.?\d*|\.\d+))(?![\w.])|([A-Za-z0-9_][\w.]*)|(<>|!=|<=|>=|[=<>(),]))/y

function tokenize(expression: string): Token[] {
  const tokens: Token[] = []
  const end = expression.trimEnd().length
  tokenPattern.lastIndex = 0
  while (tokenPattern.lastIndex < end) {
    const match = tokenPattern.exec(expression)
    if (!match) throw unsupported(expression)
    const [, string, backticked, quoted, number, word, sign] = match
    if (string !== undefined) tokens.push({ kind: 'string', text: string.replaceAll("''", "'") })
    else if (number !== undefined) tokens.push({ kind: 'number', text: number })
    else if (word !== undefined) tokens.push({ kind: 'word', text: word })
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign })
    else tokens.push({ kind: 'name', text: (backticked ?? quoted) as string })
  }
  tokens.push({ kind: 'end', text: '' })
  return tokens
}

const unsupported = (expression: string) =>
  invalidInput(`Unsupported expression '${expression.slice(0, 200)}'`)

interface Operand {
  index: number
  read: (text: string) => PartitionValue | null
  literal: (text: string) => PartitionValue
  textual: boolean
  typeName: string
}

/**
 * The filter that an expression means for a table's partition keys.
 * InvalidInputException for an expression that is not understood, an unknown column, a type that
 * Glue cannot filter by, or a literal that is not of its key's type.
 */
export function partitionFilter(expression: string, keys: readonly GlueColumn[]): PartitionFilter {
  const parser = new Parser(expression, keys)
  const test = parser.disjunction()
  parser.finish()
  return (values) => test(values) === true
}

const comparisons: Record<string, (order: number) => boolean> = {
  '=': (order) => order === 0,
  '<>': (order) => order !== 0,
  '!=': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
}
const mirrored: Record<string, string> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' }

const compare = (a: PartitionValue, b: PartitionValue) => (a < b ? -1 : a > b ? 1 : 0)

class Parser {
  private readonly expression: string
  private readonly keys: readonly GlueColumn[]
  private readonly tokens: Token[]
  private at = 0

  constructor(expression: string, keys: readonly GlueColumn[]) {
    this.expression = expression
    this.keys = keys
    this.tokens = tokenize(expression)
  }

  finish() {
    if (this.peek().kind !== 'end') throw unsupported(this.expression)
  }

  disjunction(): Test {
    const terms = [this.conjunction()]
    while (this.word('or')) terms.push(this.conjunction())
    return (values) => {
      const truths = terms.map((term) => term(values))
      return truths.includes(true) ? true : truths.includes(null) ? null : false
    }
  }

  private conjunction(): Test {
    const terms = [this.negation()]
    while (this.word('and')) terms.push(this.negation())
    return (values) => {
      const truths = terms.map((term) => term(values))
      return truths.includes(false) ? false : truths.includes(null) ? null : true
    }
  }

  private negation(): Test {
    if (this.word('not')) return not(this.negation())
    if (this.sign('(')) {
      const test = this.disjunction()
      this.expect(')')
      return test
    }
    return this.condition()
  }

  private condition(): Test {
    const first = this.peek()
    if (first.kind === 'string' || first.kind === 'number') return this.mirroredComparison()
    const column = this.column()
    if (this.word('is')) {
      const negated = this.word('not')
      this.expectWord('null')
      const isNull: Test = (values) => values[column.index] === nullPartition
      return negated ? not(isNull) : isNull
    }
    if (this.word('not')) return not(this.tail(column))
    return this.tail(column)
  }

  private tail(column: Operand): Test {
    if (this.word('in')) return this.membership(column)
    if (this.word('between')) {
      const low = this.literal(column)
      this.expectWord('and')
      const high = this.literal(column)
      return valueTest(column, (value) => compare(low, value) <= 0 && compare(value, high) <= 0)
    }
    if (this.word('like')) return this.like(column)
    const holds = comparisons[this.next().text]
    if (!holds) throw unsupported(this.expression)
    const literal = this.literal(column)
    return valueTest(column, (value) => holds(compare(value, literal)))
  }

  private mirroredComparison(): Test {
    const token = this.next()
    const operator = this.next().text
    const holds = comparisons[mirrored[operator] ?? operator]
    if (!holds) throw unsupported(this.expression)
    const column = this.column()
    const literal = column.literal(token.text)
    return valueTest(column, (value) => holds(compare(value, literal)))
  }

  private membership(column: Operand): Test {
    this.expect('(')
    const members = new Set<PartitionValue>()
    do members.add(this.literal(column))
    while (this.sign(','))
    this.expect(')')
    return valueTest(column, (value) => members.has(value))
  }

  private like(column: Operand): Test {
    if (!column.textual) {
      throw invalidInput(`${column.typeName} data type doesn't support operation 'LIKE'`)
    }
    const pattern = String(this.literal(column)).replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
    const regex = new RegExp(`^${pattern.replaceAll('_', '.').replaceAll('%', '.*')}$`, 'su')
    return valueTest(column, (value) => regex.test(String(value)))
  }

  private column(): Operand {
    const token = this.next()
    if (token.kind !== 'word' && token.kind !== 'name') throw unsupported(this.expression)
    const wanted = token.text.toLowerCase()
    const index = this.keys.findIndex((key) => key.Name.toLowerCase() === wanted)
    const key = this.keys[index]
    if (!key) throw invalidInput(`Unknown column '${token.text}'`)
    return { index, ...partitionType(key.Type ?? 'string') }
  }

  private literal(column: Operand): PartitionValue {
    if (this.sign('(')) {
      const value = this.literal(column)
      this.expect(')')
      return value
    }
    // `DATE '2024-01-01'`: the key's own type already says so.
    if (!this.word('date')) this.word('timestamp')
    const token = this.next()
    if (token.kind !== 'string' && token.kind !== 'number') throw unsupported(this.expression)
    return column.literal(token.text)
  }

  private peek(): Token {
    return this.tokens[this.at] as Token
  }

  private next(): Token {
    const token = this.peek()
    if (token.kind === 'end') throw unsupported(this.expression)
    this.at++
    return token
  }

  private word(text: string): boolean {
    const { kind, text: found } = this.peek()
    if (kind !== 'word' || found.toLowerCase() !== text) return false
    this.at++
    return true
  }

  private sign(text: string): boolean {
    const { kind, text: found } = this.peek()
    if (kind !== 'sign' || found !== text) return false
    this.at++
    return true
  }

  private expect(sign: string) {
    if (!this.sign(sign)) throw unsupported(this.expression)
  }

  private expectWord(word: string) {
    if (!this.word(word)) throw unsupported(this.expression)
  }
}

function not(test: Test): Test {
  return (values) => {
    const truth = test(values)
    return truth === null ? null : !truth
  }
}

function valueTest(column: Operand, holds: (value: PartitionValue) => boolean): Test {
  return (values) => {
    const value = column.read(values[column.index] as string)
    return value === null ? null : holds(value)
  }
}
