/** json_exists, json_value, json_query, json_object and json_array. https://trino.io/docs/476/functions/json.html */
import { literal } from '../../../../lake/schema/spelling.ts'
import type { Expression, JsonBehaviour, JsonInput } from '../../../../lake/sql/ast.ts'
import { AthenaError, notSupported, userError } from '../../../../lake/sql/error.ts'
import { typeOf } from '../../../../lake/sql/type/spelling.ts'
import * as types from '../../../../lake/sql/type/type.ts'
import { isInteger, isNumber, isText, spell, type Type } from '../../../../lake/sql/type/type.ts'
import type { PathCall } from '../jsonpath/functions.ts'
import { InvalidPath, parsePath } from '../jsonpath/parse.ts'
import { cast, toJson } from './cast.ts'
import { coerce } from './coerce.ts'
import type { Compiler, Scope, Typed } from './compiler.ts'
import { varcharText } from './text.ts'

type PathNode = Extract<Expression, { kind: 'jsonPath' }>
type At = Expression['at']

/** Compiles one that looks along a path. */
export function compileJsonPath(node: PathNode, scope: Scope, compiler: Compiler): Typed {
  checkPath(node.path, node.pathAt)
  const passed = node.passing.map(({ input }) => passedOf(input, scope, compiler))
  const call: PathCall = {
    path: node.path,
    passed: node.passing.map(({ name, input }, place) => ({
      ...{ name, json: input.format },
      text: isText((passed[place] as Typed).type),
    })),
    ...(node.wrapper && { wrapper: node.wrapper }),
    ...(node.omitQuotes && { omitQuotes: true }),
    empty: wordOf(node.empty ?? 'null'),
    error: wordOf(node.error ?? (node.call === 'exists' ? 'false' : 'null')),
  }
  const values = passed.map(({ sql }) => sql).join(', ')
  const text = inputSql(node.input, scope, compiler)
  const sql = `j_json_${node.call}(${text}, ${literal(JSON.stringify(call))}, CAST([${values}] AS VARCHAR[]))`
  if (node.call === 'exists') return { sql, type: types.boolean }
  const type = node.returning ? typeOf(node.returning, node.at) : types.varchar
  if (node.call === 'value') return scalarOf(node, sql, type, scope, compiler)
  return cast({ sql, type: types.varchar }, type, false, node.at)
}

const wordOf = (behaviour: JsonBehaviour) => (typeof behaviour === 'string' ? behaviour : 'default')

function checkPath(path: string, at: At): void {
  try {
    parsePath(path)
  } catch (error) {
    if (!(error instanceof InvalidPath)) throw error
    if (error.message.includes('not supported')) throw notSupported(`The JSON path ${path}`, at)
    throw userError('SYNTAX_ERROR', `Invalid JSON path: ${error.message}`, at)
  }
}

/** The text that is JSON. */
function inputSql({ value, format }: JsonInput, scope: Scope, compiler: Compiler): string {
  const { sql, type } = compiler.expression(value, scope)
  if (type.kind === 'unknown' || isText(type)) return coerce({ sql, type }, types.varchar).sql
  if (type.kind === 'varbinary' && format) return `j_utf8(${sql}, chr(65533))`
  const text = `Cannot read input of type ${spell(type)} as JSON using formatting JSON`
  throw userError('TYPE_MISMATCH', text, value.at)
}

function passedOf({ value }: JsonInput, scope: Scope, compiler: Compiler): Typed {
  const typed = compiler.expression(value, scope)
  const { sql, type } = typed
  if (isText(type)) return coerce(typed, types.varchar)
  if (type.kind === 'unknown') return { sql: 'NULL', type }
  const json = isNumber(type) || type.kind === 'boolean' ? toJson(sql, type) : undefined
  if (json === undefined) throw notSupported(`Passing a ${spell(type)} to a JSON path`, value.at)
  return { sql: json, type }
}

/** What json_value finds, by its kind, in the type that is wanted. */
function scalarOf(
  node: PathNode,
  sql: string,
  type: Type,
  scope: Scope,
  compiler: Compiler,
): Typed {
  const name = compiler.fresh('l')
  const found = `substr(${name}, 2)`
  const otherwise = (behaviour: JsonBehaviour | undefined) =>
    typeof behaviour === 'object'
      ? cast(compiler.expression(behaviour.default, scope), type, false, node.at).sql
      : undefined
  const faulty = otherwise(node.error)
  const kinds: [string, Typed][] = [
    ['i', { sql: `CAST(${found} AS DECIMAL(38, 0))`, type: types.decimal(38, 0) }],
    ['d', { sql: `CAST(${found} AS DOUBLE)`, type: types.double }],
    ['s', { sql: found, type: types.varchar }],
    ['b', { sql: `CAST(${found} AS BOOLEAN)`, type: types.boolean }],
  ]
  const cases = kinds.map(([kind, value]) => {
    const inType = castOrNull(value, type, node.error !== 'error', node.at)
    return ` WHEN '${kind}' THEN ${faulty === undefined ? inType : `coalesce(${inType}, ${faulty})`}`
  })
  const empty = otherwise(node.empty)
  if (empty !== undefined) cases.push(` WHEN 'E' THEN ${empty}`)
  if (faulty !== undefined) cases.push(` WHEN 'F' THEN ${faulty}`)
  return {
    sql: `list_transform([${sql}], lambda ${name}: CASE left(${name}, 1)${cases.join('')} END)[1]`,
    type,
  }
}

/** NULL where there is no such cast, or where it fails and may. */
function castOrNull(value: Typed, type: Type, safe: boolean, at: At): string {
  try {
    return cast(value, type, safe, at).sql
  } catch (error) {
    if (error instanceof AthenaError && safe)
      return cast({ sql: 'NULL', type: types.unknown }, type, false, at).sql
    throw error
  }
}

/** A member or an element as JSON. */
function jsonOf({ value, format }: JsonInput, name: string, scope: Scope, compiler: Compiler) {
  const typed = compiler.expression(value, scope)
  const { sql, type } = typed
  if (type.kind === 'unknown') return 'NULL'
  const isJson = format || ['jsonObject', 'jsonArray'].includes(value.kind)
  if (isJson) return `j_json_text(${inputSql({ value, format }, scope, compiler)})`
  if (isText(type)) return `t_json_quote(${coerce(typed, types.varchar).sql})`
  const plain = isInteger(type) || ['decimal', 'double', 'real', 'boolean'].includes(type.kind)
  const text = plain ? toJson(sql, type) : varcharText(sql, type)
  if (text === undefined || type.kind === 'json') {
    throw notSupported(`A ${spell(type)} in ${name}`, value.at)
  }
  return plain ? text : `t_json_quote(${text})`
}

export function compileJsonObject(
  node: Extract<Expression, { kind: 'jsonObject' }>,
  scope: Scope,
  compiler: Compiler,
): Typed {
  const keys = node.members.map(({ key }) => {
    const typed = compiler.expression(key, scope)
    if (!isText(typed.type)) {
      const text = `Invalid type of JSON object key: ${spell(typed.type)}`
      throw userError('INVALID_FUNCTION_ARGUMENT', text, key.at)
    }
    return coerce(typed, types.varchar).sql
  })
  const values = node.members.map(({ value }) => jsonOf(value, 'JSON_OBJECT', scope, compiler))
  const sql = `j_json_object(CAST([${keys.join(', ')}] AS VARCHAR[]), CAST([${values.join(', ')}] AS VARCHAR[]), ${node.absent})`
  return returned(sql, node)
}

export function compileJsonArray(
  node: Extract<Expression, { kind: 'jsonArray' }>,
  scope: Scope,
  compiler: Compiler,
): Typed {
  const items = node.items.map((item) => jsonOf(item, 'JSON_ARRAY', scope, compiler))
  const list = `CAST([${items.join(', ')}] AS VARCHAR[])`
  // array_to_string leaves out what is NULL.
  const kept = node.absent ? list : `list_transform(${list}, lambda e: coalesce(e, 'null'))`
  return returned(`('[' || coalesce(array_to_string(${kept}, ','), '') || ']')`, node)
}

function returned(
  sql: string,
  { returning, at }: Pick<Extract<Expression, { kind: 'jsonArray' }>, 'returning' | 'at'>,
): Typed {
  const value: Typed = { sql, type: types.varchar }
  return returning ? cast(value, typeOf(returning, at), false, at) : value
}
