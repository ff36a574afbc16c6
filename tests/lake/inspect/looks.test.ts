/** How often a text is looked at: signs between blanks, lines without anything. */
import { expect, jest, test } from '@jest/globals'
import { columnsByBlanks } from '../../../lake/inspect/fixed/places.ts'
import { cutRows } from '../../../lake/inspect/table/rows.ts'
import { placesOf } from '../../../lake/render/fixedline.ts'

test('of signs a blank apart no pair of columns is cut in more lines than tell that they are none', () => {
  const signs = 450
  const lines = Array.from({ length: 300 }, () => placesOf('| '.repeat(signs), 'characters'))
  const looks = lines.map((places) => jest.spyOn(places, 'slice'))
  expect(columnsByBlanks(lines, 0)).toBeUndefined()
  const cut = looks.filter(({ mock }) => mock.calls.length > 0).length
  expect(cut).toBe(2)
})

test('values of one length are two columns still where the one is of words and the other of digits', () => {
  const lines = ['ab 12', 'cd 34', 'ef 56', 'gh 78', 'ij 90', 'kl 13', 'mn 57'].map((line) =>
    placesOf(line, 'characters'),
  )
  const columns = [
    [0, 2],
    [3, 5],
  ]
  expect(columnsByBlanks(lines, 0)).toEqual(columns)
  expect(columnsByBlanks([...lines.slice(1), placesOf('op qr', 'characters')], 0)).toBeUndefined()
})

test.each([
  ['', true],
  ['\n\n\na,b\n\n1,2\n\n\n', true],
  ['a,"b\n\nc"\n\n1,2', true],
  ['a,"b\n\n1,2\n\n\n', true],
  ['a,b\r\n\r\n\n1,2\n\n', false],
  ['x\n\n\n"open\n\n', false],
])('without lines that hold nothing the rows of %j are the same', (text, isLast) => {
  const cutting = { delimiter: ',', quote: '"', escape: '"' }
  const rows = cutRows(Buffer.from(text), cutting, isLast)
  const isNothing = ({ byte }: { byte: number }): boolean =>
    text[byte] === '\n' && (byte === 0 || text[byte - 1] === '\n')
  const others = rows.filter((row) => !isNothing(row))
  expect(cutRows(Buffer.from(text), cutting, isLast, false)).toEqual(others)
  expect(rows.every(({ byte }, i) => byte === (rows[i - 1]?.end ?? 0))).toBe(true)
})
