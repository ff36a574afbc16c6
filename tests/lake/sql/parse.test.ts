import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { AthenaError } from '../../../lake/sql/error.ts'
import { parseQuery } from '../../../lake/sql/parse/query.ts'

test.each([
  ['SELECT 1 FROM', "line 1:14: mismatched input '<EOF>'"],
  ['SELECT a,\n  FROM t', "line 2:3: mismatched input 'FROM'"],
  ['SELECT (1', "line 1:10: mismatched input '<EOF>'"],
  ['SELECT 1 LIMIT 5 OFFSET 2', "line 1:18: mismatched input 'OFFSET'"],
  ['SELECT * FROM a JOIN b', "line 1:23: mismatched input '<EOF>'"],
  ['SELECT `a` FROM t', "line 1:8: mismatched input '`'"],
  ['SELECT CASE END', "line 1:13: mismatched input 'END'"],
  ['SELECT 1 AS select', "line 1:13: mismatched input 'select'"],
])('%j is refused at its place', (sql, message) => {
  expect(() => parseQuery(sql)).toThrow(message)
})

test('nesting beyond any person is refused, and does not exhaust the stack', () => {
  for (const depth of [1_000, 10_000]) {
    expect(() => parseQuery(`SELECT ${'('.repeat(depth)}1${')'.repeat(depth)}`)).toThrow(
      AthenaError,
    )
    expect(() => parseQuery(`SELECT ${'- '.repeat(depth)}1`)).toThrow(AthenaError)
    expect(() => parseQuery(`SELECT ${'NOT '.repeat(depth)}true`)).toThrow(AthenaError)
    expect(() => parseQuery(`${'SELECT * FROM ('.repeat(depth)}`)).toThrow(AthenaError)
    expect(() => parseQuery(`SELECT CAST(1 AS ${'ARRAY('.repeat(depth)}`)).toThrow(AthenaError)
  }
})

const word = fc.constantFrom(
  ...'SELECT FROM WHERE a b.c ( ) , * + - || = < 1 2.5 1e3 \'x\' "q" CASE WHEN THEN END CAST AS BIGINT ARRAY [ ] -> x'.split(
    ' ',
  ),
  ...'AND OR NOT IN IS NULL LIKE BETWEEN EXISTS UNION ALL JOIN ON USING UNNEST GROUP BY ORDER LIMIT OVER FILTER WITH ?'.split(
    ' ',
  ),
)

test('whatever is written, it parses or is refused', () => {
  fc.assert(
    fc.property(fc.array(word, { maxLength: 40 }), (words) => {
      try {
        parseQuery(`SELECT ${words.join(' ')}`)
      } catch (error) {
        expect(error).toBeInstanceOf(AthenaError)
      }
    }),
    { numRuns: 1_000 },
  )
})
