/**
 * A topic of Kafka, a message a change. The producer is idempotent: what it tries again itself is there once. What a death
 * makes it send again is there again, with the same id in its headers.
 */
import { ProduceAcks, Producer, stringSerializers } from '@platformatic/kafka'
import { brokersOf } from '../brokers.ts'
import type { Delivery, Item } from './delivery.ts'
import type { Opened, Peer } from './kind.ts'

export async function openKafka({ name, definition, secrets }: Opened<'kafka'>): Promise<Peer> {
  const { topic } = definition.parameters
  const producer = new Producer({
    ...brokersOf(name, definition.parameters, secrets),
    idempotent: true,
    acks: ProduceAcks.ALL,
    serializers: stringSerializers,
  })
  return {
    async send(delivery) {
      const messages = delivery.items.map((item, i) => messageOf(topic, delivery, item, i))
      await producer.send({ messages })
    },
    async check() {
      const { topics } = await producer.metadata({ topics: [topic] })
      const partitions = topics.get(topic)?.partitionsCount ?? 0
      return `The topic ${topic} has ${partitions} partitions.`
    },
    close: () => producer.close(true),
  }
}

/** Messages of one key are in one partition, and so in their order. A row that is gone has no value: a tombstone. */
function messageOf(topic: string, delivery: Delivery, item: Item, index: number) {
  const { op, key, row, object, snapshot } = item
  return {
    topic,
    key: op === 'insert' ? (object ?? '') : JSON.stringify(key),
    ...(row && { value: JSON.stringify(row) }),
    headers: {
      'hypatia-delivery': `${delivery.id}-${index}`,
      'hypatia-snapshot': snapshot,
      'hypatia-object': object ?? '',
    },
  }
}
