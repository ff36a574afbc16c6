/** Sources: who sends, and how it is fetched. A file `definitions/sources/<source>.yml`, or said by the API. */
import * as z from 'zod'
import { type DefinitionRecord, type RunState, runState } from './record.ts'
import { database } from './sources/database.ts'
import { kafka } from './sources/kafka.ts'
import { segment } from './sources/kind.ts'
import { mqtt } from './sources/mqtt.ts'
import { rest } from './sources/rest.ts'
import { s3 } from './sources/s3.ts'
import { sftp } from './sources/sftp.ts'
import { sqs } from './sources/sqs.ts'

/** Every kind that there is; a new one is a file in `sources/` and a line here. */
export const kinds = [rest, database, kafka, mqtt, s3, sftp, sqs] as const

export const sourceName = segment.describe('The first segment of its keys')

export const sourceDefinition = z
  .discriminatedUnion(
    'kind',
    [
      rest.definition,
      database.definition,
      kafka.definition,
      mqtt.definition,
      s3.definition,
      sftp.definition,
      sqs.definition,
    ],
    {
      error: ({ input }) => `"${kindIn(input)}" is no kind: there are ${names.join(', ')}`,
    },
  )
  .meta({ id: 'SourceDefinition' })

const names: string[] = kinds.map(({ name }) => name)

const kindIn = (input: unknown): string =>
  String((input as { kind?: unknown } | null)?.kind ?? '').slice(0, 100)

export type SourceDefinition = z.infer<typeof sourceDefinition>

/** What whoever runs it says of it. */
export const sourceState = runState.meta({ id: 'SourceState' })

export type SourceState = RunState

/** In the work bucket, an object a source. */
export type SourceRecord = DefinitionRecord<SourceDefinition>

/** Of the environment, where whoever runs a source finds a secret's value. */
export const secretVariable = (name: string): string =>
  `SECRET_${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}`

/**
 * A secret's value, of an environment: what `SOURCE_SECRETS` says of it, a JSON object by names (a secret of Secrets Manager,
 * which ECS puts there whole), else the variable of its own. Undefined where there is none. Throws where it is no such object.
 */
export function secretOf(environment: Environment, name: string): string | undefined {
  const own = Object.entries(secretsOf(environment)).find(([key]) => key === name)?.[1]
  return own ?? (environment[secretVariable(name)] || undefined)
}

type Environment = Readonly<Record<string, string | undefined>>

function secretsOf({ SOURCE_SECRETS }: Environment): Record<string, string> {
  try {
    return z.record(z.string(), z.string()).parse(JSON.parse(SOURCE_SECRETS || '{}'))
  } catch {
    // without a cause: that would quote it
    throw new Error('SOURCE_SECRETS is no JSON object of names and texts')
  }
}
