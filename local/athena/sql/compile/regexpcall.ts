/** Regular expressions: RE2's where it answers as Java does, else JavaScript's. */
import { literal } from '../../../../lake/schema/spelling.ts'
import type { Expression } from '../../../../lake/sql/ast.ts'
import { notSupported, userError } from '../../../../lake/sql/error.ts'
import * as types from '../../../../lake/sql/type/type.ts'
import { coerces, isText } from '../../../../lake/sql/type/type.ts'
import { groupsOf, mayBeEmpty, needsJava } from '../regexp.ts'
import type { CallNode } from './apply.ts'
import { coerce } from './coerce.ts'
import type { Compiler, Scope, Typed } from './compiler.ts'
import { inlined } from './lambdacall.ts'

type Write = (text: string, pattern: string, third: string) => string

const asList = (sql: string) => `from_json(${sql}, '["VARCHAR"]')`

/** By function: its SQL, its type, and what its third argument is when it has none. */
const calls: Record<string, [write: Write, type: types.Type, third: string]> = {
  regexp_like: [(text, pattern) => `j_like(${text}, ${pattern})`, types.boolean, ''],
  regexp_extract: [
    (text, pattern, group) => `j_regexp(${text}, ${pattern}, ${group})`,
    types.varchar,
    "'0'",
  ],
  regexp_extract_all: [
    (text, pattern, group) => asList(`j_regexps(${text}, ${pattern}, ${group})`),
    types.arrayOf(types.varchar),
    "'0'",
  ],
  regexp_replace: [
    (text, pattern, by) => `j_replace(${text}, ${pattern}, ${by})`,
    types.varchar,
    "''",
  ],
  regexp_split: [
    (text, pattern) => asList(`j_split(${text}, ${pattern})`),
    types.arrayOf(types.varchar),
    '',
  ],
  regexp_count: [
    (text, pattern) => `json_array_length(j_regexps(${text}, ${pattern}, '0'))::BIGINT`,
    types.bigint,
    '',
  ],
}

/** Compiles a call that needs JavaScript; nothing when RE2 will do, or when the signatures should complain. */
function regexpCall(node: CallNode, scope: Scope, compiler: Compiler): Typed | undefined {
  const [text, pattern, third] = node.arguments
  if (third?.kind === 'lambda') return replacedByLambda(node, scope, compiler)
  const found = calls[node.name]
  if (!found || !text || !pattern) return undefined
  const [write, type, nothing] = found
  const isGroup = node.name.startsWith('regexp_extract')
  const group = isGroup && third ? (third.kind === 'integer' ? Number(third.text) : 1) : 0
  const constant = pattern.kind === 'string' ? pattern.text : undefined
  checkGroups(node, constant, third)
  const named = third?.kind === 'string' && third.text.includes('${')
  const counts = node.name !== 'regexp_like' && node.name !== 'regexp_extract'
  const ofJava = (each: string) => needsJava(each, group) || (counts && mayBeEmpty(each))
  if (constant === undefined ? group === 0 && !counts : !ofJava(constant) && !named)
    return undefined
  checkPattern(constant, node)
  const values = [text, pattern].map((each) => compiler.expression(each, scope))
  if (values.some((value) => !isText(value.type))) return undefined
  const last = third && compiler.expression(third, scope)
  if (last && !coerces(last.type, isGroup ? types.bigint : types.varchar)) return undefined
  const [a, b] = values.map((value) => coerce(value, types.varchar).sql) as [string, string]
  const c = last ? `CAST(${last.sql} AS VARCHAR)` : nothing
  const { type: of } = values[0] as Typed
  const result =
    node.name === 'regexp_extract' ? of : type.kind === 'array' ? types.arrayOf(of) : type
  return { sql: write(a, constant === undefined ? b : literal(constant), c), type: result }
}

const matchesShape = literal(
  '{"matches":[{"before":"VARCHAR","groups":["VARCHAR"]}],"rest":"VARCHAR"}',
)

/** `regexp_replace(text, pattern, groups -> text)`: what stands between the matches, and what the lambda makes of each. */
function replacedByLambda(node: CallNode, scope: Scope, compiler: Compiler): Typed {
  const [text, pattern, lambda] = node.arguments
  const values = [text, pattern].map((each) => compiler.expression(each as Expression, scope))
  if (lambda?.kind !== 'lambda' || !values.every(({ type }) => coerces(type, types.varchar))) {
    throw userError(
      'FUNCTION_NOT_FOUND',
      `Unexpected parameters for function ${node.name}`,
      node.at,
    )
  }
  checkPattern(pattern?.kind === 'string' ? pattern.text : undefined, node)
  const [a, b] = values.map((value) => coerce(value, types.varchar).sql)
  const [all, match] = [compiler.fresh('l'), compiler.fresh('l')]
  const groups: Typed = { sql: `${match}.groups`, type: types.arrayOf(types.varchar) }
  const body = inlined(lambda, [groups], scope, compiler)
  if (!coerces(body.type, types.varchar)) {
    throw userError(
      'TYPE_MISMATCH',
      `Expected lambda result of varchar, found ${types.spell(body.type)}`,
      node.at,
    )
  }
  const parts = `list_transform(${all}.matches, lambda ${match}: ${match}.before || ${coerce(body, types.varchar).sql})`
  const joined = `t_joined(${parts}, ${all}.rest)`
  return {
    sql: `list_transform([from_json(j_matches(${a}, ${b}), ${matchesShape})], lambda ${all}: ${joined})[1]`,
    type: types.varchar,
  }
}

/** Refuses a group that a constant pattern has not. */
function checkGroups(node: CallNode, pattern: string | undefined, third?: Expression): void {
  const count = pattern === undefined ? undefined : groupsOf(pattern)
  if (count === undefined) return
  if (third?.kind === 'integer' && Number(third.text) > count) {
    const text = `Pattern has ${count} groups. Cannot access group ${third.text}`
    throw userError('INVALID_FUNCTION_ARGUMENT', text, node.at)
  }
  if (third?.kind !== 'string') return
  const [, wanted = '0'] = /(?<!\\)\$(\d)/.exec(third.text) ?? []
  if (Number(wanted) > count) {
    const text = `Illegal replacement sequence: unknown group ${wanted}`
    throw userError('INVALID_FUNCTION_ARGUMENT', text, node.at)
  }
}

function checkPattern(pattern: string | undefined, node: CallNode): void {
  if (pattern === undefined) return
  try {
    new RegExp(pattern.replace(/^\(\?[ims]+\)/, ''), 'u')
  } catch {
    throw notSupported(`The regular expression ${pattern}`, node.at)
  }
}

export const regexpCalls = Object.fromEntries(Object.keys(calls).map((name) => [name, regexpCall]))
