/** A topic of Apache Kafka. */
import * as z from 'zod'
import { listening, secretName } from './kind.ts'
import { gather, tls, value } from './messages.ts'

/** By which a topic is reached. */
export const broker = {
  brokers: z
    .array(z.string().regex(/^[A-Za-z0-9._-]{1,253}:\d{1,5}$/, 'host:port'))
    .min(1)
    .max(20)
    .describe('Some of them, as host:port'),
  topic: z.string().regex(/^[A-Za-z0-9._-]{1,249}$/, 'the name of a topic'),
  tls: tls.default(false),
  user: z.string().min(1).max(200).describe('Of SASL').optional(),
  sasl: z.enum(['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512']).default('SCRAM-SHA-512'),
}

export const brokerSecrets = { password: secretName.describe('Of the user').optional() }

export const kafka = listening({
  name: 'kafka',
  runner: 'collect',
  says: 'A topic of Apache Kafka: a row a message, offsets committed once it has landed',
  parameters: {
    ...broker,
    from: z
      .enum(['earliest', 'latest'])
      .default('earliest')
      .describe('Where a group begins that has committed nothing'),
    group: z
      .string()
      .regex(/^[\w.-]{1,200}$/)
      .describe('The consumer group; `hypatia-<source>` where absent')
      .optional(),
    value,
    gather: gather(20_000, 50_000),
  },
  secrets: brokerSecrets,
})
