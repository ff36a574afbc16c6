import type { Branch, Expression } from '../ast.ts'
import { notSupported } from '../error.ts'
import { call } from './call.ts'
import type { Cursor } from './cursor.ts'
import type { Inner } from './inner.ts'
import { typeName } from './typename.ts'

const currents = new Set([
  'CURRENT_DATE',
  'CURRENT_TIME',
  'CURRENT_TIMESTAMP',
  'CURRENT_USER',
  'CURRENT_CATALOG',
  'CURRENT_SCHEMA',
  'LOCALTIME',
  'LOCALTIMESTAMP',
])

/** Parses one operand with the fields and subscripts behind it. */
export function primary(cursor: Cursor, inner: Inner): Expression {
  let operand = simple(cursor, inner)
  for (;;) {
    if (cursor.at('.', '*')) return operand
    if (cursor.accept('.')) {
      const { text, label } = cursor.identifier()
      operand = { kind: 'dereference', base: operand, field: text, label, at: operand.at }
    } else if (cursor.accept('[')) {
      const index = inner.expression(cursor)
      cursor.expect(']')
      operand = { kind: 'subscript', base: operand, index, at: operand.at }
    } else return operand
  }
}

function simple(cursor: Cursor, inner: Inner): Expression {
  const token = cursor.peek()
  const { kind, text } = token
  const at = token
  if (kind === 'integer' || kind === 'decimal' || kind === 'double') {
    cursor.take()
    return { kind, text, at }
  }
  if (kind === 'string' || kind === 'binary') {
    cursor.take()
    return { kind, text, at }
  }
  if (cursor.accept('?')) {
    cursor.parameters += 1
    return { kind: 'parameter', index: cursor.parameters - 1, at }
  }
  if (cursor.at('(')) return parenthesised(cursor, inner)
  if (kind === 'word') {
    const found = keyword(cursor, inner) ?? typed(cursor)
    if (found) return found
  }
  if (cursor.peek(1).text === '->' && cursor.atIdentifier()) return lambda(cursor, inner)
  const called = call(cursor, inner)
  if (called) return called
  if (cursor.atIdentifier()) {
    const { text, label } = cursor.identifier()
    return { kind: 'identifier', name: text, label, at }
  }
  return cursor.fail('<expression>')
}

function keyword(cursor: Cursor, inner: Inner): Expression | undefined {
  const at = cursor.peek()
  if (cursor.accept('NULL')) return { kind: 'null', at }
  if (cursor.accept('TRUE')) return { kind: 'boolean', value: true, at }
  if (cursor.accept('FALSE')) return { kind: 'boolean', value: false, at }
  if (cursor.at('INTERVAL') && cursor.peek(1).kind !== 'end') return interval(cursor)
  if (cursor.accept('CASE')) return caseOf(cursor, inner, at)
  if (cursor.accept('EXISTS')) {
    cursor.expect('(')
    const query = cursor.query(cursor)
    cursor.expect(')')
    return { kind: 'exists', query, at }
  }
  if (cursor.accept('ARRAY', '[')) {
    const items: Expression[] = []
    if (!cursor.at(']')) {
      do items.push(inner.expression(cursor))
      while (cursor.accept(','))
    }
    cursor.expect(']')
    return { kind: 'array', items, at }
  }
  if (at.text === 'JSON_TABLE') throw notSupported('The function json_table', at)
  if (!currents.has(at.text)) return undefined
  cursor.take()
  if (cursor.accept('(')) {
    cursor.take()
    cursor.expect(')')
  }
  return { kind: 'current', word: at.text, at }
}

/** `DATE '2024-01-01'`, `DECIMAL '1.20'`, `TIMESTAMP '…'`: a type's name and then a string. */
function typed(cursor: Cursor): Expression | undefined {
  const at = cursor.peek()
  const direct = cursor.peek(1).kind === 'string' && cursor.atIdentifier()
  const double = cursor.at('DOUBLE', 'PRECISION') && cursor.peek(2).kind === 'string'
  if (!direct && !double) return undefined
  const type = typeName(cursor)
  return { kind: 'typed', type, text: cursor.take().text, at }
}

function interval(cursor: Cursor): Expression | undefined {
  const sign = ['+', '-'].includes(cursor.peek(1).text)
  if (cursor.peek(sign ? 2 : 1).kind !== 'string') return undefined
  const at = cursor.take()
  const negative = sign && cursor.take().text === '-'
  const { text } = cursor.take()
  const unit = cursor.identifier().text
  const to = cursor.accept('TO') ? cursor.identifier().text : undefined
  return { kind: 'interval', text, negative, unit, ...(to && { to }), at }
}

function caseOf(cursor: Cursor, inner: Inner, at: Expression['at']): Expression {
  const operand = cursor.at('WHEN') ? undefined : inner.expression(cursor)
  const branches: Branch[] = []
  while (cursor.accept('WHEN')) {
    const when = inner.expression(cursor)
    cursor.expect('THEN')
    branches.push({ when, result: inner.expression(cursor) })
  }
  if (branches.length === 0) cursor.fail("'WHEN'")
  const otherwise = cursor.accept('ELSE') ? inner.expression(cursor) : undefined
  cursor.expect('END')
  return {
    kind: 'case',
    branches,
    ...(operand && { operand }),
    ...(otherwise && { otherwise }),
    at,
  }
}

function parenthesised(cursor: Cursor, inner: Inner): Expression {
  const at = cursor.peek()
  if (atLambda(cursor)) return lambda(cursor, inner)
  if (inner.atQuery(cursor, 1) && cursor.peek(1).text !== '(') {
    cursor.expect('(')
    const query = cursor.query(cursor)
    cursor.expect(')')
    return { kind: 'subquery', query, at }
  }
  const items = cursor.list(() => inner.expression(cursor))
  return items.length === 1 ? (items[0] as Expression) : { kind: 'row', items, at }
}

function atLambda(cursor: Cursor): boolean {
  let ahead = 1
  while (cursor.peek(ahead).kind === 'word' || cursor.peek(ahead).text === ',') ahead += 1
  return cursor.peek(ahead).text === ')' && cursor.peek(ahead + 1).text === '->'
}

function lambda(cursor: Cursor, inner: Inner): Expression {
  const at = cursor.peek()
  const parameters: string[] = []
  if (cursor.accept('(')) {
    if (!cursor.at(')')) {
      do parameters.push(cursor.identifier().text)
      while (cursor.accept(','))
    }
    cursor.expect(')')
  } else parameters.push(cursor.identifier().text)
  cursor.expect('->')
  return { kind: 'lambda', parameters, body: inner.expression(cursor), at }
}
