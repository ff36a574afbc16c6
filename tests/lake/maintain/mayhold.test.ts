/** A text that cannot be written again is named as left only where a value may stand in it. */
import { expect, test } from '@jest/globals'
import { inspect } from '../../../lake/inspect/inspect.ts'
import { mayHold } from '../../../lake/maintain/mayhold.ts'

const known = [
  { name: 'user', type: 'string' as const },
  { name: 'time', type: 'timestamptz' as const },
]

async function isLeft(text: string, column: string, value: string): Promise<boolean> {
  const bytes = Buffer.from(text)
  const read = async (start: number, end: number) => bytes.subarray(start, end)
  const inspection = await inspect({ key: 's/d/a', bytes: bytes.length }, read)
  expect(inspection.render).toBeDefined()
  return mayHold(inspection, bytes, { columns: [column], values: new Set([value]) }, known)
}

const csv = [
  'Report of the day\n\nid;when;mail;sum',
  ...Array.from({ length: 28 }, (_, i) => `${i};${i + 1}.03.2024;p${i}@x.example;${i},50`),
  '\nNote: all of it is of the day',
].join('\n')
const wrapped = '"id,name"\n"1,""Zoë, a"""\n"2,Ann"\n'
const json = '[{"name":"Zo\\u00eb","to":"a"},\n{"name":"Ann","to":"b"}]'
const plain = '[{"name":"Zoë","to":"a \\"b\\""},\n{"name":"Ann","to":"b"}]'
const log = Array.from(
  { length: 9 },
  (_, i) => `10.0.0.${i} - u${i} [10/Oct/2000:13:55:3${i} -0700] "GET /a HTTP/1.1" 200 12`,
).join('\n')

test.each<[text: string, column: string, value: string, isLeft: boolean]>([
  [csv, 'mail', 'p3@x.example', true],
  [csv, 'mail', 'nobody@x.example', false],
  [csv, 'mail', "no'body", true], // its writer may have escaped it
  [csv, 'when', '2024-03-04', true], // it is shown another way than it stands there
  [wrapped, 'name', 'Zoë, a', true],
  [wrapped, 'name', 'Nobody', false],
  [json, 'name', 'Nobody', true], // escapes may say anything
  [plain, 'name', 'Nobody', false],
  [plain, 'to', 'a "b"', true],
  [log, 'user', 'nobody', false],
  [log, 'time', '2000-10-10 20:55:33', true],
  ['<a><r><n>x</n></r><r><n>y</n></r><r><n>z</n></r></a>', 'n', 'nobody', true],
])('%#', async (text, column, value, expected) => {
  expect(await isLeft(text, column, value)).toBe(expected)
})
