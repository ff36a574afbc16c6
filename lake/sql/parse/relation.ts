import type { Identifier, Relation, Travel } from '../ast.ts'
import { notSupported } from '../error.ts'
import type { Cursor } from './cursor.ts'
import { expression, value } from './expression.ts'

/** Parses what stands behind FROM; a comma is a cross join. */
export function relation(cursor: Cursor): Relation {
  let left = joined(cursor)
  while (cursor.accept(',')) {
    left = { kind: 'join', type: 'CROSS', left, right: joined(cursor), at: left.at }
  }
  return left
}

function joined(cursor: Cursor): Relation {
  return cursor.deeper(() => {
    let left = sampled(cursor)
    for (;;) {
      const next = join(cursor, left)
      if (!next) return left
      left = next
    }
  })
}

function join(cursor: Cursor, left: Relation): Relation | undefined {
  const { at } = left
  if (cursor.accept('CROSS', 'JOIN')) {
    return { kind: 'join', type: 'CROSS', left, right: sampled(cursor), at }
  }
  if (cursor.at('NATURAL')) cursor.fail("'CROSS', 'FULL', 'INNER', 'JOIN', 'LEFT', 'RIGHT'")
  const outer = (['LEFT', 'RIGHT', 'FULL'] as const).find((side) => cursor.accept(side))
  if (outer) cursor.accept('OUTER')
  else if (!cursor.at('JOIN') && !cursor.accept('INNER')) return undefined
  cursor.expect('JOIN')
  const right = joined(cursor)
  const node = { kind: 'join', type: outer ?? 'INNER', left, right, at } as const
  if (cursor.accept('USING')) return { ...node, using: cursor.list(cursor.identifier) }
  if (!cursor.accept('ON')) cursor.fail("'ON', 'USING'")
  return { ...node, on: expression(cursor) }
}

function sampled(cursor: Cursor): Relation {
  const relation = aliased(cursor)
  if (!cursor.accept('TABLESAMPLE')) return relation
  const method = cursor.identifier().text
  cursor.expect('(')
  const percent = expression(cursor)
  cursor.expect(')')
  return { kind: 'sample', relation, method, percent, at: relation.at }
}

function aliased(cursor: Cursor): Relation {
  const relation = primary(cursor)
  refusePattern(cursor)
  const named = cursor.accept('AS') || cursor.atAlias()
  if (!named) return relation
  const alias = cursor.identifier()
  const columns = cursor.at('(') ? cursor.list(cursor.identifier) : undefined
  refusePattern(cursor)
  return { kind: 'aliased', relation, alias, ...(columns && { columns }), at: relation.at }
}

function refusePattern(cursor: Cursor): void {
  if (cursor.at('MATCH_RECOGNIZE', '(')) throw notSupported('MATCH_RECOGNIZE', cursor.peek())
}

function primary(cursor: Cursor): Relation {
  const at = cursor.peek()
  if (cursor.accept('LATERAL', '(')) {
    const query = cursor.query(cursor)
    cursor.expect(')')
    return { kind: 'subquery', query, lateral: true, at }
  }
  if (cursor.accept('UNNEST')) {
    const values = cursor.list(() => expression(cursor))
    return { kind: 'unnest', values, ordinality: cursor.accept('WITH', 'ORDINALITY'), at }
  }
  if (cursor.at('(')) return parenthesised(cursor)
  const parts: Identifier[] = [cursor.identifier()]
  while (parts.length < 3 && cursor.accept('.')) parts.push(cursor.identifier())
  const travel = travelOf(cursor)
  return { kind: 'table', parts, ...(travel && { travel }), at }
}

/** A query or a join: a query when SELECT, VALUES, WITH or TABLE stands behind the parentheses. */
function parenthesised(cursor: Cursor): Relation {
  const at = cursor.peek()
  let ahead = 1
  while (cursor.peek(ahead).text === '(') ahead += 1
  const first = cursor.peek(ahead)
  const isQuery =
    first.kind === 'word' && ['SELECT', 'WITH', 'VALUES', 'TABLE'].includes(first.text)
  cursor.expect('(')
  if (isQuery && (ahead === 1 || !joinInside(cursor))) {
    const query = cursor.query(cursor)
    cursor.expect(')')
    return { kind: 'subquery', query, lateral: false, at }
  }
  const inner = relation(cursor)
  cursor.expect(')')
  return inner
}

/** Whether the parenthesis that comes next is an operand of a join or has an alias. */
function joinInside(cursor: Cursor): boolean {
  let depth = 0
  let ahead = 0
  do {
    const { text, kind } = cursor.peek(ahead)
    if (kind === 'end') return false
    if (kind === 'symbol' && text === '(') depth += 1
    if (kind === 'symbol' && text === ')') depth -= 1
    ahead += 1
  } while (depth > 0)
  const { kind, text } = cursor.peek(ahead)
  return (
    !(kind === 'symbol' && text === ')') &&
    !['UNION', 'EXCEPT', 'INTERSECT', 'ORDER', 'LIMIT', 'OFFSET', 'FETCH'].includes(text)
  )
}

function travelOf(cursor: Cursor): Travel | undefined {
  const by = (['VERSION', 'TIMESTAMP'] as const).find((each) => cursor.accept('FOR', each))
  if (!by) return undefined
  cursor.expect('AS', 'OF')
  return { by, value: value(cursor) }
}
