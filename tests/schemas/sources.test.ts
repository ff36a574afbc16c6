/** docs/sources.md has a section for each kind, with all of its parameters and secrets. */
import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { kinds, secretOf, sourceDefinition } from '../../schemas/sources.ts'

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

test('a secret is in what ECS gives whole, or in a variable of its own', () => {
  const SOURCE_SECRETS = JSON.stringify({ 'shop-token': 'a', 'shop.token': 'b' })
  const environment = { SOURCE_SECRETS, SECRET_SHOP_TOKEN: 'c', SECRET_CRM: 'd', SECRET_NONE: '' }
  expect(secretOf(environment, 'shop-token')).toBe('a')
  expect(secretOf(environment, 'shop.token')).toBe('b')
  expect(secretOf(environment, 'shop_token')).toBe('c')
  expect(secretOf(environment, 'crm')).toBe('d')
  expect(secretOf(environment, 'none')).toBeUndefined()
  expect(secretOf({}, 'constructor')).toBeUndefined()
})

test('what is no object of secrets is said without them', () => {
  for (const SOURCE_SECRETS of ['hunter2', '["hunter2"]', '{"a": {"b": "hunter2"}}']) {
    expect(() => secretOf({ SOURCE_SECRETS }, 'a')).toThrow(
      /^SOURCE_SECRETS is no JSON object of names and texts$/,
    )
  }
})

test('no address has a user and a password in it', () => {
  const account = { region: 'eu-central-1', access_key: 'A'.repeat(20) }
  const secrets = { secret_key: 'k' }
  const url = 'https://user:hunter2@example.com/x'
  const said = [
    { kind: 'rest', parameters: { url } },
    { kind: 'sqs', parameters: { queue: url, ...account }, secrets },
    { kind: 's3', parameters: { bucket: 'abc', ...account, endpoint: url }, secrets },
  ]
  for (const one of said) {
    const { error } = sourceDefinition.safeParse({ dataset: 'd', ...one })
    expect(error?.issues.map(({ message }) => message)).toEqual([
      expect.stringMatching('without a user and a password'),
    ])
  }
})
