/** Lines that are one cell in quotes: rows within, or the one column of their table. */
import { expect, test } from '@jest/globals'
import { inspectText } from '../../../lake/inspect/text.ts'
import type { Pins } from '../../../schemas/interpretation.ts'

const found = (lines: string[], pins: Pins = {}) => {
  const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''))
  const { columns, doubt } = inspectText({ bytes, whole: true }, [], pins)
  return { names: columns.map(({ name }) => name), doubt }
}

test('rows within quotes of their own are columns', () => {
  const { names, doubt } = found(['"id,name"', '"1,""A, B"""', '"2,""C"""', '"3,""D"""'])
  expect(names).toEqual(['id', 'name'])
  expect(doubt ?? []).toEqual([])
})

test('a name above without the delimiter is the name of one column', () => {
  const { names } = found(['label', '"A,1"', '"B,2"', '"C,3"', '"D,4"'])
  expect(names).toEqual(['label'])
})

test('who says that there is no such quote is heard', () => {
  const { names } = found(['"1,a"', '"3,b"', '"5,c"', '"7,d"'], { quote: '' })
  expect(names).toHaveLength(2)
  expect(found(['"1,a"', '"3,b"', '"5,c"'], { quote: '', delimiter: ',' }).names).toHaveLength(2)
})

test('where no quotes within speak for it, it is doubted', () => {
  const { doubt } = found(['"Doe,Jane"', '"Smith,John"', '"Roe,Richard"', '"Poe,Edgar"'])
  expect(doubt).toContainEqual(expect.stringContaining('one cell in quotes'))
})
