/** What kinds have in common that bring messages one by one: how a value is read, and how many are an object. */
import * as z from 'zod'
import { isWithoutUser, withoutUser } from './kind.ts'

export const value = z
  .enum(['json', 'text', 'bytes'])
  .default('json')
  .describe(
    'What a message is: `json` and `text` in UTF-8, what is none goes aside; `bytes` in base64',
  )

export const gather = (items: number, itemsMax: number) =>
  z
    .strictObject({
      items: z.int().min(1).max(itemsMax).default(items).describe('Messages of an object at most'),
      seconds: z
        .number()
        .min(0.1)
        .max(60)
        .default(5)
        .describe('How long the first waits for others'),
    })
    .prefault({})
    .describe('How messages become objects')

export const host = z
  .string()
  .regex(
    /^[A-Za-z0-9._-]{1,253}$|^\[?[0-9A-Fa-f:]{2,45}\]?$/,
    'the name or address of a host, without a port',
  )
export const port = z.int().min(1).max(65_535)
export const tls = z
  .boolean()
  .describe('Whether the connection is encrypted, and the host’s certificate held against its name')

/** Of AWS. */
export const account = {
  region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'a region such as eu-central-1'),
  access_key: z.string().regex(/^\w{16,128}$/, 'the id of an access key, not its secret'),
  endpoint: z
    .url({ protocol: /^https?$/ })
    .refine(isWithoutUser, withoutUser)
    .describe('Of what speaks as AWS does')
    .optional(),
}
