import { expect, test } from '@jest/globals'
import { type LogReading, type LogState, nextState } from '../../../lake/logged/logstate.ts'

const named = (as: string): LogReading => ({
  ...{ isThere: true, parts: { 'a.parquet': { partitions: [] } } },
  names: [{ file: 'col-1', as, type: 'plain' }],
})
const refused = (code: string): LogReading => ({
  ...{ isThere: true, parts: {} },
  refused: { code, detail: 'It is none.', remedy: 'Land it again.' },
})

test.each<[string, LogReading, LogReading]>([
  ['in a name', named('who'), named('full_name')],
  ['in its names', named('who'), { isThere: true, parts: { 'a.parquet': { partitions: [] } } }],
  ['in why it is refused', refused('iceberg.log'), refused('iceberg.versions')],
  ['in that it is refused', refused('iceberg.log'), { isThere: true, parts: {} }],
  ['in that it is there', { isThere: true, parts: {} }, { isThere: false, parts: {} }],
])('whoever read what differs only %s is late', (_in, one, other) => {
  const first = nextState(undefined, one)
  const second = nextState(first, other)
  const states = [first, second, nextState(second, one)]
  expect(states.map(({ turn }) => turn)).toEqual([1, 2, 3])
  const kept: LogState = JSON.parse(JSON.stringify(states[2]))
  expect(nextState(kept, one)).toBe(kept)
  expect(kept.untold).toEqual(first.untold)
})

test('a state of before, which did not keep them, is gone on with', () => {
  const before: LogState = {
    turn: 7,
    parts: { 'a.parquet': { partitions: [] } },
    untold: [],
    asked: 3,
  }
  const next = nextState(before, named('who'))
  expect(next).toMatchObject({ turn: 8, untold: [], asked: 3, names: named('who').names })
  expect(nextState(next, named('who'))).toBe(next)
})
