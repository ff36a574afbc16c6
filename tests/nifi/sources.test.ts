/** Flows that definitions make: as whole as those that are built in, and what a person wrote is text in them. */
import { describe, expect, test } from '@jest/globals'
import { definitionOf } from '../../nifi/documents.ts'
import { sourceFlow } from '../../nifi/source.ts'
import { sourceDefinition } from '../../schemas/sources.ts'

const pagings = [
  { by: 'none' },
  { by: 'page', first: 0 },
  { by: 'offset', parameter: 'from' },
  { by: 'cursor', next: 'meta.next' },
  { by: 'since', field: 'sold.at', parameter: 'after' },
]
const parameters = {
  url: 'https://a.example/x',
  headers: { 'X-Who': `\${filename} of #{landing.client.secret}` },
  query: { q: `a b&\${filename}` },
  records: 'data.items',
}
const secrets = { bearer: 'the-bearer', key: 'the-key' }
const base = { kind: 'rest', dataset: 'orders', every: '1 hour', secrets }

describe.each(pagings.map((paging) => [paging.by, paging] as const))('by %s', (_, paging) => {
  const definition = sourceDefinition.parse({ ...base, parameters: { ...parameters, paging } })
  const made = sourceFlow('shop', definition)!
  const { flowContents: group } = definitionOf(made.flow)
  const texts = group.processors.flatMap(({ properties }) =>
    Object.entries(properties as Record<string, string>),
  )

  test('every relationship goes somewhere, once', () => {
    for (const [name, { relationships, ends = [] }] of Object.entries(made.flow.processors)) {
      const taken = made.flow.connections
        .filter(({ from }) => from === name)
        .flatMap(({ relationships }) => relationships)
      expect([name, [...taken, ...ends].sort()]).toEqual([name, [...relationships].sort()])
    }
  })

  test('nothing lies over anything, and brackets close', () => {
    const places = [...group.processors, ...group.outputPorts].map(({ position }) => position)
    expect(new Set(places.map(({ x, y }) => `${x} ${y}`)).size).toBe(places.length)
    for (const [name, text] of texts.filter(([name]) => name !== 'X-Who')) {
      const outside = text.replaceAll(/'[^']*'/g, '')
      expect([name, outside.split('{').length]).toEqual([name, outside.split('}').length])
      expect([name, outside.split('(').length]).toEqual([name, outside.split(')').length])
    }
  })

  test('what a person wrote is neither an expression nor a parameter', () => {
    const value = Object.fromEntries(texts)
    expect(value['X-Who']).toBe(`$\${filename} of ##{landing.client.secret}`)
    const [, url] = texts.find(([name, text]) => name === 'HTTP URL' && /a\.example/.test(text))!
    expect(url).toMatch(/^https:\/\/a\.example\/x\?q=a%20b%26%24%7Bfilename%7D/)
  })

  test('secrets are parameters of its own context, by their names, and sensitive', () => {
    expect(made.secrets).toEqual({ 'secret.bearer': 'the-bearer', 'secret.key': 'the-key' })
    const get = group.processors.find(({ name }) => name === 'Get page')!
    expect(get.properties).toMatchObject({
      Authorization: 'Bearer #{secret.bearer}',
      'X-Api-Key': '#{secret.key}',
    })
    expect(Object.keys(get.propertyDescriptors).sort()).toEqual(['Authorization', 'X-Api-Key'])
    expect(made.flow.context).toBe('source shop')
    expect(JSON.stringify(group)).not.toMatch(/the-(bearer|key)/)
  })
})
