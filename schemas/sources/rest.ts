/** Any API that answers GET with JSON. */
import * as z from 'zod'
import { isWithoutUser, polled, secretName, withoutUser } from './kind.ts'

/** Dots between names: `data.items`; where records lie, what the next page is called. */
const path = z
  .string()
  .regex(/^[A-Za-z_][\w-]*(\.[A-Za-z_][\w-]*)*$/, 'names with dots between them, as data.items')
const parameter = z.string().regex(/^[\w.[\]-]{1,100}$/, 'the name of a parameter of the query')

const paging = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('none').describe('One answer holds all of it') }),
  z.strictObject({
    by: z.literal('page').describe('A number that counts up, until a page has no records'),
    parameter: parameter.default('page'),
    first: z.int().min(0).max(1).default(1),
  }),
  z.strictObject({
    by: z.literal('offset').describe('How many records came before, until there are none'),
    parameter: parameter.default('offset'),
  }),
  z.strictObject({
    by: z.literal('cursor').describe('What the answer says of the next page, until it says none'),
    parameter: parameter.default('cursor'),
    next: path.describe('Where the answer says it'),
  }),
  z.strictObject({
    by: z
      .literal('since')
      .describe('Only what is after the last record: never from the beginning again'),
    parameter: parameter.default('since'),
    field: path.describe('Of a record, growing from one to the next: an id or a time'),
  }),
])

const text = z.string().max(1_000)

export const rest = polled({
  name: 'rest',
  runner: 'nifi',
  says: 'A JSON API, page by page',
  parameters: {
    url: z
      .url({ protocol: /^https?$/, error: 'an address with http:// or https://' })
      .max(1_000)
      .refine(isWithoutUser, withoutUser)
      .refine((url) => !/[?#]/.test(url), 'without a query: that is `query`'),
    query: z.record(parameter, text).default({}).describe('What every request asks'),
    headers: z
      .record(z.string().regex(/^[A-Za-z0-9-]{1,100}$/), text)
      .default({})
      .describe('Of every request; a key goes into `secrets`'),
    records: path
      .optional()
      .describe('Where the answer has its records; absent: it is an array itself'),
    paging: paging.default({ by: 'none' }),
    keyHeader: z
      .string()
      .regex(/^[A-Za-z0-9-]{1,100}$/)
      .default('X-Api-Key')
      .describe('By which the secret `key` is sent'),
    requestsPerDay: z
      .int()
      .min(1)
      .max(1_000_000)
      .default(10_000)
      .describe('Requests a day (UTC) at most, pages and refusals'),
  },
  secrets: {
    bearer: secretName.optional().describe('Sent as Authorization: Bearer'),
    key: secretName.optional().describe('Sent as `keyHeader`'),
  },
})
