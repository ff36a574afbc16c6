/** Workbooks by their relationships, and parts of them that are not what they should be. */
import { expect, test } from '@jest/globals'
import { inspectContainer } from '../../../lake/inspect/container.ts'
import { readXlsx } from '../../../lake/render/xlsx.ts'
import { archiveOf, lyingOf, textOf } from './archive.ts'

const sheet = (rows: string): string => `<worksheet><sheetData>${rows}</sheetData></worksheet>`

const parts = {
  'xl/workbook.xml': '<workbook><sheets><sheet name="A" id="r1"/></sheets></workbook>',
  'xl/_rels/workbook.xml.rels': `<Relationships>
    <Relationship Id="r1" Type="x/worksheet" Target="worksheets/../sheets/One.xml"/>
    <Relationship Id="r2" Type="x/sharedStrings" Target="/xl/Texts.xml"/>
    <Relationship Id="r3" Type="x/styles" Target="looks.xml"/></Relationships>`,
  'xl/texts.xml': '<sst><si><t>day</t></si><si><t>bob</t></si></sst>',
  'xl/looks.xml': '<styleSheet><cellXfs><xf/><xf numFmtId="14"/></cellXfs></styleSheet>',
  'xl/sheets/One.xml': sheet(
    '<row><c t="s"><v>1</v></c><c s="1"><v>45351</v></c></row><row><c t="s"><v>0</v></c></row>',
  ),
}

const layout = { skip: 0, offset: 0, header: false, names: ['a', 'b'] }
const rowsOf = (bytes: Buffer): Promise<string> =>
  textOf(readXlsx(lyingOf(bytes), { reader: 'xlsx', as: 'ndjson', sheet: 'A', layout }))

test('texts and styles are where the relationships say, in either case', async () => {
  expect(await rowsOf(archiveOf(parts))).toBe(
    '{"a":"bob","b":"2024-02-29"}\n{"a":"day","b":null}\n',
  )
  const { 'xl/workbook.xml': book, 'xl/_rels/workbook.xml.rels': related, ...others } = parts
  const numbered = {
    ...others,
    'xl/workbook22.xml': book,
    'xl/_rels/workbook22.xml.rels': related,
  }
  const bytes = archiveOf(numbered)
  expect(await rowsOf(bytes)).toBe(await rowsOf(archiveOf(parts)))
  const { read } = lyingOf(bytes)
  const found = await inspectContainer(bytes.length, bytes.subarray(0, 1_024), read)
  expect(found).toMatchObject({ format: 'xlsx', render: { sheet: 'A' } })
})

const two = sheet('<row><c t="s"><v>2</v></c><c><v>1</v></c></row>')

test.each([
  ['a text that is not there', { ...parts, 'xl/sheets/One.xml': two }, 'xlsx.corrupt'],
  ['parts of nothing', { ...parts, 'xl/looks.xml': '', 'xl/texts.xml': '' }, 'xml.malformed'],
  [
    'no UTF-8',
    { ...parts, 'xl/texts.xml': Buffer.from('<sst><si><t>\xe9</t></si></sst>', 'latin1') },
    'xml.malformed',
  ],
])('%s', async (_, broken, code) => {
  await expect(rowsOf(archiveOf(broken))).rejects.toMatchObject({ reason: { code } })
})

test('a sheet, its texts or its styles that are named and not there', async () => {
  for (const name of ['xl/texts.xml', 'xl/looks.xml', 'xl/sheets/One.xml']) {
    const fewer = Object.entries(parts).filter(([part]) => part !== name)
    await expect(rowsOf(archiveOf(Object.fromEntries(fewer)))).rejects.toMatchObject({
      reason: { code: 'xlsx.corrupt' },
    })
  }
})

test('a flipped bit of a part is found by its checksum', async () => {
  const bytes = archiveOf(parts)
  bytes[bytes.indexOf('45351')]! ^= 1
  await expect(rowsOf(bytes)).rejects.toMatchObject({ reason: { code: 'zip.corrupt' } })
})
