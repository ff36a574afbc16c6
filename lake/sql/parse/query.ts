import type {
  Body,
  CommonTable,
  Expression,
  Grouping,
  Query,
  Select,
  SelectItem,
  TypeName,
} from '../ast.ts'
import { window } from './call.ts'
import { type Cursor, openCursor } from './cursor.ts'
import { expression, sortItems, value } from './expression.ts'
import { relation } from './relation.ts'
import { typeName } from './typename.ts'

export interface ParsedQuery {
  query: Query
  /** How many `?` it has. */
  parameters: number
}

/** Parses one SELECT, VALUES, TABLE or WITH; AthenaError with Trino's words where it does not parse. */
export function parseQuery(sql: string): ParsedQuery {
  const cursor = openCursor(sql, query)
  const parsed = query(cursor)
  if (cursor.peek().kind !== 'end') cursor.fail('<EOF>')
  return { query: parsed, parameters: cursor.parameters }
}

/** Parses a type that stands alone, as a view keeps its columns'. */
export function parseType(text: string): TypeName {
  const cursor = openCursor(text, query)
  const parsed = typeName(cursor)
  if (cursor.peek().kind !== 'end') cursor.fail('<EOF>')
  return parsed
}

/** Parses one expression that stands alone, such as an execution parameter. */
export function parseExpression(sql: string): Expression {
  const cursor = openCursor(sql, query)
  const parsed = expression(cursor)
  if (cursor.peek().kind !== 'end') cursor.fail('<EOF>')
  return parsed
}

/** Parses a query that others hold. */
export function query(cursor: Cursor): Query {
  return cursor.deeper(() => {
    const at = cursor.peek()
    const common = cursor.accept('WITH')
    const recursive = common && cursor.accept('RECURSIVE')
    const tables: CommonTable[] = []
    if (common) {
      do tables.push(commonTable(cursor))
      while (cursor.accept(','))
    }
    const parsed: Query = {
      at,
      recursive,
      with: tables,
      body: union(cursor),
      orderBy: sortItems(cursor),
    }
    limits(cursor, parsed)
    return parsed
  })
}

function commonTable(cursor: Cursor): CommonTable {
  const name = cursor.identifier()
  const columns = cursor.at('(') ? cursor.list(cursor.identifier) : undefined
  cursor.expect('AS', '(')
  const inner = query(cursor)
  cursor.expect(')')
  return { name, query: inner, ...(columns && { columns }) }
}

/** Trino's order: OFFSET, then LIMIT or FETCH FIRST. */
function limits(cursor: Cursor, parsed: Query): void {
  if (cursor.accept('OFFSET')) {
    parsed.offset = count(cursor)
    if (!cursor.accept('ROWS')) cursor.accept('ROW')
  }
  if (cursor.accept('LIMIT')) {
    if (!cursor.accept('ALL')) parsed.limit = count(cursor)
    return
  }
  if (!cursor.accept('FETCH')) return
  const at = cursor.peek()
  if (!cursor.accept('FIRST')) cursor.expect('NEXT')
  const one: Expression = { kind: 'integer', text: '1', at }
  parsed.limit = cursor.at('ROW') || cursor.at('ROWS') ? one : count(cursor)
  if (!cursor.accept('ROWS')) cursor.expect('ROW')
  if (!cursor.accept('ONLY')) {
    cursor.expect('WITH', 'TIES')
    parsed.withTies = true
  }
}

/** A whole number or a parameter. */
function count(cursor: Cursor): Expression {
  const { kind, text } = cursor.peek()
  if (kind !== 'integer' && text !== '?') cursor.fail('<integer>')
  return value(cursor)
}

function union(cursor: Cursor): Body {
  return sets(cursor, ['UNION', 'EXCEPT'], () => sets(cursor, ['INTERSECT'], () => term(cursor)))
}

function sets(
  cursor: Cursor,
  operators: ('UNION' | 'INTERSECT' | 'EXCEPT')[],
  operand: () => Body,
): Body {
  let left = operand()
  for (;;) {
    const at = cursor.peek()
    const operator = operators.find((each) => cursor.accept(each))
    if (!operator) return left
    const all = cursor.accept('ALL')
    if (!all) cursor.accept('DISTINCT')
    left = { kind: 'set', operator, all, left, right: operand(), at }
  }
}

function term(cursor: Cursor): Body {
  const at = cursor.peek()
  if (cursor.accept('(')) {
    const inner = query(cursor)
    cursor.expect(')')
    return { kind: 'query', query: inner, at }
  }
  if (cursor.accept('VALUES')) {
    const rows: Expression[] = []
    do rows.push(expression(cursor))
    while (cursor.accept(','))
    return { kind: 'values', rows, at }
  }
  if (cursor.accept('TABLE')) {
    const from = relation(cursor)
    return { kind: 'select', at, distinct: false, items: [{ kind: 'star', at }], from, windows: [] }
  }
  if (!cursor.at('SELECT')) cursor.fail("'(', 'SELECT', 'TABLE', 'VALUES'")
  return select(cursor)
}

function select(cursor: Cursor): Select {
  const at = cursor.expect('SELECT')
  const distinct = cursor.accept('DISTINCT')
  if (!distinct) cursor.accept('ALL')
  const items = [item(cursor)]
  while (cursor.accept(',')) items.push(item(cursor))
  const node: Select = { kind: 'select', at, distinct, items, windows: [] }
  if (cursor.accept('FROM')) node.from = relation(cursor)
  if (cursor.accept('WHERE')) node.where = expression(cursor)
  if (cursor.accept('GROUP', 'BY')) node.groupBy = groupings(cursor)
  if (cursor.accept('HAVING')) node.having = expression(cursor)
  if (cursor.accept('WINDOW')) {
    do {
      const name = cursor.identifier()
      cursor.expect('AS')
      node.windows.push({
        name,
        window: window(cursor, { expression, value, sortItems, atQuery: () => false }),
      })
    } while (cursor.accept(','))
  }
  return node
}

function item(cursor: Cursor): SelectItem {
  const at = cursor.peek()
  if (cursor.accept('*')) return { kind: 'star', at }
  const value = expression(cursor)
  if (cursor.accept('.', '*')) return star(cursor, value)
  const named = cursor.accept('AS') || cursor.atAlias()
  return { kind: 'expression', value, ...(named && { alias: cursor.identifier() }) }
}

/** `t.*`, `expression.* AS (a, b)`. */
function star(cursor: Cursor, base: Expression): SelectItem {
  const columns = cursor.accept('AS') ? cursor.list(cursor.identifier) : undefined
  return { kind: 'star', base, at: base.at, ...(columns && { columns }) }
}

function groupings(cursor: Cursor): Grouping[] {
  if (!cursor.accept('ALL')) cursor.accept('DISTINCT')
  const elements: Grouping[] = []
  do elements.push(grouping(cursor))
  while (cursor.accept(','))
  return elements
}

function grouping(cursor: Cursor): Grouping {
  if (cursor.accept('ROLLUP')) return { kind: 'rollup', sets: cursor.list(() => set(cursor)) }
  if (cursor.accept('CUBE')) return { kind: 'cube', sets: cursor.list(() => set(cursor)) }
  if (cursor.accept('GROUPING', 'SETS'))
    return { kind: 'sets', sets: cursor.list(() => set(cursor)) }
  return { kind: 'simple', sets: [set(cursor)] }
}

/** One key, or several in parentheses, or none in them. */
function set(cursor: Cursor): Expression[] {
  if (cursor.accept('(', ')')) return []
  const key = expression(cursor)
  return key.kind === 'row' ? key.items : [key]
}
