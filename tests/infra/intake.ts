/** What fetches and takes in: NiFi, and the runner of the kinds that it has no processor for. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { restPoll } from '../../nifi/sources/restpoll.ts'
import type { Packaged, Resource } from './packaged.ts'

type ByName = (name: string) => Resource

interface Container {
  Name: string
  Environment: { Name: string; Value: unknown }[]
  Secrets: { Name: string }[]
}

export function describeIntake(packaged: () => Packaged): void {
  const resource = (name: string): Resource => packaged().resources[name] as Resource
  describeNifi(packaged, resource)
  describeCollect(packaged, resource)
}

function describeNifi(packaged: () => Packaged, resource: ByName): void {
  describe('NiFi', () => {
    test('is in the template, and in a stack only where its image is named', () => {
      const ofNifi = Object.entries(packaged().resources).filter(([name]) =>
        name.startsWith('Nifi'),
      )
      expect(ofNifi.length).toBeGreaterThan(30)
      for (const [name, { Condition }] of ofNifi) {
        const isNamed = ['WithNifi', 'WithSources', 'NifiPrivateLink'].includes(Condition ?? '')
        expect([name, isNamed]).toEqual([name, true])
      }
      expect(packaged().parameters.NifiImage?.Default).toBe('')
    })

    test('is told whatever its poller can be told, by default what that says itself', () => {
      const [nifi] = resource('NifiTask').Properties.ContainerDefinitions as Container[]
      const given = new Map(nifi?.Environment.map(({ Name, Value }) => [Name, Value]))
      for (const { variable, default: value, sensitive } of restPoll.parameters) {
        const isSecret = nifi?.Secrets.some(({ Name }) => Name === variable)
        expect([variable, given.has(variable), isSecret]).toEqual([
          variable,
          !sensitive,
          sensitive === true,
        ])
        if (value && !sensitive) expect(given.get(variable)).toBe(value)
      }
    })

    test('never runs twice, has no address outside, and lands by the API alone', () => {
      const service = resource('NifiService').Properties
      expect(service.DeploymentConfiguration).toMatchObject({
        MinimumHealthyPercent: 0,
        MaximumPercent: 100,
      })
      expect(JSON.stringify(service.NetworkConfiguration)).toContain('"AssignPublicIp":"DISABLED"')
      expect(JSON.stringify(resource('NifiRole').Properties.Policies)).not.toMatch(/s3:|glue:|sqs:/)
    })
  })
}

function describeCollect(packaged: () => Packaged, resource: ByName): void {
  describe('the runner of sources', () => {
    test('is in a stack only where its image is named', () => {
      const own = Object.entries(packaged().resources).filter(([name]) =>
        /^Collect|^Deliver|^SourceSec/.test(name),
      )
      expect(own.length).toBeGreaterThan(10)
      expect(own.filter(([, { Condition }]) => Condition !== 'WithCollect')).toEqual([])
      expect(packaged().parameters.CollectImage?.Default).toBe('')
    })

    test('lands by the API alone, writes nowhere but in /tmp, and has its secrets by name', () => {
      const { ContainerDefinitions, TaskRoleArn } = resource('CollectTask').Properties
      expect(TaskRoleArn).toBeUndefined()
      const program = readFileSync('containers/collect/program.ts', 'utf8')
      const wanted = [...program.matchAll(/set\('(\w+)'\)/g)].map(([, name]) => name)
      expect(wanted).toHaveLength(4)
      const containers = ContainerDefinitions as (Container & Record<string, unknown>)[]
      expect(containers.map(({ Name }) => Name)).toEqual(['collect', 'deliver'])
      expect(containers[0]).toMatchObject({ MountPoints: [{ ContainerPath: '/tmp' }] })
      for (const { ReadonlyRootFilesystem, Environment, Secrets } of containers) {
        expect(ReadonlyRootFilesystem).toBe(true)
        const set = new Set([...Environment, ...Secrets].map(({ Name }) => Name))
        expect(wanted.filter((name) => !set.has(name as string))).toEqual([])
        expect(Secrets.map(({ Name }) => Name)).toEqual(['LANDING_CLIENT_SECRET', 'SOURCE_SECRETS'])
      }
    })

    test('has an alarm for what it says of a source or a destination that fails', () => {
      const pattern = resource('CollectFailures').Properties.FilterPattern as string
      const nouns = [...pattern.matchAll(/"(\w+) fails"/g)].map(([, noun]) => noun)
      expect(nouns).toEqual(['source', 'destination'])
      expect(readFileSync('containers/collect/again.ts', 'utf8')).toMatch(/`\$\{noun\} fails`/)
      for (const noun of nouns)
        expect(
          readFileSync(
            `containers/collect/${noun === 'source' ? 'source' : 'deliver/destination'}.ts`,
            'utf8',
          ),
        ).toContain(`called: ['${noun}', `)
    })
  })
}
