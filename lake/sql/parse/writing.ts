/** Trino's statements that write a query's rows: CTAS, INSERT, UNLOAD; and CREATE VIEW. */
import type { Expression } from '../ast.ts'
import type { QualifiedName, Writing } from '../ddl.ts'
import { malformed } from '../error.ts'
import { type Cursor, openCursor } from './cursor.ts'
import { expression } from './expression.ts'
import { type ParsedQuery, query } from './query.ts'

/** Parses one of them; AthenaError where it is none. */
export function parseWriting(sql: string): Writing {
  const cursor = openCursor(sql, query)
  const parsed = statement(cursor, sql)
  if (cursor.peek().kind !== 'end') cursor.fail('<EOF>')
  return parsed
}

function statement(cursor: Cursor, sql: string): Writing {
  if (cursor.accept('CREATE', 'TABLE')) return createTableAs(cursor)
  if (cursor.accept('INSERT', 'INTO')) {
    const name = qualified(cursor)
    const named = cursor.at('(') && !inner(cursor)
    const columns = named ? cursor.list(cursor.identifier) : undefined
    return { kind: 'insert', name, ...(columns && { columns }), query: parsedQuery(cursor) }
  }
  const at = cursor.peek()
  if (cursor.accept('UNLOAD')) {
    cursor.expect('(')
    const rows = parsedQuery(cursor)
    cursor.expect(')', 'TO')
    if (cursor.peek().kind !== 'string') cursor.fail('<string>')
    const location = cursor.take().text
    const properties = cursor.accept('WITH') ? propertiesOf(cursor) : {}
    return { kind: 'unload', query: rows, location, properties, at }
  }
  cursor.expect('CREATE')
  const replace = cursor.accept('OR', 'REPLACE')
  cursor.expect('VIEW')
  const name = qualified(cursor)
  cursor.expect('AS')
  const text = sql.slice(cursor.peek().offset)
  return { kind: 'createView', name, replace, query: parsedQuery(cursor), text }
}

function createTableAs(cursor: Cursor): Writing {
  const ifNotExists = cursor.accept('IF', 'NOT', 'EXISTS')
  const name = qualified(cursor)
  if (cursor.accept('COMMENT')) cursor.take()
  const properties = cursor.accept('WITH') ? propertiesOf(cursor) : {}
  cursor.expect('AS')
  const rows = parsedQuery(cursor)
  const withData = !cursor.accept('WITH', 'NO', 'DATA')
  if (withData) cursor.accept('WITH', 'DATA')
  return { kind: 'createTableAs', name, ifNotExists, properties, query: rows, withData }
}

/** Whether the parenthesis that comes next holds a query and no columns. */
const inner = (cursor: Cursor): boolean =>
  ['SELECT', 'WITH', 'VALUES', 'TABLE', '('].includes(cursor.peek(1).text) &&
  cursor.peek(1).kind !== 'quoted'

function parsedQuery(cursor: Cursor): ParsedQuery {
  const before = cursor.parameters
  const parsed = query(cursor)
  return { query: parsed, parameters: cursor.parameters - before }
}

function qualified(cursor: Cursor): QualifiedName {
  const first = cursor.identifier()
  const parts = [first]
  while (parts.length < 3 && cursor.accept('.')) parts.push(cursor.identifier())
  return { parts, at: first.at }
}

/** `(format = 'PARQUET', partitioned_by = ARRAY['a'])`; names in lower case, each once. */
function propertiesOf(cursor: Cursor): Record<string, Expression> {
  const found = new Map<string, Expression>()
  cursor.list(() => {
    const { text, at } = cursor.identifier()
    cursor.expect('=')
    if (found.has(text)) throw malformed(`Duplicate property: ${text}`, at)
    found.set(text, expression(cursor))
  })
  return Object.fromEntries(found)
}
