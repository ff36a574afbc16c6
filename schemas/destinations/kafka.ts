/** A topic of Apache Kafka. */
import { broker, brokerSecrets } from '../sources/kafka.ts'
import { destined } from './kind.ts'

export const kafka = destined({
  name: 'kafka',
  says: 'A topic of Apache Kafka: a message a change',
  parameters: broker,
  secrets: brokerSecrets,
})
