/** docs/sources.md has a section for each kind, with all of its parameters and secrets. */
import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { kinds } from '../../schemas/sources.ts'

const sections = new Map(
  readFileSync('docs/sources.md', 'utf8')
    .split(/^## /m)
    .map((text) => [text.slice(0, text.indexOf('\n')), text]),
)

test('every parameter of every kind is in the documents', () => {
  const missing = kinds.flatMap(({ name, parameters, secrets }) =>
    [...Object.keys(parameters), ...Object.keys(secrets)]
      .filter((key) => !sections.get(name)?.includes(`\`${key}\``))
      .map((key) => `${name}: ${key}`),
  )
  expect(missing).toEqual([])
  expect(sections.size).toBeGreaterThan(kinds.length)
})
