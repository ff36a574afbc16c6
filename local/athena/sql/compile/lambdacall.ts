/** Functions with lambdas whose parameters are no elements of one list. */

import type { Expression } from '../../../../lake/sql/ast.ts'
import { userError } from '../../../../lake/sql/error.ts'
import * as types from '../../../../lake/sql/type/type.ts'
import { common, spell, type Type } from '../../../../lake/sql/type/type.ts'
import { duckdbType } from '../duckdbtype.ts'
import { type CallNode, lambdaBody } from './apply.ts'
import { coerce } from './coerce.ts'
import type { Compiler, Field, Scope, Typed } from './compiler.ts'

type Lambda = Extract<Expression, { kind: 'lambda' }>

const wrong = (node: CallNode) =>
  userError('FUNCTION_NOT_FOUND', `Unexpected parameters for function ${node.name}`, node.at)

function lambdaAt(node: CallNode, place: number, parameters: number): Lambda {
  const argument = node.arguments[place]
  if (argument?.kind !== 'lambda' || argument.parameters.length !== parameters) throw wrong(node)
  return argument
}

/** Compiles a lambda's body with its parameters standing for whole expressions; AthenaError when it takes others. */
export function inlined(
  lambda: Lambda,
  parameters: Typed[],
  scope: Scope,
  compiler: Compiler,
): Typed {
  if (lambda.parameters.length !== parameters.length) {
    throw userError(
      'INVALID_PARAMETER_USAGE',
      `Expected a lambda that takes ${parameters.length} argument(s) but got ${lambda.parameters.length}`,
      lambda.at,
    )
  }
  const fields: Field[] = lambda.parameters.map((name, place) => ({
    name,
    relation: [],
    ...(parameters[place] as Typed),
  }))
  return compiler.expression(lambda.body, { fields, windows: scope.windows, outer: scope })
}

type MapType = Extract<Type, { kind: 'map' }>

function mapAt(node: CallNode, scope: Scope, compiler: Compiler): Typed & { type: MapType } {
  const value = node.arguments[0] && compiler.expression(node.arguments[0], scope)
  if (value?.type.kind !== 'map') throw wrong(node)
  return { sql: value.sql, type: value.type }
}

/** An entry of a map as DuckDB lists it. */
const entry = (name: string, { key, value }: MapType): [Typed, Typed] => [
  { sql: `${name}.key`, type: key },
  { sql: `${name}.value`, type: value },
]

export const overLists = {
  reduce(node: CallNode, scope: Scope, compiler: Compiler): Typed {
    const [list, start] = node.arguments.slice(0, 2).map((each) => compiler.expression(each, scope))
    const step = lambdaAt(node, 2, 2)
    const finish = lambdaAt(node, 3, 1)
    if (list?.type.kind !== 'array' || !start) throw wrong(node)
    const { element } = list.type
    const [a, b] = [compiler.fresh('l'), compiler.fresh('l')]
    const attempt = (state: Type) => {
      const parameters = [
        { sql: `${a}.s`, type: state },
        { sql: `${b}.x`, type: element },
      ]
      return inlined(step, parameters, scope, compiler)
    }
    const first = attempt(start.type)
    const state = common(start.type, first.type)
    if (!state)
      throw userError('TYPE_MISMATCH', `Unexpected lambda result ${spell(first.type)}`, step.at)
    const body = attempt(state)
    if (!common(body.type, state)) throw wrong(node)
    // DuckDB's own reduction wants state and elements of one type: so both stand in one struct.
    const pair = (s: string, x: string) =>
      `struct_pack(s := CAST(${s} AS ${duckdbType(state)}), x := CAST(${x} AS ${duckdbType(element)}))`
    const pairs = `list_transform(${list.sql}, lambda ${b}: ${pair('NULL', b)})`
    const reduced = `(list_reduce(${pairs}, lambda ${a}, ${b}: ${pair(coerce(body, state).sql, 'NULL')}, ${pair(coerce(start, state).sql, 'NULL')})).s`
    const last = lambdaBody(finish, [state], scope, compiler)
    return {
      sql: `list_transform([${reduced}], lambda ${last.names[0]}: ${last.body.sql})[1]`,
      type: last.body.type,
    }
  },
  zip_with(node: CallNode, scope: Scope, compiler: Compiler): Typed {
    const [left, right] = node.arguments.slice(0, 2).map((each) => compiler.expression(each, scope))
    const lambda = lambdaAt(node, 2, 2)
    if (left?.type.kind !== 'array' || right?.type.kind !== 'array') throw wrong(node)
    const index = compiler.fresh('l')
    const parameters = [
      { sql: `(${left.sql})[${index}]`, type: left.type.element },
      { sql: `(${right.sql})[${index}]`, type: right.type.element },
    ]
    const body = inlined(lambda, parameters, scope, compiler)
    const sql = `list_transform(t_indexes(${left.sql}, ${right.sql}), lambda ${index}: ${body.sql})`
    return { sql, type: types.arrayOf(body.type) }
  },
  zip(node: CallNode, scope: Scope, compiler: Compiler): Typed {
    const lists = node.arguments.map((each) => compiler.expression(each, scope))
    if (lists.length < 2) throw wrong(node)
    const index = compiler.fresh('l')
    const elements = lists.map(({ type }) => {
      if (type.kind !== 'array') throw wrong(node)
      return { type: type.element }
    })
    const fields = lists.map(({ sql }, place) => `field${place} := (${sql})[${index}]`)
    const sql = `list_transform(range(1, t_longest([${lists.map(({ sql }) => `len(${sql})`).join(', ')}]) + 1), lambda ${index}: struct_pack(${fields.join(', ')}))`
    return { sql, type: types.arrayOf({ kind: 'row', fields: elements }) }
  },
  map_entries(node: CallNode, scope: Scope, compiler: Compiler): Typed {
    const map = mapAt(node, scope, compiler)
    const name = compiler.fresh('l')
    const fields = [{ type: map.type.key }, { type: map.type.value }]
    const row = `struct_pack(field0 := ${name}.key, field1 := ${name}.value)`
    return {
      sql: `list_transform(map_entries(${map.sql}), lambda ${name}: ${row})`,
      type: types.arrayOf({ kind: 'row', fields }),
    }
  },
  map_zip_with(node: CallNode, scope: Scope, compiler: Compiler): Typed {
    const [first, second] = node.arguments
      .slice(0, 2)
      .map((each) => compiler.expression(each, scope))
    const key =
      first?.type.kind === 'map' &&
      second?.type.kind === 'map' &&
      common(first.type.key, second.type.key)
    if (first?.type.kind !== 'map' || second?.type.kind !== 'map' || !key) throw wrong(node)
    const [a, b] = [first, second].map(
      (map) => coerce(map, types.mapOf(key, (map.type as MapType).value)).sql,
    )
    const name = compiler.fresh('l')
    const parameters: Typed[] = [
      { sql: name, type: key },
      { sql: `map_extract_value(${a}, ${name})`, type: first.type.value },
      { sql: `map_extract_value(${b}, ${name})`, type: second.type.value },
    ]
    const body = inlined(lambdaAt(node, 2, 3), parameters, scope, compiler)
    const keys = `t_array_distinct(t_array_concat(map_keys(${a}), map_keys(${b})))`
    return {
      sql: `t_map(${keys}, list_transform(${keys}, lambda ${name}: ${body.sql}))`,
      type: types.mapOf(key, body.type),
    }
  },
  map_filter(node: CallNode, scope: Scope, compiler: Compiler): Typed {
    const map = mapAt(node, scope, compiler)
    const name = compiler.fresh('l')
    const kept = inlined(lambdaAt(node, 1, 2), entry(name, map.type), scope, compiler)
    if (kept.type.kind !== 'boolean') throw wrong(node)
    return {
      sql: `map_from_entries(list_filter(map_entries(${map.sql}), lambda ${name}: ${kept.sql}))`,
      type: map.type,
    }
  },
  transform_values(node: CallNode, scope: Scope, compiler: Compiler): Typed {
    const map = mapAt(node, scope, compiler)
    const name = compiler.fresh('l')
    const body = inlined(lambdaAt(node, 1, 2), entry(name, map.type), scope, compiler)
    const values = `list_transform(map_entries(${map.sql}), lambda ${name}: ${body.sql})`
    return {
      sql: `t_map(map_keys(${map.sql}), ${values})`,
      type: types.mapOf(map.type.key, body.type),
    }
  },
  transform_keys(node: CallNode, scope: Scope, compiler: Compiler): Typed {
    const map = mapAt(node, scope, compiler)
    const name = compiler.fresh('l')
    const body = inlined(lambdaAt(node, 1, 2), entry(name, map.type), scope, compiler)
    const keys = `list_transform(map_entries(${map.sql}), lambda ${name}: ${body.sql})`
    return {
      sql: `t_map(${keys}, map_values(${map.sql}))`,
      type: types.mapOf(body.type, map.type.value),
    }
  },
  array_sort(node: CallNode, scope: Scope, compiler: Compiler): Typed | undefined {
    if (node.arguments.length < 2) return undefined
    const [first] = node.arguments
    const list = first && compiler.expression(first, scope)
    if (list?.type.kind !== 'array') throw wrong(node)
    const { element } = list.type
    const [done, next, each] = ['l', 'l', 'l'].map((prefix) => compiler.fresh(prefix))
    const lambda = lambdaAt(node, 1, 2)
    const pair: Typed[] = [each, `${next}[1]`].map((sql) => ({ sql: sql as string, type: element }))
    const compared = inlined(lambda, pair, scope, compiler)
    if (!types.coerces(compared.type, types.bigint)) throw wrong(node)
    const test = `t_order(${compared.sql})`
    // Each element is put behind those that are not greater.
    const inserted = `list_concat(list_concat(list_filter(${done}, lambda ${each}: ${test} <= 0), ${next}), list_filter(${done}, lambda ${each}: ${test} > 0))`
    const type = duckdbType(list.type)
    const singles = `list_transform(${list.sql}, lambda ${each}: CAST([${each}] AS ${type}))`
    return {
      sql: `list_reduce(${singles}, lambda ${done}, ${next}: ${inserted}, CAST([] AS ${type}))`,
      type: list.type,
    }
  },
}
