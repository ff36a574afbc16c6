import { notSupported, userError } from '../../../../lake/sql/error.ts'
import { scalars, untranslated } from '../function/scalars.ts'
import { compileAggregate, isAggregate } from './aggregate.ts'
import { applySignatures, type CallNode } from './apply.ts'
import type { Compiler, Scope, Typed } from './compiler.ts'
import { specials } from './special.ts'
import { compileWindow, windowOnly } from './window.ts'

/** Compiles a call of any function that the laptop knows; AthenaError names the one it does not. */
export function compileCall(node: CallNode, scope: Scope, compiler: Compiler): Typed {
  if (node.over || windowOnly.has(node.name)) return compileWindow(node, scope, compiler)
  if (isAggregate(node.name)) return compileAggregate(node, scope, compiler)
  const fault = node.distinct || node.filter || node.nulls || node.star || node.orderBy?.length
  if (fault && (scalars.has(node.name) || specials[node.name])) {
    throw userError(
      'FUNCTION_NOT_AGGREGATE',
      `Function '${node.name}' is not an aggregate`,
      node.at,
    )
  }
  const special = specials[node.name]
  const typed = special?.(node, scope, compiler)
  if (typed) return typed
  const known = scalars.get(node.name)
  if (!known) throw unknownFunction(node)
  return applySignatures(known, node, scope, compiler)
}

function unknownFunction({ name, at }: CallNode) {
  if (untranslated.has(name)) return notSupported(`The function ${name}`, at)
  return userError('FUNCTION_NOT_FOUND', `Function '${name}' not registered`, at)
}
