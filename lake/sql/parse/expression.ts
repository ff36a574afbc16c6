import type { Comparison, Expression, SortItem } from '../ast.ts'
import type { Token } from '../lexer.ts'
import { type Cursor, depthMax } from './cursor.ts'
import { primary } from './primary.ts'

/** Parses an expression, loosest first: OR, AND, NOT, predicates, `||`, sums, products, signs. */
export function expression(cursor: Cursor): Expression {
  return cursor.deeper(() => logical(cursor, 'OR', () => logical(cursor, 'AND', () => not(cursor))))
}

function logical(cursor: Cursor, operator: 'AND' | 'OR', operand: () => Expression): Expression {
  const first = operand()
  const operands = [first]
  while (cursor.accept(operator)) operands.push(operand())
  return operands.length === 1 ? first : { kind: 'logical', operator, operands, at: first.at }
}

function not(cursor: Cursor): Expression {
  const at = cursor.peek()
  if (!cursor.accept('NOT')) return predicate(cursor)
  return { kind: 'not', operand: cursor.deeper(() => not(cursor)), at }
}

const comparisons: Record<string, Comparison> = {
  '=': '=',
  '<>': '<>',
  '!=': '<>',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
}

function predicate(cursor: Cursor): Expression {
  let left = value(cursor)
  for (;;) {
    const at = cursor.peek()
    const operator = at.kind === 'symbol' ? comparisons[at.text] : undefined
    if (operator) {
      cursor.take()
      left = comparison(cursor, operator, left, at)
      continue
    }
    if (cursor.accept('IS')) {
      left = isTest(cursor, left, at)
      continue
    }
    const negated = cursor.at('NOT') && ['BETWEEN', 'IN', 'LIKE'].includes(cursor.peek(1).text)
    if (negated) cursor.take()
    const test = tests(cursor, left)
    if (!test) return left
    left = negated ? { kind: 'not', operand: test, at: left.at } : test
  }
}

function comparison(
  cursor: Cursor,
  operator: Comparison,
  left: Expression,
  at: Expression['at'],
): Expression {
  const quantifier = cursor.at('ALL', '(')
    ? 'ALL'
    : cursor.at('ANY', '(') || cursor.at('SOME', '(')
      ? 'ANY'
      : undefined
  if (!quantifier) return { kind: 'comparison', operator, left, right: value(cursor), at }
  cursor.take()
  cursor.expect('(')
  const query = cursor.query(cursor)
  cursor.expect(')')
  return { kind: 'quantified', operator, quantifier, operand: left, query, at }
}

function isTest(cursor: Cursor, left: Expression, at: Expression['at']): Expression {
  const negated = cursor.accept('NOT')
  let test: Expression
  if (cursor.accept('NULL')) test = { kind: 'isNull', operand: left, at: left.at }
  else {
    cursor.expect('DISTINCT', 'FROM')
    test = { kind: 'comparison', operator: 'IS DISTINCT FROM', left, right: value(cursor), at }
  }
  return negated ? { kind: 'not', operand: test, at: left.at } : test
}

/** BETWEEN, IN and LIKE; nothing when none comes next. */
function tests(cursor: Cursor, operand: Expression): Expression | undefined {
  const at = cursor.peek()
  if (cursor.accept('BETWEEN')) {
    const low = value(cursor)
    cursor.expect('AND')
    return { kind: 'between', operand, low, high: value(cursor), at }
  }
  if (cursor.accept('LIKE')) {
    const pattern = value(cursor)
    const mark = cursor.accept('ESCAPE') ? value(cursor) : undefined
    return { kind: 'like', operand, pattern, ...(mark && { escape: mark }), at }
  }
  if (!cursor.accept('IN')) return undefined
  if (!atQuery(cursor, 1)) {
    return { kind: 'in', operand, choices: cursor.list(() => expression(cursor)), at }
  }
  cursor.expect('(')
  const query = cursor.query(cursor)
  cursor.expect(')')
  return { kind: 'inQuery', operand, query, at }
}

/** Whether a query starts behind the opening parentheses that come next. */
function atQuery(cursor: Cursor, from: number): boolean {
  let ahead = from
  while (ahead < depthMax && isOpening(cursor.peek(ahead))) ahead += 1
  const { kind, text } = cursor.peek(ahead)
  return kind === 'word' && ['SELECT', 'WITH', 'VALUES', 'TABLE'].includes(text)
}

const isOpening = ({ kind, text }: Token) => kind === 'symbol' && text === '('

const levels = [['||'], ['+', '-'], ['*', '/', '%']] as const

/** An expression without predicates. */
export function value(cursor: Cursor, level = 0): Expression {
  const operators = levels[level]
  if (!operators) return signed(cursor)
  let left = value(cursor, level + 1)
  for (;;) {
    const at = cursor.peek()
    const operator = operators.find((each) => cursor.accept(each))
    if (!operator) return left
    left = { kind: 'arithmetic', operator, left, right: value(cursor, level + 1), at }
  }
}

function signed(cursor: Cursor): Expression {
  const at = cursor.peek()
  const operator = (['-', '+'] as const).find((each) => cursor.accept(each))
  if (operator) {
    return { kind: 'unary', operator, operand: cursor.deeper(() => signed(cursor)), at }
  }
  let operand = primary(cursor, inner)
  while (cursor.accept('AT', 'TIME', 'ZONE')) {
    if (cursor.peek().kind !== 'string' && !cursor.at('INTERVAL'))
      cursor.fail("'INTERVAL', <string>")
    operand = { kind: 'atTimeZone', operand, zone: primary(cursor, inner), at: operand.at }
  }
  return operand
}

/** `ORDER BY` and what follows; Trino puts NULLs last whichever way it sorts. */
export function sortItems(cursor: Cursor): SortItem[] {
  if (!cursor.accept('ORDER', 'BY')) return []
  const items: SortItem[] = []
  do {
    const key = expression(cursor)
    const descending = cursor.accept('DESC')
    if (!descending) cursor.accept('ASC')
    const nullsFirst = cursor.accept('NULLS', 'FIRST')
    if (!nullsFirst) cursor.accept('NULLS', 'LAST')
    items.push({ key, descending, nullsFirst })
  } while (cursor.accept(','))
  return items
}

const inner = { expression, value, sortItems, atQuery }
