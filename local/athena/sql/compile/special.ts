/** Functions that are more than a line of SQL. */
import { literal } from '../../../../lake/schema/spelling.ts'
import type { Expression } from '../../../../lake/sql/ast.ts'
import { notSupported, userError } from '../../../../lake/sql/error.ts'
import * as types from '../../../../lake/sql/type/type.ts'
import { common, isInteger, isText, spell } from '../../../../lake/sql/type/type.ts'
import { jsonPath } from '../function/jsonpath.ts'
import type { CallNode } from './apply.ts'
import { coerce, unify } from './coerce.ts'
import type { Compiler, Scope, Typed } from './compiler.ts'
import { overLists } from './lambdacall.ts'
import { moments } from './momentcall.ts'
import { arithmetic, comparable, concatenate } from './operator.ts'
import { regexpCalls } from './regexpcall.ts'
import { varcharText } from './text.ts'
import { zoneOf } from './zone.ts'

/** Compiles one call; nothing when its signatures should be tried instead. */
export type Special = (node: CallNode, scope: Scope, compiler: Compiler) => Typed | undefined

const values = (node: CallNode, scope: Scope, compiler: Compiler) =>
  node.arguments.map((argument) => compiler.expression(argument, scope))

const wrong = (node: CallNode, given: Typed[]) =>
  userError(
    'FUNCTION_NOT_FOUND',
    `Unexpected parameters (${given.map(({ type }) => spell(type)).join(', ')}) for function ${node.name}`,
    node.at,
  )

/** The arguments in their common type. */
function united(node: CallNode, scope: Scope, compiler: Compiler) {
  const given = values(node, scope, compiler)
  const found = given.length > 0 ? unify(given, common) : undefined
  if (!found)
    throw userError(
      'TYPE_MISMATCH',
      `All ${node.name.toUpperCase()} operands must be the same type`,
      node.at,
    )
  return found
}

/** The text of an argument that must be a constant for us. */
export function constantText(node: CallNode, place: number): string {
  const argument = node.arguments[place]
  if (argument?.kind !== 'string')
    throw notSupported(`${node.name} with a text that is no constant`, node.at)
  return argument.text
}

/** A value as Java's formatter writes it by `%s`; nothing for what it writes otherwise than SQL. */
function formatted(sql: string, type: types.Type): string | undefined {
  if (type.kind === 'unknown') return "'null'"
  const plain =
    isInteger(type) || isText(type) || ['boolean', 'date', 'decimal'].includes(type.kind)
  return plain ? `coalesce(${varcharText(sql, type)}, 'null')` : undefined
}

const most =
  (name: string): Special =>
  (node, scope, compiler) => {
    const { values: all, type } = united(node, scope, compiler)
    if (!types.orderable(type)) throw wrong(node, all)
    const list = all.map(({ sql }) => sql).join(', ')
    const floats = type.kind === 'double' || type.kind === 'real'
    const numbers = `list_filter([${list}], lambda e: NOT isnan(e))`
    const found = floats
      ? `coalesce(list_${name === 'greatest' ? 'max' : 'min'}(${numbers}), ${all[0]?.sql})`
      : `${name}(${list})`
    return { sql: `t_most(${found}, [${list}])`, type }
  }

function json(scalar: boolean): Special {
  return (node, scope, compiler) => {
    const given = values(node, scope, compiler)
    const [value] = given
    if (
      !value ||
      given.length !== 2 ||
      !(isText(value.type) || ['json', 'unknown'].includes(value.type.kind))
    )
      throw wrong(node, given)
    const path = literal(jsonPath(constantText(node, 1), node.at))
    return scalar
      ? { sql: `j_scalar(${value.sql}, ${path})`, type: types.varchar }
      : { sql: `j_extract(${value.sql}, ${path})`, type: types.json }
  }
}

export const specials: Record<string, Special> = {
  ...moments,
  ...overLists,
  ...regexpCalls,
  coalesce(node, scope, compiler) {
    const { values: all, type } = united(node, scope, compiler)
    return { sql: `coalesce(${all.map(({ sql }) => sql).join(', ')})`, type }
  },
  nullif(node, scope, compiler) {
    const [first, second] = values(node, scope, compiler)
    const type = first && second && comparable(first.type, second.type)
    if (!first || !second || !type)
      throw userError('TYPE_MISMATCH', 'Types are not comparable with NULLIF', node.at)
    return {
      sql: `CASE WHEN ${coerce(first, type).sql} = ${coerce(second, type).sql} THEN NULL ELSE ${first.sql} END`,
      type: first.type,
    }
  },
  if(node, scope, compiler) {
    const [when, then, otherwise] = node.arguments
    if (!when || !then || node.arguments.length > 3)
      throw wrong(node, values(node, scope, compiler))
    const branch: Expression = {
      kind: 'case',
      branches: [{ when, result: then }],
      at: node.at,
      ...(otherwise && { otherwise }),
    }
    return compiler.expression(branch, scope)
  },
  try(node, scope, compiler) {
    const [value] = values(node, scope, compiler)
    if (!value || node.arguments.length !== 1) throw wrong(node, [])
    return { sql: `TRY(${value.sql})`, type: value.type }
  },
  typeof(node, scope, compiler) {
    const [value] = values(node, scope, compiler)
    if (!value) throw wrong(node, [])
    return { sql: literal(spell(value.type)), type: types.varchar }
  },
  greatest: most('greatest'),
  least: most('least'),
  concat(node, scope, compiler) {
    const given = values(node, scope, compiler)
    if (given.length < 2) throw wrong(node, given)
    return given.reduce((left, right) => concatenate(left, right, node.at))
  },
  json_extract: json(false),
  json_extract_scalar: json(true),
  json_size(node, scope, compiler) {
    const [value] = values(node, scope, compiler)
    if (!value) throw wrong(node, [])
    const path = literal(jsonPath(constantText(node, 1), node.at))
    return { sql: `j_size(${value.sql}, ${path})`, type: types.bigint }
  },
  at_timezone(node, scope, compiler) {
    const [value] = values(node, scope, compiler)
    const zone = zoneOf(constantText(node, 1), node.at) as string
    return value && atZone(value, zone, node)
  },
  mod(node, scope, compiler) {
    const [left, right] = values(node, scope, compiler)
    if (!left || !right || node.arguments.length !== 2) throw wrong(node, [])
    return arithmetic('%', left, right, node.at)
  },
  format(node, scope, compiler) {
    const [, ...given] = values(node, scope, compiler)
    const texts = given.map(({ sql, type }) => formatted(sql, type))
    let next = 0
    const parts = constantText(node, 0)
      .split(/(%.)/s)
      .map((part) => {
        if (part === '%%') return "'%'"
        if (!part.startsWith('%')) return literal(part)
        const sql = texts[next]
        const type = given[next]?.type
        if (sql === undefined || !type || (part !== '%s' && !(part === '%d' && isInteger(type)))) {
          throw notSupported(`The format ${part}`, node.at)
        }
        next += 1
        return sql
      })
    return { sql: `(${parts.join(' || ')})`, type: types.varchar }
  },
  array_join(node, scope, compiler) {
    const [value] = values(node, scope, compiler)
    if (value?.type.kind !== 'array' || isText(value.type.element)) return undefined
    if (value.type.element.kind === 'array' || value.type.element.kind === 'row')
      throw wrong(node, [value])
    const [first, ...rest] = node.arguments as [Expression, ...Expression[]]
    const texts: Expression = {
      kind: 'cast',
      operand: first,
      safe: false,
      type: {
        name: 'array',
        numbers: [],
        types: [{ type: { name: 'varchar', numbers: [], types: [], at: node.at } }],
        at: node.at,
      },
      at: node.at,
    }
    return compiler.expression({ ...node, arguments: [texts, ...rest] }, scope)
  },
}

/** `value AT TIME ZONE 'Europe/Berlin'`: the same instant, shown in that zone. */
export function atZone(value: Typed, zone: string, node: { at: CallNode['at'] }): Typed {
  if (value.type.kind !== 'timestamp') {
    throw userError(
      'TYPE_MISMATCH',
      `Type of value must be a time or timestamp with or without time zone (actual ${spell(value.type)})`,
      node.at,
    )
  }
  const to = { ...value.type, zone: 'UTC' }
  return {
    sql: coerce(value, value.type.zone ? value.type : to).sql,
    type: { ...value.type, zone },
  }
}
