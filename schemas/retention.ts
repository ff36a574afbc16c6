/** How long a dataset's objects stay. */
import * as z from 'zod'

/** In the work bucket, an object a table; changed by the API. */
export const retention = z
  .strictObject({
    keep: z
      .string()
      .regex(/^[1-9]\d{0,4}d$/)
      .describe(
        'Days since an object was received, as `90d`: older ones are deleted for good, with their rows',
      ),
  })
  .meta({ id: 'Retention' })

export type Retention = z.infer<typeof retention>
