import { expect, test } from '@jest/globals'
import { missingIn, nearest, positionIn } from '../../../lake/sql/place.ts'

test('a place in a statement, as Athena counts', () => {
  expect(positionIn("COLUMN_NOT_FOUND: line 12:8: Column 'x' cannot be resolved")).toEqual({
    line: 12,
    column: 8,
  })
  expect(positionIn('no place')).toBeUndefined()
})

test('what is missing, by Athena’s words', () => {
  const column = "COLUMN_NOT_FOUND: line 1:8: Column 't.prise' cannot be resolved or requester is"
  expect(missingIn(column)).toEqual({ kind: 'column', name: 'prise' })
  const table = "TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.lake.ordes' does not exist"
  expect(missingIn(table)).toEqual({ kind: 'table', name: 'ordes' })
  expect(missingIn('SYNTAX_ERROR: line 1:1: mismatched input')).toBeUndefined()
})

test('the nearest name, or none', () => {
  const known = ['price', 'name', 'pricing_model', 'id']
  expect(nearest('prise', known)).toBe('price')
  expect(nearest('PRICE', known)).toBe('price')
  expect(nearest('ip', known)).toBe('id')
  expect(nearest('quantity', known)).toBeUndefined()
})
