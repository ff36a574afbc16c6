import { describe, expect, test } from '@jest/globals'
import {
  choicesOf,
  daysOf,
  passes,
  plain,
  said,
} from '../../../dashboard/screens/activity/happenings.ts'

const all = [
  {
    at: '2026-11-24T12:00:00Z',
    step: 'committed',
    key: 'faa/airports/a.csv',
    table: 'faa_airports',
  },
  { at: '2026-11-24T11:00:00Z', step: 'quarantined', key: 'faa/airports/b.csv' },
  { at: '2026-11-22T12:00:00Z', step: 'compacted', table: 'imdb_movies' },
]
const steps = (filter: Partial<Parameters<typeof passes>[1]>) =>
  all
    .filter((one) => passes(one, { kind: undefined, source: '', dataset: '', ...filter }))
    .map(({ step }) => step)

describe('what happened', () => {
  test('is asked for by kind, source and table', () => {
    expect(steps({})).toEqual(['committed', 'quarantined', 'compacted'])
    expect(steps({ kind: 'landed' })).toEqual(['committed'])
    expect(steps({ kind: 'set aside' })).toEqual(['quarantined'])
    expect(steps({ source: 'faa' })).toEqual(['committed', 'quarantined'])
    expect(steps({ source: 'imdb' })).toEqual(['compacted'])
    expect(steps({ dataset: 'imdb_movies' })).toEqual(['compacted'])
    expect(steps({ kind: 'removed', source: 'faa' })).toEqual([])
  })

  test('offers what it names', () => {
    expect(choicesOf(all)).toEqual({ sources: ['faa'], datasets: ['faa_airports', 'imdb_movies'] })
  })

  test('stands day by day', () => {
    expect(daysOf(all).map(({ activities }) => activities.length)).toEqual([2, 1])
  })

  test('is said in words, and what is new as it is named', () => {
    expect(said('quarantined')).toEqual(['✕', 'set aside', 'bad'])
    expect(said('polished')).toEqual(['·', 'polished', 'dim'])
    expect(plain('csv.unterminated-quote: The quote opens.')).toBe('The quote opens.')
    expect(plain('3 files into 1: done')).toBe('3 files into 1: done')
  })
})
