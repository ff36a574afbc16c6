/** Headers of two rows, and what stands about a table whose delimiter is an unusual one. */
import { expect, test } from '@jest/globals'
import { inspectText } from '../../../lake/inspect/text.ts'

const found = (text: string) => inspectText({ bytes: Buffer.from(text), whole: true }, [])
const lines = (...all: string[]): string => `${all.join('\n')}\n`
const namesIn = (text: string) => found(text).columns.map(({ name, original = name }) => original)

const texts = ['Paris,Ann Lee,open,x', 'Rome,Ben Ray,closed,y', 'Bonn,Cy Fox,open,z']

test.each([
  [
    'repeated above names',
    [',Sales,Sales,', 'city,name,status,note'],
    ['city', 'Sales name', 'Sales status', 'note'],
  ],
  [
    'spanning several columns',
    [',Sales,,', 'city,name,status,note'],
    ['city', 'Sales name', 'Sales status', 'Sales note'],
  ],
  [
    'with the first name above',
    ['city,Sales,,', ',name,status,note'],
    ['city', 'Sales name', 'Sales status', 'Sales note'],
  ],
])('two rows of a header above texts: %s', (_, head, names) => {
  expect(namesIn(lines(...head, ...texts))).toEqual(names)
})

test('the last group spans as many columns as the others', () => {
  const text = lines('id,Sales,,Cost,,', ',a,b,c,d,e', '1,2,3,4,5,6', '2,3,4,5,6,7', '3,4,5,6,7,8')
  expect(namesIn(text)).toEqual(['id', 'Sales a', 'Sales b', 'Cost c', 'Cost d', 'e'])
})

test.each([
  ['a header with a gap', ['name,,city', 'Anna,x,Paris', 'Ben,y,Rome', 'Cy,x,Bonn'], 3],
  ['a header with two gaps', ['name,,,city', 'Anna,x,p,Paris', 'Ben,y,q,Rome', 'Cy,x,r,Bonn'], 3],
  [
    'a name that stands there twice',
    ['city,x,x', 'Paris,Ann,Lee', 'Rome,Ben,Ray', 'Bonn,Cy,Fox'],
    3,
  ],
  ['no header, the same word twice', ['open,open,Rome', 'closed,open,Bonn', 'open,void,Pisa'], 3],
])('no row of values is taken for a header: %s', (_, all, rows) => {
  const { text, render } = found(lines(...all))
  const body = text?.rows ?? all.length - ((render as { line?: number } | undefined)?.line ?? 1) + 1
  expect(body).toBe(rows)
})

const rows = ['id:city:weight', '1:Rome:2.5', '2:Bonn:3.5', '3:Pisa:1.5']

test.each([
  ['titles above', lines('Sales 2024', 'Company', 'All orders', '', ...rows), ':'],
  ['comments above and between', lines('# by tool', ...rows, '# end of part', '4:Graz:9.1'), ':'],
  ['a note below', lines(...rows, '', '* provisional').replaceAll(':', '#'), '#'],
  ['a row that is short', lines(...rows, '4:Graz', '5:Linz:1.1').replaceAll(':', '!'), '!'],
  ['texts in quotes alone', lines('"a"#"b"', '"Ann Lee"#"Rome"', '"Ben"#"Bonn"'), '#'],
])('an unusual delimiter with %s', (_, text, delimiter) => {
  const { csv, columns } = found(text)
  expect([csv?.delimiter, csv?.header, columns.length]).toEqual([
    delimiter,
    true,
    text.includes('"') ? 2 : 3,
  ])
})

test.each([
  [
    'below titles',
    lines('Sales 2024', 'Company: Example', 'id,city,status'),
    ['id', 'city', 'status'],
  ],
  ['with a name twice', 'id,city,weight,city\n', ['id', 'city', 'weight', 'city (2)']],
  ['with a gap', 'id,city,,status\n', ['id', 'city', 'column_3', 'status']],
])('a header and nothing below it: %s', (_, text, names) => {
  const { columns, csv } = found(text)
  expect([csv?.header, columns.map(({ name, original = name }) => original)]).toEqual([true, names])
})

test('rows that are shorter than their header are rows of it', () => {
  const text = lines('id,name,eol,lts,elts', '1,a', '2 LTS,b,2024,2025,2026', '3,c', '4,d,2025')
  const { columns, csv, text: facts } = found(text)
  expect([csv?.header, columns.length, facts?.rows]).toEqual([true, 5, 4])
})

test('numbers by spaces below a name for each are columns where some are measured', () => {
  const text = lines('t sex logWBC Rx', '35 1 1.45 0', '34 1 1.47 0', '1 1 5 1', '17 0 2.9 1')
  expect(found(text).columns.map(({ name }) => name)).toEqual(['t', 'sex', 'logwbc', 'rx'])
})
