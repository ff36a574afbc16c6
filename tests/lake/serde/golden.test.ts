import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from '@jest/globals'
import { parseHiveType } from '../../../lake/serde/hivetype.ts'
import { linesOf } from '../../../lake/serde/lines.ts'
import { lineReader, serdeClasses } from '../../../lake/serde/reader.ts'
import type { Row } from '../../../lake/serde/value.ts'
import { type Golden, goldens, spelt } from './golden.ts'

const isText = ({ name }: { name: string }) => !/(^|\/)[_.]|\.bz2$/.test(name)

function read({ serde, columns, parameters, tableParameters, files }: Golden): Row[] {
  const all = { ...tableParameters, ...parameters }
  const types = Object.entries(columns).map(([name, type]) => ({ name, type: parseHiveType(type) }))
  const reader = lineReader(serdeClasses[serde], types, all)
  return files.filter(isText).flatMap(({ name, bytes }) => {
    const plain = name.endsWith('.gz') ? gunzipSync(bytes) : bytes
    const lines = linesOf(plain, {
      headerLines: Number(all['skip.header.line.count'] ?? 0),
      footerLines: Number(all['skip.footer.line.count'] ?? 0),
    })
    return lines.map(reader)
  })
}

const sorted = (rows: unknown[]) => rows.map((row) => JSON.stringify(row)).sort()

describe('every golden table reads as the real engine reads it', () => {
  const cases = goldens().filter((golden) => golden.files.some(isText))

  test('there are cases', () => {
    expect(cases.length).toBeGreaterThan(75)
  })

  test.each(cases.map((golden) => [golden.name, golden] as const))('%s', (_name, golden) => {
    if (golden.error) {
      expect(() => read(golden)).toThrow(expect.objectContaining({ code: golden.error }))
      return
    }
    expect(sorted(read(golden).map((row) => row.map(spelt)))).toEqual(sorted(golden.rows!))
  })
})

test('a JSON key that every object of JavaScript inherits is like any other', () => {
  const columns = [{ name: 'constructor', type: parseHiveType('bigint') }]
  const reader = lineReader(serdeClasses.openx, columns, { 'mapping.a': 'A' })
  expect([reader('{"constructor":2}'), reader('{}')].map((row) => row.map(spelt))).toEqual([
    [spelt(2n)],
    [null],
  ])
})
