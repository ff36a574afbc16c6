/** Rows of a text in any shape, and aside what cannot be read right: none is lost, and none changed. */
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { type CsvRender, readCsv } from '../../../lake/render/csv.ts'
import type { Rejected } from '../../../lake/render/render.ts'

const plain: CsvRender = {
  ...{ reader: 'csv', as: 'csv', delimiter: ',', quote: '"', escape: '"' },
  ...{ from: 0, line: 1, width: 3, columns: 3, kinds: ['digits', 'words', 'digits'] },
}

async function rendered(text: string, render: Partial<CsvRender> = {}) {
  const bytes = Buffer.from(text)
  const aside: Rejected[] = []
  const pieces: Uint8Array[] = []
  const object = {
    bytes: bytes.length,
    chunks: async function* () {
      yield bytes
    },
    read: async (start: number, end: number) => bytes.subarray(start, end),
    aside: (row: Rejected) => void aside.push(row),
  }
  for await (const piece of readCsv(object, { ...plain, ...render }))
    pieces.push(Buffer.from(piece))
  return { text: Buffer.concat(pieces).toString(), aside }
}

describe('a row', () => {
  test('with a quote that does not close is aside alone, by line and byte', async () => {
    const { text, aside } = await rendered('1,a,2\n2,"b,3\n3,"c",4\n')
    expect(text).toBe('1,a,2\n3,c,4\n')
    expect(aside).toMatchObject([{ line: 2, byte: 6, text: '2,"b,3' }])
  })

  test('with quotes in a quoted cell is read', async () => {
    const { text, aside } = await rendered('1,"Gate "B" North",2\n2,5" pipe,3\n')
    expect(text).toBe('1,"Gate ""B"" North",2\n2,"5"" pipe",3\n')
    expect(aside).toEqual([])
  })

  test('of several lines is one', async () => {
    const { text } = await rendered('1,"a\nb",2\r\n2,"",3\r3,,4')
    expect(text).toBe('1,"a\nb",2\n2,"",3\n3,,4\n')
  })

  test('whose cells have moved is aside; one with more of them at its end is not', async () => {
    const { text, aside } = await rendered('1,Smith, John,2\n2,b,3,more\n3,c\n')
    expect(text).toBe('2,b,3,more\n3,c,\n')
    expect(aside).toMatchObject([{ line: 1 }])
  })

  test('is cut by delimiters of any length', async () => {
    expect((await rendered('1||a|b||2\n', { delimiter: '||' })).text).toBe('1,a|b,2\n')
    expect((await rendered('1§é§2\n', { delimiter: '§' })).text).toBe('1,é,2\n')
  })
})

test('a line of spaces is blank where rows have several cells, and a text where they have one', async () => {
  expect(await rendered('1,a,2\n   \n2,b,3\n')).toEqual({ text: '1,a,2\n2,b,3\n', aside: [] })
  expect((await rendered('1,a,2\n"  "\n')).text).toBe('1,a,2\n"  ",,\n')
  const one = { delimiter: '', width: 1, columns: 1, kinds: ['words' as const] }
  expect((await rendered('a\n  \nb\n', one)).text).toBe('a\n"  "\nb\n')
})

test('the header that stands again is no row; one that only resembles it is', async () => {
  const again = ['id', 'name', 'age']
  const quoted = '"i""d","name",age\n"id",name,age\n1,a,2\n'
  expect((await rendered(quoted, { again: ['i"d', 'name', 'age'] })).text).toBe(
    'id,name,age\n1,a,2\n',
  )
  const text = 'id,name,age\n1,a,2\nid,name,\nid,name,age\n2,name,3\n'
  expect((await rendered(text, { again })).text).toBe('1,a,2\nid,name,\n2,name,3\n')
})

describe('rows in quotes', () => {
  const wrapped = { wrapped: true as const }
  const inQuotes = (text: string): string => `"${text.replaceAll('"', '""')}"`

  test('are the rows within, and so are lines without them', async () => {
    const { text, aside } = await rendered('"1,""a, b"",2"\r\n2,c,3\n"3,""d\ne"",4"', wrapped)
    expect(text).toBe('1,"a, b",2\n2,c,3\n3,"d\ne",4\n')
    expect(aside).toEqual([])
  })

  test('of which one is broken within is aside alone, by line and byte, as it lies', async () => {
    const { text, aside } = await rendered('"1,a,2"\n"2,""b,3"\n"3,c\n4,d,5\n"5,e,6"\n', wrapped)
    expect(text).toBe('1,a,2\n4,d,5\n5,e,6\n')
    expect(aside).toMatchObject([
      { line: 2, byte: 8, text: '"2,""b,3"' },
      { line: 3, byte: 18, text: '"3,c' },
    ])
  })

  test('are what the same rows without are', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '1', ' ', '"', ',', '\n', 'é') })
    const row = fc.tuple(cell, cell, cell).map((cells) => cells.map(inQuotes).join(','))
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 8 }), async (rows) => {
        const kinds = ['words' as const, 'words' as const, 'words' as const]
        const { text } = await rendered(`${rows.join('\n')}\n`, { kinds })
        const lines = `${rows.map(inQuotes).join('\n')}\n`
        expect(await rendered(lines, { ...wrapped, kinds })).toEqual({ text, aside: [] })
      }),
    )
  })
})

test('rows read and rows aside are the rows of the file, wherever quotes stand', async () => {
  const piece = fc.constantFrom('a', '1', ' ', '"', '""', ',', ',', 'é')
  const line = fc
    .array(piece, { minLength: 1, maxLength: 10 })
    .map((pieces) => pieces.join(''))
    .filter((text) => text.trim() !== '')
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 8 }), async (lines) => {
      const { text, aside } = await rendered(`${lines.join('\n')}\n`)
      const whole = aside.reduce((sum, row) => sum + row.text.split('\n').length, 0)
      expect(text.split('\n').length - 1 + whole).toBe(lines.length)
    }),
    { numRuns: 500 },
  )
})

test('a text in quotes that begins as a comment is a value', async () => {
  const { text } = await rendered('1,a,2\n"# x",b,3\n# no row\n#4,c,4\n', { comments: true })
  expect(text).toBe('1,a,2\n"# x",b,3\n#4,c,4\n')
})

test('whoever waits for rows hears of each piece that has been read, though none is a row', async () => {
  const bytes = Buffer.from('a"x","b\n'.repeat(200_000))
  let pieces = 0
  const object = {
    bytes: bytes.length,
    chunks: async function* () {},
    read: async (start: number, end: number) => bytes.subarray(start, end),
    aside: () => {},
  }
  for await (const _ of readCsv(object, { ...plain, width: 9 })) pieces++
  expect(pieces).toBeGreaterThanOrEqual(bytes.length / (1 << 18))
})
