/** The generator itself: what it draws is the same each time, and its score falls where something is wrong. */
import { expect, test } from '@jest/globals'
import { cleanDraft } from './draft.ts'
import { drawn, severalWays, ways } from './draw.ts'
import { mutatedOf } from './mutate.ts'
import type { Landed } from './road.ts'
import { isSame } from './same.ts'
import { harmOf, scoreOf } from './score.ts'

test('each way goes with some table, and a seed gives the same bytes', () => {
  for (const { name } of ways) {
    const [one, again] = [drawn(3, [name]), drawn(3, [name])]
    expect([name, one?.bytes.length]).toEqual([name, expect.any(Number)])
    expect(one?.bytes.equals(again!.bytes)).toBe(true)
  }
  expect(severalWays(5)).toEqual(severalWays(5))
  expect(mutatedOf(9).bytes.equals(mutatedOf(9).bytes)).toBe(true)
})

test('ways change what is written', () => {
  const clean = drawn(4, ['clean'])!.bytes
  const isClean = ({ name }: { name: string }): boolean =>
    drawn(4, [name])!.bytes.equals(clean) && name !== 'clean'
  expect(ways.filter(isClean).length).toBeLessThan(8) // the clean one may be quoted or ended so by itself
})

const draft = cleanDraft(11, { rows: 5, columns: 3 }, { kinds: ['id', 'city', 'money'] })
const right: Landed = {
  ...{ key: 's/d/table.csv', verdict: 'table', aside: 0 },
  columns: draft.columns.map(({ names }, i) => ({
    name: names[0]!,
    type: (['long', 'string', 'decimal(9,2)'] as const)[i]!,
  })),
  rows: draft.rows.map(({ cells }) => [...cells]),
}

test('all that is right has no harm', () => {
  expect(scoreOf(draft, [right])).toMatchObject({ wrong: [], cells: 1, records: 1, header: 1 })
})

const swapped = (rows: Landed['rows']): Landed['rows'] =>
  rows.map(([id, city, money]) => [id!, money!, city!])
const wrongs: [string, Landed][] = [
  ['a row is missing', { ...right, rows: right.rows.slice(1) }],
  ['a row is there twice', { ...right, rows: [...right.rows, [...right.rows[0]!]] }],
  ['two columns are mixed', { ...right, rows: swapped(right.rows) }],
  [
    'a value is changed',
    { ...right, rows: [['1', ...right.rows[0]!.slice(1)], ...right.rows.slice(1)] },
  ],
  [
    'a column has another name',
    {
      ...right,
      columns: right.columns.map((column, i) => (i === 1 ? { ...column, name: 'x' } : column)),
    },
  ],
  [
    'a type is another',
    { ...right, columns: right.columns.map((column) => ({ ...column, type: 'string' as const })) },
  ],
  ['it is no table', { ...right, verdict: 'asset' }],
]

test.each(wrongs)('%s: the score falls, with a word', (_what, landed) => {
  const score = scoreOf(draft, [landed])
  expect(harmOf(score)).toBeGreaterThan(0)
  expect(score.wrong).not.toEqual([])
})

test('a value is the same where it loses nothing', () => {
  const plain = {}
  expect(isSame(['1.50'], '1.5', 'double', plain)).toBe(true)
  expect(isSame(['1.50'], '1.5', 'string', plain)).toBe(false)
  expect(isSame(['1.10'], '1.1', 'double', { exact: true })).toBe(false)
  expect(isSame(['007'], '7', 'long', plain)).toBe(false)
  expect(isSame(['12345678901234567.89'], '12345678901234568', 'double', plain)).toBe(false)
  expect(isSame(['1e3'], '1000', 'double', plain)).toBe(true)
  expect(
    isSame(['2024-05-01T12:00:00+02:00'], '2024-05-01 10:00:00+00', 'timestamptz', plain),
  ).toBe(true)
  expect(isSame(['2024-05-01T12:00:00.5'], '2024-05-01 12:00:00', 'timestamp', plain)).toBe(false)
  expect(isSame([null, 'NA'], null, 'long', plain)).toBe(true)
  expect(isSame([null, 'NA'], null, 'string', plain)).toBe(false)
  expect(isSame(['x'], null, 'string', plain)).toBe(false)
})
