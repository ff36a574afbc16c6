/** Queries inside expressions. */

import type { Expression } from '../../../../lake/sql/ast.ts'
import { notSupported, userError } from '../../../../lake/sql/error.ts'
import * as types from '../../../../lake/sql/type/type.ts'
import { spell } from '../../../../lake/sql/type/type.ts'
import { coerce } from './coerce.ts'
import type { CompiledQuery, Compiler, Scope, Typed } from './compiler.ts'
import { comparable } from './operator.ts'

type Node = Extract<Expression, { kind: 'inQuery' | 'quantified' | 'exists' | 'subquery' }>

/** Compiles `(SELECT …)`, EXISTS, IN and `= ANY`. */
export function compileSubquery(node: Node, scope: Scope, compiler: Compiler): Typed {
  const found = compiler.query(node.query, scope, compiler.common)
  if (node.kind === 'exists') return { sql: `EXISTS (${found.sql})`, type: types.boolean }
  const query = oneColumn(found, compiler)
  const column = query.fields[0]!.type
  if (node.kind === 'subquery') return scalar(query, column, compiler)
  const value = compiler.expression(node.operand, scope)
  const type = comparable(value.type, column)
  if (!type) {
    throw userError(
      'TYPE_MISMATCH',
      `Value expression and result of subquery must be of the same type for comparison: ${spell(value.type)} vs ${spell(column)}`,
      node.at,
    )
  }
  const name = compiler.fresh('q')
  const inner = `SELECT ${coerce({ sql: `${name}.c0`, type: column }, type).sql} FROM (${query.sql}) AS ${name}`
  const left = coerce(value, type).sql
  if (types.children(type).length > 0 && !(node.kind === 'inQuery' && type.kind === 'row')) {
    throw notSupported('Comparing nested values with a subquery', node.at)
  }
  if (node.kind === 'inQuery') return { sql: `(${left} IN (${inner}))`, type: types.boolean }
  if (node.operator === 'IS DISTINCT FROM')
    throw notSupported('IS DISTINCT FROM a subquery', node.at)
  return { sql: `(${left} ${node.operator} ${node.quantifier} (${inner}))`, type: types.boolean }
}

/** Several columns are one row. */
function oneColumn(query: CompiledQuery, compiler: Compiler): CompiledQuery {
  const { sql, fields } = query
  if (fields.length === 1) return query
  const alias = compiler.fresh('q')
  const packed = fields.map((_, place) => `field${place} := ${alias}.c${place}`).join(', ')
  const type: types.Type = { kind: 'row', fields: fields.map((field) => ({ type: field.type })) }
  return {
    sql: `SELECT struct_pack(${packed}) AS c0 FROM (${sql}) AS ${alias}`,
    fields: [{ type }],
  }
}

/** More than one row is an error in Trino: DuckDB would take the first of them. */
function scalar(query: CompiledQuery, type: types.Type, compiler: Compiler): Typed {
  const name = compiler.fresh('q')
  const one = `CASE WHEN count(*) > 1 THEN t_error('SUBQUERY_MULTIPLE_ROWS: Scalar sub-query has returned multiple rows') ELSE first(${name}.c0) END`
  return { sql: `(SELECT ${one} FROM (${query.sql}) AS ${name})`, type }
}
