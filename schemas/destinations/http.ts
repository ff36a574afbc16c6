/** Any address that takes a POST of JSON. */
import * as z from 'zod'
import { isWithoutUser, secretName, withoutUser } from '../sources/kind.ts'
import { destined } from './kind.ts'

export const http = destined({
  name: 'http',
  says: 'A webhook: a signed POST of JSON a delivery',
  parameters: {
    url: z
      .url({ protocol: /^https?$/, error: 'an address with http:// or https://' })
      .max(1_000)
      .refine(isWithoutUser, withoutUser),
    headers: z
      .record(z.string().regex(/^[A-Za-z0-9-]{1,100}$/), z.string().max(1_000))
      .default({})
      .describe('Of every request; what is secret goes into `secrets`'),
  },
  secrets: {
    signing: secretName.describe('By which X-Hypatia-Signature is made: HMAC-SHA256').optional(),
    bearer: secretName.describe('Sent as Authorization: Bearer').optional(),
  },
})
