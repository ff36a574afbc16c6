/** docs/destinations.md has a section for each kind, with all of its parameters and secrets, and its example is one. */
import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { destinationDefinition, kinds } from '../../schemas/destinations.ts'

const document = readFileSync('docs/destinations.md', 'utf8')
const sections = new Map(
  document.split(/^## /m).map((text) => [text.slice(0, text.indexOf('\n')), text]),
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

test('the example is a definition', () => {
  const [, example = ''] = /```yaml\n([\s\S]*?)```/.exec(document) ?? []
  expect(destinationDefinition.parse(parse(example))).toMatchObject({ kind: 'http', key: ['id'] })
})
