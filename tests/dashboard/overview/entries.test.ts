/** The log's lines: one a file's arrival, however many words activity has for it. */
import { expect, test } from '@jest/globals'
import { entriesOf } from '../../../dashboard/screens/overview/entries.ts'

const at = (second: number) => `2026-01-01T00:00:0${second}.000Z`
const of = (object: string) => ({ object, key: `s/d/${object}.csv`, table: 's_d' })

test('a file is one line from its cataloguing to its commit, and each version has its own', () => {
  const entries = entriesOf(
    [
      { at: at(5), step: 'committed', ...of('a'), rows: 4 },
      { at: at(4), step: 'catalogued', ...of('a'), raw: 'withheld' },
      { at: at(3), step: 'catalogued', ...of('b'), raw: 'published' },
      { at: at(2), step: 'committed', ...of('a'), rows: 3 },
      { at: at(1), step: 'catalogued', ...of('a'), raw: 'published' },
    ],
    [],
  )
  expect(entries).toMatchObject([
    { end: 'committed', object: 'a', rows: 4, raw: 'withheld' },
    { end: 'catalogued', object: 'b', raw: 'published' },
    { end: 'committed', object: 'a', rows: 3, raw: 'published' },
  ])
  expect(new Set(entries.map(({ id }) => id)).size).toBe(3)
})

test('queries and what is done to tables stand between files, the newest first', () => {
  const query = { id: 'q', submittedAt: at(2), sql: 'SELECT 1' } as never
  const kinds = entriesOf(
    [
      { at: at(3), step: 'compacted', table: 's_d' },
      { at: at(1), step: 'quarantined', ...of('a'), detail: 'csv.torn: It is torn.' },
    ],
    [query],
  ).map(({ kind }) => kind)
  expect(kinds).toEqual(['change', 'asked', 'arrival'])
})
