/** A colon and a space divide cells under names alone: they stand in times, telephones, settings and prose as well. */
import { expect, test } from '@jest/globals'
import { inspectText } from '../../../lake/inspect/text.ts'

const found = (text: string) => inspectText({ bytes: Buffer.from(text), whole: true }, [])
const lines = (...all: string[]): string => `${all.join('\n')}\n`

test.each([
  ['two columns by a colon', lines('no:state', '1:new', '2:old', '3:new', '4:old'), ':'],
  ['with an empty cell', lines('no:count:zip', '1:3:026', '2::021', '3:7:022', '4:9:020'), ':'],
  [
    'all in quotes',
    lines('"name":"sku"', '"Ann":"AB-1"', '"Ben":"QT-8"', '"Cy":"KX-0"', '"Di":"AB-9"'),
    ':',
  ],
  ['two numbers by a space', lines('id zip', '1 02615', '2 02101', '3 02214', '4 02090'), ' '],
  ['dates by a space', lines('nr day', ...[5, 3, 4, 1].map((n) => `${n} 2024-01-0${n}`)), ' '],
])('a table: %s', (_, text, delimiter) => {
  expect(found(text)).toMatchObject({ format: 'csv', csv: { delimiter, header: true } })
})

test.each([
  ['settings', lines('title:Hypatia', 'width:12', 'height:13', 'depth:4', 'open:true')],
  ['settings with a space', lines('name: a', 'width: 12', 'height: 13', 'depth: 4', 'open: true')],
  ['styles', lines('margin:0', 'padding:12', 'width:100', 'height:20', 'left:3')],
  ['times', lines('hh:mm', '8:30', '9:45', '10:00', '11:15')],
  ['addresses', lines('fe80:1', '2001:db8', 'fe80:2', 'fe80:3', 'fe80:4')],
  ['a colon in each sentence', lines('Note: this.', 'So: that.', 'Or: those.', 'Then: none.')],
  ['found lines', lines('12:const a', '14:const b', '19:return a', '23:return b', '27:}')],
])('none: %s', (_, text) => {
  expect(found(text).csv?.delimiter).not.toBe(':')
})

test('a number that is written with a space is not cut in two', () => {
  for (const text of [
    lines('total price', '12 345', '3 450', '7 800', '112 900'),
    lines('phone number', '555 1234', '212 7788', '555 1299', '310 4410'),
    lines('phone number', '0123 456789', '0124 456711', '0129 456700', '0131 456222'),
    lines(
      'order date',
      '2024-01-01 10:00',
      '2024-01-02 10:00',
      '2024-01-03 10:00',
      '2024-01-04 1:00',
    ),
  ])
    expect(found(text).csv?.delimiter).not.toBe(' ')
})
