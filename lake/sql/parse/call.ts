import type { Call, Expression, Frame, FrameBound, Identifier, Window } from '../ast.ts'
import type { Cursor } from './cursor.ts'
import type { Inner } from './inner.ts'
import { jsonCalls } from './json.ts'
import { typeName } from './typename.ts'

type At = Expression['at']

/** Parses `name(…)` with all that may follow it; nothing when no call comes next. */
export function call(cursor: Cursor, inner: Inner): Expression | undefined {
  const at = cursor.peek()
  if (cursor.peek(1).text !== '(' || cursor.peek(1).kind !== 'symbol') return undefined
  const special = at.kind === 'word' ? specials[at.text] : undefined
  if (special) {
    cursor.take()
    cursor.take()
    return special(cursor, inner, at)
  }
  if (!cursor.atIdentifier() && !callable.has(at.text)) return undefined
  cursor.take()
  const node: Call = { kind: 'call', name: at.text.toLowerCase(), arguments: [] }
  argumentsOf(cursor, inner, node)
  return { ...tail(cursor, inner, node), at }
}

/** Reserved words that are functions all the same. */
const callable = new Set(['GROUPING'])

function argumentsOf(cursor: Cursor, inner: Inner, node: Call): void {
  cursor.expect('(')
  if (cursor.accept(')')) return
  if (cursor.accept('*')) node.star = true
  else {
    node.distinct = cursor.accept('DISTINCT')
    if (!node.distinct) cursor.accept('ALL')
    do node.arguments.push(inner.expression(cursor))
    while (cursor.accept(','))
    node.orderBy = inner.sortItems(cursor)
  }
  cursor.expect(')')
}

function tail(cursor: Cursor, inner: Inner, node: Call): Call {
  if (cursor.accept('FILTER', '(')) {
    cursor.expect('WHERE')
    node.filter = inner.expression(cursor)
    cursor.expect(')')
  }
  if (cursor.accept('IGNORE', 'NULLS')) node.nulls = 'IGNORE'
  else if (cursor.accept('RESPECT', 'NULLS')) node.nulls = 'RESPECT'
  if (!cursor.accept('OVER')) return node
  if (!cursor.at('(')) return { ...node, over: cursor.identifier() }
  return { ...node, over: window(cursor, inner) }
}

/** Parses a window's specification with its parentheses. */
export function window(cursor: Cursor, inner: Inner): Window {
  cursor.expect('(')
  const named = cursor.atIdentifier() && !cursor.at('PARTITION') && !frameUnit(cursor)
  const base: Identifier | undefined = named ? cursor.identifier() : undefined
  const partitionBy: Expression[] = []
  if (cursor.accept('PARTITION', 'BY')) {
    do partitionBy.push(inner.expression(cursor))
    while (cursor.accept(','))
  }
  const orderBy = inner.sortItems(cursor)
  const unit = frameUnit(cursor)
  const frame = unit && frameOf(cursor, inner, unit)
  cursor.expect(')')
  return { partitionBy, orderBy, ...(base && { base }), ...(frame && { frame }) }
}

const frameUnit = (cursor: Cursor) =>
  (['ROWS', 'RANGE', 'GROUPS'] as const).find((unit) => cursor.at(unit))

function frameOf(cursor: Cursor, inner: Inner, unit: Frame['unit']): Frame {
  cursor.take()
  if (!cursor.accept('BETWEEN')) {
    return { unit, start: bound(cursor, inner), end: { kind: 'CURRENT ROW' } }
  }
  const start = bound(cursor, inner)
  cursor.expect('AND')
  return { unit, start, end: bound(cursor, inner) }
}

function bound(cursor: Cursor, inner: Inner): FrameBound {
  if (cursor.accept('UNBOUNDED', 'PRECEDING')) return { kind: 'UNBOUNDED PRECEDING' }
  if (cursor.accept('UNBOUNDED', 'FOLLOWING')) return { kind: 'UNBOUNDED FOLLOWING' }
  if (cursor.accept('CURRENT', 'ROW')) return { kind: 'CURRENT ROW' }
  const offset = inner.expression(cursor)
  if (cursor.accept('PRECEDING')) return { kind: 'PRECEDING', offset }
  cursor.expect('FOLLOWING')
  return { kind: 'FOLLOWING', offset }
}

/** What the grammar gives arguments of their own; the name and its parenthesis are taken. */
const specials: Record<string, (cursor: Cursor, inner: Inner, at: At) => Expression> = {
  ...jsonCalls,
  CAST: (cursor, inner, at) => castOf(cursor, inner, at, false),
  TRY_CAST: (cursor, inner, at) => castOf(cursor, inner, at, true),
  EXTRACT(cursor, inner, at) {
    const field = cursor.identifier().text
    cursor.expect('FROM')
    const operand = inner.value(cursor)
    cursor.expect(')')
    return { kind: 'extract', field, operand, at }
  },
  ROW(cursor, inner, at) {
    const items = [inner.expression(cursor)]
    while (cursor.accept(',')) items.push(inner.expression(cursor))
    cursor.expect(')')
    return { kind: 'row', items, at }
  },
  POSITION(cursor, inner, at) {
    const part = inner.value(cursor)
    cursor.expect('IN')
    const whole = inner.value(cursor)
    cursor.expect(')')
    return { kind: 'call', name: 'strpos', arguments: [whole, part], at }
  },
  NORMALIZE(cursor, inner, at) {
    const items = [inner.value(cursor)]
    if (cursor.accept(',')) {
      const form = cursor.peek()
      if (!['NFC', 'NFD', 'NFKC', 'NFKD'].includes(form.text)) {
        cursor.fail("'NFC', 'NFD', 'NFKC', 'NFKD'")
      }
      items.push({ kind: 'string', text: cursor.take().text, at: form })
    }
    cursor.expect(')')
    return { kind: 'call', name: 'normalize', arguments: items, at }
  },
  SUBSTRING(cursor, inner, at) {
    const items = [inner.value(cursor)]
    if (cursor.accept('FROM')) {
      items.push(inner.value(cursor))
      if (cursor.accept('FOR')) items.push(inner.value(cursor))
    } else while (cursor.accept(',')) items.push(inner.value(cursor))
    cursor.expect(')')
    return { kind: 'call', name: 'substr', arguments: items, at }
  },
  TRIM(cursor, inner, at) {
    const side = ['LEADING', 'TRAILING', 'BOTH'].find((each) => cursor.accept(each)) ?? 'BOTH'
    const first = cursor.at('FROM') ? undefined : inner.value(cursor)
    let items = first ? [first] : []
    if (cursor.accept('FROM')) items = [inner.value(cursor), ...items]
    else if (cursor.accept(',')) items.push(inner.value(cursor))
    cursor.expect(')')
    const name = { LEADING: 'ltrim', TRAILING: 'rtrim', BOTH: 'trim' }[side] as string
    return { kind: 'call', name, arguments: items, at }
  },
  LISTAGG(cursor, inner, at) {
    const distinct = cursor.accept('DISTINCT')
    const items = [inner.expression(cursor)]
    if (cursor.accept(',')) items.push(inner.expression(cursor))
    if (cursor.accept('ON', 'OVERFLOW') && !cursor.accept('ERROR')) {
      // No text of ours is too long: nothing is cut off.
      cursor.expect('TRUNCATE')
      if (cursor.peek().kind === 'string') cursor.take()
      if (!cursor.accept('WITH', 'COUNT')) cursor.accept('WITHOUT', 'COUNT')
    }
    cursor.expect(')')
    cursor.expect('WITHIN', 'GROUP', '(')
    const orderBy = inner.sortItems(cursor)
    cursor.expect(')')
    const node: Call = { kind: 'call', name: 'listagg', arguments: items, distinct, orderBy }
    return { ...tail(cursor, inner, node), at }
  },
}

function castOf(cursor: Cursor, inner: Inner, at: At, safe: boolean): Expression {
  const operand = inner.expression(cursor)
  cursor.expect('AS')
  const type = typeName(cursor)
  cursor.expect(')')
  return { kind: 'cast', operand, type, safe, at }
}
