/** A bucket of Amazon S3, of any account, or of what speaks as S3 does. */
import * as z from 'zod'
import { secretName } from '../sources/kind.ts'
import { account } from '../sources/messages.ts'
import { format } from './file.ts'
import { destined } from './kind.ts'

export const s3 = destined({
  name: 's3',
  says: 'A bucket of Amazon S3, of any account: an object a delivery',
  parameters: {
    bucket: z.string().regex(/^[a-z0-9][a-z0-9.-]{2,62}$/, 'the name of a bucket'),
    prefix: z.string().max(500).default('').describe('What keys begin with'),
    format,
    ...account,
  },
  secrets: { secret_key: secretName.describe('Of the access key') },
})
