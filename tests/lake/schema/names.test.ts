import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { mergeColumns } from '../../../lake/schema/merge.ts'
import {
  calledAs,
  distinct,
  namedColumns,
  paired,
  spellingOf,
  speltAs,
} from '../../../lake/schema/names.ts'
import type { Column } from '../../../lake/schema/type.ts'

/** As a file with these headers has them. */
const file = (...originals: string[]): Column[] =>
  namedColumns(originals.map((original) => ({ original, type: 'long' })))
const namesOf = (columns: Column[]) => columns.map(({ name }) => name)
const bySpelling = (columns: Column[]): Record<string, string> =>
  Object.fromEntries(columns.map((column) => [spellingOf(column), column.name]).toSorted())

const hash = expect.stringMatching(/__[0-9a-f]{12}$/)

/** Spellings that look, sound, or fold alike. */
const headers = fc.oneof(
  fc.constantFrom('straße', 'strasse', 'Город', 'Имя', 'a b', 'a-b', 'a_b', 'A_B', '😀', '😃'),
  fc.constantFrom('é', 'e\u0301', 'É', 'שם', 'שֵׁם', 'ſ', 's', 'K', 'K', 'ﬁ', 'fi', '１', '1', '%'),
  fc.constantFrom('a__b', 'a b__0123456789ab', '', ' ', '_object', 'column_1', 'a (2)', 'i', 'İ'),
  fc.string({ unit: 'grapheme', maxLength: 5 }),
  fc.string({ unit: 'binary', maxLength: 5 }),
)
const someFile = fc.uniqueArray(headers, { maxLength: 6 }).map((list) => file(...list))

/** No two of them differ in nothing but case: of those a file must hold both to keep them apart. */
const caseless = fc
  .uniqueArray(headers, { maxLength: 6, selector: (text) => text.toLowerCase() })
  .map((list) => file(...list.map((text) => text.toLowerCase())))

describe('names', () => {
  test('are unique, lower case, short, and free of reserved ones, whatever a file calls its columns', () => {
    fc.assert(
      fc.property(fc.array(headers, { maxLength: 8 }), (originals) => {
        const fields = originals.map((original) => ({ original, type: 'long' as const }))
        const reserved = ['a_b', 'column_1', 'day']
        for (const level of ['column', 'member'] as const) {
          const columns = namedColumns(fields, reserved, level)
          const names = namesOf(columns)
          expect(new Set([...names, ...reserved]).size).toBe(names.length + 3)
          expect(new Set(columns.map(spellingOf)).size).toBe(names.length)
          for (const name of names) {
            expect(name).toBe(name.toLowerCase())
            if (level === 'column') expect(name).not.toMatch(/^_/)
            expect(name).not.toMatch(/[\s"`.,:<>()]/)
            expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255)
            if (level === 'member') expect(name).toMatch(/^[\p{L}\p{Nd}_]+$/u)
          }
        }
      }),
      { numRuns: 1_000 },
    )
  })

  test.each([
    ['שם', 'שם'],
    ['straße', 'straße'],
    ['Größe', 'größe'],
    ['город', 'город'],
    ['名前', '名前'],
    ['مبلغ', 'مبلغ'],
    ['हिन्दी', 'हिन्दी'],
    ['🚀', '🚀'],
    ['👩‍💻 count', '👩‍💻_count'],
    ['Unit price (€)', 'unit_price'],
    ['ID', 'id'],
    ['_object', 'object'],
    ['  padded ', 'padded'],
    ['e\u0301', 'é'],
  ])('%s alone is %s', (original, name) => {
    expect(namesOf(file(original))).toEqual([name])
    expect(file(original)[0]!.original ?? name).toBe(original)
  })

  test('of spellings that want one name, the name itself has it and the others their hash', () => {
    expect(namesOf(file('a b', 'a-b'))).toEqual([hash, hash])
    expect(namesOf(file('a b', 'a_b'))).toEqual([hash, 'a_b'])
    expect(namesOf(file('ID', 'id'))).toEqual([hash, 'id'])
    expect(namesOf(file('Id', 'ID'))).toEqual([hash, hash])
    expect(namesOf(file('é', 'e\u0301'))).toEqual(['é', hash])
    expect(namesOf(file('straße', 'strasse'))).toEqual(['straße', 'strasse'])
    expect(namesOf(file('%', '&'))).toEqual([hash, hash])
    expect(namesOf(file('a', 'a', 'a_2'))).toEqual(['a', hash, 'a_2'])
    expect(namesOf(namedColumns([{ original: 'day', type: 'long' }], ['day']))).toEqual([hash])
  })

  test('members are spelt in Hive’s own names of types, and never change', () => {
    const members = (...originals: string[]) =>
      namedColumns(
        originals.map((original) => ({ original, type: 'long' as const })),
        [],
        'member',
      )
    expect(namesOf(members('firstName', 'שם', '_id'))).toEqual(['firstname', 'שם', '_id'])
    expect(namesOf(members('user-id', 'user_id__0123456789ab'))).toEqual([hash, hash])
    expect(namesOf(members('שֵׁם', '🚀'))).toEqual([hash, hash])
  })
})

describe('files of one dataset', () => {
  test('no order of files or of columns changes a name', () => {
    fc.assert(
      fc.property(fc.array(caseless, { minLength: 2, maxLength: 4 }), (files) => {
        const joined = files.reduce((all, one) => mergeColumns(all, one), [] as Column[])
        const turned = files
          .toReversed()
          .reduce((all, one) => mergeColumns(all, one.toReversed()), [] as Column[])
        expect(bySpelling(turned)).toEqual(bySpelling(joined))
        const spellings = new Set(files.flatMap((one) => one.map(spellingOf)))
        expect(new Set(joined.map(spellingOf))).toEqual(spellings)
        expect(new Set(namesOf(joined)).size).toBe(spellings.size)
      }),
      { numRuns: 1_000 },
    )
  })

  test('a column of the next file finds its own, and no other', () => {
    fc.assert(
      fc.property(fc.array(someFile, { minLength: 1, maxLength: 4 }), (files) => {
        const joined = files.reduce((all, one) => mergeColumns(all, one), [] as Column[])
        for (const one of files) {
          const pairs = paired(joined, one)
          expect(new Set(pairs.values()).size).toBe(one.length)
          for (const [column, found] of pairs) {
            const [left, right] = [spellingOf(column), spellingOf(found)]
            expect(left.toLowerCase()).toBe(right.toLowerCase())
          }
        }
      }),
      { numRuns: 1_000 },
    )
  })

  test('a b, a-b and then a-b alone: 99 lies under a-b', () => {
    for (const files of [
      [file('x', 'a b', 'a-b'), file('x', 'a-b')],
      [file('x', 'a-b'), file('x', 'a b', 'a-b')],
    ]) {
      const joined = files.reduce((all, one) => mergeColumns(all, one), [] as Column[])
      expect(bySpelling(joined)).toEqual({ 'a b': hash, 'a-b': hash, x: 'x' })
    }
  })

  test('what differs in case only is one column, unless a file holds both', () => {
    expect(namesOf(mergeColumns(file('Name', 'City'), file('city', 'NAME')))).toEqual([
      'name',
      'city',
    ])
    const apart = { Id: hash, id: 'id' }
    expect(bySpelling(mergeColumns(file('id', 'Id'), file('Id')))).toEqual(apart)
    expect(bySpelling(mergeColumns(file('Id'), file('id', 'Id')))).toEqual(apart)
  })
})

describe('columns of a release before', () => {
  const old: Column[] = [
    { name: 'column_1', type: 'string', original: 'שם' },
    { name: 'stra_e', type: 'string', original: 'straße' },
    { name: 'zoe', type: 'string', original: 'Zoë' },
    { name: 'unit_price', type: 'double', original: 'Unit price' },
    { name: 'a', type: 'long' },
    { name: 'a_2', type: 'long', original: 'a' },
  ]

  test('keep their names, and are found by their spelling', () => {
    const next = file('a', 'a', 'Zoë', 'שם', 'straße', 'unit-price', 'strasse')
    const joined = mergeColumns(old, next)
    expect(joined.slice(0, 3)).toEqual(old.slice(0, 3).map((one) => ({ ...one, type: 'string' })))
    expect(joined.slice(4, 6).map(({ name }) => name)).toEqual(['a', 'a_2'])
    expect(bySpelling(joined)).toMatchObject({ strasse: 'strasse', 'unit-price': hash })
  })

  test('nobody else gets such a name', () => {
    expect(bySpelling(mergeColumns(old, file('zoe')))).toMatchObject({ zoe: hash, Zoë: 'zoe' })
  })
})

test('members have the table’s names and the file’s spelling', () => {
  const table = { struct: [{ name: 'user_id', type: 'string' as const, original: 'user-id' }] }
  const own = { struct: [...file('USER-ID')] }
  expect(speltAs(table, own)).toEqual({
    struct: [{ name: 'user_id', type: 'string', original: 'USER-ID' }],
  })
  expect(calledAs(own, table)).toEqual({
    struct: [{ name: 'user_id', type: 'long', original: 'USER-ID' }],
  })
})

test('thousands of equal names are told apart, each once', () => {
  const names = distinct([...Array<string>(50_000).fill('a'), 'a (2)'])
  expect(new Set(names).size).toBe(names.length)
  expect(names.slice(0, 3)).toEqual(['a', 'a (3)', 'a (4)'])
  expect(names.at(-1)).toBe('a (2)')
})
