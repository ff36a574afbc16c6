/** What a new source begins with is a definition of its kind. */
import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { starters } from '../../../dashboard/screens/sources/starters.ts'
import { moodOf, placeText, runnerOf } from '../../../dashboard/screens/sources/state.ts'
import { kinds, sourceDefinition } from '../../../schemas/sources.ts'

test.each(Object.entries(starters))('of %s', (kind, text) => {
  expect(sourceDefinition.safeParse(parse(text))).toMatchObject({ success: true, data: { kind } })
})

test('every kind has one', () => {
  expect(Object.keys(starters).sort()).toEqual(kinds.map(({ name }) => name).sort())
})

describe('how it is', () => {
  const definition = sourceDefinition.parse(parse(starters.rest ?? ''))
  const source = { name: 'shop', definition, file: null, paused: false, state: null, cursor: null }
  const at = '2026-01-31T00:00:00Z'

  test('is what its runner said, unless it is paused', () => {
    expect(moodOf(source)).toBe('unheard')
    expect(moodOf({ ...source, state: { state: 'running', at } })).toBe('runs')
    expect(moodOf({ ...source, state: { state: 'failing', says: 'no', at } })).toBe('fails')
    expect(moodOf({ ...source, paused: true, state: { state: 'failing', says: 'no', at } })).toBe(
      'paused',
    )
    expect(moodOf({ ...source, state: { state: 'paused', at } })).toBe('unheard')
  })

  test('who runs it is who its kind is given to', () => {
    for (const { name, runner } of kinds)
      expect([name, runnerOf(name)]).toEqual([
        name,
        runner === 'nifi' ? 'npm run nifi' : 'npx hypatia collect',
      ])
  })

  test('a place is said in a line', () => {
    expect(placeText({ at: '7' })).toBe('{"at":"7"}')
    expect(placeText('x'.repeat(100))).toHaveLength(80)
  })
})
