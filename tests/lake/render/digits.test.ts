/** No number of a JSON text loses a digit, in however many pieces the text comes. */
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { longNumbersIn } from '../../../lake/inspect/jsonnumber.ts'
import { readDigits } from '../../../lake/render/digits.ts'

async function rendered(text: string, size: number): Promise<string> {
  const bytes = Buffer.from(text)
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
  }
  const object = { bytes: bytes.length, chunks, read: async () => bytes, aside: () => {} }
  const pieces: Buffer[] = []
  for await (const piece of readDigits(object, { reader: 'digits', as: 'ndjson' })) {
    pieces.push(Buffer.from(piece as Buffer))
  }
  return Buffer.concat(pieces).toString()
}

test('a number that a double would change is a text of its digits, and no other is', async () => {
  const line =
    '{"a":12345678901234567.89,"é":"12345678901234567.89 \\" 1","b":[1.50,12345678901234567890,-0.12345678901234567890e5]}\n'
  const expected = line
    .replace(':12345678901234567.89,', ':"12345678901234567.89",')
    .replace('-0.12345678901234567890e5', '"-0.12345678901234567890e5"')
  for (const size of [1, 7, 1_000])
    expect(await rendered(line + line, size)).toBe(expected + expected)
  expect(longNumbersIn(Buffer.from(line))).toBe(2)
})

test('nor does one become nothing, or without end, by its exponent', async () => {
  const line = '{"a":1e-400,"b":[1E400,2.5e-330,1e300,5e-324,0e999],"c":"1e-400"}\n'
  const expected = '{"a":"1e-400","b":["1E400","2.5e-330",1e300,5e-324,0e999],"c":"1e-400"}\n'
  expect(longNumbersIn(Buffer.from(line))).toBe(3)
  expect(await rendered(line, 7)).toBe(expected)
})

test('what doubles hold stays as it is', async () => {
  await fc.assert(
    fc.asyncProperty(fc.json(), fc.integer({ min: 1, max: 9 }), async (json, size) => {
      expect(longNumbersIn(Buffer.from(json))).toBe(0)
      expect(await rendered(`${json}\n`, size)).toBe(`${json}\n`)
    }),
  )
})
