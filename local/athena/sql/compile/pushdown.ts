/** Conditions of a WHERE that a scan may leave out files by. They stay in the WHERE too. */
import type { Expression } from '../../../../lake/sql/ast.ts'
import type { Compiler, Condition, Field, Scope, Typed } from './compiler.ts'
import { nameParts } from './scope.ts'

const flipped = { '=': '=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const
type Operator = keyof typeof flipped

/** Tells each table the conditions that all its rows must fulfil. */
export function tellConditions(where: Expression, scope: Scope, compiler: Compiler): void {
  if (where.kind === 'logical' && where.operator === 'AND') {
    for (const operand of where.operands) tellConditions(operand, scope, compiler)
    return
  }
  if (where.kind === 'comparison' && where.operator in flipped) {
    const operator = where.operator as Operator
    tell(where.left, operator, [where.right], scope, compiler)
    tell(where.right, flipped[operator], [where.left], scope, compiler)
  }
  if (where.kind === 'between') {
    tell(where.operand, '>=', [where.low], scope, compiler)
    tell(where.operand, '<=', [where.high], scope, compiler)
  }
  if (where.kind === 'in') tell(where.operand, 'in', where.choices, scope, compiler)
}

function tell(
  node: Expression,
  operator: Condition['operator'],
  constants: Expression[],
  scope: Scope,
  compiler: Compiler,
): void {
  if (!nameParts(node)) return
  const field: Typed & Partial<Field> = compiler.expression(node, scope)
  if (!field.origin || !scope.fields.some(({ origin }) => origin === field.origin)) return
  const values = constants.map((constant) => constantOf(constant, compiler))
  if (values.includes(undefined)) return
  const { use, column } = field.origin
  use.conditions.push({ column, operator, values: values as Condition['values'] })
}

/** A literal's value; nothing for what is no literal. */
function constantOf(node: Expression, compiler: Compiler): Condition['values'][number] | undefined {
  switch (node.kind) {
    case 'parameter':
      return constantOf(compiler.parameter(node.index, node.at), compiler)
    case 'string':
      return node.text
    case 'boolean':
      return node.value
    case 'integer':
      return BigInt(node.text)
    case 'double':
      return Number(node.text)
    case 'typed':
      return node.type.name === 'date' && /^\d{4}-\d\d-\d\d$/.test(node.text)
        ? node.text
        : undefined
    case 'unary': {
      const value = constantOf(node.operand, compiler)
      if (typeof value !== 'bigint' && typeof value !== 'number') return undefined
      return node.operator === '-' ? -value : value
    }
    default:
      return undefined
  }
}
