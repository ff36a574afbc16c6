import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { type Cell, resultRows } from '../../../lake/predict/resultcsv.ts'

/** As Athena writes it. */
const csvOf = (rows: Cell[][]): string =>
  rows
    .map((row) => row.map((cell) => (cell === null ? '' : `"${cell.replaceAll('"', '""')}"`)))
    .map((cells) => `${cells.join(',')}\n`)
    .join('')

async function read(chunks: string[]): Promise<Cell[][]> {
  const source = (async function* () {
    yield* chunks
  })()
  const rows: Cell[][] = []
  for await (const some of resultRows(source)) rows.push(...some)
  return rows
}

const cell = fc.option(
  fc.oneof(fc.string(), fc.constantFrom('', '"', '""', ',', '\n', 'a"b', 'x\r\ny', '1.5')),
)
const table = fc.integer({ min: 1, max: 4 }).chain((width) =>
  fc.record({
    rows: fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 20 }),
    labels: fc.constant(Array.from({ length: width }, (_, i) => `c${i}`)),
    cuts: fc.array(fc.nat()),
  }),
)

test('every value comes back, wherever the text is cut', async () => {
  await fc.assert(
    fc.asyncProperty(table, async ({ rows, labels, cuts }) => {
      const text = csvOf([labels, ...rows])
      const places = cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b)
      const chunks = [...places, text.length].map((end, i) => text.slice(places[i - 1] ?? 0, end))
      expect(await read(chunks)).toEqual(rows)
    }),
  )
})

test('a result that is cut off is no shorter result', async () => {
  const text = csvOf([
    ['a', 'b'],
    ['1', 'x'],
    ['2', null],
  ])
  for (let end = 1; end < text.length; end++) {
    const isWhole = text[end - 1] === '\n'
    const rows = read([text.slice(0, end)])
    if (isWhole) expect((await rows).length).toBeLessThan(2)
    else await expect(rows).rejects.toThrow('ends within a row')
  }
  await expect(read(['"a"\n"1"x\n'])).rejects.toThrow('no CSV')
})
