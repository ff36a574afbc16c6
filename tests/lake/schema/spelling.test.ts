import { expect, test } from '@jest/globals'
import { duckdbType, glueType, literal, quote } from '../../../lake/schema/spelling.ts'
import type { Type } from '../../../lake/schema/type.ts'

const nested: Type = {
  struct: [
    { name: 'a', type: 'long' },
    { name: 'b', type: { list: { map: ['string', 'decimal(9,2)'] } } },
  ],
}

test('names and texts cannot break out', () => {
  expect(quote('a"b')).toBe('"a""b"')
  expect(literal("a'b")).toBe("'a''b'")
  expect(literal("a'\0b")).toBe("('a''' || chr(0) || 'b')")
})

test('a type in Glue', () => {
  expect(glueType(nested)).toBe('struct<a:bigint,b:array<map<string,decimal(9,2)>>>')
  expect(glueType('null')).toBe('string')
  expect(glueType('timestamptz')).toBe('timestamp')
})

test('a type in DuckDB', () => {
  expect(duckdbType(nested)).toBe('STRUCT("a" BIGINT, "b" MAP(VARCHAR, DECIMAL(9,2))[])')
  expect(duckdbType('null')).toBe('VARCHAR')
})
