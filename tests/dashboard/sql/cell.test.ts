import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { costOf, usdText } from '../../../dashboard/screens/sql/api.ts'
import { cellOf, copied, copiedRow, grouped } from '../../../dashboard/screens/sql/cell.ts'

describe('a cell', () => {
  test.each([
    [null, 'varchar', 'null', 'null'],
    ['', 'varchar', 'empty', 'empty'],
    ['null', 'varchar', 'null', 'text'],
    [1234567, 'bigint', '1,234,567', 'number'],
    [2001, 'bigint', '2001', 'number'],
    ['9007199254740993', 'bigint', '9,007,199,254,740,993', 'number'],
    ['-12345.670', 'decimal(9,3)', '-12,345.670', 'number'],
    ['NaN', 'double', 'NaN', 'number'],
    [1.5e300, 'double', '1.5e+300', 'number'],
    [false, 'boolean', 'false', 'boolean'],
    ['2001-01-01 08:30:00.000', 'timestamp', '2001-01-01 08:30:00', 'time'],
    ['2001-01-01 08:30:00.250', 'timestamp', '2001-01-01 08:30:00.250', 'time'],
    ['2001-01-01 00:00:00.000 UTC', 'timestamp with time zone', '2001-01-01 00:00:00 UTC', 'time'],
  ])('%p of %s is %s', (value, type, text, kind) => {
    expect(cellOf(value, type)).toEqual({ text, kind })
  })

  test('of a column that names things is not grouped', () => {
    expect(cellOf(1234567, 'bigint', 'customer_id').text).toBe('1234567')
  })

  test('keeps every digit, however it groups them', () => {
    fc.assert(
      fc.property(fc.bigInt(), (value) => {
        expect(grouped(String(value)).replaceAll(',', '')).toBe(String(value))
      }),
    )
  })

  test('is copied as it is, null as nothing, and a row has one tab between cells', () => {
    expect(copied(null)).toBe('')
    expect(copied(1234567)).toBe('1234567')
    expect(copiedRow(['a\tb\nc', null, 1])).toBe('a b c\t\t1')
  })
})

describe('what a query costs', () => {
  const query = (scannedBytes: number, reused = false) => ({ scannedBytes, reused })

  test('is 10 MB at least, and nothing for a result that was there', () => {
    expect(usdText(costOf(query(1)))).toBe('$0.000048')
    expect(usdText(costOf(query(2 ** 40)))).toBe('$5.00')
    expect(usdText(costOf(query(2 ** 30)))).toBe('$0.0049')
    expect(usdText(costOf(query(2 ** 30, true)))).toBe('$0')
    expect(usdText(costOf(query(0)))).toBe('$0')
  })
})
