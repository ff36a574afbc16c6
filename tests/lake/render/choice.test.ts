/** Which sheets of a workbook are its table. */
import { expect, test } from '@jest/globals'
import { inspectContainer } from '../../../lake/inspect/container.ts'
import { readers } from '../../../lake/render/readers.ts'
import type { Told } from '../../../lake/render/render.ts'
import { archiveOf, lyingOf, textOf } from './archive.ts'

type Rows = (string | number)[][]
type Sheets = Record<string, Rows>

const xlsxOf = (sheets: Sheets): Buffer => {
  const names = Object.keys(sheets)
  const cellOf = (value: string | number) =>
    typeof value === 'number'
      ? `<c><v>${value}</v></c>`
      : `<c t="inlineStr"><is><t>${value}</t></is></c>`
  const related = names.map(
    (_, i) => `<Relationship Id="r${i}" Type="x/worksheet" Target="${i}.xml"/>`,
  )
  const files = Object.values(sheets).map((rows, i) => [
    `xl/${i}.xml`,
    `<worksheet><sheetData>${rows.map((row) => `<row>${row.map(cellOf).join('')}</row>`).join('')}</sheetData></worksheet>`,
  ])
  return archiveOf({
    'xl/workbook.xml': `<workbook><sheets>${names.map((name, i) => `<sheet name="${name}" id="r${i}"/>`).join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships>${related.join('')}</Relationships>`,
    ...Object.fromEntries(files),
  })
}

const space = ['office', 'table', 'text'].map((name) => `xmlns:${name}="${name}"`).join(' ')

const odsOf = (sheets: Sheets): Buffer => {
  const cellOf = (value: string | number) =>
    typeof value === 'number'
      ? `<table:table-cell office:value-type="float" office:value="${value}"/>`
      : `<table:table-cell office:value-type="string"><text:p>${value}</text:p></table:table-cell>`
  const tables = Object.entries(sheets).map(
    ([name, rows]) =>
      `<table:table table:name="${name}">${rows.map((row) => `<table:table-row>${row.map(cellOf).join('')}</table:table-row>`).join('')}</table:table>`,
  )
  return archiveOf({
    mimetype: 'application/vnd.oasis.opendocument.spreadsheet',
    'content.xml': `<office:document-content ${space}><office:body>${tables.join('')}</office:body></office:document-content>`,
  })
}

const row = (id: number, name: string, price: number) => [id, name, price]
const book: Sheets = {
  Notes: [['Only for us']],
  January: [['id', 'name', 'price'], row(1, 'Anna', 5)],
  February: [
    ['price', 'id', 'name'],
    [7, 2, 'Bob'],
    [8, 3, 'Cid'],
    [9, 4, 'Dan'],
  ],
  March: [['Sales of March'], ['id', 'name', 'price'], row(5, 'Eva', 6)],
  Shops: [
    ['id', 'city'],
    [1, 'Omsk'],
  ],
}

async function found(bytes: Buffer, sheet?: string) {
  const { read } = lyingOf(bytes)
  const finding = await inspectContainer(bytes.length, bytes.subarray(0, 30), read, sheet)
  if (!('render' in finding) || !finding.render) throw new Error('no table')
  const { render, evidence, doubt = [] } = finding
  const reader = readers[render.reader as 'xlsx']
  if (!('text' in reader)) throw new Error('no text')
  const text = await textOf(reader.text(lyingOf(bytes), render))
  // As of a workbook that was too large to be seen: its reader decides the same.
  const told: Told[] = []
  const object = { ...lyingOf(bytes), told: (one: Told) => void told.push(one) }
  const unseen = { reader: render.reader, as: render.as, ...(sheet !== undefined && { sheet }) }
  expect(await textOf(reader.text(object, unseen))).toBe(text)
  expect(told).toEqual([{ evidence, doubt }])
  const rows = text
    .trim()
    .split('\n')
    .map((line): Record<string, unknown> => JSON.parse(line))
  return { rows, evidence, doubt }
}

test.each([
  ['XLSX', xlsxOf],
  ['ODS', odsOf],
])('%s: sheets under the same header are one table, the others are named', async (_, bookOf) => {
  const { rows, evidence, doubt } = await found(bookOf(book))
  expect(rows.map(({ id, name, price }) => [id, name, price])).toEqual([
    [1, 'Anna', 5],
    [2, 'Bob', 7],
    [3, 'Cid', 8],
    [4, 'Dan', 9],
    [5, 'Eva', 6],
  ])
  expect(evidence[0]).toBe(
    'the rows are those of the sheets "January", "February", "March", which have the same columns',
  )
  expect(doubt).toEqual([
    'the largest sheets are the table; the others are not: "Notes", "Shops"',
    'of which sheet a row is, no column tells',
  ])
})

test.each([
  ['XLSX', xlsxOf],
  ['ODS', odsOf],
])('%s: a pinned sheet alone', async (_, bookOf) => {
  const { rows, evidence, doubt } = await found(bookOf(book), 'March')
  expect(rows).toEqual([{ id: 5, name: 'Eva', price: 6 }])
  expect(evidence[0]).toBe('the rows are those of the sheet "March"')
  expect(doubt).toEqual([])
  await expect(found(bookOf(book), 'April')).rejects.toMatchObject({
    reason: {
      code: 'sheet.unknown',
      detail: `No sheet is called "April": there are ${Object.keys(book)
        .map((name) => `"${name}"`)
        .join(', ')}.`,
    },
  })
})

test('sheets without a header are no one table', async () => {
  const numbers = {
    A: [
      [1, 2],
      [3, 4],
      [5, 6],
    ],
    B: [[7, 8]],
  }
  const { rows, doubt } = await found(xlsxOf(numbers))
  expect(rows).toHaveLength(3)
  expect(doubt).toEqual(['the largest sheet is the table; the others are not: "B"'])
})
