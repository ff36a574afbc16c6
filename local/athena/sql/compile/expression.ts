import { literal } from '../../../../lake/schema/spelling.ts'
import type { Expression } from '../../../../lake/sql/ast.ts'
import { notSupported, type Position, userError } from '../../../../lake/sql/error.ts'
import { typeOf } from '../../../../lake/sql/type/spelling.ts'
import * as types from '../../../../lake/sql/type/type.ts'
import {
  common,
  isInterval,
  isNumber,
  isText,
  spell,
  type Type,
} from '../../../../lake/sql/type/type.ts'
import { fieldName } from '../duckdbtype.ts'
import { compileCall } from './call.ts'
import { cast } from './cast.ts'
import { coerce, unify } from './coerce.ts'
import type { Compiler, Scope, Typed } from './compiler.ts'
import { compileJsonArray, compileJsonObject, compileJsonPath } from './jsoncall.ts'
import * as literals from './literal.ts'
import { nowSql } from './momentcall.ts'
import { arithmetic, comparable, comparison } from './operator.ts'
import { condition, dereference, nameParts, resolve } from './scope.ts'
import { compileSubquery } from './subquery.ts'

type Node<K extends Expression['kind']> = Extract<Expression, { kind: K }>
type Compile<K extends Expression['kind']> = (
  node: Node<K>,
  scope: Scope,
  compiler: Compiler,
) => Typed

const bool = (sql: string): Typed => ({ sql, type: types.boolean })

/** Compiles an expression to DuckDB's SQL with Trino's type. */
export function compileExpression(node: Expression, scope: Scope, compiler: Compiler): Typed {
  const compile = compilers[node.kind] as Compile<typeof node.kind>
  return compile(node as never, scope, compiler)
}

const compilers: { [K in Expression['kind']]: Compile<K> } = {
  null: () => ({ sql: 'NULL', type: types.unknown }),
  boolean: ({ value }) => bool(String(value)),
  integer: ({ text, at }) => literals.integerLiteral(text, at),
  decimal: ({ text, at }) => literals.decimalLiteral(text, at),
  double: ({ text }) => literals.doubleLiteral(text),
  string: ({ text }) => literals.textLiteral(text),
  binary: ({ text }) => ({ sql: `unhex(${literal(text)})`, type: types.varbinary }),
  typed: ({ type, text, at }) => literals.typedLiteral(type, text, at),
  interval: (node) => literals.intervalLiteral(node),
  parameter: ({ index, at }, scope, compiler) =>
    compiler.expression(compiler.parameter(index, at), scope),
  identifier: ({ name, at }, scope) => resolve([name], scope, at),
  dereference(node, scope, compiler) {
    const parts = nameParts(node)
    if (parts) return resolve(parts, scope, node.at)
    return dereference(compiler.expression(node.base, scope), node.field, node.at)
  },
  subscript,
  unary,
  arithmetic({ operator, left, right, at }, scope, compiler) {
    return arithmetic(
      operator,
      compiler.expression(left, scope),
      compiler.expression(right, scope),
      at,
    )
  },
  comparison({ operator, left, right, at }, scope, compiler) {
    return comparison(
      operator,
      compiler.expression(left, scope),
      compiler.expression(right, scope),
      at,
    )
  },
  logical({ operator, operands }, scope, compiler) {
    const parts = operands.map((operand) =>
      condition(operand, scope, compiler, 'Logical expression term'),
    )
    return bool(`(${parts.join(` ${operator} `)})`)
  },
  not: ({ operand }, scope, compiler) =>
    bool(`(NOT ${condition(operand, scope, compiler, 'Value of logical NOT expression')})`),
  isNull: ({ operand }, scope, compiler) =>
    bool(`(${compiler.expression(operand, scope).sql} IS NULL)`),
  between({ operand, low, high, at }, scope, compiler) {
    const value = compiler.expression(operand, scope)
    const from = comparison('>=', value, compiler.expression(low, scope), at)
    const to = comparison('<=', value, compiler.expression(high, scope), at)
    return bool(`(${from.sql} AND ${to.sql})`)
  },
  in: inList,
  inQuery: compileSubquery,
  quantified: compileSubquery,
  exists: compileSubquery,
  subquery: compileSubquery,
  like,
  case: caseOf,
  cast({ operand, type, safe, at }, scope, compiler) {
    return cast(compiler.expression(operand, scope), typeOf(type, at), safe, at)
  },
  array({ items, at }, scope, compiler) {
    const found = unify(
      items.map((item) => compiler.expression(item, scope)),
      common,
    )
    if (!found) throw userError('TYPE_MISMATCH', 'All ARRAY elements must be the same type', at)
    const sql = `[${found.values.map(({ sql }) => sql).join(', ')}]`
    return { sql: items.length === 0 ? '[]::INTEGER[]' : sql, type: types.arrayOf(found.type) }
  },
  row({ items }, scope, compiler) {
    const fields = items.map((item) => compiler.expression(item, scope))
    const sql = fields.map((field, place) => `field${place} := ${field.sql}`).join(', ')
    return {
      sql: `struct_pack(${sql})`,
      type: { kind: 'row', fields: fields.map(({ type }) => ({ type })) },
    }
  },
  extract({ field, operand, at }, scope, compiler) {
    if (!extracted.has(field))
      throw userError('INVALID_ARGUMENTS', `Invalid EXTRACT field: ${field}`, at)
    return compiler.expression({ kind: 'call', name: field, arguments: [operand], at }, scope)
  },
  atTimeZone(node, scope, compiler) {
    const call = { kind: 'call' as const, name: 'at_timezone', at: node.at }
    return compiler.expression({ ...call, arguments: [node.operand, node.zone] }, scope)
  },
  current,
  lambda({ at }) {
    throw userError('TYPE_MISMATCH', 'Lambda expression must be an argument of a function', at)
  },
  jsonPath: compileJsonPath,
  jsonObject: compileJsonObject,
  jsonArray: compileJsonArray,
  call: compileCall,
}

const extracted = new Set(
  'year quarter month week day day_of_month day_of_week dow day_of_year doy year_of_week yow hour minute second timezone_hour timezone_minute'.split(
    ' ',
  ),
)

function subscript(
  { base, index, at }: Node<'subscript'>,
  scope: Scope,
  compiler: Compiler,
): Typed {
  const value = compiler.expression(base, scope)
  const key = compiler.expression(index, scope)
  const { type } = value
  if (type.kind === 'array' && types.coerces(key.type, types.bigint)) {
    return {
      sql: `t_subscript(${value.sql}, ${coerce(key, types.bigint).sql})`,
      type: type.element,
    }
  }
  if (type.kind === 'map' && types.coerces(key.type, type.key)) {
    return { sql: `t_map_subscript(${value.sql}, ${coerce(key, type.key).sql})`, type: type.value }
  }
  if (type.kind === 'row' && index.kind === 'integer') {
    const place = Number(index.text) - 1
    const field = type.fields[place]
    if (field) return { sql: `(${value.sql}).${fieldName(type.fields, place)}`, type: field.type }
  }
  throw userError(
    'TYPE_MISMATCH',
    `Cannot use ${spell(key.type)} for subscript of ${spell(type)}`,
    at,
  )
}

function unary({ operator, operand, at }: Node<'unary'>, scope: Scope, compiler: Compiler): Typed {
  // Trino's grammar takes the sign into the number: -2147483648 is an integer.
  if (operator === '-' && operand.kind === 'integer') {
    return literals.integerLiteral(`-${operand.text}`, at)
  }
  const value = compiler.expression(operand, scope)
  if (!isNumber(value.type) && !isInterval(value.type)) {
    throw userError('TYPE_MISMATCH', `Cannot negate ${spell(value.type)}`, at)
  }
  return operator === '+' ? value : { sql: `(-${value.sql})`, type: value.type }
}

function inList({ operand, choices, at }: Node<'in'>, scope: Scope, compiler: Compiler): Typed {
  const all = [operand, ...choices].map((each) => compiler.expression(each, scope))
  const found = unify(all, comparable)
  if (!found) {
    throw userError('TYPE_MISMATCH', 'IN value and list items must be the same type', at)
  }
  const [first, ...others] = found.values as [Typed, ...Typed[]]
  if (types.children(found.type).length > 0) {
    const tests = others.map((other) => comparison('=', first, other, at).sql)
    return bool(`(${tests.join(' OR ')})`)
  }
  const [value, ...list] = found.values.map(({ sql }) => sql)
  return bool(`(${value} IN (${list.join(', ')}))`)
}

function like(
  { operand, pattern, escape: mark, at }: Node<'like'>,
  scope: Scope,
  compiler: Compiler,
): Typed {
  if (pattern.kind === 'string' && mark?.kind === 'string') {
    checkEscapes(pattern.text, mark.text, at)
  }
  const texts = [operand, pattern, ...(mark ? [mark] : [])].map((each) => {
    const text = compiler.expression(each, scope)
    if (!isText(text.type) && text.type.kind !== 'unknown') {
      throw userError(
        'TYPE_MISMATCH',
        `Left side of LIKE expression must evaluate to a varchar (actual: ${spell(text.type)})`,
        at,
      )
    }
    return coerce(text, types.varchar).sql
  })
  return bool(
    `(${texts[0]} LIKE ${texts[1]}${texts[2] === undefined ? '' : ` ESCAPE ${texts[2]}`})`,
  )
}

/** What an escape character stands before must be what it can escape. */
function checkEscapes(pattern: string, mark: string, at: Position): void {
  const signs = [...pattern]
  for (let place = 0; place < signs.length; place += 1) {
    if (signs[place] !== mark) continue
    place += 1
    if (['%', '_', mark].includes(signs[place] as string)) continue
    const text = `Escape character must be followed by '%', '_' or the escape character itself`
    throw userError('INVALID_FUNCTION_ARGUMENT', text, at)
  }
}

function caseOf(
  { operand, branches, otherwise, at }: Node<'case'>,
  scope: Scope,
  compiler: Compiler,
): Typed {
  const results = [...branches.map(({ result }) => result), ...(otherwise ? [otherwise] : [])]
  const found = unify(
    results.map((result) => compiler.expression(result, scope)),
    common,
  )
  if (!found) throw userError('TYPE_MISMATCH', 'All CASE results must be the same type', at)
  const value = operand && compiler.expression(operand, scope)
  const whens = branches.map(({ when }) =>
    value
      ? comparison('=', value, compiler.expression(when, scope), when.at).sql
      : condition(when, scope, compiler, 'CASE WHEN clause'),
  )
  const parts = whens.map((when, place) => ` WHEN ${when} THEN ${found.values[place]?.sql}`)
  const rest = otherwise ? ` ELSE ${found.values.at(-1)?.sql}` : ''
  return { sql: `CASE${parts.join('')}${rest} END`, type: found.type }
}

const currents: Record<string, Type> = {
  CURRENT_DATE: types.date,
  CURRENT_TIMESTAMP: { kind: 'timestamp', precision: 3, zone: 'UTC' },
  LOCALTIMESTAMP: { kind: 'timestamp', precision: 3 },
  LOCALTIME: { kind: 'time', precision: 3 },
}

function current({ word, at }: Node<'current'>, _scope: Scope, compiler: Compiler): Typed {
  if (word === 'CURRENT_CATALOG') return { sql: "'awsdatacatalog'", type: types.varchar }
  if (word === 'CURRENT_SCHEMA') return { sql: literal(compiler.database), type: types.varchar }
  const type = currents[word]
  if (!type) throw notSupported(word, at)
  const local: Typed = { sql: nowSql(compiler), type: { kind: 'timestamp', precision: 3 } }
  return cast(local, type, false, at)
}
