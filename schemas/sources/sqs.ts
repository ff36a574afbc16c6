/** A queue of Amazon SQS, of any account. */
import * as z from 'zod'
import { isWithoutUser, listening, secretName, withoutUser } from './kind.ts'
import { account, gather, value } from './messages.ts'

export const sqs = listening({
  name: 'sqs',
  runner: 'collect',
  says: 'A queue of Amazon SQS, of any account: a row a message, deleted once it has landed',
  parameters: {
    queue: z
      .url({ protocol: /^https?$/ })
      .refine(isWithoutUser, withoutUser)
      .describe('The queue’s URL'),
    ...account,
    value,
    gather: gather(1_000, 1_000),
  },
  secrets: { secret_key: secretName.describe('Of the access key') },
})
