/** What every definition of a source says, and what a kind of sources adds to it. A kind is a file beside this one. */
import * as z from 'zod'

/** A segment of a raw key. */
export const segment = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/,
    'a name of 1 to 100 letters, digits, ".", "_" and "-" that begins with a letter or digit',
  )

/** Of a secret; never its value, which whoever runs the source finds in its environment: `secretVariable`. */
export const secretName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/,
    'the name of a secret, not its value: that is SECRET_<NAME> where the source runs',
  )

/** A span of time, as NiFi writes it too: `30 sec`, `5 min`, `1 hour`, `1 day`. */
export const period = z
  .string()
  .regex(/^[1-9]\d{0,4} (sec|min|hour|day)s?$/, 'a span such as "30 sec", "5 min" or "1 hour"')

const common = {
  says: z.string().min(1).max(200).describe('What it brings, for people').optional(),
  dataset: segment.describe('Where it lands: the second segment of its keys'),
  paused: z.boolean().default(false),
  transform: z
    .array(z.never())
    .max(0, 'no step of transformation is known yet')
    .default([])
    .describe('Steps on the way; there are none yet'),
}

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
    ...own(kind),
  }),
})

const own = <P extends z.ZodRawShape, S extends z.ZodRawShape>({
  parameters,
  secrets,
}: {
  parameters: P
  secrets: S
}) => ({
  parameters: z.strictObject(parameters),
  secrets: z.strictObject(secrets).prefault({} as never),
})
