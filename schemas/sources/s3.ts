/** A bucket of Amazon S3, of any account, or of what speaks as S3 does. */
import * as z from 'zod'
import { polled, secretName } from './kind.ts'
import { account } from './messages.ts'

export const s3 = polled({
  name: 's3',
  runner: 'collect',
  says: 'A bucket of Amazon S3, of any account: what is new there or has changed lands under its own name',
  parameters: {
    bucket: z.string().regex(/^[a-z0-9][a-z0-9.-]{2,62}$/, 'the name of a bucket'),
    prefix: z.string().max(1_024).default('').describe('What keys begin with'),
    ...account,
  },
  secrets: { secret_key: secretName.describe('Of the access key') },
})
