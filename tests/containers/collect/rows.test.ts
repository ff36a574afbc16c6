/** What becomes of a message, and what a file is called: nothing of a peer's is changed, nothing goes unnamed. */
import { expect, test } from '@jest/globals'
import { fileOf } from '../../../containers/collect/file.ts'
import { rowOf, wordOf } from '../../../containers/collect/row.ts'
import { addressOf } from '../../../lake/key.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

test('JSON stays as it was written, on one line; what is none is refused with its bytes', () => {
  const long = '{"n": 12345678901234567890,\r\n "a b": [1.50, null]}'
  expect(rowOf({ id: 'a' }, bytes(long), 'json')).toEqual({
    line: '{"id":"a","value":{"n": 12345678901234567890,  "a b": [1.50, null]}}'.replace(
      '  ',
      ' '.repeat(2),
    ),
  })
  expect(rowOf({}, bytes('"a\\nb"'), 'json')).toEqual({ line: '{"value":"a\\nb"}' })
  for (const wrong of ['', '{"a":', 'NaN', '\ufeff{}']) {
    const { refused } = rowOf({ id: 'a' }, bytes(wrong), 'json') as { refused: string }
    const { id, reason, base64 } = JSON.parse(refused)
    expect([id, reason, Buffer.from(base64, 'base64').toString()]).toEqual([
      'a',
      expect.stringMatching('not JSON'),
      wrong,
    ])
  }
})

test('text is text, bytes are base64, and what is no UTF-8 is told apart', () => {
  const latin = Uint8Array.of(0xe4, 0x00)
  expect(rowOf({}, bytes('a\n"b'), 'text')).toEqual({ line: '{"value":"a\\n\\"b"}' })
  expect(rowOf({}, latin, 'bytes')).toEqual({ line: '{"value":"5AA="}' })
  expect(rowOf({}, latin, 'text')).toEqual({ refused: expect.stringMatching('not UTF-8.*5AA=') })
  expect([wordOf(bytes('ä')), wordOf(latin)]).toEqual(['ä', 'base64:5AA='])
})

test('every name of a peer is a file’s of ours, and two are two', () => {
  const names = [
    'a.csv',
    'x/a.csv',
    'y/a.csv',
    '',
    '.',
    '..',
    '_a.csv',
    '=a.csv',
    'a\nb',
    '\ud800.csv',
    'ß.csv',
    `${'n'.repeat(400)}.csv`,
    `${'n'.repeat(401)}.csv`,
  ]
  const files = names.map(fileOf)
  expect(files.slice(0, 2)).toEqual(['a.csv', expect.stringMatching(/^[0-9a-f]{24}-a\.csv$/)])
  expect(new Set(files).size).toBe(names.length)
  for (const file of files) {
    expect(file.length).toBeLessThanOrEqual(200)
    expect(addressOf(`shop/files/${file}`)).toMatchObject({ kind: 'data', address: { file } })
  }
})
