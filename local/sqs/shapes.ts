/** Messages as SQS's wire writes them. */
import * as z from 'zod'
import { accountId } from '../wire/service.ts'
import { type MessageAttributes, md5, md5OfAttributes } from './digest.ts'
import type { Message, Outgoing, Sent } from './message.ts'

const attribute = z.object({
  DataType: z.string(),
  StringValue: z.string().optional(),
  BinaryValue: z.string().optional(),
})

/** What SendMessage and an entry of SendMessageBatch have in common. */
export const outgoingShape = z.object({
  MessageBody: z.string(),
  DelaySeconds: z.int().optional(),
  MessageAttributes: z.record(z.string(), attribute).default({}),
  MessageSystemAttributes: z.object({ AWSTraceHeader: attribute.optional() }).default({}),
  MessageGroupId: z.string().optional(),
  MessageDeduplicationId: z.string().optional(),
})

export type OutgoingShape = z.output<typeof outgoingShape>

export function outgoingOf(input: OutgoingShape): Outgoing {
  return {
    body: input.MessageBody,
    attributes: input.MessageAttributes as MessageAttributes,
    traceHeader: input.MessageSystemAttributes.AWSTraceHeader?.StringValue,
    delaySeconds: input.DelaySeconds,
    groupId: input.MessageGroupId,
    deduplicationId: input.MessageDeduplicationId,
  }
}

export function sentShape(sent: Sent, input: OutgoingShape) {
  return {
    MessageId: sent.messageId,
    MD5OfMessageBody: sent.md5OfBody,
    MD5OfMessageAttributes: sent.md5OfAttributes,
    MD5OfMessageSystemAttributes: md5OfAttributes(
      input.MessageSystemAttributes as MessageAttributes,
    ),
    SequenceNumber: sent.sequenceNumber,
  }
}

/** The message with the system attributes and the attributes that were asked for. */
export function receivedShape(message: Message, system: string[], names: string[]) {
  const attributes = chosen(message.attributes, names)
  const systemAttributes = systemAttributesOf(message)
  const asked = Object.entries(systemAttributes).filter(
    ([name]) => system.includes('All') || system.includes(name),
  )
  return {
    MessageId: message.messageId,
    ReceiptHandle: message.receiptHandle,
    Body: message.body,
    MD5OfBody: md5(message.body),
    Attributes: asked.length > 0 ? Object.fromEntries(asked) : undefined,
    MessageAttributes: Object.keys(attributes).length > 0 ? attributes : undefined,
    MD5OfMessageAttributes: md5OfAttributes(attributes),
  }
}

/** The attributes that SQS itself gives a message; all are text. */
export function systemAttributesOf(message: Message): Record<string, string> {
  const optional = {
    AWSTraceHeader: message.traceHeader,
    MessageGroupId: message.groupId,
    MessageDeduplicationId: message.deduplicationId,
    SequenceNumber: message.sequenceNumber,
    DeadLetterQueueSourceArn: message.originArn,
  }
  return {
    SenderId: accountId,
    SentTimestamp: String(message.sentMs),
    ApproximateReceiveCount: String(message.receives),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedMs),
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
  } as Record<string, string>
}

/** A name, `All` or `.*`, or a prefix as `order.*`. */
function chosen(attributes: MessageAttributes, names: string[]): MessageAttributes {
  const isChosen = (name: string) =>
    names.some((asked) => {
      if (asked === 'All' || asked === '.*') return true
      return asked.endsWith('.*') ? name.startsWith(asked.slice(0, -1)) : asked === name
    })
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => isChosen(name)))
}
