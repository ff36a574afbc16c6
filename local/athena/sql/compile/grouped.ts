/** What a grouped query may select: its keys, aggregates, and what is made of them. */

import type { Expression } from '../../../../lake/sql/ast.ts'
import { userError } from '../../../../lake/sql/error.ts'
import { isAggregate } from './aggregate.ts'
import type { Scope } from './compiler.ts'
import { nameParts, resolve } from './scope.ts'

/** Whether an expression holds an aggregate of its own query. */
export function hasAggregate(node: unknown): boolean {
  if (typeof node !== 'object' || node === null || isQuery(node)) return false
  if (isOwnAggregate(node)) return true
  return Object.values(node).some(hasAggregate)
}

const isQuery = (node: object) => 'body' in node && 'with' in node

const isOwnAggregate = (node: object) =>
  'kind' in node &&
  node.kind === 'call' &&
  'name' in node &&
  isAggregate(node.name as string) &&
  !('over' in node)

/** How an expression looks, wherever it stands. */
const shape = (node: Expression) =>
  JSON.stringify(node, (key, value: unknown) =>
    ['at', 'pathAt', 'label'].includes(key) ? undefined : value,
  )

/** Throws AthenaError for the first column that is neither a key nor inside an aggregate. */
export function checkGrouped(nodes: Expression[], keys: Expression[], scope: Scope): void {
  const shapes = new Set(keys.map(shape))
  const columns = new Set(keys.filter(nameParts).map((key) => columnOf(key, scope)))
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null || isQuery(node) || isOwnAggregate(node)) return
    if (!isExpression(node)) {
      for (const inner of Object.values(node)) visit(inner)
      return
    }
    if (node.kind === 'lambda' || shapes.has(shape(node))) return
    const parts = nameParts(node)
    const column = parts && columnOf(node, scope)
    if (column === undefined) {
      for (const inner of Object.values(node)) visit(inner)
    } else if (!columns.has(column)) {
      const text = `'${parts?.join('.')}' must be an aggregate expression or appear in GROUP BY clause`
      throw userError('EXPRESSION_NOT_AGGREGATE', text, node.at)
    }
  }
  visit(nodes)
}

const isExpression = (node: object): node is Expression => 'kind' in node && 'at' in node

/** The column of this query that a name means; nothing for a field of a row, or a column of a query around. */
function columnOf(node: Expression, scope: Scope): string | undefined {
  const parts = nameParts(node)
  const found = parts && resolve(parts, scope, node.at)
  return scope.fields.find((field) => field === found)?.sql
}
