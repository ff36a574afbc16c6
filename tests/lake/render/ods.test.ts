/** Spreadsheets of OpenDocument: what is a cell's text, and rows that are there many times. */
import { expect, test } from '@jest/globals'
import { inspectContainer } from '../../../lake/inspect/container.ts'
import { readOds } from '../../../lake/render/ods.ts'
import { archiveOf, lyingOf, textOf } from './archive.ts'

const space = ['office', 'table', 'text', 'draw'].map((name) => `xmlns:${name}="${name}"`).join(' ')

const sheetOf = (rows: string): Buffer =>
  archiveOf({
    mimetype: 'application/vnd.oasis.opendocument.spreadsheet',
    'content.xml': `<office:document-content ${space}><office:body><office:spreadsheet>
      <table:table table:name="S">${rows}</table:table>
      </office:spreadsheet></office:body></office:document-content>`,
  })

const layout = { skip: 0, offset: 0, header: false, names: ['a', 'b'] }
const rowsOf = (rows: string): Promise<string> =>
  textOf(readOds(lyingOf(sheetOf(rows)), { reader: 'ods', as: 'ndjson', sheet: 'S', layout }))

const row = (cells: string, times = 1): string =>
  `<table:table-row table:number-rows-repeated="${times}">${cells}</table:table-row>`
const texts = (inner: string): string =>
  `<table:table-cell office:value-type="string">${inner}</table:table-cell>`
const one = '<table:table-cell office:value-type="float" office:value="1"/>'
const valued = (kind: string, value: string): string =>
  `<table:table-cell office:value-type="${kind}" office:${kind}-value="${value}"/>`

test('a shape in a cell, a note and a pronunciation are none of its text', async () => {
  const shape = '<draw:custom-shape><text:p>shape</text:p></draw:custom-shape>'
  const frame = '<draw:frame><draw:text-box><text:p>box</text:p></draw:text-box></draw:frame>'
  const ruby =
    '<text:ruby><text:ruby-base>b</text:ruby-base><text:ruby-text>x</text:ruby-text></text:ruby>'
  const cells = texts(`${shape}<text:p>a${frame}c</text:p>`) + texts(`<text:p>${ruby}</text:p>`)
  expect(await rowsOf(row(cells))).toBe('{"a":"ac","b":"b"}\n')
})

test('rows that are there many times, and more than any spreadsheet has', async () => {
  const text = await rowsOf(row(one.repeat(2), 300_000))
  expect(text).toBe('{"a":1,"b":1}\n'.repeat(300_000))
  const bytes = sheetOf(row(one.repeat(2), 300_000))
  const { read } = lyingOf(bytes)
  const found = await inspectContainer(bytes.length, bytes.subarray(0, 1_024), read)
  expect(found).toMatchObject({ format: 'ods', render: { sheet: 'S' } })
  await expect(rowsOf(row(one, 600_000).repeat(2))).rejects.toMatchObject({
    reason: { code: 'ods.too-many-rows' },
  })
})

test('dates and times without zeros behind their fraction, however long it is', async () => {
  const cells = (date: string, time: string): string =>
    row(valued('date', date) + valued('time', time))
  expect(await rowsOf(cells('2024-01-02T03:04:05.120000000', 'PT1H02M3.500S'))).toBe(
    '{"a":"2024-01-02T03:04:05.12","b":"01:02:03.5"}\n',
  )
  expect(await rowsOf(cells('2024-01-02T00:00:00.000', 'PT10H30M00S'))).toBe(
    '{"a":"2024-01-02","b":"10:30:00"}\n',
  )
  const long = `1.${'0'.repeat(200_000)}x`
  expect(await rowsOf(cells(long, long))).toBe(`{"a":"${long}","b":"${long}"}\n`)
})
