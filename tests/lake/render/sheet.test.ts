/** Spreadsheets: what a number is by its format, and archives that are none. */
import { expect, test } from '@jest/globals'
import { Quarantined } from '../../../lake/problem.ts'
import { kindOf, serialJson } from '../../../lake/render/serial.ts'
import { layoutOf, liner, type SheetRow } from '../../../lake/render/sheet.ts'
import { zipEntries } from '../../../lake/render/zip.ts'

test.each([
  [14, undefined, 'date'],
  [22, undefined, 'date'],
  [2, undefined, 'number'],
  [46, undefined, 'elapsed'],
  [164, 'yyyy\\-mm\\-dd', 'date'],
  [164, '[$-409]d-mmm-yy;@', 'date'],
  [164, 'mmm', 'date'],
  [164, 'h:mm AM/PM', 'time'],
  [164, '[h]:mm:ss', 'elapsed'],
  [164, '#,##0.00\\ "days"', 'number'],
  [164, '_-* #,##0.00\\ [$€-407]_-;[Red]-#,##0', 'number'],
  [164, 'General', 'number'],
  [164, '0.00E+00', 'number'],
  [164, '', 'number'],
])('format %s %s is %s', (id, code, kind) => expect(kindOf(id, code)).toBe(kind))

test.each([
  [45_351, 'date', false, '"2024-02-29"'],
  [45_351.437_673_611, 'date', false, '"2024-02-29T10:30:15"'],
  [59, 'date', false, '"1900-02-28"'],
  [60, 'date', false, '"1900-02-29"'],
  [61, 'date', false, '"1900-03-01"'],
  [1, 'date', false, '"1900-01-01"'],
  [0, 'date', true, '"1904-01-01"'],
  [2_958_465, 'date', false, '"9999-12-31"'],
  [2_958_466, 'date', false, '2958466'],
  [-1, 'date', false, '-1'],
  [0.5, 'time', false, '"12:00:00"'],
  [1.25, 'elapsed', false, '"30:00:00"'],
  [1e21, 'number', false, '1e+21'],
  [-0, 'number', false, '0'],
] as const)('%s as %s', (value, kind, is1904, json) => {
  expect(serialJson(value, kind, is1904)).toBe(json)
})

test('a value beside or before the columns that were seen is kept', () => {
  const head: SheetRow[] = [
    [undefined, '"id"', '"n"'],
    [undefined, '1', '2'],
    [undefined, '3', '4'],
  ]
  const { layout } = layoutOf(head)
  expect(layout).toEqual({ skip: 0, offset: 1, header: true, names: ['id', 'n'] })
  const late: SheetRow = ['"x"', '5', undefined, undefined, 'true']
  const lines = [...liner(layout)([...head, late])]
  expect(lines.join('').split('\n')).toEqual([
    '{"id":1,"n":2}',
    '{"id":3,"n":4}',
    '{"id":5,"n":null,"left_1":"x","column_4":true}',
    '',
  ])
})

test('names below the groups that they belong to are the header with them', () => {
  const rows: SheetRow[] = [
    ['"Report"'],
    ['"Region"', '"Sales"', undefined, '"Cost"'],
    [undefined, '"2023"', '"2024"', '"2023"', '"2024"'],
    ['"North"', '1', '2', '3', '4'],
    ['"South"', '5', '6', '7', '8'],
    ['"East"', '9', '1', '2', '3'],
  ]
  const { layout, evidence } = layoutOf(rows)
  const names = ['Region', 'Sales 2023', 'Sales 2024', 'Cost 2023', 'Cost 2024']
  expect(layout).toEqual({ skip: 2, offset: 0, header: true, names })
  expect([...liner(layout)(rows)].join('').split('\n')).toHaveLength(4)
  expect(evidence).toContain('above the table: Report')
})

test('what a disk or S3 does not give is no fault of the archive', async () => {
  const fault = new Error('the network is down')
  const read = () => Promise.reject(fault)
  await expect(zipEntries({ bytes: 1_000, read })).rejects.toBe(fault)
  const zeros = async (start: number, end: number) => new Uint8Array(end - start)
  await expect(zipEntries({ bytes: 1_000, read: zeros })).rejects.toBeInstanceOf(Quarantined)
})
