/** Text at fixed places: what was printed is read again, and what keeps to no places is none. */
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { inspectFixed } from '../../../lake/inspect/fixed/fixed.ts'
import { openRowBytesMax } from '../../../lake/limits.ts'
import { FixedRows, readFixed } from '../../../lake/render/fixed.ts'
import { cutByBlanks, type Measure, placesOf } from '../../../lake/render/fixedline.ts'
import { plainRow } from '../../../lake/render/plaincsv.ts'
import type { Lying, Rejected } from '../../../lake/render/render.ts'

const found = (text: string) =>
  inspectFixed({ bytes: Buffer.from(text), whole: true, firstByte: 0 })

async function read(text: string): Promise<{ rows: string; aside: Rejected[] }> {
  const aside: Rejected[] = []
  const bytes = Buffer.from(text)
  const object = {
    async *chunks() {
      for (let at = 0; at < bytes.length; at += 7) yield bytes.subarray(at, at + 7)
    },
    aside: (row: Rejected) => aside.push(row),
  } as unknown as Lying
  const pieces: string[] = []
  for await (const piece of readFixed(object, found(text)!.render!)) pieces.push(String(piece))
  return { rows: pieces.join(''), aside }
}

const word = fc.constantFrom(
  'Ada Li',
  'b',
  'Söder',
  '東京',
  'x, y',
  '"q"',
  '007',
  '',
  'long text of words',
)
const number = fc.integer({ min: 0, max: 99_999 }).map(String)
const rowsOf = fc.array(fc.tuple(number, word, number, word), { minLength: 3, maxLength: 9 })
const names = ['id', 'full name', 'count', 'note']

const widthOf = (text: string, measure: Measure): number => placesOf(text, measure).length

function printed(rows: string[][], measure: Measure): { cells: string[][]; widths: number[] } {
  const widths = names.map((_, i) => Math.max(...rows.map((row) => widthOf(row[i]!, measure))))
  const cells = rows.map((row) =>
    row.map((cell, i) => cell + ' '.repeat(widths[i]! - widthOf(cell, measure))),
  )
  return { cells, widths }
}

const expectedOf = (rows: string[][]): string =>
  [names, ...rows].map((cells) => plainRow(cells.map((cell) => cell || null))).join('')

test('what is printed with blanks, within frames, as Markdown or under a ruler is read again', async () => {
  await fc.assert(
    fc.asyncProperty(
      rowsOf,
      fc.constantFrom<Measure>('characters', 'width'),
      async (rows, measure) => {
        const { cells, widths } = printed([names, ...rows], measure)
        const [head, ...body] = cells
        const frame = `+${widths.map((width) => '-'.repeat(width + 2)).join('+')}+`
        const framed = (row: string[]): string => `| ${row.join(' | ')} |`
        const ruler = widths.map((width) => '-'.repeat(width)).join(' ')
        const forms = [
          [
            frame,
            framed(head!),
            frame,
            ...body.map(framed),
            frame,
            `${rows.length} rows in set (0.01 sec)`,
          ],
          [
            ` ${head!.join(' | ')}`,
            widths.map((width, i) => '-'.repeat(width + (i === 0 ? 2 : 1))).join('+-'),
            ...body.map((row) => ` ${row.join(' | ')}`),
            `(${rows.length} rows)`,
          ],
          [framed(names), `|${names.map(() => '---').join('|')}|`, ...rows.map(framed)],
          [head!.join(' '), ruler, ...body.map((row) => row.join(' ').trimEnd())],
        ]
        for (const lines of forms) {
          expect(await read(`${lines.join('\n')}\n`)).toEqual({ rows: expectedOf(rows), aside: [] })
        }
      },
    ),
    { numRuns: 100 },
  )
})

test('a value that reaches into the blanks beside its column is whole; one over them is nobody’s', () => {
  const cut = (text: string) =>
    cutByBlanks(placesOf(text, 'characters'), [
      [0, 3],
      [6, 9],
    ])
  expect(cut('abc   def')).toEqual(['abc', 'def'])
  expect(cut('abcde def')).toEqual(['abcde', 'def'])
  expect(cut('abc cddef')).toEqual(['abc', 'cddef'])
  expect(cut('abcd ddef')).toEqual(['abcd', 'ddef'])
  expect(cut('')).toEqual([null, null])
  expect(cut('abcdefdef')).toBeUndefined()
  expect(cut('abc x def')).toBeUndefined()
})

test('a line that does not keep to the places is aside alone', async () => {
  const lines = Array.from(
    { length: 60 },
    (_, i) => `${String(i + 100).padEnd(6)}name ${String(i).padStart(4)}`,
  )
  lines.splice(30, 0, '_this_line_is_something_else_')
  const { rows, aside } = await read(['id    name    n', ...lines, ''].join('\n'))
  expect(rows.split('\n')).toHaveLength(62)
  expect(aside).toMatchObject([{ line: 32, text: '_this_line_is_something_else_' }])
})

test('prose, code, lists and settings are none, nor is a CSV whose cells are padded', () => {
  const none = [
    'Some words of prose that go on\nand on over several  lines of text\nwithout any column at all in it\n',
    '#define ONE    1\n#define THREE  3\n#define TWO    2\n#define FOUR   4\n',
    'const a   = 1;\nconst bcd = 2;\nconst e   = 3;\n',
    '1.  First of all\n2.  Then this\n3.  And that\n',
    'id,   name,   n\n1,    Ada,    10\n20,   Bo,     2\n300,  Cy,     3\n',
    'name:    Ada\nage:     30\ncity:    Oslo\n',
  ]
  for (const text of none) expect([text, found(text)?.evidence]).toEqual([text, undefined])
})

test('cells with tabs between them are no text at fixed places, whatever stands above and below', () => {
  const rows = ['4711\tBath\t1.50\ttrue', '4712\tYork\t2.25\tfalse', '4713\tHull\t0.75\ttrue']
  const tabbed = ['id\tcity\tprice\tisPaid', ...rows, ...rows]
  for (const lines of [
    ['Sales 2024', 'Company: Example Ltd.', 'Report of all orders', '', ...tabbed],
    [...tabbed, '', '(c) Example Ltd.'],
    [...tabbed, '', 'code\tprice', 'X\t1.50', 'Y\t2.25'],
  ]) {
    expect(found(`${lines.join('\n')}\n`)).toBeUndefined()
  }
})

test('a row that goes on beyond what a row may be is as it was until then, and the rest is aside', () => {
  const rows = new FixedRows({
    ...{ by: 'bars', measure: 'characters', head: [], isClosed: true, isGrid: true },
    columns: [
      [1, 1_001],
      [1_002, 1_005],
    ],
  })
  const line = (text: string): string => `| ${text.padEnd(998, 'x')} | 1 |`
  const ruler = `+-${'-'.repeat(998)}-+---+`
  const found = Array.from({ length: 5_000 }, () => rows.add(line('a')))
  const aside = found.filter((one) => one === 'too long').length
  const [text] = rows.add(ruler) as string[]
  expect(text!.split('\n').length + aside).toBe(5_000)
  expect(Math.abs(text!.length - openRowBytesMax)).toBeLessThan(50_000)
  expect(rows.add(line('b'))).toBeUndefined()
  expect((rows.end() as string[])[0]).toBe('b'.padEnd(998, 'x'))
})

test('a number and a date of one length are two columns, one blank apart', async () => {
  const lines = Array.from(
    { length: 40 },
    (_, n) => ` x${10 + n} ${10 + n}587152.39 2024-04-${10 + (n % 20)}`,
  )
  const { rows } = await read(['  id       price        day', ...lines, ''].join('\n'))
  expect(rows.split('\n').slice(0, 2)).toEqual(['id,price,day', 'x10,10587152.39,2024-04-10'])
})
