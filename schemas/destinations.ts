/** Destinations: what the lake sends, and where to. A file `definitions/destinations/<name>.yml`, or said by the API. */
import * as z from 'zod'
import { http } from './destinations/http.ts'
import { kafka } from './destinations/kafka.ts'
import { destinationName } from './destinations/kind.ts'
import { mail } from './destinations/mail.ts'
import { postgres } from './destinations/postgres.ts'
import { s3 } from './destinations/s3.ts'
import { sftp } from './destinations/sftp.ts'
import { type DefinitionRecord, runState } from './record.ts'

export { destinationName }

/** Every kind that there is; a new one is a file in `destinations/` and a line here. */
export const kinds = [http, postgres, s3, sftp, kafka, mail] as const

export const destinationDefinition = z
  .discriminatedUnion(
    'kind',
    [
      http.definition,
      postgres.definition,
      s3.definition,
      sftp.definition,
      kafka.definition,
      mail.definition,
    ],
    {
      error: ({ input }) => {
        const kind = String((input as { kind?: unknown } | null)?.kind ?? '').slice(0, 100)
        return `"${kind}" is no kind: there are ${kinds.map(({ name }) => name).join(', ')}`
      },
    },
  )
  .meta({ id: 'DestinationDefinition' })

export type DestinationDefinition = z.infer<typeof destinationDefinition>

/** What whoever sends says of it. */
export const destinationState = runState.meta({ id: 'DestinationState' })

/** In the work bucket, an object a destination. */
export type DestinationRecord = DefinitionRecord<DestinationDefinition>

const snapshot = z.string().regex(/^\d{1,20}$/)

/** What is told between two snapshots; said when it begins, so that a delivery that is made again is the same. */
const round = z.strictObject({
  after: snapshot.nullable().describe('null: all rows are told'),
  until: snapshot,
  cursor: z
    .string()
    .max(1_000)
    .nullable()
    .describe('Of the changes that come next; null: of the first'),
  batch: z.int().min(0).describe('How many deliveries of it are acknowledged'),
  what: z.strictObject({
    dataset: z.string(),
    changes: z.enum(['append', 'upsert']),
    key: z.array(z.string()),
    left: z.enum(['delete', 'keep']),
    columns: z.array(z.string()).nullable(),
    retyped: z.boolean(),
    batch: z.int(),
  }),
})

/** How far a destination is. Whoever sends moves it, once the peer has acknowledged what lies before it. */
export const destinationPlace = z
  .strictObject({
    holder: z.string().max(100).nullable().describe('Who sends it now'),
    generation: z.string().max(100).describe('Of all that follows: another where it began anew'),
    dataset: z.string().describe('Whose snapshots these are'),
    acknowledged: snapshot.nullable().describe('The last one of which the peer has everything'),
    sequence: z.int().min(0).describe('How many deliveries are acknowledged'),
    changes: z.int().min(0).describe('How many rows came and went with them'),
    isFromNothing: z
      .literal(true)
      .optional()
      .describe('With `from: now`: the dataset had no rows then, so that all of them are new'),
    round: round.nullable().describe('What is under way'),
  })
  .meta({ id: 'DestinationPlace' })

export type DestinationPlace = z.infer<typeof destinationPlace>
