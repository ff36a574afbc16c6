import { expect, test } from '@jest/globals'
import { macrosFor } from '../../../../local/athena/engine/macros.ts'
import { aggregateSignatures } from '../../../../local/athena/sql/function/aggregates.ts'
import { scalars, untranslated } from '../../../../local/athena/sql/function/scalars.ts'
import { windowSignatures } from '../../../../local/athena/sql/function/windows.ts'

const all = [scalars, aggregateSignatures, windowSignatures].flatMap((each) =>
  [...each.values()].flat(),
)

test('every macro that a function or a macro names is there', () => {
  for (const { text, template } of all) {
    const made = macrosFor(template)
    const names = new Set(made.map((sql) => /CREATE MACRO (\w+)/.exec(sql)?.[1]))
    const missing = [template, ...made]
      .flatMap((sql) => sql.match(/\bt_\w+(?=\()/g) ?? [])
      .filter((name) => !names.has(name))
    expect({ text, missing }).toEqual({ text, missing: [] })
  }
})

test('a function is known or refused, not both', () => {
  for (const name of untranslated) {
    expect({ name, known: scalars.has(name) || aggregateSignatures.has(name) }).toEqual({
      name,
      known: false,
    })
  }
  expect(new Set(all.map(({ name }) => name)).size).toBeGreaterThan(200)
})

test('a statement gets the macros that it needs and no others', () => {
  expect(macrosFor('SELECT 1')).toEqual([])
  expect(macrosFor('SELECT t_cbrt(1)')).toHaveLength(1)
})
