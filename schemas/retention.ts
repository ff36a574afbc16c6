/** How long a dataset's objects stay. */
import * as z from 'zod'

const said = {
  keep: z
    .string()
    .regex(/^[1-9]\d{0,4}d$/)
    .describe(
      'Days, as `90d`: older objects are deleted for good, with their rows. Their age is that since they were received',
    ),
  column: z
    .string()
    .min(1)
    .max(255)
    .optional()
    .describe(
      'A column of dates or timestamps (UTC) that tells an object’s age in the place of its arrival: its latest value. ' +
        'An object with a row that has none stays',
    ),
}

export const retention = z.strictObject(said).meta({ id: 'Retention' })

/** In the work bucket, an object a table. */
export const retentionRecord = z
  .strictObject({
    ...said,
    definition: z.string().optional().describe('The file that says so, and where it is changed'),
  })
  .meta({ id: 'RetentionRecord' })

export type Retention = z.infer<typeof retention>
export type RetentionRecord = z.infer<typeof retentionRecord>
