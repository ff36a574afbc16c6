/** Steps between a peer and the landing of what it brings: first those over a file, then those over each of its rows. */
import * as z from 'zod'
import { pins } from '../interpretation.ts'

/** Of a secret; never its value, which whoever runs the source finds in its environment: `secretVariable`. */
export const secretName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/,
    'the name of a secret, not its value: that is SECRET_<NAME> where the source runs',
  )

const field = z.string().min(1).max(255)
const fields = z
  .array(field)
  .min(1)
  .max(500)
  .describe('Names, in any case; of what lies within others with dots: `customer.email`')

const expression = z
  .string()
  .min(1)
  .max(4_000)
  .refine(
    (text) => !/\$(now|millis|random|shuffle|eval)\b/.test(text),
    'without $now, $millis, $random, $shuffle and $eval: what is fetched again must become the same again',
  )

const parts = {
  decrypt: z
    .strictObject({
      key: secretName.describe('The private key, armoured'),
      passphrase: secretName.describe('Of the key').optional(),
    })
    .describe('Of OpenPGP'),
  unpack: z
    .enum(['zip', 'tar', 'gzip', 'bzip2', 'xz', 'zstd'])
    .describe('Each file in it lands as one'),
  convert: z
    .strictObject({
      to: z.enum(['ndjson', 'csv']),
      reads: pins.describe('How the file is read, where that is not to be guessed').optional(),
    })
    .describe('What rows are written as; absent: CSV where they came as CSV, else NDJSON'),
  select: fields.describe('Only these, in this order'),
  drop: fields.describe('All but these'),
  rename: z.record(field, field).describe('From: to'),
  filter: expression.describe('JSONata over a row: only those of which it is true'),
  mask: z
    .strictObject({
      fields,
      keep: z
        .int()
        .min(0)
        .max(8)
        .default(0)
        .describe('Letters at the end that stay, of values twice as long at least'),
    })
    .describe('**** in place of their values'),
  hash: z
    .strictObject({
      fields,
      salt: secretName.describe('Of 16 letters at least; who knows it can try values'),
    })
    .describe('HMAC-SHA-256 of their values, in hexadecimal digits'),
  set: z.record(field, expression).describe('Field: JSONata over the row as it was before'),
  validate: z
    .record(z.string(), z.unknown())
    .describe('A JSON Schema (2020-12) of a row; what does not meet it goes aside with the reason'),
  split: z
    .strictObject({ rows: z.int().min(1).max(100_000_000) })
    .describe('Into objects of so many rows at most'),
}

const names = Object.keys(parts).join(', ')
const overFiles: ReadonlySet<string> = new Set(['decrypt', 'unpack'])

const step = z
  .strictObject(parts)
  .partial()
  .refine((said) => Object.keys(said).length === 1, `one step each: ${names}`)
  .meta({ id: 'TransformStep' })

export type Step = z.infer<typeof step>

export const steps = z
  .array(step)
  .max(50)
  .superRefine((said, { addIssue }) => {
    const order = said.map((one) => Object.keys(one)[0] ?? '')
    const firstRow = order.findIndex((name) => !overFiles.has(name))
    order.forEach((name, at) => {
      const say = (message: string) => addIssue({ code: 'custom', path: [at], message })
      if (overFiles.has(name) && firstRow !== -1 && at > firstRow)
        say(`"${name}" is of whole files: before every step over rows`)
      if (name === 'convert' && at !== firstRow) say('"convert" is the first step over rows')
      if (name === 'split' && at !== order.length - 1) say('"split" is the last step')
    })
  })

/** Of all secrets that the steps name. */
export const secretsIn = (transform: readonly Step[]): string[] => [
  ...new Set(
    transform.flatMap(({ decrypt, hash }) =>
      [decrypt?.key, decrypt?.passphrase, hash?.salt].filter((name) => name !== undefined),
    ),
  ),
]

/** Whether rows are looked into, or files land as they are unpacked. */
export const isOverRows = (transform: readonly Step[]): boolean =>
  transform.some((one) => Object.keys(one).some((name) => !overFiles.has(name)))

/** Of what was fetched, beside what it became. */
export const original = z
  .enum(['keep', 'drop'])
  .default('keep')
  .describe(
    'With `transform`: whether what was fetched lands too, as a file of `<dataset>_original`; `drop`: no byte of it is kept',
  )
