import type { Frame, FrameBound, Window } from '../../../../lake/sql/ast.ts'
import { userError } from '../../../../lake/sql/error.ts'
import { isNumber, type Type } from '../../../../lake/sql/type/type.ts'
import { substitute } from '../function/match.ts'
import { scalars } from '../function/scalars.ts'
import { windowSignatures } from '../function/windows.ts'
import { compileAggregate, isAggregate, sortSql } from './aggregate.ts'
import { type CallNode, choose, fill, inType } from './apply.ts'
import { coerce, groupable } from './coerce.ts'
import type { Compiler, Scope, Typed } from './compiler.ts'

/** Functions that need an OVER clause. */
export const windowOnly = new Set(windowSignatures.keys())

/** Compiles a window function, or an aggregate over a window. */
export function compileWindow(node: CallNode, scope: Scope, compiler: Compiler): Typed {
  if (!node.over)
    throw userError('MISSING_OVER', `Window function ${node.name} requires an OVER clause`, node.at)
  const over = ` OVER (${windowSql(windowOf(node, scope), scope, compiler)})`
  if (isAggregate(node.name)) return compileAggregate(node, scope, compiler, over)
  if (node.filter)
    throw userError('INVALID_FUNCTION_ARGUMENT', 'FILTER is of aggregates only', node.at)
  const known = windowSignatures.get(node.name)
  if (!known && scalars.has(node.name)) {
    throw userError('FUNCTION_NOT_WINDOW', `Not a window function: ${node.name}`, node.at)
  }
  if (!known)
    throw userError('FUNCTION_NOT_FOUND', `Function '${node.name}' not registered`, node.at)
  const values = node.arguments.map((argument) => compiler.expression(argument, scope))
  const best = choose(known, node, values)
  const filled = values.map((value, place) => coerce(value, best.targets[place] as Type).sql)
  const nulls = node.nulls === 'IGNORE' ? ' IGNORE NULLS' : ''
  const type = substitute(best.signature.result, best.variables, best.targets)
  const marks = { distinct: '', orderBy: nulls, tail: over }
  return { sql: inType(fill(best.signature.template, filled, best.targets, marks), type), type }
}

function windowOf({ over }: CallNode, scope: Scope): Window {
  const window = over && 'text' in over ? named(over.text, scope, over.at) : (over as Window)
  return window.base
    ? { ...named(window.base.text, scope, window.base.at), ...filled(window) }
    : window
}

/** What a window says beyond the one that it starts from. */
const filled = ({ orderBy, frame }: Window) => ({
  ...(orderBy.length > 0 && { orderBy }),
  ...(frame && { frame }),
})

function named(name: string, scope: Scope, at: CallNode['at']): Window {
  const window = scope.windows.get(name)
  if (!window) throw userError('INVALID_WINDOW_REFERENCE', `Cannot resolve WINDOW name ${name}`, at)
  return window
}

function windowSql(
  { partitionBy, orderBy, frame }: Window,
  scope: Scope,
  compiler: Compiler,
): string {
  const keys = partitionBy.map((key) => {
    return groupable(compiler.expression(key, scope), key.at)
  })
  const partition = keys.length > 0 ? `PARTITION BY ${keys.join(', ')}` : ''
  return (
    partition + sortSql(orderBy, scope, compiler) + (frame ? frameSql(frame, scope, compiler) : '')
  )
}

function frameSql({ unit, start, end }: Frame, scope: Scope, compiler: Compiler): string {
  const bound = ({ kind, offset }: FrameBound) => {
    if (!offset) return kind
    const { sql, type } = compiler.expression(offset, scope)
    return `${isNumber(type) ? `t_frame(${sql})` : sql} ${kind}`
  }
  return ` ${unit} BETWEEN ${bound(start)} AND ${bound(end)}`
}
