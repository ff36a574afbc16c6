/** What every definition of a source says, and what a kind of sources adds to it. A kind is a file beside this one. */
import * as z from 'zod'
import { original, secretName, steps } from './transform.ts'

export { secretName }

/** A segment of a raw key. */
export const segment = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/,
    'a name of 1 to 100 letters, digits, ".", "_" and "-" that begins with a letter or digit',
  )

/** Where a user and a password stand in an address they are seen by all who see that. */
export const isWithoutUser = (url: string): boolean => !/^[a-z]+:\/\/[^/?#]*@/i.test(url)
export const withoutUser = 'without a user and a password: what is secret has a name in `secrets`'

/** A span of time, as NiFi writes it too: `30 sec`, `5 min`, `1 hour`, `1 day`. */
export const period = z
  .string()
  .regex(/^[1-9]\d{0,4} (sec|min|hour|day)s?$/, 'a span such as "30 sec", "5 min" or "1 hour"')

const common = {
  says: z.string().min(1).max(200).describe('What it brings, for people').optional(),
  dataset: segment.describe('Where it lands: the second segment of its keys'),
  paused: z.boolean().default(false),
  original,
}

/** Of what NiFi runs nothing is transformed yet: by name, for what is said and not done would be seen by nobody. */
const stepsOf = (runner: 'nifi' | 'collect', kind: string) =>
  steps
    .refine(
      ({ length }) => length === 0 || runner === 'collect',
      `nothing of the kind "${kind}" is transformed on the way yet: NiFi runs it`,
    )
    .default([])
    .describe('Steps between the peer and the landing, in their order')

interface Shape<N extends string, P extends z.ZodRawShape, S extends z.ZodRawShape> {
  /** As definitions name it. */
  name: N
  /** Who runs it: NiFi, or the runner in `containers/collect`. */
  runner: 'nifi' | 'collect'
  says: string
  parameters: P
  /** What secrets there are; each value is a secret's name. */
  secrets: S
}

/** A kind that is asked now and then. */
export const polled = <const N extends string, P extends z.ZodRawShape, S extends z.ZodRawShape>(
  kind: Shape<N, P, S>,
) => ({
  ...kind,
  definition: z.strictObject({
    kind: z.literal(kind.name).describe(kind.says),
    ...common,
    transform: stepsOf(kind.runner, kind.name),
    every: period.default('5 min').describe('From the end of one run to the next'),
    ...own(kind),
  }),
})

/** A kind that brings by itself what comes. */
export const listening = <const N extends string, P extends z.ZodRawShape, S extends z.ZodRawShape>(
  kind: Shape<N, P, S>,
) => ({
  ...kind,
  definition: z.strictObject({
    kind: z.literal(kind.name).describe(kind.says),
    ...common,
    transform: stepsOf(kind.runner, kind.name),
    ...own(kind),
  }),
})

/** Of a definition, what its kind adds. */
export const own = <P extends z.ZodRawShape, S extends z.ZodRawShape>({
  parameters,
  secrets,
}: {
  parameters: P
  secrets: S
}) => ({
  parameters: z.strictObject(parameters),
  secrets: z.strictObject(secrets).prefault({} as never),
})
