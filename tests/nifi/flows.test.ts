import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { processor } from '../../nifi/component.ts'
import { dataflowOf, definitionOf, parametersOf } from '../../nifi/documents.ts'
import { filled } from '../../nifi/engine/fill.ts'
import { flow } from '../../nifi/flow.ts'
import { flows } from '../../nifi/flows.ts'
import { identifier } from '../../nifi/identifier.ts'
import { ReplaceText } from '../../nifi/kinds.ts'
import { written } from '../../nifi/write.ts'

test('what is committed is what is built', () => {
  for (const [path, text] of Object.entries(written()))
    expect([path, readFileSync(path, 'utf8') === text]).toEqual([path, true])
})

test('ids are those of RFC 9562, and stay', () => {
  expect(identifier('http-push')).toBe('13d5cd16-51a7-5b74-884f-460aeb078e78')
})

const groups = dataflowOf(flows).rootGroup.processGroups
const texts = (group: (typeof groups)[number]): string[] =>
  [...group.processors, ...group.controllerServices].flatMap(({ properties }) =>
    Object.values(properties as Record<string, string>),
  )

describe.each(groups.map((group, i) => [group.name, group, flows[i]!] as const))(
  'the flow %s',
  (_, group, { processors, parameters }) => {
    const end = (id: string) =>
      [...group.processors, ...group.outputPorts].find(({ identifier }) => identifier === id)

    test('its connections end at what is there, by relationships that are', () => {
      for (const { source, destination, selectedRelationships } of group.connections) {
        expect(end(source.id)?.name).toBe(source.name)
        expect(end(destination.id)?.name).toBe(destination.name)
        const known = processors[source.name]?.relationships ?? []
        expect(selectedRelationships.filter((one) => !known.includes(one))).toEqual([])
      }
    })

    test('every relationship is connected or ends, none does both', () => {
      for (const one of group.processors) {
        const taken = group.connections
          .filter(({ source }) => source.id === one.identifier)
          .flatMap(({ selectedRelationships }) => selectedRelationships)
        const all = [...taken, ...one.autoTerminatedRelationships].sort()
        const known = [...(processors[one.name]?.relationships ?? [])].sort()
        expect([one.name, [...new Set(all)]]).toEqual([one.name, known])
        expect(one.autoTerminatedRelationships.filter((end) => taken.includes(end))).toEqual([])
      }
    })

    test('every property is one that its processor knows', () => {
      for (const [name, { kind, properties = {}, dynamic = {} }] of Object.entries(processors)) {
        const unknown = Object.keys(properties).filter((key) => !kind.properties.includes(key))
        expect([name, unknown]).toEqual([name, []])
        if (Object.keys(dynamic).length > 0) expect([name, kind.dynamic]).not.toContain(undefined)
      }
    })

    test('parameters that it names are its own, and it names all of them', () => {
      const named = texts(group).flatMap((text) => [...text.matchAll(/#\{([^}]+)\}/g)])
      const periods = group.processors.flatMap(({ schedulingPeriod }) => [
        ...schedulingPeriod.matchAll(/#\{([^}]+)\}/g),
      ])
      const used = new Set([...named, ...periods].map(([, name]) => name))
      expect([...used].sort()).toEqual(parameters.map(({ name }) => name).sort())
    })

    test('nothing lies over anything on the canvas', () => {
      const places = [...group.processors, ...group.outputPorts].map(({ position }) => position)
      expect(new Set(places.map(({ x, y }) => `${x} ${y}`)).size).toBe(places.length)
    })

    test('brackets of its expressions close', () => {
      for (const text of texts(group)) {
        const outside = text.replaceAll(/'[^']*'/g, '')
        expect([text, outside.split('{').length]).toEqual([text, outside.split('}').length])
        expect([text, outside.split('(').length]).toEqual([text, outside.split(')').length])
      }
    })
  },
)

test('what goes nowhere is no flow', () => {
  const alone = processor(ReplaceText, { at: [0, 0], ends: ['failure'] })
  const parts = { name: 'f', says: '', engine: 'standard' as const, parameters: [], services: {} }
  expect(() => flow({ ...parts, processors: { alone }, connections: [] })).toThrow(
    'f: "success" of "alone" goes nowhere',
  )
})

describe('parameters', () => {
  const all = parametersOf(flows)
  const environment = {
    LANDING_URL: 'http://a',
    LANDING_TOKEN_URL: 'http://t',
    LANDING_CLIENT_ID: 'me',
    LANDING_CLIENT_SECRET: 'a "quoted" \\ secret',
  }

  test('no secret is in what is committed', () => {
    const secrets = all.filter(({ sensitive }) => sensitive)
    expect(secrets.map(({ name }) => name)).toEqual(['landing.client.secret', 'x.bearer'])
    for (const one of flows) {
      const { parameters } = definitionOf(one).parameterContexts.hypatia!
      for (const { sensitive, value } of parameters) if (sensitive) expect(value).toBeNull()
    }
  })

  test('are filled in from the environment, or what they are without it', () => {
    const done = filled(dataflowOf(flows), ['http-push'], environment)
    const [{ parameters } = { parameters: [] }] = done.parameterContexts
    const values = Object.fromEntries(parameters.map(({ name, value }) => [name, value]))
    expect(values['landing.client.secret']).toBe('a "quoted" \\ secret')
    expect(values['x.url']).toBe('https://api.x.com')
    expect(Object.values(values).filter((value) => value?.startsWith('env:'))).toEqual([])
  })

  test('only the flows that are named start', () => {
    const { rootGroup } = filled(dataflowOf(flows), ['directory'], environment)
    const states = rootGroup.processGroups.map((group) => [
      group.scheduledState,
      ...new Set(group.processors.map(({ scheduledState }) => scheduledState)),
    ])
    expect(states).toEqual([
      ['ENABLED', 'ENABLED'],
      ['RUNNING', 'ENABLED'],
      ['ENABLED', 'ENABLED'],
    ])
  })

  test('a variable without a default must be set', () => {
    expect(() => filled(dataflowOf(flows), [], { ...environment, LANDING_URL: '' })).toThrow(
      'LANDING_URL is not set',
    )
  })
})
