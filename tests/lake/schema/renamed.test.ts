/** Columns that somebody says are others by now: no two of a file become one, and none is lost. */
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { planEvolution } from '../../../lake/iceberg/evolution.ts'
import { withSchema } from '../../../lake/iceberg/history.ts'
import { newTable } from '../../../lake/iceberg/metadata.ts'
import { planRenaming } from '../../../lake/iceberg/renaming.ts'
import { namedColumns, spellingOf } from '../../../lake/schema/names.ts'
import { renamed, unrenamed } from '../../../lake/schema/renamed.ts'
import '../../seed.ts'

const columnsOf = (...originals: string[]) =>
  namedColumns(originals.map((original) => ({ original, type: 'long' as const })))
const calledOf = (originals: string[], renames: Record<string, string>): string[] =>
  renamed(columnsOf(...originals), renames).map(spellingOf)

describe('a file’s columns as its table has them', () => {
  test.each([
    [['a', 'x'], { a: 'b' }, ['b', 'x']],
    [['b', 'x'], { a: 'b' }, ['b', 'x']],
    [['A', 'x'], { a: 'b' }, ['b', 'x']],
    [['a', 'b'], { a: 'b', b: 'a' }, ['b', 'a']],
    [['a', 'b'], { a: 'b', b: 'c' }, ['b', 'c']],
    [['a', 'x'], { a: 'c', b: 'c' }, ['c', 'x']],
    [['Unit Price'], { 'Unit Price': 'Unit cost' }, ['Unit cost']],
  ])('%j with %j are %j', (originals, renames, called) => {
    expect(calledOf(originals, renames)).toEqual(called)
    expect(unrenamed(columnsOf(...originals), renames)).toEqual([])
  })

  test.each([
    [['a', 'b'], { a: 'b' }, ['a', 'b'], [['a', 'b']]],
    [['a', 'B'], { a: 'b' }, ['a', 'B'], [['a', 'b']]],
    [
      ['a', 'b', 'c'],
      { a: 'c', b: 'c' },
      ['a', 'b', 'c'],
      [
        ['a', 'c'],
        ['b', 'c'],
      ],
    ],
    [
      ['a', 'b', 'c'],
      { a: 'b', b: 'c' },
      ['a', 'b', 'c'],
      [
        ['a', 'b'],
        ['b', 'c'],
      ],
    ],
  ])('%j with %j are two columns where both are there', (originals, renames, called, kept) => {
    expect(calledOf(originals, renames)).toEqual(called)
    expect(unrenamed(columnsOf(...originals), renames)).toEqual(kept)
  })

  test('names follow from the new spelling, what else is known of a column stays, and a folder’s name is its own', () => {
    const [column] = columnsOf('zip')
    const reading = { nulls: ['-'] }
    expect(renamed([{ ...column!, reading }], { zip: 'Post Code' })).toEqual([
      { name: 'post_code', original: 'Post Code', type: 'long', reading },
    ])
    const [day] = renamed(columnsOf('d'), { d: 'day' }, ['day'])
    expect(day).toMatchObject({ original: 'day', name: expect.stringMatching(/^day__/) })
  })

  test('whatever is said, there are as many columns as before, each of a name and a spelling of its own', () => {
    const name = fc.constantFrom('a', 'b', 'c', 'A', 'B', 'a b', 'a_b', 'é', '__proto__')
    fc.assert(
      fc.property(fc.uniqueArray(name), fc.dictionary(name, name), (originals, renames) => {
        const called = renamed(columnsOf(...originals), renames)
        expect(called).toHaveLength(originals.length)
        expect(new Set(called.map((column) => column.name)).size).toBe(originals.length)
        expect(new Set(called.map(spellingOf)).size).toBe(originals.length)
      }),
    )
  })
})

describe('a table’s columns', () => {
  const tableOf = (...originals: string[]) =>
    newTable({
      ...{ uuid: 'u', location: 's3://lake/t', partitionKeys: [], nowMs: 0 },
      columns: columnsOf(...originals),
    })
  const planned = (originals: string[], renames: Record<string, string>): string[] => {
    const { fields } = planRenaming(tableOf(...originals), renames)
    return fields.map(({ id, name, doc = name }) => `${id} ${doc}`)
  }

  test('keep their ids under the new name', () => {
    const before = planned(['a', 'x'], {})
    expect(planned(['a', 'x'], { a: 'b' })).toEqual(before.map((one) => one.replace(' a', ' b')))
    expect(planRenaming(tableOf('b', 'x'), { a: 'b' }).changed).toBe(false)
  })

  test('are left where a second time would rename again, or where there are both', () => {
    const renames: Record<string, string>[] = [{ a: 'b' }, { a: 'x', x: 'a' }, { a: 'x', x: 'y' }]
    for (const each of renames) {
      expect(planRenaming(tableOf('a', 'b', 'x'), each).changed).toBe(false)
    }
  })

  test('keep a name that only an earlier renaming gave: it says what files call a column, and theirs is another one', () => {
    const before = tableOf('a', 'x')
    const named = withSchema(before, planRenaming(before, { a: 'b' }))
    expect(planRenaming(named, { b: 'd' }).changed).toBe(false)
    const wider = withSchema(
      named,
      planEvolution(named, namedColumns([{ original: 'b', type: 'string' }])),
    )
    expect(wider['last-column-id']).toBeGreaterThan(named['last-column-id'])
    expect(planRenaming(wider, { b: 'd' }).changed).toBe(false)
    expect(planRenaming(tableOf('b', 'x'), { b: 'd' }, ['b']).changed).toBe(false) // it began under the new name
    expect(planRenaming(wider, { x: 'y' }, ['b']).changed).toBe(true)
  })

  test('that are two again are renamed as before', () => {
    const before = tableOf('a', 'x')
    const named = withSchema(before, planRenaming(before, { a: 'b' }))
    const undone = withSchema(named, planEvolution(named, columnsOf('a')))
    expect(planRenaming(undone, { a: 'c' }).changed).toBe(true)
  })
})
