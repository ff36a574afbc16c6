import type { Identifier, Query } from '../ast.ts'
import { malformed } from '../error.ts'
import { type Grammar, type Token, tokenize } from '../lexer.ts'

/** Words that cannot name a thing unless they are quoted. */
const reserved = new Set(
  `ALTER AND AS BETWEEN BY CASE CAST CONSTRAINT CREATE CROSS CUBE CURRENT_CATALOG CURRENT_DATE
  CURRENT_PATH CURRENT_ROLE CURRENT_SCHEMA CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER DEALLOCATE
  DELETE DESCRIBE DISTINCT DROP ELSE END ESCAPE EXCEPT EXECUTE EXISTS EXTRACT FALSE FOR FROM FULL
  GROUP GROUPING HAVING IN INNER INSERT INTERSECT INTO IS JOIN JSON_ARRAY JSON_EXISTS JSON_OBJECT
  JSON_QUERY JSON_TABLE JSON_VALUE LEFT LIKE LISTAGG LOCALTIME LOCALTIMESTAMP NATURAL NORMALIZE NOT
  NULL ON OR ORDER OUTER PREPARE RECURSIVE RIGHT ROLLUP SELECT SKIP TABLE THEN TRIM TRUE UESCAPE
  UNION UNNEST USING VALUES WHEN WHERE WITH`.split(/\s+/),
)

/** Deeper nesting than any person writes; a deeper one would exhaust the stack. */
export const depthMax = 200

/** A place in the tokens, moved by what it takes. */
export interface Cursor {
  peek(ahead?: number): Token
  take(): Token
  /** Takes the words or symbols when they come next, all of them. */
  accept(...texts: string[]): boolean
  /** Whether they come next. */
  at(...texts: string[]): boolean
  expect(...texts: string[]): Token
  identifier(): Identifier
  atIdentifier(): boolean
  /** Whether an alias without AS comes next, and no clause whose word is not reserved. */
  atAlias(): boolean
  fail(expecting: string): never
  /** A parenthesised, comma-separated list of at least one. */
  list<T>(item: () => T): T[]
  /** Parses one level deeper; fails beyond the limit. */
  deeper<T>(parse: () => T): T
  /** Parses a query: expressions and queries hold each other. */
  query: (cursor: Cursor) => Query
  /** How many `?` were met. */
  parameters: number
}

/** Starts at the first token of a statement without its semicolon. */
export function openCursor(
  sql: string,
  query: (cursor: Cursor) => Query,
  grammar: Grammar = 'trino',
): Cursor {
  const tokens = tokenize(sql, grammar)
  let place = 0
  let depth = 0
  const peek = (ahead = 0) => tokens[Math.min(place + ahead, tokens.length - 1)] as Token
  const is = ({ kind, text }: Token, wanted: string) =>
    text === wanted && (kind === 'word' || kind === 'symbol')
  const cursor: Cursor = {
    query,
    parameters: 0,
    peek,
    take() {
      const token = peek()
      place += 1
      return token
    },
    at: (...texts) => texts.every((text, ahead) => is(peek(ahead), text)),
    accept(...texts) {
      const found = cursor.at(...texts)
      if (found) place += texts.length
      return found
    },
    expect(...texts) {
      const first = peek()
      for (const text of texts) if (!cursor.accept(text)) cursor.fail(`'${text}'`)
      return first
    },
    atIdentifier: () =>
      peek().kind === 'quoted' || (peek().kind === 'word' && !reserved.has(peek().text)),
    atAlias() {
      if (!cursor.atIdentifier()) return false
      const { kind, text } = peek(1)
      if (cursor.at('WINDOW')) return peek(2).text !== 'AS'
      if (cursor.at('TABLESAMPLE')) return false
      if (!['LIMIT', 'OFFSET', 'FETCH'].some((word) => cursor.at(word))) return true
      return kind !== 'integer' && !['?', 'ALL', 'FIRST', 'NEXT', '(', '-'].includes(text)
    },
    identifier() {
      if (!cursor.atIdentifier()) cursor.fail('<identifier>')
      const token = cursor.take()
      const label = token.kind === 'quoted' ? token.text : token.source
      return { text: label.toLowerCase(), label, at: token }
    },
    fail(expecting) {
      const token = peek()
      throw malformed(`mismatched input '${token.source}'. Expecting: ${expecting}`, token)
    },
    list(item) {
      cursor.expect('(')
      const items = [item()]
      while (cursor.accept(',')) items.push(item())
      cursor.expect(')')
      return items
    },
    deeper(parse) {
      depth += 1
      if (depth > depthMax) throw malformed('statement is too large (nested too deep)', peek())
      const result = parse()
      depth -= 1
      return result
    },
  }
  return cursor
}
