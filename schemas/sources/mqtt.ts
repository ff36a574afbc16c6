/** A broker of MQTT. */
import * as z from 'zod'
import { listening, secretName } from './kind.ts'
import { gather, host, port, tls, value } from './messages.ts'

export const mqtt = listening({
  name: 'mqtt',
  runner: 'collect',
  says: 'Topics of an MQTT broker at QoS 1: a row a message, acknowledged once it has landed',
  parameters: {
    host,
    port: port.default(1883),
    tls: tls.default(false),
    topics: z
      .array(z.string().min(1).max(1_000))
      .min(1)
      .max(100)
      .describe('Topic filters, as plant/+/temperature or plant/#'),
    client: z
      .string()
      .regex(/^[\w-]{1,64}$/)
      .describe(
        'The client’s id, by which the broker keeps what comes while nobody runs; `hypatia-<source>` where absent',
      )
      .optional(),
    keep: z
      .int()
      .min(60)
      .max(4_294_967_295)
      .default(604_800)
      .describe('Seconds for which the broker keeps the session while nobody runs'),
    user: z.string().min(1).max(200).optional(),
    value,
    gather: gather(20, 1_000),
  },
  secrets: { password: secretName.describe('Of the user').optional() },
})
