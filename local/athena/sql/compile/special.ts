/** Functions that are more than a line of SQL. */
import { literal } from '../../../../lake/schema/spelling.ts'
import type { Expression } from '../../../../lake/sql/ast.ts'
import { userError } from '../../../../lake/sql/error.ts'
import * as types from '../../../../lake/sql/type/type.ts'
import { common, isText, spell } from '../../../../lake/sql/type/type.ts'
import { jsonPath } from '../function/jsonpath.ts'
import type { Kind } from '../javaformat.ts'
import type { CallNode } from './apply.ts'
import { coerce, unify } from './coerce.ts'
import type { Compiler, Scope, Typed } from './compiler.ts'
import { overLists } from './lambdacall.ts'
import { inZone, moments, zoneArgument } from './momentcall.ts'
import { arithmetic, comparable, concatenate } from './operator.ts'
import { regexpCalls } from './regexpcall.ts'
import { resultText, varcharText } from './text.ts'
import { toLocal } from './zone.ts'

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

/** By what conversions format() writes a type. */
const formatKinds: Partial<Record<types.Type['kind'], Kind>> = {
  ...{ tinyint: 'whole', smallint: 'whole', integer: 'whole', bigint: 'whole' },
  ...{ decimal: 'decimal', double: 'float', real: 'float', boolean: 'boolean' },
  ...{ date: 'date', timestamp: 'moment', time: 'clock' },
}

/** A value as format() is handed it: moments with all their digits, and their offset where they have a zone. */
function formatText({ sql, type }: Typed): string {
  if (type.kind === 'unknown') return 'NULL'
  if (type.kind === 'double' || type.kind === 'real') return `t_double_java(${sql})`
  if (type.kind === 'time') return `t_time_text(${sql}, 6)`
  if (type.kind === 'json') return `CAST(${sql} AS VARCHAR)`
  if (type.kind !== 'timestamp') return varcharText(sql, type) ?? resultText(sql, type)
  if (type.zone === undefined) return `t_timestamp_text(${sql}, 6)`
  const local = toLocal(sql, type.zone)
  const [instant, zone] =
    type.zone === types.byRow ? [`(${sql}).t`, `(${sql}).z`] : [sql, literal(type.zone)]
  return `t_timestamp_text(${local}, 6) || ' ' || t_offset_text(${local}, ${instant}) || ' ' || ${zone}`
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

/** The steps of a path: read once where it is a constant, else row by row. */
function pathSql(node: CallNode, path: Typed): string {
  const constant = node.arguments[1]
  if (constant?.kind === 'string') return literal(jsonPath(constant.text, node.at))
  if (!isText(path.type)) throw wrong(node, [path])
  return `j_path(${path.sql})`
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
    const path = pathSql(node, given[1] as Typed)
    if (!scalar) return { sql: `j_extract(${value.sql}, ${path})`, type: types.json }
    const type = value.type.kind === 'varchar' ? value.type : types.varchar
    return { sql: `j_scalar(${value.sql}, ${path})`, type }
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
    const [value, path] = values(node, scope, compiler)
    if (!value || !path) throw wrong(node, [])
    return { sql: `j_size(${value.sql}, ${pathSql(node, path)})`, type: types.bigint }
  },
  at_timezone(node, scope, compiler) {
    const [value] = values(node, scope, compiler)
    if (!value || node.arguments.length !== 2) throw wrong(node, value ? [value] : [])
    return atZone(value, zoneArgument(node, node.arguments[1], scope, compiler), node)
  },
  mod(node, scope, compiler) {
    const [left, right] = values(node, scope, compiler)
    if (!left || !right || node.arguments.length !== 2) throw wrong(node, [])
    return arithmetic('%', left, right, node.at)
  },
  format(node, scope, compiler) {
    const [format, ...given] = values(node, scope, compiler)
    if (!format || given.length === 0 || !isText(format.type))
      throw wrong(node, format ? [format] : [])
    const kinds = given.map(({ type }) => formatKinds[type.kind] ?? 'text')
    const texts = given.map((value) => formatText(value))
    const list = `CAST([${texts.join(', ')}] AS VARCHAR[])`
    return {
      sql: `j_format(${format.sql}, ${literal(kinds.join(' '))}, ${list})`,
      type: types.varchar,
    }
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
function atZone(value: Typed, zone: Parameters<typeof inZone>[2], { at }: CallNode): Typed {
  const { type } = value
  if (type.kind !== 'timestamp') {
    throw userError(
      'TYPE_MISMATCH',
      `Type of value must be a time or timestamp with or without time zone (actual ${spell(type)})`,
      at,
    )
  }
  return inZone(coerce(value, { ...type, zone: 'UTC' }).sql, type.precision, zone)
}
