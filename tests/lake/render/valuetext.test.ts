/** Values of binary formats as text. */
import { expect, test } from '@jest/globals'
import {
  clockText,
  dayText,
  decimalText,
  jsonText,
  momentText,
} from '../../../lake/render/valuetext.ts'

test('bytes are hexadecimal, by whatever array they come, and an object is itself', () => {
  const bytes = [1, 255]
  expect(jsonText({ a: Buffer.from(bytes), b: new Uint8Array(bytes), c: 12n })).toBe(
    '{"a":"01ff","b":"01ff","c":12}',
  )
  expect(jsonText({ type: 'Buffer', data: [1] })).toBe('{"type":"Buffer","data":[1]}')
  expect(jsonText([new Int32Array([1, -2]), Number.NaN])).toBe('[[1,-2],"NaN"]')
})

test('days are those of the calendar, before and after what a Date knows', () => {
  for (let days = -800_000; days < 3_000_000; days += 997) {
    const iso = new Date(days * 86_400_000).toISOString()
    if (/^[+-]/.test(iso)) continue
    expect(dayText(BigInt(days))).toBe(iso.slice(0, 10))
  }
  const far = new Date(3_652_061 * 86_400_000).toISOString()
  expect(dayText(3_652_061n)).toBe(far.slice(2, 13))
})

test('times with all their digits', () => {
  expect(clockText(3_723_004_500n, 'MICROS')).toBe('01:02:03.0045')
  expect(momentText(-1n, 'NANOS')).toBe('1969-12-31T23:59:59.999999999')
  expect(momentText(1_700_000_000_000n, 'MILLIS')).toBe('2023-11-14T22:13:20')
  expect(decimalText(-5n, 2)).toBe('-0.05')
})
