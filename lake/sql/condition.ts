/** Conditions of a WHERE that every row must meet: its parts between ANDs, where they compare something with constants. */
import type { Expression } from './ast.ts'

export type Constant = string | number | bigint | boolean

/** Lists of constants are `in`. */
export interface Comparison {
  operand: Expression
  operator: '=' | '<' | '<=' | '>' | '>=' | 'in'
  /** Numbers, texts, ISO dates, booleans; timestamps too, where they are asked for. */
  values: Constant[]
}

export interface Constants {
  /** What stands for a `?`; undefined where that is not known. */
  parameter(index: number, at: Expression['at']): Expression | undefined
  /** Timestamps are constants: their text. */
  timestamps?: boolean
}

const flipped = { '=': '=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const

/** None of what an OR or a NOT makes unsure. */
export function comparisonsOf(where: Expression, constants: Constants): Comparison[] {
  if (where.kind === 'logical') {
    const all = where.operator === 'AND' ? where.operands : []
    return all.flatMap((operand) => comparisonsOf(operand, constants))
  }
  const compare = (
    operand: Expression,
    operator: Comparison['operator'],
    choices: Expression[],
  ): Comparison[] => {
    const values = choices.map((choice) => constantOf(choice, constants))
    return values.includes(undefined) ? [] : [{ operand, operator, values: values as Constant[] }]
  }
  if (where.kind === 'comparison' && where.operator in flipped) {
    const operator = where.operator as keyof typeof flipped
    return [
      ...compare(where.left, operator, [where.right]),
      ...compare(where.right, flipped[operator], [where.left]),
    ]
  }
  if (where.kind === 'between') {
    return [
      ...compare(where.operand, '>=', [where.low]),
      ...compare(where.operand, '<=', [where.high]),
    ]
  }
  return where.kind === 'in' ? compare(where.operand, 'in', where.choices) : []
}

/** A literal's value; nothing for what is no literal. */
function constantOf(node: Expression, constants: Constants): Constant | undefined {
  switch (node.kind) {
    case 'parameter': {
      const value = constants.parameter(node.index, node.at)
      return value && constantOf(value, constants)
    }
    case 'string':
      return node.text
    case 'boolean':
      return node.value
    case 'integer':
      return BigInt(node.text)
    case 'double':
      return Number(node.text)
    case 'decimal':
      return constants.timestamps ? Number(node.text) : undefined
    case 'typed': {
      const isDate = node.type.name === 'date' && /^\d{4}-\d\d-\d\d$/.test(node.text)
      const isMoment = constants.timestamps === true && node.type.name === 'timestamp'
      return isDate || isMoment ? node.text : undefined
    }
    case 'unary': {
      const value = constantOf(node.operand, constants)
      if (typeof value !== 'bigint' && typeof value !== 'number') return undefined
      return node.operator === '-' ? -value : value
    }
    default:
      return undefined
  }
}

interface Range<C> {
  column: C
  op: '=' | '<' | '<=' | '>' | '>='
  value: Constant
}

/** A list of values as the range that holds them; nothing where they are not of one kind. */
export function rangesOf<C>(
  column: C,
  { operator, values }: Omit<Comparison, 'operand'>,
): Range<C>[] {
  const [first, ...rest] = values
  if (first === undefined) return []
  if (operator !== 'in') return [{ column, op: operator, value: first }]
  if (rest.some((value) => typeof value !== typeof first) || typeof first === 'boolean') return []
  const compare = (a: Constant, b: Constant): number =>
    typeof a === 'string' ? Buffer.compare(Buffer.from(a), Buffer.from(String(b))) : a < b ? -1 : 1
  const sorted = [...values].sort(compare)
  return [
    { column, op: '>=', value: sorted[0]! },
    { column, op: '<=', value: sorted.at(-1)! },
  ]
}
