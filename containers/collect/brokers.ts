/** How brokers of Kafka are reached, by a source or by a destination. */
import type * as z from 'zod'
import type { broker } from '../../schemas/sources/kafka.ts'

type Parameters = Omit<z.infer<z.ZodObject<typeof broker>>, 'topic'>

export const brokersOf = (
  name: string,
  { brokers, tls, user, sasl }: Parameters,
  { password = '' }: Record<string, string>,
) => ({
  clientId: `hypatia-${name}`,
  bootstrapBrokers: brokers,
  autocreateTopics: false,
  retries: 3,
  ...(tls && { tls: {} }),
  ...(user && { sasl: { mechanism: sasl, username: user, password } }),
})
