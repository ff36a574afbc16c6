/** What a file was before it was transformed on its way, as its upload says. */
import * as z from 'zod'

const segment = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^/\\]+$/)

export const origin = z
  .strictObject({
    transform: z
      .string()
      .regex(/^[0-9a-f]{16}$/)
      .describe('Digest of the steps that made it'),
    original: z
      .strictObject({
        dataset: segment,
        file: segment,
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
      })
      .describe('Under the same source; absent: it is not kept')
      .optional(),
  })
  .meta({ id: 'Origin' })

export type Origin = z.infer<typeof origin>
