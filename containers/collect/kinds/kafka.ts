/**
 * A topic of Kafka. Where it is stands in the source's own place, for an offset that a group commits is no fence: who was
 * thought dead could commit late. The group's offsets follow, for whoever watches its lag.
 */
import { Consumer, MessagesStreamModes, type Message as Record } from '@platformatic/kafka'
import { brokersOf } from '../brokers.ts'
import type { ParametersOf } from '../definitions.ts'
import { gathered, Inbox, type Message, partsOf, type TakeMessages } from '../gather.ts'
import type { Batch, Json, Opened, Peer } from '../kind.ts'
import { logger } from '../log.ts'
import { fileAt, numbered } from '../number.ts'
import { rowOf, rowWithoutValue, timeOf, type ValueAs, wordOf } from '../row.ts'

const sessionMs = 6_000 // the least that a broker takes: so long it waits for a member that died
const beatMs = 2_000
const rebalanceMs = 10_000
const fetchMs = 500

interface Place {
  since: number
  number: number
  /** Which the offsets are of. */
  topic: string
  /** The next of each partition. */
  offsets: { [partition: string]: string }
}

type Parameters = ParametersOf<'kafka'>
type Client = Consumer<Buffer, Buffer, Buffer, Buffer>

export async function openKafka(opened: Opened<Parameters>): Promise<Peer> {
  const { name, dataset, parameters } = opened
  const { topic, gather, value } = parameters
  const consumer = consumerOf(opened)
  const known = opened.place as unknown as Place | undefined
  try {
    const own = (known?.topic ?? topic) === topic ? known?.offsets : undefined
    const offsets = await beginsAt(consumer, own, parameters, name)
    const begun = Object.fromEntries(offsets.map((offset, partition) => [partition, `${offset}`]))
    let place: Place = { ...(known ?? numbered()), topic, offsets: { ...own, ...begun } }
    const stream = await consumer.consume({
      topics: [topic],
      autocommit: false,
      mode: MessagesStreamModes.MANUAL,
      fallbackMode: 'earliest', // of a partition that is new
      offsets: offsets.map((offset, partition) => ({ topic, partition, offset })),
      maxWaitTime: fetchMs,
    })
    const inbox = new Inbox<KafkaMessage>()
    stream.on('error', (error) => inbox.fail(error))
    stream.on('data', (record: Record) => {
      inbox.push(messageOf(record, value))
      if (inbox.isFull) stream.pause()
    })
    const take: TakeMessages<KafkaMessage> = async (max, waitMs, signal) => {
      const found = await inbox.take(max, waitMs, signal)
      if (!inbox.isFull) stream.resume()
      return found
    }
    return {
      begins: place as unknown as Json,
      async next(signal): Promise<Batch | undefined> {
        const messages = await gathered(take, gather, signal)
        if (messages.length === 0) return undefined
        const after: Place = { ...place, number: place.number + 1, offsets: { ...place.offsets } }
        for (const { partition, offset } of messages) after.offsets[partition] = `${offset + 1n}`
        return {
          parts: partsOf(dataset, fileAt(name, place), messages),
          place: after as unknown as Json,
          async settle() {
            place = after
            await commit(consumer, topic, messages)
          },
        }
      },
      close: () => consumer.close(true),
    }
  } catch (error) {
    await consumer.close(true).catch(() => {})
    throw error
  }
}

function consumerOf({ name, parameters, secrets }: Opened<Parameters>): Client {
  return new Consumer({
    ...brokersOf(name, parameters, secrets),
    groupId: parameters.group ?? `hypatia-${name}`,
    sessionTimeout: sessionMs,
    heartbeatInterval: beatMs,
    rebalanceTimeout: rebalanceMs,
  })
}

/** Its own place, else the group's, else the topic's beginning or end; a new partition's beginning. By partition. */
async function beginsAt(
  consumer: Client,
  own: Place['offsets'] | undefined,
  { topic, from }: Parameters,
  source: string,
): Promise<bigint[]> {
  const earliest = await offsetsOf(consumer, topic, -2n)
  const latest = await offsetsOf(consumer, topic, -1n)
  const partitions = earliest.map((_, partition) => partition)
  const groups = await consumer.listCommittedOffsets({ topics: [{ topic, partitions }] })
  return partitions.map((partition) => {
    const committed = groups.get(topic)?.[partition] ?? -1n
    const last = own?.[partition]
    const fallback = (own || from === 'earliest' ? earliest : latest)[partition] ?? 0n
    const next = last !== undefined ? BigInt(last) : committed >= 0n ? committed : fallback
    const first = earliest[partition] ?? 0n
    if (next >= first) return next
    const gone = { source, topic, partition, from: `${next}`, to: `${first}` }
    logger.error('the broker has deleted messages before they landed', gone)
    return first
  })
}

async function offsetsOf(consumer: Client, topic: string, timestamp: bigint): Promise<bigint[]> {
  const found = await consumer.listOffsets({ topics: [topic], timestamp })
  return found.get(topic) ?? []
}

type KafkaMessage = Message & { partition: number; offset: bigint; leaderEpoch: number }

function messageOf(record: Record, as: ValueAs): KafkaMessage {
  const { topic, partition, offset, timestamp, key, leaderEpoch, headerEntries } = record
  const value = record.value as Buffer | null | undefined // a tombstone has none
  const said = {
    topic,
    partition,
    offset: Number(offset),
    sent_at: timeOf(timestamp),
    key: key ? wordOf(key) : null,
    headers: headerEntries.map(([header, text]) => ({
      name: wordOf(header ?? Buffer.alloc(0)),
      value: text ? wordOf(text) : null,
    })),
  }
  const row = value ? rowOf(said, value, as) : rowWithoutValue(said)
  const bytes = (value?.length ?? 0) + (key?.length ?? 0) + 200
  return { row, bytes, partition, offset, leaderEpoch }
}

/** Its loss is none: the place is ours. */
async function commit(consumer: Client, topic: string, messages: KafkaMessage[]): Promise<void> {
  const last = new Map(messages.map((message) => [message.partition, message]))
  const offsets = [...last.values()].map(({ partition, offset, leaderEpoch }) => ({
    ...{ topic, partition, leaderEpoch },
    offset: offset + 1n,
  }))
  await consumer.commit({ offsets }).catch((error: Error) => {
    logger.warn('the group did not take its offsets', { topic, says: error.message.slice(0, 300) })
  })
}
