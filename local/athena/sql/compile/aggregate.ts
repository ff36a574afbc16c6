import type { SortItem } from '../../../../lake/sql/ast.ts'
import { notSupported, userError } from '../../../../lake/sql/error.ts'
import * as types from '../../../../lake/sql/type/type.ts'
import { aggregateSignatures } from '../function/aggregates.ts'
import { type Match, substitute } from '../function/match.ts'
import { type CallNode, choose, fill, inType, type Marks } from './apply.ts'
import { coerce, groupable } from './coerce.ts'
import type { Compiler, Scope, Typed } from './compiler.ts'
import { decimalDivision } from './operator.ts'
import { condition } from './scope.ts'

export const isAggregate = (name: string) =>
  aggregateSignatures.has(name) || name === 'grouping' || name === 'avg'

/** `ORDER BY` inside an aggregate or a window. */
export function sortSql(items: SortItem[], scope: Scope, compiler: Compiler): string {
  if (items.length === 0) return ''
  const keys = items.map(({ key, descending, nullsFirst }) => {
    const value = compiler.expression(key, scope)
    const { type } = value
    const { sql } = coerce(value, types.instants(type))
    if (!types.orderable(type)) {
      throw userError(
        'TYPE_MISMATCH',
        `Type ${types.spell(type)} is not orderable, and therefore cannot be used in ORDER BY`,
        key.at,
      )
    }
    return `${sql} ${descending ? 'DESC' : 'ASC'} NULLS ${nullsFirst ? 'FIRST' : 'LAST'}`
  })
  return ` ORDER BY ${keys.join(', ')}`
}

/** An aggregate, over groups or (with `over`, an OVER clause) over a window. */
export function compileAggregate(
  node: CallNode,
  scope: Scope,
  compiler: Compiler,
  over = '',
): Typed {
  if (node.nulls) throw notSupported('IGNORE NULLS of an aggregate', node.at)
  if (node.name === 'grouping') return grouping(node, scope, compiler)
  const filter = node.filter
    ? ` FILTER (WHERE ${condition(node.filter, scope, compiler, 'Filter expression')})`
    : ''
  const marks = {
    distinct: node.distinct ? 'DISTINCT ' : '',
    orderBy: sortSql(node.orderBy ?? [], scope, compiler),
    tail: filter + over,
  }
  if (node.star) {
    if (node.name !== 'count')
      throw userError(
        'FUNCTION_NOT_FOUND',
        `Unexpected parameters (*) for function ${node.name}`,
        node.at,
      )
    return { sql: `count(*)${marks.tail}`, type: types.bigint }
  }
  const values = node.arguments.map((argument) => {
    const value = compiler.expression(argument, scope)
    return node.distinct ? { ...value, sql: groupable(value, node.at) } : value
  })
  if (node.name === 'avg' && values[0]?.type.kind === 'decimal' && values.length === 1) {
    return average(values[0], values[0].type, marks)
  }
  const best = choose(aggregateSignatures.get(node.name) ?? [], node, values)
  const filled = values.map((value, place) => coerce(value, best.targets[place] as types.Type).sql)
  const type = resultType(node.name, best)
  return { sql: inType(fill(best.signature.template, filled, best.targets, marks), type), type }
}

/** The sum of decimals has all the digits there are. */
function resultType(name: string, { signature, variables, targets }: Match): types.Type {
  const [first] = targets
  if (name === 'sum' && first?.kind === 'decimal') return types.decimal(38, first.scale)
  return substitute(signature.result, variables, targets)
}

/** The average of decimals keeps their scale, rounded half up. */
function average(value: Typed, type: types.Decimal, marks: Marks): Typed {
  const sum = fill('sum{$1}', [value.sql], [], { ...marks, orderBy: '' })
  const count = fill('count{$1}', [value.sql], [], { ...marks, orderBy: '' })
  const divided = decimalDivision(sum, type.scale, `nullif(${count}, 0)`, 0, type)
  return { sql: divided.sql, type }
}

function grouping(node: CallNode, scope: Scope, compiler: Compiler): Typed {
  const keys = node.arguments.map((argument) => compiler.expression(argument, scope).sql)
  return { sql: `CAST(grouping(${keys.join(', ')}) AS INTEGER)`, type: types.integer }
}
