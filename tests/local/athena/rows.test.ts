import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { type Row, readRows } from '../../../local/athena/rows.ts'

const folder = mkdtempSync(join(tmpdir(), 'hypatia-rows-'))
const file = join(folder, 'result')
afterAll(() => rmSync(folder, { recursive: true }))

const cellText = (cell: string | undefined) =>
  cell === undefined ? '' : `"${cell.replaceAll('"', '""')}"`
const csvOf = (rows: Row[]) => rows.map((row) => `${row.map(cellText).join(',')}\n`).join('')

async function readAll(format: 'csv' | 'txt', count: number) {
  const rows: Row[] = []
  const sizes: number[] = []
  let offset: number | undefined = 0
  while (offset !== undefined) {
    const page = await readRows(file, format, { offset, count })
    rows.push(...page.rows)
    sizes.push(page.rows.length)
    offset = page.next
  }
  return { rows, sizes }
}

describe('a CSV result', () => {
  test('keeps NULL, the empty text, quotes, commas and line breaks apart', async () => {
    const rows = [
      ['a', 'b'],
      [undefined, ''],
      ['"', ',\n"\n'],
      ['é\r\n', undefined],
    ]
    writeFileSync(file, csvOf(rows))
    expect(await readAll('csv', 1000)).toEqual({ rows, sizes: [4] })
  })

  test('of one column has a row for every line, a NULL being an empty one', async () => {
    writeFileSync(file, '"a"\n\n"x"\n\n')
    expect((await readAll('csv', 1)).rows).toEqual([['a'], [undefined], ['x'], [undefined]])
  })

  test('reads the same in pages of any size, whatever the cells hold', async () => {
    const cells = fc.option(fc.string({ unit: fc.constantFrom('"', ',', '\n', 'é', 'x') }), {
      nil: undefined,
    })
    const tables = fc
      .integer({ min: 1, max: 4 })
      .chain((width) => fc.array(fc.array(cells, { minLength: width, maxLength: width })))
    await fc.assert(
      fc.asyncProperty(tables, fc.integer({ min: 1, max: 7 }), async (rows, count) => {
        writeFileSync(file, csvOf(rows))
        const read = await readAll('csv', count)
        expect(read.rows).toEqual(rows)
        for (const size of read.sizes.slice(0, -1)) expect(size).toBe(count)
      }),
      { numRuns: 200 },
    )
  })

  test('longer than what is read at once', async () => {
    const rows = Array.from({ length: 500 }, (_, i) => [String(i), 'y\n'.repeat(i * 7), undefined])
    writeFileSync(file, csvOf(rows))
    expect((await readAll('csv', 99)).rows).toEqual(rows)
  })
})

test('a text result is one cell a line, quotes and all', async () => {
  writeFileSync(file, 'a"b\tc\n\n,\n')
  expect((await readAll('txt', 2)).rows).toEqual([['a"b\tc'], [''], [',']])
  writeFileSync(file, '')
  expect((await readAll('txt', 2)).rows).toEqual([])
})
