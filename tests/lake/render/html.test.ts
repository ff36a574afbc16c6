/** Tables of HTML, however the bytes come. */
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { inspectHtml, isHtml } from '../../../lake/inspect/html/html.ts'
import { type HtmlRender, readHtml } from '../../../lake/render/html.ts'
import { plainRow } from '../../../lake/render/plaincsv.ts'
import type { Lying } from '../../../lake/render/render.ts'

const headOf = (text: string) => ({ bytes: Buffer.from(text), whole: true, firstByte: 0 })

async function rowsOf(text: string, chunkBytes: number, table?: number): Promise<string> {
  const bytes = Buffer.from(text)
  const object = {
    async *chunks() {
      for (let at = 0; at < bytes.length; at += chunkBytes)
        yield bytes.subarray(at, at + chunkBytes)
    },
  } as unknown as Lying
  const plain: HtmlRender = { reader: 'html', as: 'csv', header: true }
  const render = table === undefined ? plain : { ...plain, table }
  const pieces: string[] = []
  for await (const piece of readHtml(object, render)) pieces.push(String(piece))
  return pieces.join('')
}

const written = (cell: string): string =>
  cell.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('\n', '<br>')

const cell = fc
  .array(fc.constantFrom('a', 'é', '<b>', '&amp;', '&', '"', ',', '1', '-->', '東'), {
    maxLength: 5,
  })
  .map((parts) => parts.join(''))

test('what was written is read again', async () => {
  const tables = fc.integer({ min: 2, max: 5 }).chain((width) =>
    fc.array(fc.array(cell, { minLength: width, maxLength: width }), {
      minLength: 2,
      maxLength: 8,
    }),
  )
  await fc.assert(
    fc.asyncProperty(
      tables,
      fc.boolean(),
      fc.constantFrom(1, 3, 1_000),
      async (rows, ends, chunk) => {
        const names = rows[0]!.map((_, i) => `n${i}`)
        const line = (cells: string[], tag: string): string =>
          cells.map((one) => `<${tag}>${written(one)}${ends ? `</${tag}>` : ''}`).join('')
        const body = rows.map((cells) => `<tr>${line(cells, 'td')}${ends ? '</tr>' : ''}`)
        const text = `<table><tr>${line(names, 'th')}${body.join('')}</table>`
        const filled = rows.filter((cells) => cells.some((one) => one !== ''))
        const expected = [names, ...filled].map((cells) =>
          plainRow(cells.map((one) => one || null)),
        )
        if (filled.length === 0) return
        expect(isHtml(text)).toBe(true)
        expect(inspectHtml(headOf(text))).toMatchObject({ format: 'html' })
        expect(await rowsOf(text, chunk)).toBe(expected.join(''))
      },
    ),
    { numRuns: 200 },
  )
})

test('the largest table of a page that was not seen whole is known at its end', async () => {
  const table = (n: number): string =>
    `<table><tr><th>a<th>b${Array.from({ length: n }, (_, i) => `<tr><td>${n}<td>${i}`).join('')}</table>`
  const text = `<html>${table(2)}${table(3)}${table(1)}`
  expect(await rowsOf(text, 7)).toBe('a,b\n3,0\n3,1\n3,2\n')
  expect(await rowsOf(text, 7, 0)).toBe('a,b\n2,0\n2,1\n')
  expect(inspectHtml({ ...headOf(text), whole: false }).render).not.toHaveProperty('table')
})

test('a page that nests without end is an asset, and many comments are passed by in no time', () => {
  const deep = `<html>${'<b>'.repeat(5_000)}<table><tr><td>1<td>2<tr><td>3<td>4</table>`
  expect(inspectHtml(headOf(deep))).toMatchObject({
    format: 'other',
    reason: { code: 'asset.html' },
  })
  expect(isHtml(`${'<!---->'.repeat(500)}<x`)).toBe(false)
  expect(isHtml(`${'<!-- a --> '.repeat(300)}<html>`)).toBe(true)
})

test('a header that comes again is no row, and what stands in the foot is none', async () => {
  const head = '<tr><th>a</th><th>b</th></tr>'
  const text = `<table>${head}<tr><td>1</td><td>2</td></tr>${head}<tr><td>3</td><td>4</td></tr><tfoot><tr><td>4</td><td>6</td></tr></tfoot></table>`
  expect(await rowsOf(text, 5)).toBe('a,b\n1,2\n3,4\n')
  expect(inspectHtml(headOf(text)).evidence.join()).toContain("in the table's foot: 1 rows (4 6)")
})

test('an element that is called as what every object has is no part of a table', async () => {
  const text = '<table><tr><td>a<td>b<tr><td>1<td><constructor>2</constructor></table>'
  expect(await rowsOf(text, 1_000)).toBe('a,b\n1,2\n')
})

test('a row that is too long by what spans it is refused, and a long note over a row is not', async () => {
  const long = 'x'.repeat(100_000)
  const table = (row: string): string =>
    `<table><tr>${'<th>n'.repeat(100)}<tr>${row}<tr>${'<td>1'.repeat(100)}</table>`
  const spanned = rowsOf(table(`<td colspan=99>${long}<td>1`), 50_000)
  await expect(spanned).rejects.toMatchObject({ reason: { code: 'html.cell-too-long' } })
  expect(await rowsOf(table(`<td colspan=100>${long}`), 50_000, 0)).toContain(`\n${long},`)
})
