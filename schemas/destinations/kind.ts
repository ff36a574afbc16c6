/** What every definition of a destination says, and what a kind of destinations adds to it. A kind is a file beside this one. */
import * as z from 'zod'
import { own, period, segment } from '../sources/kind.ts'

const column = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[^,]*$/, 'a column’s name without a comma')

const common = {
  says: z.string().min(1).max(200).describe('What it is for, for people').optional(),
  dataset: z
    .string()
    .regex(/^[a-z0-9_]{1,255}$/, 'the name of a dataset: <source>_<dataset>')
    .describe('Whose rows are sent'),
  changes: z
    .enum(['append', 'upsert'])
    .default('append')
    .describe('append: rows that came; upsert: by `key`, what each row has become'),
  key: z
    .array(column)
    .min(1)
    .max(8)
    .describe('Columns that name a row, of which no other has the same values')
    .optional(),
  left: z
    .enum(['delete', 'keep'])
    .default('delete')
    .describe('With upsert, what becomes of a row that the dataset has no more'),
  columns: z
    .array(column)
    .min(1)
    .max(1_000)
    .describe('Which are sent; all where absent')
    .optional(),
  from: z
    .enum(['start', 'now'])
    .default('start')
    .describe('start: all rows that there are, first; now: only what comes from then on'),
  expired: z
    .enum(['stop', 'full'])
    .default('stop')
    .describe('Where it is so far behind that nobody knows what came since: stop, or all rows'),
  retyped: z
    .boolean()
    .default(false)
    .describe('Whether rows are sent that were only written to another type'),
  every: period.default('30 sec').describe('From one look for what is new to the next'),
  batch: z.int().min(1).max(10_000).default(500).describe('Changes of one delivery at most'),
  paused: z.boolean().default(false),
}

interface Shape<N extends string, P extends z.ZodRawShape, S extends z.ZodRawShape> {
  /** As definitions name it. */
  name: N
  says: string
  parameters: P
  /** What secrets there are; each value is a secret's name. */
  secrets: S
}

export const destinationName = segment.describe('By which it is called')

export const destined = <const N extends string, P extends z.ZodRawShape, S extends z.ZodRawShape>(
  kind: Shape<N, P, S>,
) => ({
  ...kind,
  definition: z
    .strictObject({
      kind: z.literal(kind.name).describe(kind.says),
      ...common,
      ...own(kind),
    })
    .superRefine(({ changes, key }, context) => {
      const isUpsert = changes === 'upsert'
      if (isUpsert === (key !== undefined)) return
      const message = isUpsert
        ? '`changes: upsert` wants a `key`: the columns that name a row'
        : 'a `key` is for `changes: upsert`'
      context.addIssue({ code: 'custom', path: ['key'], message })
    }),
})
