/** Conditions of a WHERE that a scan may leave out files by. They stay in the WHERE too. */
import type { Expression } from '../../../../lake/sql/ast.ts'
import { comparisonsOf } from '../../../../lake/sql/condition.ts'
import type { Compiler, Field, Scope, Typed } from './compiler.ts'
import { nameParts } from './scope.ts'

/** Tells each table the conditions that all its rows must fulfil. */
export function tellConditions(where: Expression, scope: Scope, compiler: Compiler): void {
  for (const { operand, operator, values } of comparisonsOf(where, compiler)) {
    if (!nameParts(operand)) continue
    const field: Typed & Partial<Field> = compiler.expression(operand, scope)
    if (!field.origin || !scope.fields.some(({ origin }) => origin === field.origin)) continue
    const { use, column } = field.origin
    use.conditions.push({ column, operator, values })
  }
}
