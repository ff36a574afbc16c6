/** Regular expressions: RE2's where it answers as Java does, else JavaScript's. */
import { literal } from '../../../../lake/schema/spelling.ts'
import { notSupported } from '../../../../lake/sql/error.ts'
import * as types from '../../../../lake/sql/type/type.ts'
import { coerces, isText } from '../../../../lake/sql/type/type.ts'
import { needsJava } from '../regexp.ts'
import type { CallNode } from './apply.ts'
import { coerce } from './coerce.ts'
import type { Compiler, Scope, Typed } from './compiler.ts'

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
  if (third?.kind === 'lambda') throw notSupported(`${node.name} with a lambda`, node.at)
  const found = calls[node.name]
  if (!found || !text || !pattern) return undefined
  const [write, type, nothing] = found
  const isGroup = node.name.startsWith('regexp_extract')
  const group = isGroup && third ? (third.kind === 'integer' ? Number(third.text) : 1) : 0
  const constant = pattern.kind === 'string' ? pattern.text : undefined
  const named = third?.kind === 'string' && third.text.includes('${')
  if (constant === undefined ? group === 0 : !needsJava(constant, group) && !named) return undefined
  checkPattern(constant, node)
  const values = [text, pattern].map((each) => compiler.expression(each, scope))
  if (values.some((value) => !isText(value.type))) return undefined
  const last = third && compiler.expression(third, scope)
  if (last && !coerces(last.type, isGroup ? types.bigint : types.varchar)) return undefined
  const [a, b] = values.map((value) => coerce(value, types.varchar).sql) as [string, string]
  const c = last ? `CAST(${last.sql} AS VARCHAR)` : nothing
  return { sql: write(a, constant === undefined ? b : literal(constant), c), type }
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
